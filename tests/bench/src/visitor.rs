//! A person with a browser, as fast as a machine.

use anyhow::{Context, ensure};
use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{
    connection::{Answer, Connection},
    fake_mailgun::FakeMailgun,
};

/// The secret of every client of the bench.
pub const SECRET: &str = "benchbenchbenchbenchbenchbench12";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// A browser: its cookies and its connection.
pub struct Visitor {
    /// Its connection.
    pub connection: Connection,
    client: &'static str,
    /// The API that the access token is for; the provider's own endpoints when none.
    api: Option<&'static str>,
    cookies: Vec<(String, String)>,
}

/// What a sign-in ends with.
pub struct Tokens {
    /// For userinfo.
    pub access: String,
    /// For more.
    pub refresh: String,
}

impl Visitor {
    /// A new browser.
    pub async fn new(
        port: u16,
        client: &'static str,
        api: Option<&'static str>,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            connection: Connection::open(port).await?,
            client,
            api,
            cookies: Vec::new(),
        })
    }

    /// Forgets all cookies: the next person.
    pub fn forget(&mut self) {
        self.cookies.clear();
    }

    fn cookie_header(&self) -> String {
        let pairs: Vec<String> = self
            .cookies
            .iter()
            .map(|(n, v)| format!("{n}={v}"))
            .collect();
        pairs.join("; ")
    }

    fn keep_cookies(&mut self, answer: &Answer) {
        for line in answer.headers.get_all(http::header::SET_COOKIE) {
            let Some((name, value)) = line
                .to_str()
                .ok()
                .and_then(|line| line.split(';').next())
                .and_then(|pair| pair.split_once('='))
            else {
                continue;
            };
            self.cookies.retain(|(known, _)| known != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
    }

    /// `GET`, with the cookies, of which it keeps what it is given.
    pub async fn get(&mut self, target: &str) -> anyhow::Result<Answer> {
        let answer = self.connection.get(target, &self.cookie_header()).await?;
        self.keep_cookies(&answer);
        Ok(answer)
    }

    /// `POST` of a form, likewise.
    pub async fn post(&mut self, target: &str, form: &[(&str, &str)]) -> anyhow::Result<Answer> {
        let answer = self
            .connection
            .post(target, &self.cookie_header(), form)
            .await?;
        self.keep_cookies(&answer);
        Ok(answer)
    }

    /// `GET /oidc/auth`: with a session, straight to the code.
    pub async fn authorize(&mut self) -> anyhow::Result<String> {
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, VERIFIER.as_bytes()));
        let mut target = format!(
            "/oidc/auth?client_id={}&redirect_uri=http%3A%2F%2Flocalhost%2Fcb&response_type=code\
             &state=s&code_challenge={challenge}&code_challenge_method=S256\
             &scope=openid%20profile%20email%20offline_access",
            self.client
        );
        if let Some(api) = self.api {
            target.push_str("%20read&resource=");
            target.extend(url::form_urlencoded::byte_serialize(api.as_bytes()));
        }
        Ok(self.get(&target).await?.location()?.to_owned())
    }

    /// Signs up: authorize, page, e-mail, code page, code, resume; ends with the callback.
    pub async fn sign_up(&mut self, post: &FakeMailgun, email: &str) -> anyhow::Result<String> {
        let first = self.authorize().await?.replace("/sign-in?", "/register?");
        let page = self.get(&first).await?;
        let (csrf, flow) = (hidden(page.text()?, "csrf")?, hidden(page.text()?, "flow")?);
        let form = [
            ("csrf", csrf.as_str()),
            ("flow", flow.as_str()),
            ("email", email),
        ];
        let code_page = self.post("/register", &form).await?.location()?.to_owned();
        let page = self.get(&code_page).await?;
        ensure!(
            page.status == http::StatusCode::OK,
            "the code page said {}",
            page.status
        );
        let code = post.code(email).await?;
        let form = [
            ("csrf", csrf.as_str()),
            ("flow", flow.as_str()),
            ("code", code.as_str()),
        ];
        let resume = self.post("/register/verification-code", &form).await?;
        let resume = resume.location()?.to_owned();
        Ok(self.get(&resume).await?.location()?.to_owned())
    }

    /// Redeems the code in a callback.
    pub async fn redeem(&mut self, callback: &str) -> anyhow::Result<Tokens> {
        let url = url::Url::parse(callback)?;
        let code = url
            .query_pairs()
            .find(|(name, _)| name == "code")
            .context("no code")?
            .1;
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("client_id", self.client),
            ("client_secret", SECRET),
            ("redirect_uri", "http://localhost/cb"),
            ("code", &*code),
            ("code_verifier", VERIFIER),
        ];
        form.extend(self.api.map(|api| ("resource", api)));
        let answer = self.connection.post("/oidc/token", "", &form).await?;
        tokens(&answer)
    }

    /// Asks for the claims of an access token.
    pub async fn userinfo(&mut self, access_token: &str) -> anyhow::Result<()> {
        let answer = self.connection.get_as("/oidc/me", access_token).await?;
        let status = answer.status;
        ensure!(status == http::StatusCode::OK, "userinfo said {status}");
        Ok(())
    }

    /// Refreshes.
    pub async fn refresh(&mut self, tokens_so_far: &Tokens) -> anyhow::Result<Tokens> {
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", self.client),
            ("client_secret", SECRET),
            ("refresh_token", &tokens_so_far.refresh),
        ];
        let answer = self.connection.post("/oidc/token", "", &form).await?;
        tokens(&answer)
    }
}

fn tokens(answer: &Answer) -> anyhow::Result<Tokens> {
    ensure!(
        answer.status == http::StatusCode::OK,
        "the token endpoint said {}",
        answer.status
    );
    let json: serde_json::Value = serde_json::from_slice(&answer.body)?;
    let text = |name: &str| Some(json.get(name)?.as_str()?.to_owned());
    Ok(Tokens {
        access: text("access_token").context("no access token")?,
        refresh: text("refresh_token").context("no refresh token")?,
    })
}

/// The value of a hidden field.
pub fn hidden(page: &str, name: &str) -> anyhow::Result<String> {
    let mark = format!("name=\"{name}\"");
    let after = page
        .split(&mark)
        .nth(1)
        .with_context(|| format!("no field {name}"))?;
    let value = after
        .split("value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    Ok(value.context("no value")?.to_owned())
}
