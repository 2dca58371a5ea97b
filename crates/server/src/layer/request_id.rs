//! A short reference for each request: on the error page, in the log, in the answer's
//! `x-request-id`. It is ours alone; nobody can choose it by a header.

use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderName, HeaderValue, Method},
};
use rand_core::Rng;
use tracing::Span;

use crate::app::App;

/// The header that carries it.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The same by the name that clients of Logto know.
pub const OTHER_HEADER: HeaderName = HeaderName::from_static("logto-core-request-id");

/// Without the characters that look alike: 0 and o, 1 and l.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Ten characters: 50 bits, enough to find one request in a year of logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestId([u8; 10]);

impl RequestId {
    fn mint(rng: &mut impl Rng) -> Self {
        let mut bytes = [0; 10];
        rng.fill_bytes(&mut bytes);
        Self(bytes.map(|byte| ALPHABET[usize::from(byte % 32)]))
    }

    /// Gives the request its reference.
    pub fn note(app: &App, request: &mut Request) -> Self {
        let id = Self::mint(&mut app.entropy.rng());
        request.extensions_mut().insert(id);
        id
    }

    /// The reference for the answer.
    pub fn to_header(self) -> HeaderValue {
        // Letters and digits are always a header.
        HeaderValue::from_bytes(&self.0).unwrap_or_else(|_| HeaderValue::from_static(""))
    }

    /// The reference as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// The place in the log where everything of a request hangs. What the caller chose is not logged,
/// neither path nor query nor a method of its own: codes and addresses travel in them (T-70).
pub fn span(request: &Request) -> Span {
    let id = request.extensions().get::<RequestId>();
    let route = request.extensions().get::<MatchedPath>();
    tracing::info_span!(
        "request",
        id = id.map(RequestId::as_str),
        method = known(request.method()),
        route = route.map(MatchedPath::as_str),
    )
}

fn known(method: &Method) -> &str {
    match *method {
        Method::GET
        | Method::HEAD
        | Method::POST
        | Method::PUT
        | Method::PATCH
        | Method::DELETE
        | Method::OPTIONS
        | Method::TRACE
        | Method::CONNECT => method.as_str(),
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::entropy::Entropy;

    #[test]
    fn references_are_short_readable_and_different() {
        let entropy = Entropy::seeded(1);
        let one = RequestId::mint(&mut entropy.rng());
        let other = RequestId::mint(&mut entropy.rng());
        assert_eq!(one.as_str().len(), 10);
        assert!(one.as_str().bytes().all(|byte| ALPHABET.contains(&byte)));
        assert_ne!(one, other);
    }
}
