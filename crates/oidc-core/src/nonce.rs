//! `nonce`: ties the ID token to the request it answers (`OpenID` Connect Core §3.1.2.1).

use crate::{authorize::error::AuthorizeError, params::Params};

/// The longest `nonce`, in bytes: it is signed into the ID token.
pub const MAX_LENGTH: usize = 1024;

/// The `nonce` of an authorization request.
///
/// # Errors
/// [`AuthorizeError::Params`] and [`AuthorizeError::TooLong`].
pub fn of(params: &Params) -> Result<Option<String>, AuthorizeError> {
    match params.optional("nonce")? {
        Some(nonce) if nonce.len() > MAX_LENGTH => Err(AuthorizeError::TooLong { name: "nonce" }),
        nonce => Ok(nonce.map(str::to_owned)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_kept_as_it_is_unless_it_is_endless() {
        let of = |length| of(&Params::parse(&format!("nonce={}", "x".repeat(length))).unwrap());
        assert_eq!(of(MAX_LENGTH).unwrap().unwrap().len(), MAX_LENGTH);
        assert_eq!(
            of(MAX_LENGTH + 1),
            Err(AuthorizeError::TooLong { name: "nonce" })
        );
    }
}
