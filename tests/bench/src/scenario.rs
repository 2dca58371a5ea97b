//! An operation on its way, with everybody who takes part.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use anyhow::{Context, ensure};

use crate::{
    fake_mailgun::FakeMailgun,
    machine::Machine,
    measure::{Figures, measure},
    operation::{Operation, Owner},
    provider::Provider,
    visitor::{Tokens, Visitor},
};

/// Connections that are busy at once.
const CONNECTIONS: usize = 16;

/// Before anything is counted.
const WARM_UP: Duration = Duration::from_millis(500);

/// Codes that a connection has in hand for each second of a round. They are made before it begins
/// and must not get old meanwhile (a code lives for a minute); when they are used up, it ends.
const CODES_PER_SECOND: f64 = 600.0;

static PEOPLE: AtomicU64 = AtomicU64::new(0);

fn somebody() -> String {
    let number = PEOPLE.fetch_add(1, Ordering::Relaxed);
    format!("person{number}@bench.example")
}

/// One connection with what it needs.
struct Worker {
    operation: Operation,
    mailgun: FakeMailgun,
    visitor: Visitor,
    machine: Option<Machine>,
    /// What the visitor got last.
    tokens: Option<Tokens>,
    /// The token that is asked about.
    presented: String,
    /// Callbacks with codes that are not used up.
    callbacks: Vec<String>,
}

/// An operation on its way, with everybody who takes part: it may go on in several rounds.
pub struct Scenario<'a> {
    provider: &'a Provider,
    operation: Operation,
    workers: Vec<Worker>,
}

impl<'a> Scenario<'a> {
    /// Makes everybody ready, and warms up.
    pub async fn begin(
        provider: &'a Provider,
        mailgun: &FakeMailgun,
        operation: Operation,
    ) -> anyhow::Result<Self> {
        let mut workers = Vec::new();
        for _ in 0..CONNECTIONS {
            workers.push(Worker::ready(provider.port, mailgun, operation).await?);
        }
        let mut scenario = Self {
            provider,
            operation,
            workers,
        };
        scenario.round(WARM_UP).await?;
        Ok(scenario)
    }

    /// Goes on for some time.
    pub async fn round(&mut self, span: Duration) -> anyhow::Result<Figures> {
        let mut workers = std::mem::take(&mut self.workers);
        if matches!(self.operation, Operation::CodeExchange(_)) {
            workers = with_codes(workers, span).await?;
        }
        let (figures, workers) = measure(self.provider, workers, span, Worker::once).await?;
        self.workers = workers;
        Ok(figures)
    }
}

/// Lets all of them fetch codes at once.
async fn with_codes(workers: Vec<Worker>, span: Duration) -> anyhow::Result<Vec<Worker>> {
    let mut tasks = tokio::task::JoinSet::new();
    for mut worker in workers {
        tasks.spawn(async move {
            let wanted = span.mul_f64(CODES_PER_SECOND).as_secs();
            worker.callbacks.clear();
            for _ in 0..wanted {
                worker.callbacks.push(worker.visitor.authorize().await?);
            }
            Ok::<_, anyhow::Error>(worker)
        });
    }
    tasks.join_all().await.into_iter().collect()
}

impl Worker {
    async fn ready(port: u16, mailgun: &FakeMailgun, operation: Operation) -> anyhow::Result<Self> {
        let mut visitor = Visitor::new(port, operation.client(), operation.api()).await?;
        let tokens = if operation.needs_tokens() {
            let callback = visitor.sign_up(mailgun, &somebody()).await?;
            Some(visitor.redeem(&callback).await?)
        } else {
            None
        };
        let machine = match operation {
            Operation::ClientCredentials(_) => Some(Machine::new(port).await?),
            Operation::Introspection(..) => Some(Machine::asker(port).await?),
            _ => None,
        };
        let presented = match (operation, &tokens) {
            (Operation::Introspection(format, Owner::Machine), _) => {
                Machine::new(port).await?.token(format).await?
            }
            (_, Some(held)) => held.access.clone(),
            (_, None) => String::new(),
        };
        Ok(Self {
            operation,
            mailgun: mailgun.clone(),
            visitor,
            machine,
            tokens,
            presented,
            callbacks: Vec::new(),
        })
    }

    /// Does it once; false when there is nothing left to do it with.
    async fn once(mut self) -> anyhow::Result<(Self, bool)> {
        let visitor = &mut self.visitor;
        match self.operation {
            Operation::Discovery => ok(visitor, "/oidc/.well-known/openid-configuration").await?,
            Operation::Keys => ok(visitor, "/oidc/jwks").await?,
            Operation::Userinfo => visitor.userinfo(&self.presented).await?,
            Operation::Refresh(_) => {
                let held = self.tokens.as_ref().context("nobody is signed in")?;
                self.tokens = Some(visitor.refresh(held).await?);
            }
            Operation::SingleSignOn => {
                let callback = visitor.authorize().await?;
                ensure!(callback.contains("code="), "no code in the callback");
            }
            Operation::CodeExchange(_) => {
                let Some(callback) = self.callbacks.pop() else {
                    return Ok((self, false));
                };
                visitor.redeem(&callback).await?;
            }
            Operation::ClientCredentials(format) => {
                let machine = self.machine.as_mut().context("there is no machine")?;
                machine.token(format).await?;
            }
            Operation::Introspection(..) => {
                let machine = self.machine.as_mut().context("there is no machine")?;
                machine.introspect(&self.presented).await?;
            }
            Operation::SignUp(_) => {
                visitor.forget();
                let callback = visitor.sign_up(&self.mailgun, &somebody()).await?;
                let held = visitor.redeem(&callback).await?;
                visitor.userinfo(&held.access).await?;
            }
        }
        Ok((self, true))
    }
}

async fn ok(visitor: &mut Visitor, target: &str) -> anyhow::Result<()> {
    let answer = visitor.connection.get(target, "").await?;
    let status = answer.status;
    ensure!(status == http::StatusCode::OK, "{target} said {status}");
    Ok(())
}
