//! Calls that tell a client that a session has ended (OpenID Connect Back-Channel Logout 1.0 §2.5):
//! the token is signed when it is sent, and the call tried again for a day.

use std::time::Instant;

use connectors::outbound::OutboundError;
use oidc_core::{
    actor::Actor,
    client::Client,
    event::{Event, EventContext, EventKind},
    id::{ClientId, DeliveryId, EventId},
    key::sign::KeyError,
    logout_token::LogoutToken,
    time::Timestamp,
};
use store::{Delivery, Keep, StoreError};
use url::{Url, form_urlencoded};

use super::{back_off::BackOff, shares::Share};
use crate::{
    engine::Engine,
    session::logout_call::{LogoutCall, Unreadable},
};

const BACK_OFF: BackOff = BackOff {
    first: 5,
    longest: 3_600,
};

/// Why a client was not told. Prints neither token nor address.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{0}")]
    Outbound(#[from] OutboundError),
    #[error("the client answered {status}")]
    Answered {
        status: u16,
        retry_after: Option<std::time::Duration>,
    },
    #[error("the client is gone, disabled, or wants no calls any more")]
    Unwanted,
    #[error("the client in the database cannot be read: column {}", .0.what)]
    UnreadableClient(store::Unreadable),
    /// It is left to its lease.
    #[error("{0}")]
    Store(#[from] StoreError),
    #[error("{0}")]
    Unreadable(#[from] Unreadable),
    #[error("{0}")]
    Key(#[from] KeyError),
}

impl Failure {
    /// Whether a later try may succeed. §2.8: 400 says that the client could not sign the person
    /// out; whatever else is no success, and does not pass by itself, is as final.
    fn is_retryable(&self) -> bool {
        match self {
            // Another node may know the key, or read the client.
            Self::Outbound(_) | Self::Key(_) | Self::UnreadableClient(_) | Self::Store(_) => true,
            Self::Answered { status, .. } => matches!(status, 408 | 425 | 429 | 500..),
            Self::Unwanted | Self::Unreadable(_) => false,
        }
    }

    /// The cause as one word, for events.
    fn cause(&self) -> &'static str {
        match self {
            Self::Outbound(OutboundError::NotPublic { .. } | OutboundError::LeadsInside) => {
                "not_public"
            }
            Self::Outbound(_) => "unreachable",
            Self::Answered { .. } => "refused",
            Self::Unwanted => "unwanted",
            Self::Unreadable(_) | Self::Key(_) | Self::UnreadableClient(_) | Self::Store(_) => {
                "internal"
            }
        }
    }
}

/// Calls a client once and writes down what became of it.
pub(super) async fn hand_over(
    engine: &Engine,
    call: &Delivery,
    share: Option<&mut Share>,
) -> Result<(), StoreError> {
    let outcome = send(engine, call, share).await;
    let now = engine.clock.now();
    match outcome {
        Ok(()) => {
            let sent = [call.id];
            engine
                .store
                .transact(
                    |mut tx| async move { tx.deliveries().sent(&sent, now, Keep::Wipe).await },
                )
                .await?;
            tracing::info!(
                call.id = %call.id, client.id = call.target, call.attempts,
                "a client was told of a sign-out"
            );
            Ok(())
        }
        Err(Failure::Store(error)) => Err(error),
        Err(failure) => failed(engine, call, &failure, now).await,
    }
}

async fn send(engine: &Engine, call: &Delivery, share: Option<&mut Share>) -> Result<(), Failure> {
    let (url, form) = request(engine, call).await?;
    // The client's time alone: our database says nothing about its pace.
    let began = Instant::now();
    let answer = engine.config.outbound.post_form(&url, form).await;
    if let Some(share) = share {
        share.took(began.elapsed());
    }
    let answer = answer?;
    match answer.status() {
        // §2.8: some frameworks turn an empty 200 into 204.
        200 | 204 => Ok(()),
        status => Err(Failure::Answered {
            status,
            retry_after: answer.retry_after(),
        }),
    }
}

/// Where the call goes and what it says, by the client as it is now.
async fn request(engine: &Engine, call: &Delivery) -> Result<(Url, String), Failure> {
    let told = LogoutCall::unseal(call, &engine.secrets.sealing)?;
    let id = call.target.as_deref().and_then(|id| id.parse().ok());
    let id: ClientId = id.ok_or(Failure::Unwanted)?;
    let (client, uri) = wanted(engine, &id).await?;
    let now = engine.clock.now();
    let token = LogoutToken {
        issuer: &engine.config.issuer,
        client_id: &id,
        sub: &told.sub,
        sid: told.sid,
        jti: DeliveryId::mint(now, &mut engine.entropy.rng()),
    };
    let snapshot = engine.snapshot();
    let token = token.encode(snapshot.signer(&client)?, now)?;
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("logout_token", &token);
    Ok((uri, form.finish()))
}

/// The client and where it wants to be called. One that is not known here, or wants no calls as far
/// as is known here, may have been changed on another node a moment ago: its row has the last word.
async fn wanted(engine: &Engine, id: &ClientId) -> Result<(Client, Url), Failure> {
    let known = {
        let snapshot = engine.snapshot();
        let known = snapshot.clients.get(id);
        known.and_then(|known| with_uri(known.client.clone()))
    };
    if let Some(found) = known {
        return Ok(found);
    }
    let found = engine
        .store
        .read(|mut tx| async move { tx.clients().look(id).await })
        .await?;
    let client = found.ok_or(Failure::Unwanted)?;
    let client = client.map_err(Failure::UnreadableClient)?;
    with_uri(client).ok_or(Failure::Unwanted)
}

fn with_uri(client: Client) -> Option<(Client, Url)> {
    let uri = client.backchannel_logout_uri.as_ref();
    let uri = uri.filter(|_| !client.disabled)?.url().clone();
    Some((client, uri))
}

async fn failed(
    engine: &Engine,
    call: &Delivery,
    failure: &Failure,
    now: Timestamp,
) -> Result<(), StoreError> {
    let text = failure.to_string();
    let text = text.as_str();
    let asked = match failure {
        Failure::Answered { retry_after, .. } => *retry_after,
        _ => None,
    };
    let next = now.plus(BACK_OFF.wait(engine, call.attempts, asked));
    if failure.is_retryable() && next < call.expires_at {
        tracing::warn!(
            call.id = %call.id, client.id = call.target, call.attempts, failure = text,
            "a client that is to hear of a sign-out is to be called again"
        );
        let retried = engine.store.transact(|mut tx| async move {
            tx.deliveries().retry(&call.id, next, text, now).await
        });
        return retried.await.map(drop);
    }
    let event = &event(engine, call, failure, now);
    tracing::error!(
        call.id = %call.id, client.id = call.target, event = event.kind.as_str(), failure = text,
        "a client was not told of a sign-out: given up"
    );
    engine
        .store
        .transact(|mut tx| async move {
            if tx.deliveries().dead(&call.id, now, text).await? {
                tx.events().append(event).await?;
            }
            Ok(())
        })
        .await
}

fn event(engine: &Engine, call: &Delivery, failure: &Failure, now: Timestamp) -> Event {
    let data = [
        ("call_id".to_owned(), call.id.to_string().into()),
        ("cause".to_owned(), failure.cause().into()),
        ("attempts".to_owned(), call.attempts.into()),
    ];
    let id = EventId::mint(now, &mut engine.entropy.rng());
    Event {
        actor: Some(Actor::System),
        client_id: call.target.as_deref().and_then(|id| id.parse().ok()),
        data: data.into_iter().collect(),
        ..Event::new(id, EventKind::LogoutDead, now, EventContext::default())
    }
}
