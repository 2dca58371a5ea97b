//! `scope`: a set of case-sensitive names (RFC 6749 §3.3), kept in the order they came in.

use std::{collections::HashSet, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::params::{Params, ParamsError};

/// The scopes this provider knows. Others are ignored when asked for, not refused.
pub const KNOWN: [&str; 8] = [
    "openid",
    "offline_access",
    "profile",
    "email",
    "phone",
    "address",
    "roles",
    "custom_data",
];

/// A set of scopes; may be empty. Printed and stored as the wire has it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scope(Vec<String>);

/// The longest `scope` of a request, in bytes: a signed access token with it must still fit into the
/// form that asks about it or revokes it.
const MAX_LENGTH: usize = 4096;

/// A scope name holds a character RFC 6749 §3.3 does not allow, or there are more names than a token
/// has room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a scope name holds a character that is not allowed, or the scope has more than 4096 bytes"
)]
pub struct InvalidScope;

impl Scope {
    /// No scope at all.
    pub const EMPTY: Self = Self(Vec::new());

    /// The `scope` of a request.
    ///
    /// # Errors
    /// [`InvalidScope`] and [`ParamsError::Repeated`], as the caller's error.
    pub fn requested<E>(params: &Params) -> Result<Option<Self>, E>
    where
        E: From<ParamsError> + From<InvalidScope>,
    {
        let text = params.optional("scope")?;
        if text.is_some_and(|text| text.len() > MAX_LENGTH) {
            return Err(InvalidScope.into());
        }
        Ok(text.map(str::parse).transpose()?)
    }

    /// Whether the name is among them.
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|own| own == name)
    }

    /// Whether an ID token is wanted (`OpenID` Connect Core §3.1.2.1).
    pub fn has_openid(&self) -> bool {
        self.contains("openid")
    }

    /// Whether tokens may outlive the session (`OpenID` Connect Core §11).
    pub fn has_offline_access(&self) -> bool {
        self.contains("offline_access")
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether all of these are among `others`.
    pub fn is_within(&self, others: &Self) -> bool {
        self.iter().all(|name| others.contains(name))
    }

    /// Only the names for which `keep` says yes.
    #[must_use]
    pub fn only(mut self, keep: impl Fn(&str) -> bool) -> Self {
        self.0.retain(|name| keep(name));
        self
    }

    /// Only the names the provider knows.
    #[must_use]
    pub fn known(self) -> Self {
        self.only(|name| KNOWN.contains(&name))
    }

    /// These and one more.
    #[must_use]
    pub fn with(mut self, name: &str) -> Self {
        if !self.contains(name) {
            self.0.push(name.to_owned());
        }
        self
    }

    /// These and those of `other`.
    #[must_use]
    pub fn union(self, other: &Self) -> Self {
        other.iter().fold(self, Self::with)
    }
}

impl FromStr for Scope {
    type Err = InvalidScope;

    fn from_str(text: &str) -> Result<Self, InvalidScope> {
        let nqchar = |b: u8| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
        let mut seen = HashSet::new();
        let mut names = Vec::new();
        for name in text.split(' ').filter(|name| !name.is_empty()) {
            if !name.bytes().all(nqchar) {
                return Err(InvalidScope);
            }
            if seen.insert(name) {
                names.push(name.to_owned());
            }
        }
        Ok(Self(names))
    }
}

crate::record::text_value!(Scope, |scope| scope.to_string());

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

impl TryFrom<String> for Scope {
    type Error = InvalidScope;

    fn try_from(text: String) -> Result<Self, InvalidScope> {
        text.parse()
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::authorize::error::AuthorizeError;

    #[test]
    fn a_repeated_scope_counts_once_and_order_is_kept() {
        // What the Python SDK sends.
        let scope: Scope = "profile openid offline_access profile".parse().unwrap();
        assert_eq!(scope.to_string(), "profile openid offline_access");
    }

    #[test]
    fn scopes_are_case_sensitive_and_unknown_ones_are_ignored() {
        let scope: Scope = "OPENID openid teapot".parse().unwrap();
        assert_eq!(scope.known().to_string(), "openid");
    }

    #[test]
    fn a_scope_with_a_quote_or_a_line_break_is_refused() {
        for text in ["a\"b", "a\\b", "openid\nprofile", "openid\tprofile", "é"] {
            assert_eq!(text.parse::<Scope>(), Err(InvalidScope), "{text:?}");
        }
        assert_eq!("  ".parse(), Ok(Scope::EMPTY));
    }

    #[test]
    fn a_scope_that_no_token_has_room_for_is_refused() {
        let asked = |length| {
            let query = format!("scope={}", "x".repeat(length));
            Scope::requested::<AuthorizeError>(&Params::parse(&query).unwrap())
        };
        assert!(asked(MAX_LENGTH).unwrap().is_some());
        assert_eq!(
            asked(MAX_LENGTH + 1),
            Err(AuthorizeError::Scope(InvalidScope))
        );
    }

    #[test]
    fn t_21_a_wider_scope_is_not_within_the_narrower() {
        let granted: Scope = "openid profile".parse().unwrap();
        assert!("profile".parse::<Scope>().unwrap().is_within(&granted));
        assert!(!"openid email".parse::<Scope>().unwrap().is_within(&granted));
        assert!(Scope::EMPTY.is_within(&granted));
    }

    proptest! {
        #[test]
        fn what_is_printed_is_what_was_parsed(text in "[a-z:_ ]{0,60}") {
            let scope: Scope = text.parse().unwrap();
            prop_assert_eq!(scope.to_string().parse(), Ok(scope));
        }
    }
}
