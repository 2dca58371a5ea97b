//! What is not there under `/oidc`. Programs compare the whole answer.

use axum::{
    extract::{OriginalUri, Request},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use oidc_core::error::ErrorCode;

use crate::{respond::oauth::OAuthRefusal, urls::OIDC};

/// Characters of the path that are repeated: enough for any that was mistyped.
const MOST: usize = 256;

/// The refusal, which names method and path as the provider below `/oidc` sees them.
pub(super) fn refuse(request: &Request) -> Response {
    let whole = request.extensions().get::<OriginalUri>();
    let path = whole.map_or(request.uri(), |whole| &whole.0).path();
    let description = describe(request.method().as_str(), path);
    OAuthRefusal::of(ErrorCode::InvalidRequest)
        .with_status(StatusCode::NOT_FOUND)
        .saying(description)
        .with_message("Request is invalid.")
        .into_response()
}

fn describe(method: &str, path: &str) -> String {
    let below = path.strip_prefix(OIDC).unwrap_or(path);
    let below = if below.is_empty() { "/" } else { below };
    // RFC 6749 §5.2: of ASCII neither quotes nor backslashes.
    let allowed = |c: char| matches!(c, ' '..='~') && c != '"' && c != '\\';
    let shown = |text: &str| -> String {
        let all = text.chars().take(MOST);
        all.map(|c| if allowed(c) { c } else { '?' }).collect()
    };
    format!(
        "unrecognized route or not allowed method ({} on {})",
        shown(method),
        shown(below)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t_09_what_is_repeated_keeps_to_the_characters_the_rfc_allows() {
        assert_eq!(
            describe("GET", "/oidc/nonexistent"),
            "unrecognized route or not allowed method (GET on /nonexistent)"
        );
        let odd = describe("GET", "/oidc/a\"b\\c\u{7f}é");
        assert!(odd.ends_with("(GET on /a?b?c??)"), "{odd}");
        let long = describe("GET", &format!("/oidc/{}", "x".repeat(1_000)));
        assert!(long.len() < 400, "{long}");
        assert!(describe("PUT", "/oidc").ends_with("(PUT on /)"));
    }
}
