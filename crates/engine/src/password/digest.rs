//! Digests of passwords in the text forms of their schemes. Making or comparing one takes long on
//! purpose: see [`super::hashing`].

mod argon2;
mod bcrypt;
mod fast_hash;
mod legacy;
mod pbkdf2;
pub(super) mod wrapped;

use oidc_core::{
    account::password::{PasswordScheme, SealedPassword},
    id::UserId,
    seal::{SealingKey, Unsealable},
    secret::Secret,
};
use rand_core::CryptoRng;

use self::{argon2::SALT, fast_hash::FastHash, legacy::Legacy, wrapped::FastDigest};
use super::{invalid_digest::InvalidDigest, memory::Memory};
use crate::{breakdown::Breakdown, place};

/// A digest. It does not print: who reads it may guess at it without end.
#[derive(Debug, Clone)]
pub struct PasswordDigest {
    scheme: PasswordScheme,
    text: Secret<String>,
}

impl PasswordDigest {
    /// One that was brought along and is kept as it is: guessing at it takes long, and comparing it
    /// not too long.
    ///
    /// # Errors
    /// [`InvalidDigest`].
    pub(super) fn read(scheme: PasswordScheme, text: &str) -> Result<Self, InvalidDigest> {
        match scheme {
            PasswordScheme::Bcrypt => bcrypt::check(text)?,
            PasswordScheme::Argon2id | PasswordScheme::Argon2i | PasswordScheme::Argon2d => {
                argon2::check(scheme, text)?;
            }
            PasswordScheme::Legacy => {
                if Legacy::read(text)?.is_fast() {
                    return Err(InvalidDigest::Malformed);
                }
            }
            PasswordScheme::Md5 | PasswordScheme::Sha1 | PasswordScheme::Sha256 => {
                return Err(InvalidDigest::Malformed);
            }
        }
        Ok(Self {
            scheme,
            text: Secret::from(text),
        })
    }

    /// A new one. Takes some 20 ms of one core.
    ///
    /// # Errors
    /// When the library does not do it, for want of memory.
    pub(super) fn make(
        password: &Secret<String>,
        salt: &[u8; SALT],
        memory: &mut Memory,
    ) -> Result<Self, Breakdown> {
        Ok(Self {
            scheme: PasswordScheme::Argon2id,
            text: argon2::make(password.expose(), salt, memory)?,
        })
    }

    /// One that is kept in place of one that takes no time to guess at. Takes some 20 ms of one core.
    ///
    /// # Errors
    /// As [`PasswordDigest::make`].
    pub(super) fn wrap(
        fast: &FastDigest,
        salt: &[u8; SALT],
        memory: &mut Memory,
    ) -> Result<Self, Breakdown> {
        Ok(Self {
            scheme: fast.scheme(),
            text: fast.wrap(salt, memory)?,
        })
    }

    /// A salt for a new one.
    pub(super) fn salt(rng: &mut impl CryptoRng) -> [u8; SALT] {
        let mut salt = [0; SALT];
        rng.fill_bytes(&mut salt);
        salt
    }

    /// Whether it is of this text.
    pub(super) fn is_of(&self, password: &Secret<String>, memory: &mut Memory) -> bool {
        let (password, text) = (password.expose(), self.text.expose());
        let is_wrapped =
            |hash: FastHash, memory: &mut Memory| wrapped::is_of(text, hash, password, memory);
        match self.scheme {
            PasswordScheme::Argon2id | PasswordScheme::Argon2i | PasswordScheme::Argon2d => {
                argon2::is_of(text, password, memory)
            }
            PasswordScheme::Bcrypt => bcrypt::is_of(text, password),
            PasswordScheme::Md5 => is_wrapped(FastHash::Md5, memory),
            PasswordScheme::Sha1 => is_wrapped(FastHash::Sha1, memory),
            PasswordScheme::Sha256 => is_wrapped(FastHash::Sha256, memory),
            PasswordScheme::Legacy => {
                Legacy::read(text).is_ok_and(|recipe| recipe.is_of(password, memory))
            }
        }
    }

    /// Whether only the beginning of this text is compared. A new digest of all of it could be of
    /// another password.
    pub(super) fn cuts(&self, password: &Secret<String>) -> bool {
        self.scheme == PasswordScheme::Bcrypt && password.expose().len() > bcrypt::READS
    }

    /// Whether a new one would be better.
    pub fn is_outdated(&self) -> bool {
        self.scheme != PasswordScheme::Argon2id || argon2::is_outdated(self.text.expose())
    }

    /// How it was made.
    pub const fn scheme(&self) -> PasswordScheme {
        self.scheme
    }

    /// The text itself, for whoever moves elsewhere; none where it is a digest of a digest, which
    /// nothing but Signet compares. Never log it.
    pub fn exported(&self) -> Option<&Secret<String>> {
        let text = &self.text;
        match self.scheme {
            PasswordScheme::Argon2id
            | PasswordScheme::Argon2i
            | PasswordScheme::Argon2d
            | PasswordScheme::Bcrypt => Some(text),
            PasswordScheme::Md5 | PasswordScheme::Sha1 | PasswordScheme::Sha256 => None,
            PasswordScheme::Legacy => {
                let is_slow = Legacy::read(text.expose()).is_ok_and(|recipe| !recipe.is_fast());
                is_slow.then_some(text)
            }
        }
    }

    /// One of no password, which takes as much to compare as this one. All that take the same are the
    /// same.
    pub(super) fn decoy(&self) -> Option<Self> {
        let text = self.text.expose();
        let (scheme, text) = match self.scheme {
            PasswordScheme::Argon2id | PasswordScheme::Argon2i | PasswordScheme::Argon2d => {
                (self.scheme, argon2::decoy(text)?)
            }
            PasswordScheme::Md5 | PasswordScheme::Sha1 | PasswordScheme::Sha256 => {
                (PasswordScheme::Argon2id, argon2::decoy(text)?)
            }
            PasswordScheme::Bcrypt => (self.scheme, bcrypt::decoy(text)?),
            PasswordScheme::Legacy => Legacy::read(text).ok()?.decoy()?,
        };
        Some(Self { scheme, text })
    }

    /// One of no password, which takes as much to compare as a new one.
    pub(super) fn native_decoy() -> Self {
        Self {
            scheme: PasswordScheme::Argon2id,
            text: argon2::native_decoy(),
        }
    }

    /// What a decoy is kept as: it is of no password, and no secret.
    pub(super) fn into_text(self) -> Secret<String> {
        self.text
    }

    /// Sealed for the row of this user.
    ///
    /// # Errors
    /// When the cipher fails.
    pub fn seal(
        &self,
        key: &SealingKey,
        user: &UserId,
        rng: &mut impl CryptoRng,
    ) -> Result<SealedPassword, Breakdown> {
        let text = self.text.expose().as_bytes();
        let sealed = key.seal(&place::password(user), text, rng);
        Ok(SealedPassword {
            sealed: sealed.map_err(Breakdown::new)?,
            scheme: self.scheme,
        })
    }

    /// Opens what stands in the row of this user.
    ///
    /// # Errors
    /// When it was sealed for another row or under another key.
    pub fn unseal(
        sealed: &SealedPassword,
        key: &SealingKey,
        user: &UserId,
    ) -> Result<Self, Breakdown> {
        let plain = key.unseal(&place::password(user), &sealed.sealed);
        let plain = plain.map_err(Breakdown::new)?;
        let text = std::str::from_utf8(&plain).map_err(|_| Breakdown::new(Unsealable))?;
        Ok(Self {
            scheme: sealed.scheme,
            text: Secret::from(text),
        })
    }
}

#[cfg(test)]
mod tests;
