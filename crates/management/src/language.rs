//! In which language people are told something.

use std::convert::Infallible;

use axum::{extract::FromRequestParts, http::request::Parts};

use crate::french::french;

/// The languages of this API's sentences. Whoever serves it notes the one of a request among its
/// extensions; a request without one is answered in English.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Where no other is asked for.
    #[default]
    English,
    /// French.
    French,
}

impl Language {
    /// The language of a tag that pages are written in.
    pub fn of_tag(tag: &str) -> Self {
        match tag {
            "fr" => Self::French,
            _ => Self::English,
        }
    }

    /// As `Content-Language` names it.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }

    /// A sentence in this language; one that it does not know stays English.
    pub fn say(self, english: &str) -> String {
        let other = match self {
            Self::English => None,
            Self::French => french(english),
        };
        other.unwrap_or_else(|| english.to_owned())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Language {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or_default())
    }
}
