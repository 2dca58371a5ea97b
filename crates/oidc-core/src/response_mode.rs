//! `response_mode`: how the answer travels back (OAuth 2.0 Multiple Response Types §2.1, OAuth 2.0
//! Form Post Response Mode §2).

use crate::{
    name::closed_set,
    params::{Params, ParamsError},
};

closed_set! {
    /// The response modes on offer.
    ResponseMode, "response mode" {
        /// In the query of the redirect URI: the default of `response_type=code`.
        Query = "query",
        /// In its fragment, which the browser keeps to itself.
        Fragment = "fragment",
        /// In the body of a form, which the browser posts there.
        FormPost = "form_post",
    }
}

/// Why a `response_mode` is not served.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidResponseMode {
    /// Sent twice.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// None of those on offer.
    #[error("the response mode is not on offer")]
    Unknown,
}

impl ResponseMode {
    /// The `response_mode` of an authorization request.
    ///
    /// # Errors
    /// [`InvalidResponseMode`].
    pub fn of(params: &Params) -> Result<Self, InvalidResponseMode> {
        let Some(text) = params.optional("response_mode")? else {
            return Ok(Self::Query);
        };
        text.parse().map_err(|_| InvalidResponseMode::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(query: &str) -> Result<ResponseMode, InvalidResponseMode> {
        ResponseMode::of(&Params::parse(query).unwrap())
    }

    #[test]
    fn t_08_modes_that_are_not_offered_do_not_parse() {
        for text in [
            "query.jwt",
            "form_post.jwt",
            "web_message",
            "QUERY",
            "Form_Post",
        ] {
            let mode = of(&format!("response_mode={text}"));
            assert_eq!(mode, Err(InvalidResponseMode::Unknown), "{text}");
        }
        for mode in ResponseMode::ALL {
            assert_eq!(of(&format!("response_mode={mode}")), Ok(*mode));
        }
    }

    #[test]
    fn the_query_is_the_default_and_of_two_modes_none_is_taken() {
        assert_eq!(of("response_mode="), Ok(ResponseMode::Query));
        let twice = of("response_mode=fragment&response_mode=fragment");
        assert!(matches!(twice, Err(InvalidResponseMode::Params(_))));
    }
}
