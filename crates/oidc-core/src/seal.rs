//! Sealing what must be read back: AES-256-GCM, with the place where it stands as associated data.
//!
//! One random instance key seals everything and is itself sealed under the operator's master key,
//! so that the master key can be changed without touching the rows.

use std::fmt;

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hkdf,
};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::secret::MacKey;

/// The sealed value was not sealed with this key for this place, or it was altered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("sealed with another key, for another place, or altered")]
pub struct Unsealable;

/// Where a sealed value stands: table, column and row. Moved elsewhere, it does not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place(Vec<u8>);

impl Place {
    /// A column in the row with this primary key. The parts are length-prefixed, so that no two
    /// places run together.
    pub fn new(table: &str, column: &str, key: &[&[u8]]) -> Self {
        let mut bytes = b"signet sealed 2".to_vec();
        let names = [table.as_bytes(), column.as_bytes()];
        for part in names.iter().chain(key) {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part);
        }
        Self(bytes)
    }

    /// Any row of one purpose: how values were sealed before they were bound to their rows.
    pub fn former(purpose: &str) -> Self {
        Self(purpose.as_bytes().to_vec())
    }
}

/// A key that seals and unseals.
#[derive(Clone)]
pub struct SealingKey(Zeroizing<[u8; 32]>);

impl SealingKey {
    /// A new random key.
    pub fn mint(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(bytes.as_mut());
        Self(bytes)
    }

    /// From key material of 32 bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The key material, to be sealed under another key.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// Seals a value for one place: nonce, ciphertext and tag in one piece.
    ///
    /// # Errors
    /// [`Unsealable`] when the value is too large for the cipher (64 GiB).
    pub fn seal(
        &self,
        place: &Place,
        value: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, Unsealable> {
        let mut nonce = [0; NONCE_LEN];
        rng.fill_bytes(&mut nonce);
        let mut sealed = Vec::with_capacity(NONCE_LEN + value.len() + 16);
        sealed.extend_from_slice(&nonce);
        let mut body = Zeroizing::new(value.to_vec());
        let tag = self
            .cipher()?
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(&place.0),
                body.as_mut(),
            )
            .map_err(|_| Unsealable)?;
        sealed.extend_from_slice(&body);
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }

    /// Opens what [`seal`](Self::seal) made.
    ///
    /// # Errors
    /// [`Unsealable`] when key, place or bytes are not the ones it was sealed with.
    pub fn unseal(&self, place: &Place, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unsealable> {
        let (nonce, body) = sealed.split_at_checked(NONCE_LEN).ok_or(Unsealable)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Unsealable)?;
        let mut body = Zeroizing::new(body.to_vec());
        let length = self
            .cipher()?
            .open_in_place(nonce, Aad::from(&place.0), body.as_mut())
            .map_err(|_| Unsealable)?
            .len();
        body.truncate(length);
        Ok(body)
    }

    /// A key for keyed digests, of its own for each purpose (HKDF-SHA-256, RFC 5869).
    ///
    /// # Errors
    /// [`Unsealable`] when the derivation fails, which 32 bytes of output cannot cause.
    pub fn derive_mac(&self, purpose: &str) -> Result<MacKey, Unsealable> {
        let mut bytes = Zeroizing::new([0; 32]);
        let info = [purpose.as_bytes()];
        hkdf::Salt::new(hkdf::HKDF_SHA256, b"signet")
            .extract(self.0.as_ref())
            .expand(&info, hkdf::HKDF_SHA256)
            .and_then(|okm| okm.fill(bytes.as_mut()))
            .map_err(|_| Unsealable)?;
        Ok(MacKey::new(&bytes))
    }

    fn cipher(&self) -> Result<LessSafeKey, Unsealable> {
        UnboundKey::new(&AES_256_GCM, self.0.as_ref())
            .map(LessSafeKey::new)
            .map_err(|_| Unsealable)
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[key]")
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    use super::*;

    #[test]
    fn what_was_sealed_can_be_read_back() {
        let mut rng = ChaCha20Rng::seed_from_u64(5);
        let key = SealingKey::mint(&mut rng);
        let place = Place::new("client_secrets", "sealed", &[b"shop", b"default"]);
        let sealed = key.seal(&place, b"s3cr3t", &mut rng).unwrap();
        assert!(!sealed.windows(6).any(|w| w == b"s3cr3t"));
        assert_eq!(key.unseal(&place, &sealed).unwrap().as_slice(), b"s3cr3t");
    }

    #[test]
    fn another_key_or_byte_does_not_open_it() {
        let mut rng = ChaCha20Rng::seed_from_u64(6);
        let key = SealingKey::mint(&mut rng);
        let mail = Place::new("outbox", "sealed", &[&[1; 16]]);
        let mut sealed = key.seal(&mail, b"482913", &mut rng).unwrap();
        assert!(SealingKey::mint(&mut rng).unseal(&mail, &sealed).is_err());
        assert!(key.unseal(&mail, &sealed[..10]).is_err());
        sealed[13] ^= 1;
        assert!(key.unseal(&mail, &sealed).is_err());
    }

    #[test]
    fn another_table_column_or_row_does_not_open_it() {
        let mut rng = ChaCha20Rng::seed_from_u64(7);
        let key = SealingKey::mint(&mut rng);
        let place = Place::new("client_secrets", "sealed", &[b"shop", b"default"]);
        let sealed = key.seal(&place, b"s3cr3t", &mut rng).unwrap();
        for other in [
            Place::new("blobs", "sealed", &[b"shop", b"default"]),
            Place::new("client_secrets", "sealed_config", &[b"shop", b"default"]),
            Place::new("client_secrets", "sealed", &[b"other", b"default"]),
            Place::new("client_secrets", "sealed", &[b"shop", b"file"]),
            Place::new("client_secrets", "sealed", &[b"shopdefault"]),
            Place::new("client_secrets", "sealed", &[b"shopd", b"efault"]),
            Place::former("client secret"),
        ] {
            assert!(key.unseal(&other, &sealed).is_err(), "{other:?}");
        }
    }
}
