//! Ending a session.

use std::convert::Infallible;

use oidc_core::{
    event::{Event, EventContext, EventKind},
    id::{ClientId, EventId},
    session::Session,
};

use crate::{engine::Engine, failure::Failure};

/// Ends the session. Tokens without `offline_access` end with it; the client that asked loses all
/// it got in this session, because not every SDK revokes its refresh token first.
pub async fn sign_out(
    engine: &Engine,
    session: &Session,
    asked_by: Option<&ClientId>,
    context: EventContext,
) -> Result<(), Failure<Infallible>> {
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
    engine
        .store
        .transact(|mut tx| {
            let event = &event;
            async move {
                let ended = match asked_by {
                    Some(client) => tx.sessions().sign_out(&session.id, client, now).await?,
                    None => tx.sessions().end(&session.id, now).await?,
                };
                if ended {
                    tx.events().append(event).await?;
                }
                Ok::<_, Failure<Infallible>>(())
            }
        })
        .await
}
