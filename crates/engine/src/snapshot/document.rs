//! A document that is the same for everybody, finished when what it lists last changed.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use oidc_core::secret::Digest;

/// The document, with the tag that names exactly these bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The bytes.
    pub bytes: Bytes,
    /// The tag ([`etag`]).
    pub etag: String,
}

impl Document {
    /// From its bytes.
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        Self {
            etag: etag(&bytes),
            bytes: bytes.into(),
        }
    }
}

/// A strong validator (RFC 9110 §8.8.1), with its quotes: the digest of the bytes, so that every
/// node gives the same bytes the same one.
pub fn etag(bytes: &[u8]) -> String {
    let digest = URL_SAFE_NO_PAD.encode(Digest::of(bytes).as_bytes());
    format!("\"{digest}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_bytes_have_another_tag_and_the_same_bytes_the_same() {
        let of = |text: &str| Document::new(text.into());
        assert_eq!(of("{}"), of("{}"));
        assert_ne!(of("{}").etag, of("{ }").etag);
        let etag = of("{}").etag;
        assert!(etag.starts_with('"') && etag.ends_with('"') && etag.len() == 45);
    }
}
