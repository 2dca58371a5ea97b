//! A browser: keeps cookies as the standard says, fills in forms, follows redirects when asked.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, header, request::Builder};
use url::Url;

use crate::{
    answer::{Answer, Form},
    network::{Mailbox, Network},
};

/// From the line a jar alone would make to those that are sent, as octets.
pub type CookieLines = fn(String) -> Vec<Vec<u8>>;

/// What a cookie's line said besides its value. One that was planted has no line.
#[derive(Debug, Clone)]
struct Attributes {
    path: String,
    secure: bool,
    /// It outlives the browser.
    lasting: bool,
}

/// A browser with a cookie jar of its own.
#[derive(Debug, Clone)]
pub struct Browser<N> {
    /// What it talks to.
    pub net: N,
    /// The cookies it holds, by name.
    pub jar: BTreeMap<String, String>,
    attributes: BTreeMap<String, Attributes>,
    /// Headers it sends with every request.
    pub headers: Vec<(&'static str, String)>,
    /// Makes the `Cookie` lines it sends, as octets, from the one its jar alone would make.
    pub cookie_lines: CookieLines,
    /// The longest `Set-Cookie` line it was sent, in bytes.
    pub longest_cookie: usize,
}

impl<N: Network> Browser<N> {
    /// One without cookies.
    pub fn new(net: N) -> Self {
        Self {
            net,
            jar: BTreeMap::new(),
            attributes: BTreeMap::new(),
            headers: vec![("accept", "text/html".to_owned())],
            cookie_lines: |own| vec![own.into_bytes()],
            longest_cookie: 0,
        }
    }

    /// The same browser, whose requests now go there.
    #[must_use]
    pub fn at(mut self, place: &N::Place) -> Self {
        self.net = self.net.at(place);
        self
    }

    /// Another browser, or a program, that has none of the cookies.
    #[must_use]
    pub fn without_cookies(&self) -> Self {
        Self::new(self.net.clone())
    }

    /// Sends one more header with every request.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Closes and opens again: cookies without a lifetime are gone.
    pub fn reopen(&mut self) {
        let kept = &self.attributes;
        let lasts = |name: &str| kept.get(name).is_some_and(|known| known.lasting);
        self.jar.retain(|name, _| lasts(name));
    }

    /// The names of the cookies it holds.
    pub fn cookie_names(&self) -> Vec<&str> {
        self.jar.keys().map(String::as_str).collect()
    }

    /// Whether each cookie travels under https only, and only below this path.
    pub fn all_secure_below(&self, path: &str) -> bool {
        self.jar.keys().all(|name| {
            let known = self.attributes.get(name);
            known.is_some_and(|known| known.secure && known.path == path)
        })
    }

    /// The answer; none when the connection broke off.
    pub async fn try_get(&mut self, target: &str) -> Option<Answer> {
        self.send(Request::builder(), target, Bytes::new()).await
    }

    /// Opens an address.
    pub async fn get(&mut self, target: &str) -> Answer {
        self.try_get(target).await.expect("an answer")
    }

    /// Sends the body of a form; no answer when the connection broke off.
    pub async fn try_post(&mut self, target: &str, body: String) -> Option<Answer> {
        let origin = self.net.public_url().origin().ascii_serialization();
        let request = Request::builder()
            .method(Method::POST)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, origin);
        self.send(request, target, body.into()).await
    }

    /// Sends the body of a form.
    pub async fn post(&mut self, target: &str, body: String) -> Answer {
        self.try_post(target, body).await.expect("an answer")
    }

    /// Sends a form; no answer when the connection broke off.
    pub async fn try_submit(&mut self, form: &Form) -> Option<Answer> {
        self.try_post(&form.action, form.body()).await
    }

    /// Sends a form.
    pub async fn submit(&mut self, form: &Form) -> Answer {
        self.try_submit(form).await.expect("an answer")
    }

    async fn send(&mut self, request: Builder, target: &str, body: Bytes) -> Option<Answer> {
        let target = self.target(target);
        let mut request = request.uri(&target).body(body).unwrap();
        if let Some(sent) = self.cookies_for(&target) {
            for line in (self.cookie_lines)(sent) {
                let line = HeaderValue::from_bytes(&line).unwrap();
                request.headers_mut().append(header::COOKIE, line);
            }
        }
        for (name, value) in &self.headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        let answer = self.net.send(request).await?;
        self.keep_cookies(&answer);
        Some(answer)
    }

    /// A path as it is; of a whole address its path, which must be the provider's.
    fn target(&self, target: &str) -> String {
        if target.starts_with('/') {
            return target.to_owned();
        }
        let url = self.net.public_url().join(target).unwrap();
        assert!(self.is_here(target), "not the provider: {target}");
        url[url::Position::BeforePath..url::Position::AfterQuery].to_owned()
    }

    fn is_here(&self, location: &str) -> bool {
        let here = self.net.public_url();
        here.join(location).unwrap().origin() == Url::origin(here)
    }

    /// The cookies it sends to a path, as one line.
    pub fn cookies_for(&self, target: &str) -> Option<String> {
        let path = target.split('?').next().unwrap_or_default();
        let https = self.net.public_url().scheme() == "https";
        let matches = |name: &str| {
            let Some(known) = self.attributes.get(name) else {
                return true;
            };
            let below = path.strip_prefix(known.path.trim_end_matches('/'));
            let below = below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            below && (https || !known.secure)
        };
        let cookies = self.jar.iter().filter(|(name, _)| matches(name));
        let sent: Vec<String> = cookies.map(|(n, v)| format!("{n}={v}")).collect();
        (!sent.is_empty()).then(|| sent.join("; "))
    }

    /// Keeps the cookies of an answer.
    pub fn keep_cookies(&mut self, answer: &Answer) {
        for line in answer.cookies() {
            self.keep(line);
        }
    }

    fn keep(&mut self, line: &str) {
        self.longest_cookie = self.longest_cookie.max(line.len());
        let (name, rest) = line.split_once('=').unwrap();
        let (value, attributes) = rest.split_once(';').unwrap_or((rest, ""));
        let attribute = |wanted: &str| {
            attributes
                .split(';')
                .map(|part| part.trim().split_once('=').unwrap_or((part.trim(), "")))
                .find_map(|(n, v)| n.eq_ignore_ascii_case(wanted).then(|| v.to_owned()))
        };
        let kept = Attributes {
            path: attribute("path").unwrap_or_else(|| "/".to_owned()),
            secure: attribute("secure").is_some(),
            lasting: attribute("max-age").is_some(),
        };
        assert_eq!(attribute("domain"), None, "{name} is for this host alone");
        assert!(attribute("httponly").is_some(), "{name} is for us alone");
        if name.starts_with("__Host-") {
            // RFC 6265bis §4.1.3.2: else a browser throws it away.
            assert!(kept.secure && kept.path == "/", "{name} is not kept");
        }
        assert!(!kept.secure || self.net.public_url().scheme() == "https");
        if attribute("max-age").as_deref() == Some("0") {
            self.jar.remove(name);
            self.attributes.remove(name);
        } else {
            self.jar.insert(name.to_owned(), value.to_owned());
            self.attributes.insert(name.to_owned(), kept);
        }
    }

    /// Follows redirects within the provider; stops at a page, at an address elsewhere, and at the
    /// answer to an application, which may be the provider's own (RFC 9207 §2).
    pub async fn follow(&mut self, mut answer: Answer) -> Answer {
        for _ in 0..10 {
            let is_over = answer.status != 303
                || !self.is_here(answer.location())
                || answer.parameter("iss").is_some();
            if is_over {
                return answer;
            }
            let target = answer.location().to_owned();
            answer = self.get(&target).await;
        }
        panic!("redirected in a circle: {}", answer.location());
    }

    /// Opens an address and follows.
    pub async fn visit(&mut self, target: &str) -> Answer {
        let answer = self.get(target).await;
        self.follow(answer).await
    }

    /// From the page that asks for an address to the code page.
    pub async fn ask_for_code(&mut self, page: &Answer, email: &str) -> Answer {
        let answer = self.submit(&page.form(0).with("email", email)).await;
        self.follow(answer).await
    }

    /// Types a code on the code page; the answer is where that leads.
    pub async fn type_code(&mut self, page: &Answer, code: &str) -> Answer {
        let answer = self.submit(&page.form(0).with("code", code)).await;
        self.follow(answer).await
    }
}

impl<N: Mailbox> Browser<N> {
    /// Signs up or in with an address, starting at an authorization request; ends at the callback.
    pub async fn sign_in(&mut self, request: &str, email: &str) -> Answer {
        let page = self.visit(request).await;
        let page = self.ask_for_code(&page, email).await;
        let code = self.net.code(email).await;
        let answer = self.type_code(&page, &code).await;
        if answer.status == 303 {
            return answer;
        }
        // No account yet, or one already: one button, no second code.
        let answer = self.submit(&answer.form(0)).await;
        self.follow(answer).await
    }
}
