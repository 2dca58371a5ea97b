//! Ending a session.

use oidc_core::{
    event::{Event, EventKind},
    id::{ClientId, EventId},
    session::Session,
};

use crate::{
    app::App,
    respond::failure::{Failure, Never},
};

/// Ends the session. Tokens without `offline_access` end with it; the client that asked loses all
/// it got in this session, because not every SDK revokes its refresh token first.
pub async fn sign_out(
    app: &App,
    session: &Session,
    asked_by: Option<&ClientId>,
) -> Result<(), Failure<Never>> {
    let now = app.clock.now();
    let event = Event {
        id: EventId::mint(now, &mut app.entropy.rng()),
        kind: EventKind::SessionEnded,
        at: now,
        user_id: Some(session.user_id.clone()),
        client_id: asked_by.cloned(),
        data: serde_json::Map::new(),
    };
    app.store
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
                Ok::<_, Failure<Never>>(())
            }
        })
        .await
}
