//! Userinfo (OpenID Connect Core §5.3): the claims of an opaque access token's owner.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use engine::{failure::Failure, token::userinfo::userinfo};

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
    match userinfo(&app, &token).await {
        Ok(claims) => Ok(no_store(axum::Json(claims).into_response())),
        Err(Failure::Refused(error)) => Err(refuse(&error)),
        Err(Failure::Broken(breakdown)) => Err(Internal::from(breakdown).into()),
    }
}
