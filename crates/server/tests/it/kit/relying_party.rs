//! A relying party: makes authorization requests, redeems codes, refreshes.

use axum::{
    body::Body,
    http::{Request, header},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};

use oidc_core::time::Lifetime;

use super::{Answer, Browser, World};

/// RFC 7636, appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// The relying party of one client.
#[derive(Clone)]
pub(crate) struct RelyingParty {
    world: World,
    pub(crate) client: &'static str,
    pub(crate) redirect_uri: &'static str,
    pub(crate) secret: Option<&'static str>,
}

/// What a token answer holds.
#[derive(Debug, Clone)]
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: Option<String>,
    pub(crate) id: Option<String>,
}

impl Tokens {
    pub(crate) fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, 200, "{}", answer.body);
        let json = answer.json();
        let text = |name: &str| json[name].as_str().map(str::to_owned);
        Self {
            access: text("access_token").unwrap(),
            refresh: text("refresh_token"),
            id: text("id_token"),
        }
    }

    /// What the ID token says, unverified.
    pub(crate) fn claims(&self) -> serde_json::Value {
        self.part(1)
    }

    /// The header of the ID token.
    pub(crate) fn header(&self) -> serde_json::Value {
        self.part(0)
    }

    fn part(&self, number: usize) -> serde_json::Value {
        let token = self.id.as_deref().expect("an ID token");
        let part = token.split('.').nth(number).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    }

    /// The refresh token, which must be there.
    pub(crate) fn refresh(&self) -> &str {
        self.refresh.as_deref().expect("a refresh token")
    }
}

impl RelyingParty {
    pub(crate) fn new(world: World, client: &'static str) -> Self {
        let (redirect_uri, secret) = match client {
            "web" => (
                "https://rp.example/cb",
                Some("web-secret-0123456789-0123456789"),
            ),
            "other" => (
                "https://other.example/cb",
                Some("other-secret-0123456789-01234567"),
            ),
            "spa" => ("https://spa.example/cb", None),
            "native" => ("http://127.0.0.1:49152/cb", None),
            _ => panic!("no client {client}"),
        };
        Self {
            world,
            client,
            redirect_uri,
            secret,
        }
    }

    /// The same relying party, talking to another node.
    pub(crate) fn at(mut self, world: &World) -> Self {
        self.world = world.clone();
        self
    }

    /// The usual parameters, PKCE included.
    pub(crate) fn parameters(&self) -> Vec<(&'static str, String)> {
        [
            ("client_id", self.client),
            ("redirect_uri", self.redirect_uri),
            ("response_type", "code"),
            ("scope", "openid profile email offline_access"),
            ("state", "af0ifjsldkj"),
            ("nonce", "n-0S6_WzA2Mj"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ]
        .map(|(name, value)| (name, value.to_owned()))
        .to_vec()
    }

    /// An authorization request with the usual parameters.
    pub(crate) fn request(&self) -> String {
        self.request_with(&[])
    }

    /// An authorization request; an empty value takes a usual parameter out.
    pub(crate) fn request_with(&self, changes: &[(&'static str, &str)]) -> String {
        let mut parameters = self.parameters();
        for (name, value) in changes {
            parameters.retain(|(known, _)| known != name);
            if !value.is_empty() {
                parameters.push((name, (*value).to_owned()));
            }
        }
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(parameters)
            .finish();
        format!("/oidc/auth?{query}")
    }

    /// A form to one of the protocol's endpoints, authenticated as the client is registered.
    pub(crate) async fn post(&self, target: &str, fields: &[(&str, &str)]) -> Answer {
        let mut fields = fields.to_vec();
        let mut request =
            Request::post(target).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(secret) = self.secret {
            let basic = STANDARD.encode(format!("{}:{secret}", self.client));
            request = request.header(header::AUTHORIZATION, format!("Basic {basic}"));
        } else {
            fields.push(("client_id", self.client));
        }
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.world
            .send(request.body(Body::from(body)).unwrap())
            .await
    }

    /// Redeems a code with the right verifier.
    pub(crate) async fn redeem(&self, code: &str) -> Answer {
        self.redeem_with(code, &[("code_verifier", VERIFIER)]).await
    }

    /// Redeems a code; more fields may follow.
    pub(crate) async fn redeem_with(&self, code: &str, more: &[(&str, &str)]) -> Answer {
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.redirect_uri),
        ];
        fields.extend_from_slice(more);
        self.post("/oidc/token", &fields).await
    }

    /// Refreshes.
    pub(crate) async fn refresh(&self, token: &str) -> Answer {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
        self.post("/oidc/token", &fields).await
    }

    /// Userinfo with an access token.
    pub(crate) async fn userinfo(&self, token: &str) -> Answer {
        let request =
            Request::get("/oidc/me").header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.world.send(request.body(Body::empty()).unwrap()).await
    }

    /// A code for a new browser, which signs in with the usual parameters changed.
    pub(crate) async fn code(
        &self,
        email: &str,
        changes: &[(&'static str, &str)],
    ) -> (Browser, String) {
        let mut browser = self.world.browser();
        // Two mails of one moment have no order, and the newest one is read.
        self.world.pass(Lifetime::millis(1));
        let callback = browser.sign_in(&self.request_with(changes), email).await;
        let code = callback.parameter("code");
        (browser, code.expect("a code"))
    }

    /// A code for a browser that is signed in, without a page.
    pub(crate) async fn silent_code(&self, browser: &mut Browser) -> Option<String> {
        let answer = browser.get(&self.request_with(&[("prompt", "none")])).await;
        answer.parameter("code")
    }

    /// A whole sign-in of a new browser, with its tokens.
    pub(crate) async fn sign_in(&self, email: &str) -> Tokens {
        let (_, code) = self.code(email, &[]).await;
        Tokens::of(&self.redeem(&code).await)
    }
}
