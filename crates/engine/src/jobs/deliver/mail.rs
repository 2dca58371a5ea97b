//! Mails: handed to the connector, and tried again until their code is worth nothing any more.

use std::time::{Duration, Instant};

use connectors::{DeliveryError, EmailConnector};
use oidc_core::{
    account::usage_type::UsageType,
    actor::Actor,
    event::{Event, EventContext, EventKind},
    id::EventId,
    time::{Lifetime, Timestamp},
};
use store::{Delivery, Keep, StoreError, Tried};

use super::back_off::BackOff;
use crate::{engine::Engine, mail::compose::compose};

const BACK_OFF: BackOff = BackOff {
    first: 2,
    longest: 60,
};

/// The longest that handing one over takes.
pub(super) fn time_limit(connector: Option<&EmailConnector>) -> Duration {
    connector.map_or(Duration::ZERO, EmailConnector::time_limit)
}

/// Sends a mail once and writes down what became of it.
pub(super) async fn hand_over(
    engine: &Engine,
    connector: Option<&EmailConnector>,
    mail: Delivery,
) -> Result<(), StoreError> {
    let Some(connector) = connector else {
        let tried = Tried::from(engine.clock.now());
        return failed(engine, &mail, &Failure::NoConnector, tried).await;
    };
    let began = Instant::now();
    let outcome = match compose(engine, &mail) {
        Ok(composed) => connector.send(&composed).await.map_err(Failure::Delivery),
        Err(error) => Err(Failure::Ours(error)),
    };
    let took = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
    let tried = Tried {
        at: engine.clock.now(),
        by: Some(connector.kind()),
        took: Some(Lifetime::millis(took)),
    };
    match outcome {
        Ok(()) => sent(engine, connector, &mail, tried).await,
        Err(failure) => failed(engine, &mail, &failure, tried).await,
    }
}

/// Why a mail did not leave. Prints nothing of the mail.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{0}")]
    Delivery(DeliveryError),
    #[error("{0:#}")]
    Ours(anyhow::Error),
    #[error("the e-mail connector in the database cannot be read")]
    NoConnector,
}

async fn sent(
    engine: &Engine,
    connector: &EmailConnector,
    mail: &Delivery,
    tried: Tried<'_>,
) -> Result<(), StoreError> {
    let keep = match connector {
        EmailConnector::Mailbox(_) => Keep::Day,
        EmailConnector::Mailgun(_) | EmailConnector::Smtp(_) => Keep::Wipe,
    };
    engine
        .store
        .transact(|mut tx| async move { tx.deliveries().sent(&[mail.id], tried, keep).await })
        .await?;
    tracing::info!(mail.id = %mail.id, connector = connector.kind(), "a mail was handed over");
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
        tracing::warn!(mail.id = %mail.id, mail.attempts, failure = text, "a mail is to be retried");
        let text = text.as_str();
        return engine
            .store
            .transact(
                |mut tx| async move { tx.deliveries().retry(&mail.id, next, text, tried).await },
            )
            .await;
    }
    let event = &event(engine, mail, failure, now);
    tracing::error!(
        mail.id = %mail.id,
        event = event.kind.as_str(),
        failure = text,
        "a mail was given up; the code page says so"
    );
    let text = text.as_str();
    engine
        .store
        .transact(|mut tx| async move {
            tx.deliveries().dead(&mail.id, tried, text).await?;
            tx.events().append(event).await
        })
        .await
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
