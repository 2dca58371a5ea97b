//! The token endpoint (RFC 6749 §3.2): who asks is settled by [`Authenticated`], what is asked by
//! [`TokenRequest`].

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use engine::token::{client_credentials::client_credentials, redeem::redeem, refresh::refresh};
use oidc_core::{milestone::Milestone, token::request::TokenRequest};

use crate::{
    app::App,
    extract::client::Authenticated,
    respond::oauth::{OAuthRefusal, no_store},
};

/// `POST /oidc/token`.
pub async fn post(
    State(app): State<App>,
    Authenticated {
        client,
        secret,
        params,
        context,
    }: Authenticated,
) -> Result<Response, OAuthRefusal> {
    let request =
        TokenRequest::read(&params, &client.client).map_err(|error| OAuthRefusal::new(&error))?;
    let secret = secret.as_deref();
    let answer = match request {
        TokenRequest::AuthorizationCode(exchange) => {
            let answer = redeem(&app, &client, &exchange, secret, &context).await?;
            let (milestone, now) = (Milestone::LastSignIn, app.clock.now());
            app.milestones.note(&client.client, milestone, now);
            answer
        }
        TokenRequest::RefreshToken(exchange) => {
            refresh(&app, &client, &exchange, secret, &context).await?
        }
        TokenRequest::ClientCredentials(asked) => {
            client_credentials(&app, &client, &asked, secret, &context).await?
        }
    };
    let (milestone, now) = (Milestone::FirstToken, app.clock.now());
    app.milestones.note(&client.client, milestone, now);
    Ok(no_store(axum::Json(answer).into_response()))
}
