//! What a preview may do: nothing. Each is shown in a frame of the console, has an origin of its own
//! that nobody shares, sends no form and knows no cookie.

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};

use crate::{app::App, urls::Urls};

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// The policy of a page: our own files by their origins, since in a sandbox `'self'` names no origin.
pub(super) fn of_page(app: &App, pictures: &str) -> String {
    let origins = origins(app);
    format!(
        "default-src 'none'; style-src {origins}; script-src {origins}; \
         img-src {origins} data:{pictures}; form-action 'none'; frame-ancestors {origins}; \
         sandbox allow-scripts"
    )
}

/// The policy of a mail, which has its styles within and no script.
pub(super) fn of_mail(app: &App) -> String {
    let origins = origins(app);
    format!(
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; \
         frame-ancestors {origins}; sandbox"
    )
}

/// Where the console may stand around it: its files come from the same place.
fn origins(app: &App) -> String {
    let homes = app.config.console.homes(&app.urls);
    homes.map(Urls::origin).collect::<Vec<_>>().join(" ")
}

/// Puts the policy on an answer, and what else keeps it to itself.
pub(super) fn protect(response: &mut Response, policy: &str) {
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (OPENER_POLICY, "same-origin"),
        (RESOURCE_POLICY, "same-origin"),
        (
            PERMISSIONS,
            "camera=(), clipboard-write=(self), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// A page in a sandbox has an origin of its own: what it loads must be for everybody.
pub(super) fn for_every_origin(response: &mut Response) {
    let everybody = HeaderValue::from_static("cross-origin");
    response.headers_mut().insert(RESOURCE_POLICY, everybody);
}
