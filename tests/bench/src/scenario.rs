//! What is measured: one operation of each kind that matters.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use anyhow::{bail, ensure};

use crate::{
    fake_mailgun::FakeMailgun,
    measure::{Figures, measure},
    provider::Provider,
    visitor::{Tokens, Visitor},
};

/// Connections that are busy at once.
const CONNECTIONS: usize = 16;

/// Before anything is counted.
const WARM_UP: Duration = Duration::from_millis(500);

static PEOPLE: AtomicU64 = AtomicU64::new(0);

fn somebody() -> String {
    let number = PEOPLE.fetch_add(1, Ordering::Relaxed);
    format!("person{number}@bench.example")
}

/// One thing that is done over and over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// `GET` of the metadata.
    Discovery,
    /// `GET` of the public keys.
    Keys,
    /// The claims of an access token.
    Userinfo,
    /// A refresh with rotation, an access token and an ID token.
    Refresh(&'static str),
    /// An authorization request of a browser that is signed in: grant and code, no page.
    SingleSignOn,
    /// Everything: authorize, page, e-mail, code, resume, tokens, userinfo, for a new person.
    SignUp(&'static str),
}

/// Everything that is measured.
pub const ALL: [Operation; 8] = [
    Operation::Discovery,
    Operation::Keys,
    Operation::Userinfo,
    Operation::Refresh("ES256"),
    Operation::Refresh("RS256"),
    Operation::SingleSignOn,
    Operation::SignUp("ES256"),
    Operation::SignUp("RS256"),
];

impl Operation {
    /// As it is called in a table.
    pub fn name(self) -> String {
        match self {
            Self::Discovery => "discovery".to_owned(),
            Self::Keys => "JWKS".to_owned(),
            Self::Userinfo => "userinfo".to_owned(),
            Self::Refresh(algorithm) => format!("refresh, {algorithm} ID token"),
            Self::SingleSignOn => "single sign-on".to_owned(),
            Self::SignUp(algorithm) => format!("whole sign-up, {algorithm} ID token"),
        }
    }

    fn client(self) -> &'static str {
        match self {
            Self::Refresh("ES256") | Self::SignUp("ES256") => "bench-es256",
            _ => "bench-rs256",
        }
    }

    const fn needs_tokens(self) -> bool {
        matches!(self, Self::Userinfo | Self::Refresh(_) | Self::SingleSignOn)
    }
}

/// A visitor, and the tokens it got last.
struct Worker {
    visitor: Visitor,
    tokens: Option<Tokens>,
}

/// An operation on its way, with everybody who takes part: it may go on in several rounds.
pub struct Scenario<'a> {
    provider: &'a Provider,
    post: FakeMailgun,
    operation: Operation,
    workers: Vec<Worker>,
}

impl<'a> Scenario<'a> {
    /// Makes everybody ready, and warms up.
    pub async fn begin(
        provider: &'a Provider,
        post: &FakeMailgun,
        operation: Operation,
    ) -> anyhow::Result<Self> {
        let mut workers = Vec::new();
        for _ in 0..CONNECTIONS {
            let mut visitor = Visitor::new(provider.port, operation.client()).await?;
            let tokens = if operation.needs_tokens() {
                let callback = visitor.sign_up(post, &somebody()).await?;
                Some(visitor.redeem(&callback).await?)
            } else {
                None
            };
            workers.push(Worker { visitor, tokens });
        }
        let mut scenario = Self {
            provider,
            post: post.clone(),
            operation,
            workers,
        };
        scenario.round(WARM_UP).await?;
        Ok(scenario)
    }

    /// Goes on for some time.
    pub async fn round(&mut self, span: Duration) -> anyhow::Result<Figures> {
        let workers = std::mem::take(&mut self.workers);
        let (operation, post) = (self.operation, self.post.clone());
        let (figures, workers) = measure(self.provider, workers, span, move |worker| {
            once(worker, operation, post.clone())
        })
        .await?;
        self.workers = workers;
        Ok(figures)
    }
}

async fn once(
    mut worker: Worker,
    operation: Operation,
    post: FakeMailgun,
) -> anyhow::Result<Worker> {
    let Worker { visitor, tokens } = &mut worker;
    match (operation, &tokens) {
        (Operation::Discovery, _) => {
            ok(visitor, "/oidc/.well-known/openid-configuration").await?;
        }
        (Operation::Keys, _) => ok(visitor, "/oidc/jwks").await?,
        (Operation::Userinfo, Some(held)) => visitor.userinfo(held).await?,
        (Operation::Refresh(_), Some(held)) => *tokens = Some(visitor.refresh(held).await?),
        (Operation::SingleSignOn, Some(_)) => {
            let callback = visitor.authorize().await?;
            ensure!(callback.contains("code="), "no code in the callback");
        }
        (Operation::SignUp(_), _) => {
            visitor.forget();
            let callback = visitor.sign_up(&post, &somebody()).await?;
            let held = visitor.redeem(&callback).await?;
            visitor.userinfo(&held).await?;
        }
        (Operation::Userinfo | Operation::Refresh(_) | Operation::SingleSignOn, None) => {
            bail!("nobody is signed in")
        }
    }
    Ok(worker)
}

async fn ok(visitor: &mut Visitor, target: &str) -> anyhow::Result<()> {
    let answer = visitor.connection.get(target, "").await?;
    let status = answer.status;
    ensure!(status == http::StatusCode::OK, "{target} said {status}");
    Ok(())
}
