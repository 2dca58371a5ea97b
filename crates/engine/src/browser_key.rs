//! A random value that a browser keeps, by which it is recognised.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oidc_core::secret::Digest;
use rand_core::CryptoRng;

/// A random value that lives in a cookie; the database knows its digest only.
#[derive(Clone)]
pub struct BrowserKey(String);

impl BrowserKey {
    /// A new value of 256 bits.
    pub fn mint(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; 32];
        rng.fill_bytes(&mut bytes);
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Reads a value that a browser presents; none when it cannot be one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == 43
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        fits.then(|| Self(text.to_owned()))
    }

    /// What the database holds.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.0)
    }

    /// The value, for the cookie.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for BrowserKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[browser key]")
    }
}
