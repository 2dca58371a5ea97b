//! What a program behind a socket is to the visitors of every suite. The witness reads along.

use std::time::Duration;

use bytes::Bytes;
use reqwest::{Client, Method, RequestBuilder, Response, header, redirect::Policy};
use testkit::network::Network;
use url::Url;

use super::{Answer, witness::Witness};

const PATIENCE: Duration = Duration::from_mins(1);

#[derive(Debug, Clone)]
pub(crate) struct Socket {
    client: Client,
    public: Url,
    /// Where that really is: a server or a proxy, by plain http.
    address: String,
    pub(crate) witness: Witness,
}

impl Socket {
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
            witness,
        }
    }

    /// The address of something below the public URL.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.public.as_str().trim_end_matches('/'))
    }

    /// A request to a path of the provider, without cookies.
    pub(crate) fn request(&self, method: Method, target: &str) -> RequestBuilder {
        let host = &self.public[url::Position::BeforeHost..url::Position::AfterPort];
        let request = self
            .client
            .request(method, format!("{}{target}", self.address));
        request.header(header::HOST, host)
    }

    /// None when the connection broke off.
    pub(crate) async fn read(&self, response: Response) -> Option<Answer> {
        let answer = Answer {
            status: response.status(),
            headers: response.headers().clone(),
            body: response.text().await.ok()?,
        };
        self.remember(&answer);
        Some(answer)
    }

    /// Everything secret in it.
    fn remember(&self, answer: &Answer) {
        for line in answer.cookies() {
            let (name, rest) = line.split_once('=').unwrap();
            if !name.ends_with("_lang") {
                self.witness.saw(rest.split(';').next().unwrap());
            }
        }
        if answer.status == 303
            && let Some(code) = answer.parameter("code")
        {
            self.witness.saw(&code);
        }
        if answer.body.contains("name=\"csrf\"") {
            self.witness.saw(answer.form(0).value("csrf"));
        }
        let json: serde_json::Value = serde_json::from_str(&answer.body).unwrap_or_default();
        for name in ["access_token", "refresh_token", "id_token"] {
            if let Some(token) = json[name].as_str() {
                self.witness.saw(token);
            }
        }
    }
}

impl Network for Socket {
    type Place = str;

    async fn send(&self, request: http::Request<Bytes>) -> Option<Answer> {
        let (head, body) = request.into_parts();
        let target = head.uri.path_and_query().unwrap().as_str();
        let mut sent = self
            .request(head.method.clone(), target)
            .headers(head.headers);
        if head.method == Method::POST {
            // As browsers say of a form of the provider's own.
            sent = sent.header("sec-fetch-site", "same-origin");
        }
        self.read(sent.body(body).send().await.ok()?).await
    }

    fn public_url(&self) -> &Url {
        &self.public
    }

    fn at(&self, address: &str) -> Self {
        let address = address.to_owned();
        Self {
            address,
            ..self.clone()
        }
    }

    fn base_path(&self) -> String {
        self.public.path().trim_end_matches('/').to_owned()
    }
}
