//! A browser on the page on which people sign in.

use anyhow::ensure;
use http::StatusCode;

use crate::visitor::{Visitor, hidden};

/// The application at which people sign in.
const CLIENT: &str = "bench-es256";
/// Where it gets its codes.
const CALLBACK: &str = "http://localhost/cb?";

/// A browser that shows the page.
pub struct Browser {
    visitor: Visitor,
    csrf: String,
    flow: String,
}

/// What a password was answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// It is right, and this is where it leads.
    Right(String),
    /// It is wrong: back to the page.
    Wrong,
    /// It was not compared: too many are.
    Busy,
    /// Something else.
    Other(StatusCode),
}

impl Browser {
    /// Opens the page.
    pub async fn open(port: u16) -> anyhow::Result<Self> {
        let mut browser = Self {
            visitor: Visitor::new(port, CLIENT, None).await?,
            csrf: String::new(),
            flow: String::new(),
        };
        browser.open_again().await?;
        Ok(browser)
    }

    /// Opens it as a browser that was never here.
    pub async fn open_again(&mut self) -> anyhow::Result<()> {
        self.visitor.forget();
        let address = self.visitor.authorize().await?;
        let answer = self.visitor.get(&address).await?;
        let page = answer.text()?;
        ensure!(
            page.contains("name=\"password\""),
            "no page that asks for a password: {}",
            answer.status
        );
        self.csrf = hidden(page, "csrf")?;
        self.flow = hidden(page, "flow")?;
        Ok(())
    }

    /// Sends an address and a password.
    pub async fn sign_in(&mut self, email: &str, password: &str) -> anyhow::Result<Reply> {
        let form = [
            ("csrf", self.csrf.as_str()),
            ("flow", self.flow.as_str()),
            ("email", email),
            ("password", password),
        ];
        let answer = self.visitor.post("/sign-in", &form).await?;
        Ok(match answer.status {
            StatusCode::SEE_OTHER => match answer.location()? {
                wrong if wrong.ends_with("&error=wrong") => Reply::Wrong,
                right => Reply::Right(right.to_owned()),
            },
            StatusCode::SERVICE_UNAVAILABLE => Reply::Busy,
            other => Reply::Other(other),
        })
    }

    /// Whether this leads back to the application, with a code.
    pub async fn comes_in(&mut self, by: &str) -> anyhow::Result<bool> {
        let answer = self.visitor.get(by).await?;
        let is_callback = |to: &str| to.starts_with(CALLBACK) && to.contains("code=");
        Ok(answer.location().is_ok_and(is_callback))
    }
}
