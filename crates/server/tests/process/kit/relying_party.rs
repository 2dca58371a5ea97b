//! A relying party: makes authorization requests, redeems codes, refreshes.

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{Method, header};

use super::{answer::Answer, browser::Browser};

/// The clients every server has.
pub(crate) const CLIENTS: &str = r#"
[[applications]]
id = "shop"
name = "Bookstore"
kind = "traditional"
secret = "shop-secret-0123456789-0123456789"
redirect_uris = ["https://shop.example/callback"]
post_logout_redirect_uris = ["https://shop.example/"]

[[applications]]
id = "library"
name = "Books & more"
kind = "traditional"
secret = "library-secret-0123456789-0123456"
redirect_uris = ["https://library.example/callback"]
refresh_grace = 1
"#;

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

#[derive(Debug, Clone)]
pub(crate) struct RelyingParty {
    /// How it reaches the provider; a program, so without cookies.
    net: Browser,
    pub(crate) client: String,
    pub(crate) redirect_uri: String,
    secret: String,
}

/// What a token answer holds.
#[derive(Debug, Clone)]
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
    pub(crate) id: String,
}

impl RelyingParty {
    pub(crate) fn new(net: &Browser, client: &'static str) -> Self {
        let secret = match client {
            "shop" => "shop-secret-0123456789-0123456789",
            "library" => "library-secret-0123456789-0123456",
            other => panic!("no client {other}"),
        };
        let redirect_uri = format!("https://{client}.example/callback");
        Self::registered(net, client, secret, &redirect_uri)
    }

    /// The relying party of a client that was registered otherwise.
    pub(crate) fn registered(net: &Browser, client: &str, secret: &str, redirect: &str) -> Self {
        net.witness.saw(secret);
        net.witness.saw(VERIFIER);
        let basic = STANDARD.encode(format!("{client}:{secret}"));
        net.witness.saw(&basic);
        Self {
            net: net.without_cookies(),
            client: client.to_owned(),
            redirect_uri: redirect.to_owned(),
            secret: secret.to_owned(),
        }
    }

    /// The same relying party, whose provider is now reached there.
    pub(crate) fn at(mut self, address: &str) -> Self {
        self.net = self.net.at(address);
        self
    }

    /// An authorization request with the usual parameters.
    pub(crate) fn request(&self) -> String {
        self.request_with(&[])
    }

    /// An authorization request with more parameters.
    pub(crate) fn request_with(&self, more: &[(&str, &str)]) -> String {
        let usual = [
            ("client_id", self.client.as_str()),
            ("redirect_uri", self.redirect_uri.as_str()),
            ("response_type", "code"),
            ("scope", "openid profile email offline_access"),
            ("state", "af0ifjsldkj"),
            ("nonce", "n-0S6_WzA2Mj"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(usual.iter().chain(more))
            .finish();
        self.net.url(&format!("/oidc/auth?{query}"))
    }

    async fn try_post(&self, path: &str, fields: &[(&str, &str)]) -> Option<Answer> {
        let basic = STANDARD.encode(format!("{}:{}", self.client, self.secret));
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let request = self
            .net
            .request(Method::POST, &self.net.url(path))
            .header(header::AUTHORIZATION, format!("Basic {basic}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body);
        let answer = self.net.clone().send(request).await?;
        self.remember(&answer);
        Some(answer)
    }

    fn remember(&self, answer: &Answer) {
        let json: serde_json::Value = serde_json::from_str(&answer.body).unwrap_or_default();
        for name in ["access_token", "refresh_token", "id_token"] {
            if let Some(token) = json[name].as_str() {
                self.net.witness.saw(token);
            }
        }
    }

    /// Redeems a code; no answer when the connection broke off.
    pub(crate) async fn try_redeem(&self, code: &str) -> Option<Answer> {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect_uri),
            ("code_verifier", VERIFIER),
        ];
        self.try_post("/oidc/token", &fields).await
    }

    /// Refreshes; no answer when the connection broke off.
    pub(crate) async fn try_refresh(&self, token: &str) -> Option<Answer> {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
        self.try_post("/oidc/token", &fields).await
    }

    pub(crate) async fn redeem(&self, code: &str) -> Answer {
        self.try_redeem(code).await.expect("an answer")
    }

    pub(crate) async fn refresh(&self, token: &str) -> Answer {
        self.try_refresh(token).await.expect("an answer")
    }

    /// The claims of the person an access token is about.
    pub(crate) async fn userinfo(&self, token: &str) -> Answer {
        let request = self
            .net
            .request(Method::GET, &self.net.url("/oidc/me"))
            .header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.net.clone().send(request).await.expect("an answer")
    }

    /// Where it sends a browser that wants to sign out.
    pub(crate) fn end_session(&self, id_token: &str) -> String {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &self.client)
            .append_pair("id_token_hint", id_token)
            .append_pair("post_logout_redirect_uri", "https://shop.example/")
            .finish();
        self.net.url(&format!("/oidc/session/end?{query}"))
    }
}

impl Tokens {
    pub(crate) fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, 200, "{}", answer.body);
        let json = answer.json();
        let text = |name: &str| json[name].as_str().unwrap_or_default().to_owned();
        Self {
            access: text("access_token"),
            refresh: text("refresh_token"),
            id: text("id_token"),
        }
    }
}
