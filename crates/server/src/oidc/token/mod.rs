//! The token endpoint (RFC 6749 §3.2): who asks is settled by [`Authenticated`], what is asked by
//! [`TokenRequest`]; each grant type has its file.

pub mod authorization_code;
pub mod issue;
pub mod refresh_token;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use oidc_core::token::request::TokenRequest;

use crate::{
    app::App,
    extract::client::Authenticated,
    respond::oauth::{OAuthRefusal, no_store},
};

/// `POST /oidc/token`.
pub async fn post(
    State(app): State<App>,
    Authenticated { client, params }: Authenticated,
) -> Result<Response, OAuthRefusal> {
    let request =
        TokenRequest::read(&params, &client.client).map_err(|error| OAuthRefusal::new(&error))?;
    let issued = match request {
        TokenRequest::AuthorizationCode(exchange) => {
            authorization_code::redeem(&app, &client, &exchange).await?
        }
        TokenRequest::RefreshToken(exchange) => {
            refresh_token::refresh(&app, &client, &exchange).await?
        }
    };
    Ok(no_store(
        axum::Json(issued.into_response(&app, &client)?).into_response(),
    ))
}
