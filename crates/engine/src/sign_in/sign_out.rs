//! Ending a session.

use std::convert::Infallible;

use oidc_core::{
    event::{Event, EventContext, EventKind},
    frontchannel_logout_uri::FrontchannelLogoutUri,
    id::{ClientId, EventId, Sid},
    session::Session,
};

use crate::{engine::Engine, failure::Failure, session::telling::Telling};

/// The clients that the browser tells: what it shows in a frame for each, and what the client calls
/// the session. None when somebody else has ended it.
pub type Frames = Vec<(FrontchannelLogoutUri, Sid)>;

/// Ends the session. Tokens without `offline_access` end with it; the client that asked loses all
/// it got in this session, because not every SDK revokes its refresh token first. What the clients
/// are told without the browser is written down, and nobody waits for it.
pub async fn sign_out(
    engine: &Engine,
    session: &Session,
    asked_by: Option<&ClientId>,
    context: EventContext,
) -> Result<Frames, Failure<Infallible>> {
    let now = engine.clock.now();
    let event = Event {
        client_id: asked_by.cloned(),
        ..Event::new(
            EventId::mint(now, &mut engine.entropy.rng()),
            EventKind::SessionEnded,
            now,
            context,
        )
    }
    .by_user(&session.user_id);
    let telling = Telling::prepare(&engine.secrets, &engine.entropy, now);
    let (told, frames) = engine
        .store
        .transact(|mut tx| {
            let (event, mut telling) = (&event, telling.clone());
            async move {
                let ended = match asked_by {
                    Some(client) => tx.sessions().sign_out(&session.id, client, now).await?,
                    None => tx.sessions().end(&session.id, now).await?,
                };
                if !ended {
                    return Ok((0, Vec::new()));
                }
                let told = telling.tell(&mut tx, &session.id, &session.user_id).await?;
                tx.events().append(event).await?;
                let frames = tx.session_clients().framed(&session.id).await?;
                Ok::<_, Failure<Infallible>>((told, frames))
            }
        })
        .await?;
    if told > 0 {
        engine.logout_wake.notify_one();
    }
    Ok(frames)
}
