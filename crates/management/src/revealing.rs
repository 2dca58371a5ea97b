//! Who may read secrets in clear.

use axum::{extract::FromRequestParts, http::request::Parts};

use crate::{
    by::By,
    state::Management,
    wire::{code::Code, error::ApiError},
};

/// Whether a caller may read secrets in clear: with `all` and never with `read`, and a person who has
/// proven not long ago who they are (RFC 9470). Programs prove it with every token.
#[derive(Debug, Clone)]
pub struct Revealing(Result<(), Code>);

impl FromRequestParts<Management> for Revealing {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, api: &Management) -> Result<Self, ApiError> {
        let by = By::from_request_parts(parts, api).await?;
        Ok(Self(if !by.may_write {
            Err(Code::Forbidden)
        } else if by.caller.is_fresh(api.clock.now()) {
            Ok(())
        } else {
            Err(Code::StepUpRequired)
        }))
    }
}

impl Revealing {
    /// Asks for it, where a secret is wanted.
    ///
    /// # Errors
    /// `auth.forbidden` and `auth.insufficient_user_authentication`.
    pub fn check(&self) -> Result<(), ApiError> {
        self.0.map_err(ApiError::new)
    }
}
