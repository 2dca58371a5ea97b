//! The session that a token names, if it still counts.

use oidc_core::{id::SessionId, opaque::Opaque, session::Session};

use crate::{app::App, respond::internal::Internal};

/// Token and row; nothing when the token was altered, or the session has ended.
pub async fn live_session(
    app: &App,
    token: Option<Opaque<SessionId>>,
) -> Result<Option<(Opaque<SessionId>, Session)>, Internal> {
    let Some(token) = token else {
        return Ok(None);
    };
    let id = *token.id();
    let found = app
        .store
        .read(|mut tx| async move { tx.sessions().find(&id).await })
        .await?;
    let now = app.clock.now();
    Ok(found
        .filter(|session| session.digest == token.digest() && session.is_live(now))
        .map(|session| (token, session)))
}
