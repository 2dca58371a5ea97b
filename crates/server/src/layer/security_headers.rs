//! Headers that every answer carries unless its handler says otherwise. The content security
//! policy is made with the page, because it holds the page's nonce.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// For answers whose handler names no policy of its own: nothing may run, load or frame them.
const NO_CONTENT: &str = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/// Two years, as the preload lists want it; not for subdomains, which are not ours to speak for.
const STRICT: &str = "max-age=63072000";

/// Adds what is missing. Browsers are told to stay with https where we are reached by it.
pub fn add_missing(headers: &mut HeaderMap, https: bool) {
    let strict = https.then_some((header::STRICT_TRANSPORT_SECURITY, STRICT));
    let always = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            PERMISSIONS,
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
        (header::CONTENT_SECURITY_POLICY, NO_CONTENT),
    ];
    for (name, value) in always.into_iter().chain(strict) {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(https: bool) -> HeaderMap {
        let own = HeaderValue::from_static("same-origin");
        let mut headers = HeaderMap::from_iter([(header::REFERRER_POLICY, own)]);
        add_missing(&mut headers, https);
        headers
    }

    #[test]
    fn what_a_handler_says_is_kept_and_what_it_leaves_out_is_added() {
        let headers = headers(false);
        assert_eq!(headers[header::REFERRER_POLICY], "same-origin");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(headers[header::CONTENT_SECURITY_POLICY], NO_CONTENT);
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }

    #[test]
    fn browsers_are_told_to_stay_with_https_when_we_are_reached_by_it() {
        let headers = headers(true);
        assert_eq!(headers[header::STRICT_TRANSPORT_SECURITY], STRICT);
    }
}
