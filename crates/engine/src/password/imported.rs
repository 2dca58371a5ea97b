//! A digest of a password that was brought along, as it is taken in.

use oidc_core::account::password::PasswordScheme;

use super::{
    digest::{PasswordDigest, wrapped::FastDigest},
    invalid_digest::InvalidDigest,
};

/// A digest that was brought along. It does not print.
#[derive(Debug, Clone)]
pub struct ImportedDigest(pub(super) Form);

/// What becomes of it.
#[derive(Debug, Clone)]
pub(super) enum Form {
    /// It is kept as it is.
    Slow(PasswordDigest),
    /// A slow digest of it is kept.
    Fast(FastDigest),
}

impl ImportedDigest {
    /// Reads one in the text form of its scheme.
    ///
    /// # Errors
    /// [`InvalidDigest`].
    pub fn read(scheme: PasswordScheme, text: &str) -> Result<Self, InvalidDigest> {
        let form = match FastDigest::read(scheme, text)? {
            Some(fast) => Form::Fast(fast),
            None => Form::Slow(PasswordDigest::read(scheme, text)?),
        };
        Ok(Self(form))
    }
}
