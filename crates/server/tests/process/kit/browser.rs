//! A browser: keeps cookies as the standard says, fills in forms, follows redirects when asked.

use std::{collections::BTreeMap, time::Duration};

use reqwest::{Client, RequestBuilder, header, redirect::Policy};
use url::Url;

use super::{
    answer::{Answer, Form},
    witness::Witness,
};

const PATIENCE: Duration = Duration::from_mins(1);

#[derive(Debug, Clone)]
struct Cookie {
    value: String,
    path: String,
    secure: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Browser {
    client: Client,
    /// What the browser believes to be talking to.
    public: Url,
    /// Where that really is: a server or a proxy, by plain http.
    address: String,
    jar: BTreeMap<String, Cookie>,
    pub(crate) witness: Witness,
}

impl Browser {
    pub(crate) fn new(public_url: &str, address: &str, witness: Witness) -> Self {
        let client = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            // A server that was killed leaves no connection to fall back on.
            .pool_max_idle_per_host(0)
            .timeout(PATIENCE);
        Self {
            client: client.build().unwrap(),
            public: public_url.parse().unwrap(),
            address: address.to_owned(),
            jar: BTreeMap::new(),
            witness,
        }
    }

    /// The same browser, whose provider is now reached there.
    pub(crate) fn at(mut self, address: &str) -> Self {
        address.clone_into(&mut self.address);
        self
    }

    /// Another browser, or a program, that has none of the cookies.
    pub(crate) fn without_cookies(&self) -> Self {
        let mut other = self.clone();
        other.jar.clear();
        other
    }

    /// The address of something below the public URL.
    pub(crate) fn url(&self, path: &str) -> String {
        let root = self.public.as_str().trim_end_matches('/');
        format!("{root}{path}")
    }

    /// Whether this is an address of the provider.
    pub(crate) fn is_here(&self, location: &str) -> bool {
        let there = self.public.join(location).unwrap();
        there.origin() == self.public.origin()
    }

    /// A request to an address of the provider, with its cookies.
    pub(crate) fn request(&self, method: reqwest::Method, target: &str) -> RequestBuilder {
        let url = self.public.join(target).unwrap();
        assert_eq!(url.origin(), self.public.origin(), "not the provider");
        let query = url.query().map(|query| format!("?{query}"));
        let query = query.unwrap_or_default();
        let real = format!("{}{}{query}", self.address, url.path());
        let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
        let mut request = self
            .client
            .request(method, real)
            .header(header::HOST, host)
            .header(header::ACCEPT, "text/html");
        let sent: Vec<String> = self.sent_to(url.path());
        if !sent.is_empty() {
            request = request.header(header::COOKIE, sent.join("; "));
        }
        request
    }

    fn sent_to(&self, path: &str) -> Vec<String> {
        let https = self.public.scheme() == "https";
        let matches = |cookie: &Cookie| {
            let below = path.strip_prefix(cookie.path.trim_end_matches('/'));
            let below = below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            below && (https || !cookie.secure)
        };
        let cookies = self.jar.iter().filter(|(_, cookie)| matches(cookie));
        cookies
            .map(|(name, cookie)| format!("{name}={}", cookie.value))
            .collect()
    }

    /// The answer; none when the connection broke off.
    pub(crate) async fn send(&mut self, request: RequestBuilder) -> Option<Answer> {
        let answer = Answer::read(request.send().await.ok()?).await?;
        for line in answer.cookies() {
            self.keep(line);
        }
        if answer.status == 303
            && let Some(code) = answer.parameter("code")
        {
            self.witness.saw(&code);
        }
        if answer.body.contains("name=\"csrf\"") {
            let fields = answer.form().fields;
            fields
                .iter()
                .filter(|(name, _)| name == "csrf")
                .for_each(|(_, value)| self.witness.saw(value));
        }
        Some(answer)
    }

    fn keep(&mut self, line: &str) {
        let (name, rest) = line.split_once('=').unwrap();
        let (value, attributes) = rest.split_once(';').unwrap_or((rest, ""));
        let attribute = |wanted: &str| {
            attributes
                .split(';')
                .map(|part| part.trim().split_once('=').unwrap_or((part.trim(), "")))
                .find_map(|(n, v)| n.eq_ignore_ascii_case(wanted).then(|| v.to_owned()))
        };
        let cookie = Cookie {
            value: value.to_owned(),
            path: attribute("path").unwrap_or_else(|| "/".to_owned()),
            secure: attribute("secure").is_some(),
        };
        assert_eq!(attribute("domain"), None, "{name} is for this host alone");
        assert!(attribute("httponly").is_some(), "{name} is for us alone");
        if name.starts_with("__Host-") {
            // RFC 6265bis §4.1.3.2: else a browser throws it away.
            assert!(cookie.secure && cookie.path == "/", "{name} is not kept");
        }
        assert!(!cookie.secure || self.public.scheme() == "https");
        if !name.ends_with("_lang") {
            self.witness.saw(value);
        }
        if attribute("max-age").as_deref() == Some("0") {
            self.jar.remove(name);
        } else {
            self.jar.insert(name.to_owned(), cookie);
        }
    }

    /// The names of the cookies it holds.
    pub(crate) fn cookie_names(&self) -> Vec<&str> {
        self.jar.keys().map(String::as_str).collect()
    }

    /// Whether each of them travels under https only, and only below this path.
    pub(crate) fn all_secure_below(&self, path: &str) -> bool {
        let mut cookies = self.jar.values();
        cookies.all(|cookie| cookie.secure && cookie.path == path)
    }

    pub(crate) async fn try_get(&mut self, target: &str) -> Option<Answer> {
        let request = self.request(reqwest::Method::GET, target);
        self.send(request).await
    }

    pub(crate) async fn try_submit(&mut self, form: &Form) -> Option<Answer> {
        let request = self
            .request(reqwest::Method::POST, &form.action)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, self.public.origin().ascii_serialization())
            .header("sec-fetch-site", "same-origin")
            .body(form.body());
        self.send(request).await
    }

    pub(crate) async fn get(&mut self, target: &str) -> Answer {
        self.try_get(target).await.expect("an answer")
    }

    pub(crate) async fn submit(&mut self, form: &Form) -> Answer {
        self.try_submit(form).await.expect("an answer")
    }

    /// Follows redirects within the provider; stops at a page or at an address elsewhere.
    pub(crate) async fn follow(&mut self, mut answer: Answer) -> Answer {
        for _ in 0..10 {
            if answer.status != 303 || !self.is_here(answer.location()) {
                return answer;
            }
            let target = answer.location().to_owned();
            answer = self.get(&target).await;
        }
        panic!("redirected in a circle: {}", answer.location());
    }

    pub(crate) async fn visit(&mut self, target: &str) -> Answer {
        let answer = self.get(target).await;
        self.follow(answer).await
    }
}
