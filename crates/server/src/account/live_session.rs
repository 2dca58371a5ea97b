//! The session a browser's cookie names, if it still counts.

use oidc_core::{id::SessionId, opaque::Opaque, session::Session};

use crate::{app::App, extract::visit::Visit, respond::internal::Internal};

/// Token and row; nothing when the cookie was altered, or the session has ended.
pub async fn live_session(
    app: &App,
    visit: &Visit,
) -> Result<Option<(Opaque<SessionId>, Session)>, Internal> {
    let Some(token) = visit.session(app) else {
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
