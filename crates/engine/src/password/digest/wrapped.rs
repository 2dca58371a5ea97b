//! Digests of fast functions. They are brought along and never kept: what is kept is a digest by
//! Argon2id of them, which takes as much to guess at as any other.

use oidc_core::{account::password::PasswordScheme, secret::Secret};

use super::{
    argon2::{self, SALT},
    fast_hash::FastHash,
    legacy::Legacy,
};
use crate::{
    breakdown::Breakdown,
    password::{invalid_digest::InvalidDigest, memory::Memory},
};

/// A digest of a fast function, as it was brought along. It does not print.
#[derive(Debug, Clone)]
pub(in crate::password) struct FastDigest {
    scheme: PasswordScheme,
    text: Secret<String>,
}

impl FastDigest {
    /// Reads one; none where digests of this scheme are slow themselves. Of a bare one nothing is
    /// checked: it is any text, of which none is the digest of a password.
    ///
    /// # Errors
    /// [`InvalidDigest`].
    pub(in crate::password) fn read(
        scheme: PasswordScheme,
        text: &str,
    ) -> Result<Option<Self>, InvalidDigest> {
        let is_fast = match scheme {
            PasswordScheme::Md5 | PasswordScheme::Sha1 | PasswordScheme::Sha256 => true,
            PasswordScheme::Legacy => Legacy::read(text)?.is_fast(),
            PasswordScheme::Argon2id
            | PasswordScheme::Argon2i
            | PasswordScheme::Argon2d
            | PasswordScheme::Bcrypt => false,
        };
        let text = Secret::from(text);
        Ok(is_fast.then_some(Self { scheme, text }))
    }

    /// What it was made by.
    pub(super) const fn scheme(&self) -> PasswordScheme {
        self.scheme
    }

    /// What is kept of it. Takes some 20 ms of one core.
    pub(super) fn wrap(
        &self,
        salt: &[u8; SALT],
        memory: &mut Memory,
    ) -> Result<Secret<String>, Breakdown> {
        let mut wrap = |digest: &Secret<String>| {
            // As it is compared: in lower case.
            let digest = Secret::new(digest.expose().to_ascii_lowercase());
            argon2::make(digest.expose(), salt, memory)
        };
        if self.scheme != PasswordScheme::Legacy {
            return wrap(&self.text);
        }
        let recipe = Legacy::read(self.text.expose()).map_err(Breakdown::new)?;
        Ok(recipe.with(&wrap(recipe.digest())?))
    }
}

/// Whether what is kept is of this password.
pub(super) fn is_of(kept: &str, hash: FastHash, password: &str, memory: &mut Memory) -> bool {
    argon2::is_of(kept, hash.hex(password).expose(), memory)
}
