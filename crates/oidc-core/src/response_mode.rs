//! `response_mode`: how the answer travels back (OAuth 2.0 Multiple Response Types §2.1).
//!
//! Only `query`, the default of `response_type=code`. `fragment` and `form_post` are not offered.

use crate::{authorize::error::AuthorizeError, name::closed_set, params::Params};

closed_set! {
    /// The response modes on offer.
    ResponseMode, "response mode" {
        /// In the query of the redirect URI.
        Query = "query",
    }
}

impl ResponseMode {
    /// The `response_mode` of an authorization request.
    ///
    /// # Errors
    /// [`AuthorizeError::Params`] and [`AuthorizeError::ResponseMode`].
    pub fn of(params: &Params) -> Result<Self, AuthorizeError> {
        let Some(text) = params.optional("response_mode")? else {
            return Ok(Self::Query);
        };
        text.parse().map_err(|_| AuthorizeError::ResponseMode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t_08_modes_that_are_not_offered_do_not_parse() {
        for text in ["fragment", "form_post", "query.jwt", "web_message", "QUERY"] {
            assert!(text.parse::<ResponseMode>().is_err(), "{text}");
        }
        assert_eq!("query".parse(), Ok(ResponseMode::Query));
    }
}
