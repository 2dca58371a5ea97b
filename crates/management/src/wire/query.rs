//! The query of a request.

use std::convert::Infallible;

use axum::{extract::FromRequestParts, http::request::Parts};

use super::error::ApiError;

/// The parameters of a query, in their order. Those that are not known are dropped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::parse(parts.uri.query().unwrap_or_default()))
    }
}

impl Query {
    /// Reads `a=1&b=2`.
    pub fn parse(text: &str) -> Self {
        let pairs = url::form_urlencoded::parse(text.as_bytes());
        Self(pairs.into_owned().collect())
    }

    /// Every parameter.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }

    /// Every value of a parameter.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.iter().filter(move |(own, _)| *own == name);
        named.map(|(_, value)| value)
    }

    /// The one value of a parameter; none when it is missing or empty.
    ///
    /// # Errors
    /// `guard.invalid_input` when there are several.
    pub fn one<'a>(&'a self, name: &'a str) -> Result<Option<&'a str>, ApiError> {
        let mut values = self.all(name);
        let first = values.next().filter(|value| !value.is_empty());
        match values.next() {
            Some(_) => Err(ApiError::invalid(name, "must be given once")),
            None => Ok(first),
        }
    }

    /// Whether a parameter says yes, in one of the ways to say it.
    ///
    /// # Errors
    /// As [`Query::one`].
    pub fn says_yes(&self, name: &str) -> Result<bool, ApiError> {
        let yes = ["1", "true", "y", "yes", "yep", "yeah"];
        let value = self.one(name)?.map(str::to_ascii_lowercase);
        Ok(value.is_some_and(|value| yes.contains(&&*value)))
    }

    /// Whether a parameter is true or false; none when it is missing or empty.
    ///
    /// # Errors
    /// As [`Query::one`], and when it is neither.
    pub fn truth(&self, name: &str) -> Result<Option<bool>, ApiError> {
        match self.one(name)? {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err(ApiError::invalid(name, "must be true or false")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_is_said_in_six_ways_and_everything_else_is_no() {
        let says = |text: &str| Query::parse(text).says_yes("x").unwrap();
        for yes in ["x=1", "x=true", "x=Y", "x=yes", "x=Yep", "x=YEAH"] {
            assert!(says(yes), "{yes}");
        }
        for no in ["", "x", "x=", "x=0", "x=on", "y=1"] {
            assert!(!says(no), "{no}");
        }
    }

    #[test]
    fn a_parameter_that_is_given_twice_is_refused_where_one_is_wanted() {
        let query = Query::parse("a=1&b=2&a=3");
        assert!(query.one("a").is_err());
        assert_eq!(query.one("b").unwrap(), Some("2"));
        assert_eq!(query.all("a").collect::<Vec<_>>(), ["1", "3"]);
    }
}
