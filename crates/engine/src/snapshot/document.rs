//! A document that is the same for everybody, finished when what it lists last changed.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use oidc_core::secret::{Digest, MacKey};

/// The document, with the tag that names exactly these bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The bytes.
    pub bytes: Bytes,
    /// The tag: a strong validator (RFC 9110 §8.8.1), with its quotes.
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

/// The digest of the bytes, the same at every node. The bytes are public: a short secret could be found
/// by its digest.
fn etag(bytes: &[u8]) -> String {
    quoted(&Digest::of(bytes))
}

/// The same of bytes that may hold a secret: under a key that every node has, because tags stand in
/// logs and proxies, where a short secret could be guessed from a bare digest.
pub fn keyed_etag(key: &MacKey, bytes: &[u8]) -> String {
    quoted(&Digest::keyed(key, &[bytes]))
}

fn quoted(digest: &Digest) -> String {
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(digest.as_bytes()))
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

    #[test]
    fn a_tag_of_secrets_is_no_bare_digest() {
        let [one, other] = [7, 8].map(|byte| MacKey::new(&[byte; 32]));
        assert_eq!(keyed_etag(&one, b"{}"), keyed_etag(&one, b"{}"));
        assert_ne!(keyed_etag(&one, b"{}"), keyed_etag(&other, b"{}"));
        assert_ne!(keyed_etag(&one, b"{}"), etag(b"{}"));
        assert_ne!(keyed_etag(&one, b"{}"), keyed_etag(&one, b"{ }"));
    }
}
