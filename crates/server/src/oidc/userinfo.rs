//! Userinfo (OpenID Connect Core §5.3): the claims of an opaque access token's owner.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use oidc_core::{
    bearer::BearerError,
    claims::{self, Audience},
};

use crate::{
    app::App,
    extract::bearer::{Bearer, refuse},
    respond::{
        internal::Internal,
        oauth::{OAuthRefusal, no_store},
    },
};

/// `GET` and `POST /oidc/me`.
pub async fn answer(
    State(app): State<App>,
    Bearer(token): Bearer,
) -> Result<Response, OAuthRefusal> {
    let now = app.clock.now();
    let id = *token.id();
    let found = app
        .store
        .read(|mut tx| async move { tx.access_tokens().find_with_standing(&id).await })
        .await
        .map_err(Internal::from)?;
    let (row, standing) = found.ok_or_else(|| refuse(&BearerError::Unknown))?;
    row.check(&token, &standing, now)
        .and_then(|()| row.check_userinfo())
        .map_err(|error| refuse(&error))?;
    // A client that was disabled or removed is one that nobody knows (T-38).
    if !app
        .snapshot()
        .clients
        .contains_key(&standing.grant.client_id)
    {
        return Err(refuse(&BearerError::Revoked));
    }
    // A token about the client itself has no person to tell of.
    let user = standing.user.as_ref();
    let user = user.ok_or_else(|| refuse(&BearerError::Unknown))?;
    let claims = claims::for_scope(user, &row.scope, Audience::Userinfo);
    Ok(no_store(axum::Json(claims).into_response()))
}
