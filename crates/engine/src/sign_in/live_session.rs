//! The session that a token names, if it still counts.

use oidc_core::{id::SessionId, opaque::Opaque, session::Session};

use crate::{breakdown::Breakdown, engine::Engine};

/// Token and row; nothing when the token was altered, or the session has ended.
pub async fn live_session(
    engine: &Engine,
    token: Option<Opaque<SessionId>>,
) -> Result<Option<(Opaque<SessionId>, Session)>, Breakdown> {
    let Some(token) = token else {
        return Ok(None);
    };
    let id = *token.id();
    let found = engine
        .store
        .read(|mut tx| async move { tx.sessions().find(&id).await })
        .await?;
    let now = engine.clock.now();
    Ok(found
        .filter(|session| session.digest == token.digest() && session.is_live(now))
        .map(|session| (token, session)))
}
