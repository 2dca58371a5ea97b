//! The protocol's endpoints, one file each, all under `/oidc`.

pub mod authorize;
pub mod discovery;
pub mod end_session;
pub mod introspection;
pub mod resume;
pub mod revocation;
mod sign_out_refused;
mod signed_out;
pub mod token;
mod unknown_path;
pub mod userinfo;

use axum::{
    Router, middleware,
    routing::{get, post},
};

use crate::{
    app::App,
    door::Door,
    layer::{cors, floods::Kind, loopback_name::lead_home},
    respond::{browser::Browser, oauth::OAuth, page::keep_opener},
    urls::OIDC as PLACE,
};

/// Everything under `/oidc`.
pub fn router(app: &App) -> Router<App> {
    let documents = Door::<OAuth>::at(PLACE, app, Some(Kind::Page))
        .free(
            "/.well-known/openid-configuration",
            get(discovery::metadata),
        )
        .free(
            "/.well-known/oauth-authorization-server",
            get(discovery::metadata),
        )
        .free("/jwks", get(discovery::jwks))
        .open()
        .layer(middleware::from_fn(cors::any_origin));
    let calls = Door::<OAuth>::at(PLACE, app, Some(Kind::Call))
        .call("/token", post(token::post))
        .call("/token/revocation", post(revocation::post))
        .call("/token/introspection", post(introspection::post))
        .call("/me", get(userinfo::answer).post(userinfo::answer))
        .open()
        .layer(middleware::from_fn_with_state(
            app.clone(),
            cors::registered_origins,
        ));
    let signing_in = Door::<Browser>::at(PLACE, app, Some(Kind::Page))
        .effect("/auth", get(authorize::get), "GET,POST")
        .form("/auth", post(authorize::post))
        .effect("/auth/{flow}", get(resume::get), "GET")
        .open()
        .layer(middleware::map_response(keep_opener))
        .layer(middleware::from_fn_with_state(app.clone(), lead_home));
    let signing_out = Door::<Browser>::at(PLACE, app, Some(Kind::Page))
        .effect("/session/end", get(end_session::get), "GET,POST")
        .form("/session/end", post(end_session::post))
        .form("/session/end/confirm", post(end_session::confirm))
        .page("/session/end/success", get(signed_out::success))
        .open()
        .layer(middleware::from_fn_with_state(app.clone(), lead_home));
    let all_else = Door::<OAuth>::at(PLACE, app, Some(Kind::Page))
        .and_all_else_by(unknown_path::refuse)
        .open();
    all_else
        .merge(documents)
        .merge(calls)
        .merge(signing_in)
        .merge(signing_out)
}

/// Everything under `/.well-known`: RFC 8414 §3.1 puts it before the path of the issuer.
pub fn well_known(app: &App) -> Router<App> {
    let path = format!("/oauth-authorization-server{}/oidc", app.urls.base_path());
    Door::<OAuth>::at("/.well-known", app, Some(Kind::Page))
        .free(&path, get(discovery::metadata))
        .and_all_else()
        .open()
        .layer(middleware::from_fn(cors::any_origin))
}
