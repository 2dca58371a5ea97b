//! The addresses the shop answers at, and what every answer carries.

use anyhow::Context;
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::{Next, from_fn_with_state},
    response::Response,
    routing::{get, post},
};
use url::Url;

use crate::{
    api_call, app::App, assets, backchannel_logout, callback, config::Config, jar::Jar, orders_api,
    refresh, registration, shop, sign_in, sign_out, trouble::Trouble,
};

/// The whole shop, to be served at the root of `config.base_url`.
///
/// Nothing is fetched here: the provider is discovered at the first sign-in.
///
/// # Errors
/// When an address in `config` cannot be used, `cookie_secret` is empty, or a template is broken.
pub fn router(config: &Config) -> anyhow::Result<Router> {
    let app = App::new(config)?;
    let policy = policy(app.provider.issuer.url())?;
    Ok(Router::new()
        .route("/", get(shop::shop))
        .route("/sign-in", get(sign_in::sign_in))
        .route("/sign-up", get(sign_in::sign_up))
        // OIDC Core §4 asks for both methods.
        .route(
            "/auth/initiate",
            get(sign_in::initiate).post(sign_in::initiate),
        )
        .route("/callback", get(callback::callback))
        .route("/refresh", post(refresh::refresh))
        .route("/call-api", post(api_call::call_api))
        .route(registration::ORDERS, get(orders_api::orders))
        .route("/sign-out", post(sign_out::sign_out))
        .route("/backchannel-logout", post(backchannel_logout::called))
        .route("/healthz", get(|| async { "ok" }))
        .route("/assets/{fingerprint}/{name}", get(assets::asset))
        .fallback(no_such_page)
        .layer(from_fn_with_state(policy, headers))
        .with_state(app))
}

async fn no_such_page(State(app): State<App>, jar: Jar) -> Response {
    app.stopped_early(jar, &Trouble::NoSuchPage)
}

/// Headers of every answer; assets have set their own `Cache-Control`.
async fn headers(State(policy): State<HeaderValue>, request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // The callback's address holds a code until the redirect.
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let no_store = HeaderValue::from_static("no-store");
    headers.entry(header::CACHE_CONTROL).or_insert(no_store);
    answer
}

/// Nothing but our own style sheet and icon. `form-action` also governs where a form's answer
/// redirects to: *Sign out* goes on to the provider, and from there perhaps to another.
fn policy(issuer: &Url) -> anyhow::Result<HeaderValue> {
    let provider = issuer.origin().ascii_serialization();
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' https: \
         {provider}; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).context("the provider's address")
}
