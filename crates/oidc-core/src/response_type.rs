//! `response_type`: what the authorization endpoint answers with (RFC 6749 §3.1.1).
//!
//! Only `code`. Tokens never travel in a URL (RFC 9700 §2.1.2), so `token`, `id_token` and the
//! hybrid types are not offered to any client (T-07).

use crate::{authorize::error::AuthorizeError, name::closed_set, params::Params};

closed_set! {
    /// The response types on offer.
    ResponseType, "response type" {
        /// An authorization code.
        Code = "code",
    }
}

impl ResponseType {
    /// The `response_type` of an authorization request.
    ///
    /// # Errors
    /// [`AuthorizeError::Params`] and [`AuthorizeError::ResponseType`].
    pub fn of(params: &Params) -> Result<Self, AuthorizeError> {
        let text = params.required("response_type")?;
        text.parse().map_err(|_| AuthorizeError::ResponseType)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t_07_nothing_but_code_is_a_response_type() {
        for text in [
            "token",
            "id_token",
            "id_token token",
            "code id_token",
            "none",
            "Code",
        ] {
            assert!(text.parse::<ResponseType>().is_err(), "{text}");
        }
        assert_eq!("code".parse(), Ok(ResponseType::Code));
    }
}
