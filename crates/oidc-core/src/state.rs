//! `state`: what the client wants back, byte for byte (RFC 6749 §4.1.1).

use crate::{authorize::error::AuthorizeError, params::Params};

/// The longest `state`, in bytes: it must fit into the `Location` header.
pub const MAX_LENGTH: usize = 4096;

/// The `state` of an authorization request.
///
/// # Errors
/// [`AuthorizeError::Params`] and [`AuthorizeError::TooLong`].
pub fn of(params: &Params) -> Result<Option<String>, AuthorizeError> {
    match params.optional("state")? {
        Some(state) if state.len() > MAX_LENGTH => Err(AuthorizeError::TooLong { name: "state" }),
        state => Ok(state.map(str::to_owned)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_kept_as_it_is_unless_it_is_endless() {
        let of = |length| of(&Params::parse(&format!("state={}", "x".repeat(length))).unwrap());
        assert_eq!(of(0), Ok(None));
        assert_eq!(of(MAX_LENGTH).unwrap().unwrap().len(), MAX_LENGTH);
        assert_eq!(
            of(MAX_LENGTH + 1),
            Err(AuthorizeError::TooLong { name: "state" })
        );
    }
}
