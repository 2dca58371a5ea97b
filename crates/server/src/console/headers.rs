//! What the console may do: run its own files, call its own server, show its own pages in frames, and
//! nothing else.

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::Response,
};

use super::edition::Edition;
use crate::{app::App, extract::host};

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// Puts on an answer what a page and a file have alike.
pub(super) fn protect(response: &mut Response) {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (RESOURCE_POLICY, "same-origin"),
        (OPENER_POLICY, "same-origin"),
        (
            PERMISSIONS,
            "camera=(), clipboard-write=(self), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// Puts on the page what it may do. Scripts are ours by their address, and the import map by its digest:
/// no text that came from elsewhere can become one.
pub(super) fn restrict(app: &App, edition: &Edition, response: &mut Response) {
    let policy = format!(
        "default-src 'none'; script-src 'self' '{}'; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'{}; frame-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
         trusted-types 'none'",
        edition.import_map,
        provider(app)
    );
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// Has the description of the provider fetched beside the scripts, which want it before they redeem a code. At an address that
/// is none of the console's they ask for nothing.
pub(super) fn lead(app: &App, request: &HeaderMap, response: &mut Response) {
    let host = host::of(request);
    let mut homes = app.config.console.homes(&app.urls);
    if !host.is_some_and(|host| homes.any(|home| home.is_at(host))) {
        return;
    }
    let link = format!(
        "<{}/.well-known/openid-configuration>; rel=preload; as=fetch; crossorigin",
        app.urls.issuer()
    );
    if let Ok(link) = HeaderValue::from_str(&link) {
        response.headers_mut().insert(header::LINK, link);
    }
}

/// Where tokens come from, if the console has an address from which that is elsewhere.
fn provider(app: &App) -> String {
    if app.config.console.urls.is_empty() {
        String::new()
    } else {
        format!(" {}", app.urls.origin())
    }
}
