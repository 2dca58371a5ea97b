//! Headers that every answer carries unless its handler says otherwise. The content security
//! policy is made with the page, because it holds the page's nonce.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::app::App;

const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

const ALWAYS: [(HeaderName, &str); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        PERMISSIONS,
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// For answers whose handler names no policy of its own: nothing may run, load or frame them.
const NO_CONTENT: &str = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/// Two years, as the preload lists want it; not for subdomains, which are not ours to speak for.
const STRICT: &str = "max-age=63072000";

/// Adds what is missing.
pub async fn protect(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    add(response.headers_mut(), app.urls.is_https());
    response
}

fn add(headers: &mut HeaderMap, https: bool) {
    let mut missing = |name: HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    for (name, value) in ALWAYS {
        missing(name, value);
    }
    missing(header::CONTENT_SECURITY_POLICY, NO_CONTENT);
    if https {
        missing(header::STRICT_TRANSPORT_SECURITY, STRICT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_handler_says_is_kept_and_what_it_leaves_out_is_added() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::REFERRER_POLICY,
            HeaderValue::from_static("same-origin"),
        );
        add(&mut headers, false);
        assert_eq!(headers[header::REFERRER_POLICY], "same-origin");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(headers[header::CONTENT_SECURITY_POLICY], NO_CONTENT);
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }

    #[test]
    fn browsers_are_told_to_stay_with_https_when_we_are_reached_by_it() {
        let mut headers = HeaderMap::new();
        add(&mut headers, true);
        assert_eq!(headers[header::STRICT_TRANSPORT_SECURITY], STRICT);
    }
}
