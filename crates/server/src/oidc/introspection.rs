//! Introspection (RFC 7662): what an API is told about a token.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use engine::token::introspect::introspect;
use oidc_core::client_auth::ClientAuthError;

use crate::{
    app::App,
    extract::client::Authenticated,
    respond::{
        internal::Internal,
        oauth::{OAuthRefusal, no_store},
    },
};

/// `POST /oidc/token/introspection`. A client that has no secret has not proven who it is, and
/// anybody could ask in its name (§2.1).
pub async fn post(
    State(app): State<App>,
    Authenticated { client, params, .. }: Authenticated,
) -> Result<Response, OAuthRefusal> {
    if client.client.is_public() {
        return Err(OAuthRefusal::new(&ClientAuthError::SecretMissing));
    }
    let token = params
        .required("token")
        .map_err(|error| OAuthRefusal::new(&error))?;
    let answer = introspect(&app, &client.client, token)
        .await
        .map_err(Internal::from)?;
    Ok(no_store(axum::Json(answer).into_response()))
}
