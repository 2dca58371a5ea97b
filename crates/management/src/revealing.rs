//! Who may read in clear what opens something.

use crate::{
    by::By,
    wire::{code::Code, error::ApiError},
};

/// With `all` and never with `read`; and a person who has proven not long ago who they are (RFC 9470).
/// Programs prove it with every token.
///
/// # Errors
/// `auth.forbidden` and `auth.insufficient_user_authentication`.
pub fn check_reveal(by: &By) -> Result<(), ApiError> {
    if !by.may_write {
        Err(Code::Forbidden.into())
    } else if by.is_fresh {
        Ok(())
    } else {
        Err(Code::StepUpRequired.into())
    }
}
