//! Mails: handed to the connector, and tried again until their code is worth nothing any more.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use connectors::{DeliveryError, EmailConnector};
use oidc_core::{
    account::usage_type::UsageType,
    actor::Actor,
    event::{Event, EventContext, EventKind},
    id::EventId,
    message_id::MessageId,
    time::{Lifetime, Timestamp},
};
use store::{Delivery, Keep, StoreError, Tried};

use super::back_off::BackOff;
use crate::{engine::Engine, mail::compose::compose};

const BACK_OFF: BackOff = BackOff {
    first: 2,
    longest: 60,
};

/// The longest that handing one over takes: one connector after the other.
pub(super) fn time_limit(ways: &[Arc<EmailConnector>]) -> Duration {
    ways.iter().map(|connector| connector.time_limit()).sum()
}

/// Sends a mail once, by the first connector that takes it, and writes down what became of it.
pub(super) async fn hand_over(
    engine: &Engine,
    ways: &[Arc<EmailConnector>],
    mail: Delivery,
) -> Result<(), StoreError> {
    let mut tried = Tried::from(engine.clock.now());
    let composed = match compose(engine, &mail) {
        Ok(composed) => composed,
        Err(error) => return failed(engine, &mail, &Failure::Ours(error), tried).await,
    };
    let mut failure = Failure::NoConnector;
    for connector in ways {
        let began = Instant::now();
        let outcome = connector.send(&composed, engine.clock.now()).await;
        let took = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
        tried = Tried {
            at: engine.clock.now(),
            by: Some(connector.kind()),
            took: Some(Lifetime::millis(took)),
        };
        let error = match outcome {
            Ok(message) => {
                let taken = Taken { tried, message };
                return sent(engine, connector, &mail, (taken, &failure)).await;
            }
            Err(error) => error,
        };
        tracing::warn!(
            mail.id = %mail.id, connector = connector.kind(), failure = %error,
            "a connector did not take a mail"
        );
        // Whether it is the connector or the recipient that is refused, the other side does not say.
        failure = failure.and(error);
    }
    failed(engine, &mail, &failure, tried).await
}

/// Why a mail did not leave. Prints nothing of the mail.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{0}")]
    Delivery(DeliveryError),
    #[error("{0:#}")]
    Ours(anyhow::Error),
    #[error("there is no e-mail connector that can be used")]
    NoConnector,
}

impl Failure {
    /// What is to be said when the next connector failed too: what may pass, because then the mail is
    /// tried again; else what the first one said.
    fn and(self, error: DeliveryError) -> Self {
        match self {
            Self::Delivery(first) if first.is_retryable() || !error.is_retryable() => {
                Self::Delivery(first)
            }
            _ => Self::Delivery(error),
        }
    }
}

/// That a connector took a mail.
struct Taken<'a> {
    tried: Tried<'a>,
    /// Under which id, if it will be reported on.
    message: Option<MessageId>,
}

async fn sent(
    engine: &Engine,
    connector: &EmailConnector,
    mail: &Delivery,
    (taken, failure): (Taken<'_>, &Failure),
) -> Result<(), StoreError> {
    let keep = match connector {
        EmailConnector::Mailbox(_) => Keep::Day,
        EmailConnector::Mailgun(_) | EmailConnector::Smtp(_) | EmailConnector::Http(_) => {
            Keep::Wipe
        }
    };
    let (tried, message) = (taken.tried, taken.message.as_ref());
    // A first connector that needs an operator is told of, although the mail has left.
    let misconfigured = matches!(
        failure,
        Failure::Delivery(DeliveryError::Misconfigured { .. })
    );
    let event = &misconfigured.then(|| event(engine, mail, failure, tried.at));
    let sent = engine.store.transact(|mut tx| async move {
        let waited = tx.deliveries().sent(&[mail.id], tried, keep).await? == 1;
        if let Some(message) = message.filter(|_| waited) {
            tx.mail_reports().took_as(&mail.id, message).await?;
        }
        if let Some(event) = event.as_ref().filter(|_| waited) {
            tx.events().append(event).await?;
        }
        Ok::<_, StoreError>(waited)
    });
    if sent.await? {
        tracing::info!(mail.id = %mail.id, connector = connector.kind(), "a mail was handed over");
    } else {
        tracing::warn!(
            mail.id = %mail.id, connector = connector.kind(),
            "a mail was handed over that no longer waited: it was taken back meanwhile, or another \
             server sent it too"
        );
    }
    Ok(())
}

async fn failed(
    engine: &Engine,
    mail: &Delivery,
    failure: &Failure,
    tried: Tried<'_>,
) -> Result<(), StoreError> {
    let now = tried.at;
    let text = failure.to_string();
    let retry = match failure {
        Failure::Delivery(error) if error.is_retryable() => {
            Some(now.plus(BACK_OFF.wait(engine, mail.attempts, error.retry_after())))
        }
        _ => None,
    };
    if let Some(next) = retry.filter(|next| *next < mail.expires_at) {
        let text = text.as_str();
        let retried = engine.store.transact(|mut tx| async move {
            let mut deliveries = tx.deliveries();
            deliveries.retry(&mail.id, next, text, tried).await
        });
        let waits: Result<bool, StoreError> = retried.await;
        if waits? {
            tracing::warn!(
                mail.id = %mail.id, mail.attempts, failure = text,
                "a mail is to be retried"
            );
        } else {
            waits_no_more(mail, text);
        }
        return Ok(());
    }
    let event = &event(engine, mail, failure, now);
    let text = text.as_str();
    let given_up = engine.store.transact(|mut tx| async move {
        let waited = tx.deliveries().dead(&mail.id, tried, text).await?;
        if waited {
            tx.events().append(event).await?;
        }
        Ok::<_, StoreError>(waited)
    });
    if given_up.await? {
        tracing::error!(
            mail.id = %mail.id,
            event = event.kind.as_str(),
            failure = text,
            "a mail was given up; the code page says so"
        );
    } else {
        waits_no_more(mail, text);
    }
    Ok(())
}

fn waits_no_more(mail: &Delivery, failure: &str) {
    tracing::info!(
        mail.id = %mail.id, failure,
        "a mail was not taken that no longer waits: what became of it stays"
    );
}

fn event(engine: &Engine, mail: &Delivery, failure: &Failure, now: Timestamp) -> Event {
    let (kind, cause) = match failure {
        Failure::Delivery(error @ DeliveryError::Misconfigured { .. }) => {
            (EventKind::MailMisconfigured, error.cause())
        }
        Failure::NoConnector => (EventKind::MailMisconfigured, "misconfigured"),
        Failure::Delivery(error) => (EventKind::MailDead, error.cause()),
        Failure::Ours(_) => (EventKind::MailDead, "internal"),
    };
    let usage_type = mail.usage_type.map(UsageType::as_str);
    let data = [
        ("mail_id".to_owned(), mail.id.to_string().into()),
        ("usage_type".to_owned(), usage_type.into()),
        ("cause".to_owned(), cause.into()),
        ("attempts".to_owned(), mail.attempts.into()),
        ("failure".to_owned(), failure.to_string().into()),
    ];
    let id = EventId::mint(now, &mut engine.entropy.rng());
    let context = EventContext {
        flow: mail.flow,
        ..EventContext::default()
    };
    Event {
        actor: Some(Actor::System),
        data: data.into_iter().collect(),
        ..Event::new(id, kind, now, context)
    }
}
