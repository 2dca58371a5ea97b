//! Revocation (RFC 7009): an unknown token, or somebody else's, is not an error and not a hint.

use axum::{extract::State, http::StatusCode};
use engine::token::revoke::revoke;

use crate::{
    app::App,
    extract::client::Authenticated,
    respond::{internal::Internal, oauth::OAuthRefusal},
};

/// `POST /oidc/token/revocation`.
pub async fn post(
    State(app): State<App>,
    Authenticated { client, params, .. }: Authenticated,
) -> Result<StatusCode, OAuthRefusal> {
    let token = params
        .required("token")
        .map_err(|error| OAuthRefusal::new(&error))?;
    revoke(&app, &client.client, token)
        .await
        .map_err(Internal::from)?;
    Ok(StatusCode::OK)
}
