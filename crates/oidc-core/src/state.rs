//! `state`: what the client wants back, byte for byte (RFC 6749 §4.1.1).
//!
//! Every answer to the client repeats it, the errors too (§4.1.2.1: REQUIRED if it was sent). A
//! `state` that cannot be repeated therefore leaves no way to answer: the request ends on a page.

use crate::params::{Params, ParamsError};

/// The longest `state`, in bytes: it must fit into the `Location` header, where a character may
/// take three. Appendix A.5 allows printable ASCII alone, so these are as many characters.
pub const MAX_LENGTH: usize = 4096;

/// Why a `state` cannot be sent back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidState {
    /// Sent twice: which one the client will compare is not known.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// More than [`MAX_LENGTH`] bytes.
    #[error("the state is longer than 4096 bytes")]
    TooLong,
    /// A form changes it on its way: browsers send each line break as CR LF (HTML §4.10.22.8), and no
    /// NUL.
    #[error("the state has a line break, which a form cannot carry")]
    LineBreak,
}

/// The `state` of a request.
///
/// # Errors
/// [`InvalidState`].
pub fn of(params: &Params) -> Result<Option<String>, InvalidState> {
    match params.optional("state")? {
        Some(state) if state.len() > MAX_LENGTH => Err(InvalidState::TooLong),
        state => Ok(state.map(str::to_owned)),
    }
}

/// Whether a form brings a `state` back byte for byte.
pub(crate) fn fits_a_form(state: &str) -> bool {
    !state.contains(['\r', '\n', '\0'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_kept_as_it_is_unless_it_is_endless() {
        let of = |length| of(&Params::parse(&format!("state={}", "x".repeat(length))).unwrap());
        assert_eq!(of(0), Ok(None));
        assert_eq!(of(MAX_LENGTH).unwrap().unwrap().len(), MAX_LENGTH);
        assert_eq!(of(MAX_LENGTH + 1), Err(InvalidState::TooLong));
    }

    #[test]
    fn t_06_of_two_states_none_is_taken() {
        let twice = Params::parse("state=a&state=a").unwrap();
        assert!(matches!(of(&twice), Err(InvalidState::Params(_))));
    }
}
