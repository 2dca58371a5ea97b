//! Headers that every answer carries unless its handler says otherwise. The content security
//! policy is made with the page, because it holds the page's nonce.

use axum::http::{HeaderName, HeaderValue, header};
use tower_http::set_header::SetResponseHeaderLayer;

const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// For answers whose handler names no policy of its own: nothing may run, load or frame them.
const NO_CONTENT: &str = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/// Two years, as the preload lists want it; not for subdomains, which are not ours to speak for.
const STRICT: &str = "max-age=63072000";

/// Adds one header, or none, where it is missing.
type Missing = SetResponseHeaderLayer<Option<HeaderValue>>;

/// Adds what is missing. Browsers are told to stay with https where we are reached by it.
pub fn missing(https: bool) -> (Missing, Missing, Missing, Missing, Missing) {
    let missing = |name, value: Option<&'static str>| {
        SetResponseHeaderLayer::if_not_present(name, value.map(HeaderValue::from_static))
    };
    (
        missing(header::X_CONTENT_TYPE_OPTIONS, Some("nosniff")),
        missing(header::REFERRER_POLICY, Some("no-referrer")),
        missing(
            PERMISSIONS,
            Some("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ),
        missing(header::CONTENT_SECURITY_POLICY, Some(NO_CONTENT)),
        missing(header::STRICT_TRANSPORT_SECURITY, https.then_some(STRICT)),
    )
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use axum::{
        extract::Request,
        http::HeaderMap,
        response::{IntoResponse, Response},
    };
    use tower::{Layer, ServiceExt, service_fn};

    use super::*;

    async fn headers(https: bool) -> HeaderMap {
        let handler = service_fn(async |_: Request| -> Result<Response, Infallible> {
            Ok([(header::REFERRER_POLICY, "same-origin")].into_response())
        });
        let answer = missing(https).layer(handler).oneshot(Request::default());
        answer.await.unwrap().headers().clone()
    }

    #[tokio::test]
    async fn what_a_handler_says_is_kept_and_what_it_leaves_out_is_added() {
        let headers = headers(false).await;
        assert_eq!(headers[header::REFERRER_POLICY], "same-origin");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(headers[header::CONTENT_SECURITY_POLICY], NO_CONTENT);
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }

    #[tokio::test]
    async fn browsers_are_told_to_stay_with_https_when_we_are_reached_by_it() {
        let headers = headers(true).await;
        assert_eq!(headers[header::STRICT_TRANSPORT_SECURITY], STRICT);
    }
}
