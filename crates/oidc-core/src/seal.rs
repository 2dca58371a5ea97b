//! Sealing what must be read back: AES-256-GCM, with the purpose as associated data.
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

/// The sealed value was not sealed with this key for this purpose, or it was altered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("sealed with another key, for another purpose, or altered")]
pub struct Unsealable;

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

    /// Seals a value for one purpose: nonce, ciphertext and tag in one piece.
    ///
    /// # Errors
    /// [`Unsealable`] when the value is too large for the cipher (64 GiB).
    pub fn seal(
        &self,
        purpose: &str,
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
                Aad::from(purpose.as_bytes()),
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
    /// [`Unsealable`] when key, purpose or bytes are not the ones it was sealed with.
    pub fn unseal(&self, purpose: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unsealable> {
        let (nonce, body) = sealed.split_at_checked(NONCE_LEN).ok_or(Unsealable)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Unsealable)?;
        let mut body = Zeroizing::new(body.to_vec());
        let length = self
            .cipher()?
            .open_in_place(nonce, Aad::from(purpose.as_bytes()), body.as_mut())
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
        let sealed = key.seal("client secret", b"s3cr3t", &mut rng).unwrap();
        assert!(!sealed.windows(6).any(|w| w == b"s3cr3t"));
        assert_eq!(
            key.unseal("client secret", &sealed).unwrap().as_slice(),
            b"s3cr3t"
        );
    }

    #[test]
    fn another_key_purpose_or_byte_does_not_open_it() {
        let mut rng = ChaCha20Rng::seed_from_u64(6);
        let key = SealingKey::mint(&mut rng);
        let mut sealed = key.seal("mail", b"482913", &mut rng).unwrap();
        assert!(SealingKey::mint(&mut rng).unseal("mail", &sealed).is_err());
        assert!(key.unseal("key", &sealed).is_err());
        assert!(key.unseal("mail", &sealed[..10]).is_err());
        sealed[13] ^= 1;
        assert!(key.unseal("mail", &sealed).is_err());
    }
}
