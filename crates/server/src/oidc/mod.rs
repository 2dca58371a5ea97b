//! The protocol's endpoints, one file each, all under `/oidc`.

pub mod authorize;
pub mod discovery;
pub mod end_session;
pub mod grant_code;
pub mod resume;
pub mod revocation;
mod sign_out_refused;
pub mod token;
pub mod userinfo;

use axum::{
    Router,
    http::StatusCode,
    middleware,
    routing::{get, post},
};
use oidc_core::error::ErrorCode;

use crate::{
    app::App,
    layer::{cors, loopback_name},
    respond::oauth::OAuthRefusal,
};

/// Everything under `/oidc`.
pub fn router(app: &App) -> Router<App> {
    let open = Router::new()
        .route(
            "/.well-known/openid-configuration",
            get(discovery::metadata),
        )
        .route(
            "/.well-known/oauth-authorization-server",
            get(discovery::metadata),
        )
        .route("/jwks", get(discovery::jwks))
        // Before the layer, so that preflights reach it: to the routes they are a wrong method.
        .method_not_allowed_fallback(nowhere)
        .layer(middleware::from_fn(cors::any_origin));
    let registered = Router::new()
        .route("/token", post(token::post))
        .route("/token/revocation", post(revocation::post))
        .route("/me", get(userinfo::answer).post(userinfo::answer))
        .method_not_allowed_fallback(nowhere)
        .layer(middleware::from_fn_with_state(
            app.clone(),
            cors::registered_origins,
        ));
    let browser = Router::new()
        // A HEAD request must not mint codes, so it is not a GET here.
        .route(
            "/auth",
            get(authorize::get).post(authorize::post).head(nowhere),
        )
        .route("/auth/{flow}", get(resume::get).head(nowhere))
        .route(
            "/session/end",
            get(end_session::get).post(end_session::post),
        )
        .route("/session/end/confirm", post(end_session::confirm))
        .route("/session/end/success", get(end_session::success))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            loopback_name::lead_home,
        ));
    Router::new()
        .merge(open)
        .merge(registered)
        .merge(browser)
        .fallback(nowhere)
        .method_not_allowed_fallback(nowhere)
}

/// Unknown paths and methods (sdk-contract §2.2).
async fn nowhere() -> OAuthRefusal {
    OAuthRefusal::of(ErrorCode::InvalidRequest).with_status(StatusCode::NOT_FOUND)
}
