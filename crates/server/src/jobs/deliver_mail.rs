//! Hands waiting mails over: at once when one is written, and again until its code expires.
//!
//! A mail is claimed by a lease, so that several servers share the work; one that dies lets its
//! lease run out. At least once: a server that dies between handing over and saying so sends the
//! mail a second time.

use std::{sync::Arc, time::Duration};

use connectors::{Content, DeliveryError, EmailConnector};
use futures_util::{StreamExt, stream};
use oidc_core::{
    event::{Event, EventKind},
    id::EventId,
    time::{Lifetime, Timestamp},
};
use rand_core::Rng;
use sign_in_ui::{LanguageChoice, Purpose, RenderedMail, VerificationMail};
use store::{Keep, Mail, StoreError};
use tokio_util::sync::CancellationToken;

use super::{letter::Letter, pause};
use crate::app::App;

/// Longer than any connector may take for one mail.
const LEASE: Lifetime = Lifetime::seconds(60);
const BATCH: u32 = 32;
/// Mails that are under way at the same time.
const AT_ONCE: usize = 8;
/// Looked for even when nobody rings: mails of other servers, and those to be tried again.
const EVERY: Duration = Duration::from_secs(1);
/// The first wait after a failure; doubled each time, up to a minute.
const FIRST_WAIT: u32 = 2;
const LONGEST_WAIT: u32 = 60;

pub(super) async fn run(app: App, stop: CancellationToken) {
    loop {
        let more = match deliver(&app).await {
            Ok(more) => more,
            Err(error) => {
                tracing::warn!(%error, "cannot look for waiting mails");
                false
            }
        };
        let alive = if more {
            !stop.is_cancelled()
        } else {
            tokio::select! {
                () = app.outbox_wake.notified() => !stop.is_cancelled(),
                alive = pause(EVERY, &stop) => alive,
            }
        };
        if !alive {
            return;
        }
    }
}

/// Claims and sends one batch; whether there may be more.
///
/// # Errors
/// When the database cannot be reached. What was claimed comes back when its lease runs out.
pub async fn deliver(app: &App) -> Result<bool, StoreError> {
    let now = app.clock.now();
    let waiting = app
        .store
        .read(|mut tx| async move { tx.outbox().next_due(now).await })
        .await?;
    if waiting.is_none_or(|due| due > now) {
        return Ok(false);
    }
    let mails = app
        .store
        .transact(|mut tx| async move {
            tx.outbox().expire(now).await?;
            tx.outbox().claim(now, LEASE, BATCH).await
        })
        .await?;
    let full = mails.len() == BATCH as usize;
    let connector = Arc::clone(&app.snapshot().connector);
    stream::iter(mails)
        .for_each_concurrent(AT_ONCE, |mail| {
            let connector = Arc::clone(&connector);
            async move {
                if let Err(error) = deliver_one(app, &connector, mail).await {
                    tracing::warn!(%error, "cannot write down what became of a mail");
                }
            }
        })
        .await;
    Ok(full)
}

async fn deliver_one(app: &App, connector: &EmailConnector, mail: Mail) -> Result<(), StoreError> {
    let outcome = match compose(app, &mail) {
        Ok(composed) => connector.send(&composed).await.map_err(Failure::Delivery),
        Err(error) => Err(Failure::Ours(error)),
    };
    let now = app.clock.now();
    match outcome {
        Ok(()) => sent(app, connector, &mail, now).await,
        Err(failure) => failed(app, &mail, &failure, now).await,
    }
}

/// The mail as the connector takes it: the letter's payload, and our own words for connectors
/// that have none.
///
/// # Errors
/// When the letter was sealed by another instance, or a template is broken.
pub fn compose(app: &App, mail: &Mail) -> anyhow::Result<connectors::Mail> {
    let letter = Letter::unseal(mail, &app.secrets.sealing)?;
    let rendered = render(app, &letter, mail)?;
    Ok(connectors::Mail {
        to: letter.to.clone(),
        usage_type: letter.usage_type,
        payload: letter.payload(),
        built_in: Content {
            subject: rendered.subject,
            html: rendered.html,
            text: rendered.text,
        },
    })
}

fn render(app: &App, letter: &Letter, mail: &Mail) -> anyhow::Result<RenderedMail> {
    let snapshot = app.snapshot();
    let lifetime = mail.expires_at.since(mail.created_at);
    let words = VerificationMail {
        code: letter.code.expose().clone(),
        application: letter.application.name.clone(),
        minutes: u32::try_from(lifetime.as_minutes_up()).unwrap_or(u32::MAX),
        purpose: purpose(letter),
        brand: snapshot.branding.name.clone(),
    };
    let locale = app.pages.negotiate(&LanguageChoice {
        clicked: Some(&letter.locale),
        ui_locales: None,
        cookie: None,
        accept_language: None,
        fallback: &app.config.fallback_language,
    });
    Ok(app.pages.mail(&words, locale)?)
}

fn purpose(letter: &Letter) -> Purpose {
    use oidc_core::account::usage_type::UsageType;
    match letter.usage_type {
        UsageType::SignIn => Purpose::SignIn,
        UsageType::Register => Purpose::Register,
        _ => Purpose::Generic,
    }
}

/// Why a mail did not leave. Prints nothing of the mail.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{0}")]
    Delivery(DeliveryError),
    #[error("{0:#}")]
    Ours(anyhow::Error),
}

async fn sent(
    app: &App,
    connector: &EmailConnector,
    mail: &Mail,
    now: Timestamp,
) -> Result<(), StoreError> {
    let keep = match connector {
        EmailConnector::Mailbox(_) => Keep::Day,
        EmailConnector::Mailgun(_) | EmailConnector::Smtp(_) => Keep::Wipe,
    };
    app.store
        .transact(|mut tx| async move { tx.outbox().sent(&[mail.id], now, keep).await })
        .await?;
    tracing::info!(mail.id = %mail.id, connector = connector.kind(), "a mail was handed over");
    Ok(())
}

async fn failed(
    app: &App,
    mail: &Mail,
    failure: &Failure,
    now: Timestamp,
) -> Result<(), StoreError> {
    let text = failure.to_string();
    let retry = match failure {
        Failure::Delivery(error) if error.is_retryable() => {
            Some(now.plus(wait(app, mail.attempts, error.retry_after())))
        }
        _ => None,
    };
    if let Some(next) = retry.filter(|next| *next < mail.expires_at) {
        tracing::warn!(mail.id = %mail.id, mail.attempts, failure = text, "a mail is to be retried");
        let text = text.as_str();
        return app
            .store
            .transact(|mut tx| async move { tx.outbox().retry(&mail.id, next, text).await })
            .await;
    }
    let event = &event(app, mail, failure, now);
    tracing::error!(
        mail.id = %mail.id,
        event = event.kind.as_str(),
        failure = text,
        "a mail was given up; the code page says so"
    );
    let text = text.as_str();
    app.store
        .transact(|mut tx| async move {
            tx.outbox().dead(&mail.id, now, text).await?;
            tx.events().append(event).await
        })
        .await
}

fn event(app: &App, mail: &Mail, failure: &Failure, now: Timestamp) -> Event {
    let (kind, cause) = match failure {
        Failure::Delivery(error @ DeliveryError::Misconfigured { .. }) => {
            (EventKind::MailMisconfigured, error.cause())
        }
        Failure::Delivery(error) => (EventKind::MailDead, error.cause()),
        Failure::Ours(_) => (EventKind::MailDead, "internal"),
    };
    let data = [
        ("mail_id".to_owned(), mail.id.to_string().into()),
        ("usage_type".to_owned(), mail.usage_type.as_str().into()),
        ("cause".to_owned(), cause.into()),
        ("attempts".to_owned(), mail.attempts.into()),
    ];
    Event {
        id: EventId::mint(now, &mut app.entropy.rng()),
        kind,
        at: now,
        user_id: None,
        client_id: None,
        data: data.into_iter().collect(),
    }
}

/// Doubles with each attempt, at least as long as the other side asks for, and a random part more,
/// so that many failed mails do not come back together.
fn wait(app: &App, attempts: u32, asked: Option<Duration>) -> Lifetime {
    let doubled = FIRST_WAIT
        .saturating_pow(attempts.clamp(1, 6))
        .min(LONGEST_WAIT);
    let asked = asked.map_or(0, |span| {
        u32::try_from(span.as_secs()).unwrap_or(LONGEST_WAIT)
    });
    let base = i64::from(doubled.max(asked)) * 1_000;
    let jitter = i64::from(app.entropy.rng().next_u32()) % (base / 4 + 1);
    Lifetime::millis(base + jitter)
}
