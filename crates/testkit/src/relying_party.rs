//! A relying party: makes authorization requests, redeems codes, refreshes.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use bytes::Bytes;
use http::{Method, Request, header};

use crate::{
    answer::{Answer, encoded},
    browser::Browser,
    network::{Mailbox, Network},
};

/// RFC 7636, appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// Of [`VERIFIER`].
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// The relying party of one client.
#[derive(Debug, Clone)]
pub struct RelyingParty<N> {
    /// How it reaches the provider.
    pub net: N,
    /// Its client id.
    pub client: &'static str,
    /// Where its answers come.
    pub redirect_uri: &'static str,
    /// A public client has none.
    pub secret: Option<&'static str>,
}

/// What a token answer holds.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// The access token.
    pub access: String,
    /// The refresh token, if there is one.
    pub refresh: Option<String>,
    /// The ID token, if there is one.
    pub id: Option<String>,
}

impl Tokens {
    /// What an answer holds that gives some.
    #[track_caller]
    pub fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, 200, "{}", answer.body);
        let json = answer.json();
        let text = |name: &str| json[name].as_str().map(str::to_owned);
        Self {
            access: text("access_token").unwrap(),
            refresh: text("refresh_token"),
            id: text("id_token"),
        }
    }

    /// The refresh token, which must be there.
    pub fn refresh(&self) -> &str {
        self.refresh.as_deref().expect("a refresh token")
    }

    /// The ID token, which must be there.
    pub fn id(&self) -> &str {
        self.id.as_deref().expect("an ID token")
    }

    /// What the ID token says, unverified.
    pub fn claims(&self) -> serde_json::Value {
        self.part(1)
    }

    /// The header of the ID token.
    pub fn header(&self) -> serde_json::Value {
        self.part(0)
    }

    fn part(&self, number: usize) -> serde_json::Value {
        let part = self.id().split('.').nth(number).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    }
}

impl<N: Network> RelyingParty<N> {
    /// The same relying party, whose requests now go there.
    #[must_use]
    pub fn at(mut self, place: &N::Place) -> Self {
        self.net = self.net.at(place);
        self
    }

    /// What it authenticates with, as HTTP Basic.
    pub fn basic(&self) -> Option<String> {
        let secret = self.secret?;
        Some(STANDARD.encode(format!("{}:{secret}", self.client)))
    }

    /// The usual parameters, PKCE included.
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
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
    pub fn request(&self) -> String {
        self.request_with(&[])
    }

    /// An authorization request; an empty value takes a usual parameter out. What is named twice counts
    /// the second time, but for `resource`, which may be sent several times (RFC 8707 §2).
    pub fn request_with(&self, changes: &[(&'static str, &str)]) -> String {
        let mut parameters = self.parameters();
        for (name, value) in changes {
            if *name != "resource" {
                parameters.retain(|(known, _)| known != name);
            }
            if !value.is_empty() {
                parameters.push((name, (*value).to_owned()));
            }
        }
        format!(
            "{}/oidc/auth?{}",
            self.net.base_path(),
            encoded(&parameters)
        )
    }

    /// Where it sends a browser that wants to sign out and come back to this address.
    pub fn end_session(&self, id_token: &str, back: &str) -> String {
        let query = encoded(&[
            ("client_id", self.client),
            ("id_token_hint", id_token),
            ("post_logout_redirect_uri", back),
        ]);
        format!("{}/oidc/session/end?{query}", self.net.base_path())
    }

    /// A form to one of the protocol's endpoints, authenticated as the client is registered; no
    /// answer when the connection broke off.
    pub async fn try_post(&self, target: &str, fields: &[(&str, &str)]) -> Option<Answer> {
        let mut fields = fields.to_vec();
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(format!("{}{target}", self.net.base_path()))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        match self.basic() {
            Some(basic) => {
                request = request.header(header::AUTHORIZATION, format!("Basic {basic}"));
            }
            None => fields.push(("client_id", self.client)),
        }
        let body = Bytes::from(encoded(&fields));
        self.net.send(request.body(body).unwrap()).await
    }

    /// The same where an answer comes.
    pub async fn post(&self, target: &str, fields: &[(&str, &str)]) -> Answer {
        self.try_post(target, fields).await.expect("an answer")
    }

    /// Redeems a code with the right verifier; no answer when the connection broke off.
    pub async fn try_redeem(&self, code: &str) -> Option<Answer> {
        self.try_redeem_with(code, &[("code_verifier", VERIFIER)])
            .await
    }

    async fn try_redeem_with(&self, code: &str, more: &[(&str, &str)]) -> Option<Answer> {
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.redirect_uri),
        ];
        fields.extend_from_slice(more);
        self.try_post("/oidc/token", &fields).await
    }

    /// Redeems a code with the right verifier.
    pub async fn redeem(&self, code: &str) -> Answer {
        self.try_redeem(code).await.expect("an answer")
    }

    /// Redeems a code; more fields may follow.
    pub async fn redeem_with(&self, code: &str, more: &[(&str, &str)]) -> Answer {
        self.try_redeem_with(code, more).await.expect("an answer")
    }

    /// Refreshes; no answer when the connection broke off.
    pub async fn try_refresh(&self, token: &str) -> Option<Answer> {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
        self.try_post("/oidc/token", &fields).await
    }

    /// Refreshes.
    pub async fn refresh(&self, token: &str) -> Answer {
        self.try_refresh(token).await.expect("an answer")
    }

    /// Userinfo with an access token.
    pub async fn userinfo(&self, token: &str) -> Answer {
        let request = Request::builder()
            .uri(format!("{}/oidc/me", self.net.base_path()))
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body(Bytes::new());
        self.net.send(request.unwrap()).await.expect("an answer")
    }

    /// A code for a browser that is signed in, without a page.
    pub async fn silent_code(&self, browser: &mut Browser<N>) -> Option<String> {
        let answer = browser.get(&self.request_with(&[("prompt", "none")])).await;
        answer.parameter("code")
    }
}

impl<N: Mailbox> RelyingParty<N> {
    /// A code for a new browser, which signs in with the usual parameters changed.
    pub async fn code(
        &self,
        email: &str,
        changes: &[(&'static str, &str)],
    ) -> (Browser<N>, String) {
        let mut browser = Browser::new(self.net.clone());
        self.net.a_moment_passes();
        let callback = browser.sign_in(&self.request_with(changes), email).await;
        let code = callback.parameter("code");
        (browser, code.expect("a code"))
    }

    /// A whole sign-in of a new browser, with its tokens.
    pub async fn sign_in(&self, email: &str) -> Tokens {
        let (_, code) = self.code(email, &[]).await;
        Tokens::of(&self.redeem(&code).await)
    }
}
