//! Values that must not be printed, and the digests that stand for them at rest.

use std::fmt;

use aws_lc_rs::{constant_time, digest, hmac};
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// A value that can be used but not printed: `Debug` shows a placeholder, there is no `Display`,
/// and the memory is wiped when it is dropped.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Takes a value into custody.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself, for the one place that needs it. Never log what this returns.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl<T: Zeroize + AsRef<[u8]>> PartialEq for Secret<T> {
    /// Constant-time for values of equal length.
    fn eq(&self, other: &Self) -> bool {
        constant_time::verify_slices_are_equal(self.0.as_ref(), other.0.as_ref()).is_ok()
    }
}

impl From<&str> for Secret<String> {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

/// What the database holds in place of a secret: 32 bytes, compared in constant time only.
#[derive(Clone, Copy)]
pub struct Digest([u8; 32]);

impl Digest {
    /// SHA-256, for values with at least 128 bits of their own randomness.
    pub fn of(value: impl AsRef<[u8]>) -> Self {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest::digest(&digest::SHA256, value.as_ref()).as_ref());
        Self(bytes)
    }

    /// HMAC-SHA-256, for values that could be guessed from a bare hash (six digits, addresses).
    /// The parts are length-prefixed, so that no two lists of parts run together.
    pub fn keyed(key: &MacKey, parts: &[&[u8]]) -> Self {
        let mut context = hmac::Context::with_key(&key.0);
        for part in parts {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let mut bytes = [0; 32];
        bytes.copy_from_slice(context.sign().as_ref());
        Self(bytes)
    }

    /// From the database.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// For the database.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for Digest {
    fn eq(&self, other: &Self) -> bool {
        constant_time::verify_slices_are_equal(&self.0, &other.0).is_ok()
    }
}

impl Eq for Digest {}

crate::record::bytes_value!(Digest);

impl TryFrom<&[u8]> for Digest {
    type Error = std::array::TryFromSliceError;

    fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
        bytes.try_into().map(Self)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[digest]")
    }
}

/// A key for [`Digest::keyed`].
#[derive(Clone)]
pub struct MacKey(hmac::Key);

impl MacKey {
    /// From 32 bytes of key material.
    pub fn new(bytes: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }
}

impl fmt::Debug for MacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[key]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_print() {
        let secret = Secret::new("hunter2".to_owned());
        assert_eq!(format!("{secret:?}"), "[secret]");
        assert_eq!(format!("{:?}", Digest::of("hunter2")), "[digest]");
    }

    #[test]
    fn a_digest_is_sha_256() {
        // FIPS 180-2, appendix B.1
        assert_eq!(Digest::of("abc").as_bytes()[..4], [0xba, 0x78, 0x16, 0xbf]);
    }

    #[test]
    fn the_parts_of_a_keyed_digest_do_not_run_together() {
        let key = MacKey::new(&[7; 32]);
        assert_ne!(
            Digest::keyed(&key, &[b"ab", b"c"]),
            Digest::keyed(&key, &[b"a", b"bc"])
        );
        assert_eq!(
            Digest::keyed(&key, &[b"ab", b"c"]),
            Digest::keyed(&key, &[b"ab", b"c"])
        );
    }

    #[test]
    fn another_key_gives_another_digest() {
        let (one, two) = (MacKey::new(&[1; 32]), MacKey::new(&[2; 32]));
        assert_ne!(
            Digest::keyed(&one, &[b"482913"]),
            Digest::keyed(&two, &[b"482913"])
        );
    }
}
