//! Digests by PBKDF2 (RFC 8018 §5.2), as Node.js is called for one: salt, rounds, bytes, hash function.

use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2::{self, Algorithm};
use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use oidc_core::secret::Secret;

use crate::password::invalid_digest::InvalidDigest;

/// Rounds that may be computed at most, for all blocks of the digest together. With SHA-512 they take
/// some two seconds.
const MOST_ROUNDS: u64 = 2_000_000;

/// Before a salt in hexadecimal; else its characters are the salt.
const HEX: &str = "hex:";

/// How one is computed.
#[derive(Clone)]
pub(super) struct Pbkdf2 {
    hash: Hash,
    salt: Vec<u8>,
    rounds: NonZeroU32,
    /// Bytes of the digest.
    length: usize,
}

#[derive(Clone, Copy)]
enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn named(name: &str) -> Option<Self> {
        match name {
            "sha1" => Some(Self::Sha1),
            "sha256" => Some(Self::Sha256),
            "sha384" => Some(Self::Sha384),
            "sha512" => Some(Self::Sha512),
            _ => None,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
        }
    }

    const fn algorithm(self) -> Algorithm {
        match self {
            Self::Sha1 => pbkdf2::PBKDF2_HMAC_SHA1,
            Self::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
            Self::Sha384 => pbkdf2::PBKDF2_HMAC_SHA384,
            Self::Sha512 => pbkdf2::PBKDF2_HMAC_SHA512,
        }
    }

    /// Bytes of one block.
    const fn length(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}

impl Pbkdf2 {
    /// From its arguments; what stands behind the fourth is not looked at.
    ///
    /// # Errors
    /// [`InvalidDigest`].
    pub(super) fn read(arguments: &[String]) -> Result<Self, InvalidDigest> {
        let [salt, rounds, length, hash, ..] = arguments else {
            return Err(InvalidDigest::NoRecipe);
        };
        let hash = Hash::named(hash).ok_or(InvalidDigest::UnknownFunction)?;
        let salt = match salt.strip_prefix(HEX) {
            Some(hex) => HEXLOWER_PERMISSIVE
                .decode(hex.as_bytes())
                .map_err(|_| InvalidDigest::NoRecipe)?,
            None => salt.as_bytes().to_vec(),
        };
        let rounds: NonZeroU32 = rounds.parse().map_err(|_| InvalidDigest::NoRecipe)?;
        let length: u16 = length.parse().map_err(|_| InvalidDigest::NoRecipe)?;
        let length = usize::from(length);
        if salt.is_empty() || length == 0 {
            return Err(InvalidDigest::NoRecipe);
        }
        let blocks = length.div_ceil(hash.length());
        let blocks = u64::try_from(blocks).map_err(|_| InvalidDigest::TooCostly)?;
        if u64::from(rounds.get()) * blocks > MOST_ROUNDS {
            return Err(InvalidDigest::TooCostly);
        }
        Ok(Self {
            hash,
            salt,
            rounds,
            length,
        })
    }

    /// The digest of a text, in lower-case hexadecimal.
    pub(super) fn hex(&self, text: &str) -> Secret<String> {
        let (algorithm, mut digest) = (self.hash.algorithm(), vec![0; self.length]);
        let text = text.as_bytes();
        pbkdf2::derive(algorithm, self.rounds, &self.salt, text, &mut digest);
        Secret::new(HEXLOWER.encode(&digest))
    }

    /// The arguments of one that takes as long, with a salt of no digest; and a digest of no text.
    pub(super) fn decoy(&self) -> (Vec<String>, String) {
        let arguments = vec![
            format!("{HEX}{}", "00".repeat(16)),
            self.rounds.to_string(),
            self.length.to_string(),
            self.hash.name().to_owned(),
        ];
        (arguments, "00".repeat(self.length))
    }
}
