//! Opaque tokens: a kind byte, a time-ordered id and a secret, as base64url.
//!
//! The row is found by its primary key and holds only the digest of the whole token. The kind
//! byte keeps the kinds apart: a code is never taken for a session (T-13). Thirty-three bytes are
//! exactly 44 characters, so no bit of the text is without meaning (T-28).

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand_core::CryptoRng;

use crate::{
    id::{AccessTokenId, CodeId, MachineTokenId, SessionId},
    secret::Digest,
    time::Timestamp,
};

/// The text is not a token of the kind asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a token of this kind")]
pub struct Malformed;

/// A noun that is handed out as an opaque token.
pub trait Kind: Sized {
    /// The first byte of every token of this kind.
    const TAG: u8;
    /// A new id.
    fn mint(now: Timestamp, rng: &mut impl CryptoRng) -> Self;
    /// The id inside a presented token.
    fn from_bytes(bytes: [u8; 16]) -> Self;
    /// The id to put into a token.
    fn as_bytes(&self) -> &[u8; 16];
}

macro_rules! kinds {
    ($($id:ty = $tag:literal;)*) => {$(
        impl Kind for $id {
            const TAG: u8 = $tag;
            fn mint(now: Timestamp, rng: &mut impl CryptoRng) -> Self { Self::mint(now, rng) }
            fn from_bytes(bytes: [u8; 16]) -> Self { Self::from_bytes(bytes) }
            fn as_bytes(&self) -> &[u8; 16] { self.as_bytes() }
        }
    )*};
}
// The refresh token's own kind byte is 3 (refresh.rs).
kinds! { CodeId = 1; AccessTokenId = 2; SessionId = 4; MachineTokenId = 5; }

/// A token as it travels: built once when issued, or parsed from what somebody presents.
#[derive(Clone)]
pub struct Opaque<K> {
    id: K,
    text: String,
}

impl<K: Kind> Opaque<K> {
    /// A new token.
    pub fn mint(now: Timestamp, rng: &mut impl CryptoRng) -> Self {
        Self::with_id(K::mint(now, rng), rng)
    }

    /// A new secret for the row that exists: whoever holds the old token holds nothing.
    pub fn with_id(id: K, rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; 33];
        bytes[0] = K::TAG;
        bytes[1..17].copy_from_slice(id.as_bytes());
        rng.fill_bytes(&mut bytes[17..]);
        Self {
            id,
            text: URL_SAFE_NO_PAD.encode(bytes),
        }
    }

    /// Reads a presented token; says nothing yet about whether it was ever issued.
    ///
    /// # Errors
    /// [`Malformed`] when length, alphabet or kind are wrong.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let mut bytes = [0; 33];
        if text.len() != 44 || URL_SAFE_NO_PAD.decode_slice(text, &mut bytes) != Ok(33) {
            return Err(Malformed);
        }
        if bytes[0] != K::TAG {
            return Err(Malformed);
        }
        let mut id = [0; 16];
        id.copy_from_slice(&bytes[1..17]);
        Ok(Self {
            id: K::from_bytes(id),
            text: text.to_owned(),
        })
    }

    /// The id: the row's primary key. It is not secret.
    pub const fn id(&self) -> &K {
        &self.id
    }

    /// What the row holds in place of the token.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.text)
    }

    /// The token itself, for the answer or the cookie. Never log it.
    pub fn expose(&self) -> &str {
        &self.text
    }
}

impl<K: fmt::Debug> fmt::Debug for Opaque<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opaque")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    use super::*;

    fn token() -> Opaque<AccessTokenId> {
        Opaque::mint(
            Timestamp::from_millis(9),
            &mut ChaCha20Rng::seed_from_u64(4),
        )
    }

    #[test]
    fn a_token_is_recognised_by_its_id_and_digest() {
        let issued = token();
        let presented = Opaque::<AccessTokenId>::parse(issued.expose()).unwrap();
        assert_eq!(presented.id(), issued.id());
        assert_eq!(presented.digest(), issued.digest());
    }

    #[test]
    fn t_13_a_token_of_one_kind_is_not_one_of_another() {
        assert!(Opaque::<CodeId>::parse(token().expose()).is_err());
        assert!(Opaque::<SessionId>::parse(token().expose()).is_err());
    }

    #[test]
    fn t_28_a_truncated_extended_or_altered_token_is_not_the_same_token() {
        let issued = token();
        let text = issued.expose();
        assert!(Opaque::<AccessTokenId>::parse(&text[..43]).is_err());
        assert!(Opaque::<AccessTokenId>::parse(&format!("{text}A")).is_err());
        assert!(Opaque::<AccessTokenId>::parse(&format!("{text}=")).is_err());
        for place in 0..text.len() {
            let mut altered = text.as_bytes().to_vec();
            altered[place] = if altered[place] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(altered).unwrap();
            let same = Opaque::<AccessTokenId>::parse(&altered)
                .is_ok_and(|other| other.digest() == issued.digest());
            assert!(!same, "place {place}");
        }
    }
}
