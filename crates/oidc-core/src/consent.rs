//! What a person agrees to give a client: a set of permissions, each a scope of a resource
//! (RFC 8707) or of none.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{catalog::Api, scope::Scope};

/// A set of permissions.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Consent {
    /// The scopes of no resource.
    pub scope: Scope,
    /// The scopes of each resource, by its id: another API that is called the same one day is not
    /// meant. One without scopes may be named in tokens.
    #[serde(default)]
    pub resources: BTreeMap<String, Scope>,
}

/// The text is not a set of permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a set of permissions")]
pub struct InvalidConsent;

impl Consent {
    /// To these scopes of no resource.
    pub const fn to(scope: Scope) -> Self {
        Self {
            scope,
            resources: BTreeMap::new(),
        }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.scope.is_empty() && self.resources.is_empty()
    }

    /// What of `requested` was not agreed to.
    #[must_use]
    pub fn missing(&self, requested: &Self) -> Self {
        let of = |resource: &str, scope: &Scope| match self.resources.get(resource) {
            Some(agreed) => Some(without(scope, agreed)).filter(|rest| !rest.is_empty()),
            None => Some(scope.clone()),
        };
        Self {
            scope: without(&requested.scope, &self.scope),
            resources: each(requested, of),
        }
    }

    /// What of `requested` was agreed to.
    #[must_use]
    pub fn granted(&self, requested: &Self) -> Self {
        let of = |resource: &str, scope: &Scope| {
            let agreed = self.resources.get(resource)?;
            Some(within(scope, agreed))
        };
        Self {
            scope: within(&requested.scope, &self.scope),
            resources: each(requested, of),
        }
    }

    /// Of these scopes, what was agreed to at one API: a scope of one API is no scope of another.
    pub fn at(&self, api: &Api, scope: &Scope) -> Scope {
        let agreed = self.resources.get(api.resource.id.as_str());
        agreed.map_or(Scope::EMPTY, |agreed| within(scope, agreed))
    }

    /// The names of all scopes in it, whatever they are scopes of.
    pub fn all_scopes(&self) -> Scope {
        let own = self.scope.clone();
        self.resources.values().fold(own, Scope::union)
    }

    /// This and the other.
    #[must_use]
    pub fn merged(mut self, other: &Self) -> Self {
        self.scope = self.scope.union(&other.scope);
        for (resource, scope) in &other.resources {
            let own = self.resources.entry(resource.clone()).or_default();
            *own = std::mem::take(own).union(scope);
        }
        self
    }
}

fn each(
    requested: &Consent,
    of: impl Fn(&str, &Scope) -> Option<Scope>,
) -> BTreeMap<String, Scope> {
    let resources = requested.resources.iter();
    let kept = resources.filter_map(|(name, scope)| Some((name.clone(), of(name, scope)?)));
    kept.collect()
}

fn within(scope: &Scope, others: &Scope) -> Scope {
    scope.clone().only(|name| others.contains(name))
}

fn without(scope: &Scope, others: &Scope) -> Scope {
    scope.clone().only(|name| !others.contains(name))
}

/// As JSON, for the form that repeats what its page has shown.
impl fmt::Display for Consent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = serde_json::to_string(self).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}

impl FromStr for Consent {
    type Err = InvalidConsent;

    fn from_str(text: &str) -> Result<Self, InvalidConsent> {
        serde_json::from_str(text).map_err(|_| InvalidConsent)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn consent(scope: &str, resources: &[(&str, &str)]) -> Consent {
        let resources = resources.iter();
        let resources = resources.map(|(name, scope)| ((*name).to_owned(), scope.parse().unwrap()));
        Consent {
            scope: scope.parse().unwrap(),
            resources: resources.collect(),
        }
    }

    #[test]
    fn what_is_missing_is_what_was_requested_and_not_agreed_to() {
        let agreed = consent("openid email", &[("https://api", "read")]);
        for (requested, missing) in [
            (consent("openid email", &[]), Consent::default()),
            (consent("email profile", &[]), consent("profile", &[])),
            (consent("", &[("https://api", "read")]), Consent::default()),
            (
                consent("", &[("https://api", "read write")]),
                consent("", &[("https://api", "write")]),
            ),
            (
                consent("read", &[("https://other", "")]),
                consent("read", &[("https://other", "")]),
            ),
        ] {
            assert_eq!(agreed.missing(&requested), missing, "{requested}");
            assert_eq!(missing.is_empty(), missing == Consent::default());
        }
    }

    #[test]
    fn a_scope_of_one_resource_is_no_scope_of_another() {
        let agreed = consent("read", &[("https://a", "write")]);
        let requested = consent("write", &[("https://b", "read")]);
        assert_eq!(agreed.missing(&requested), requested);
        assert_eq!(agreed.granted(&requested), Consent::default());
    }

    #[test]
    fn a_form_that_was_made_up_holds_no_consent() {
        for text in ["", "openid", "{}", "[]", r#"{"scope":"a\"b"}"#] {
            assert_eq!(text.parse::<Consent>(), Err(InvalidConsent), "{text}");
        }
    }

    prop_compose! {
        fn any_consent()(
            scope in "[abc ]{0,5}",
            resources in prop::collection::btree_map("[xyz]", "[abc ]{0,5}", 0..3),
        ) -> Consent {
            let resources: Vec<_> = resources.iter().map(|(n, s)| (n.as_str(), s.as_str())).collect();
            consent(&scope, &resources)
        }
    }

    proptest! {
        #[test]
        fn nothing_is_granted_that_was_not_both_requested_and_agreed_to(
            agreed in any_consent(), requested in any_consent(),
        ) {
            let granted = agreed.granted(&requested);
            prop_assert!(agreed.missing(&granted).is_empty());
            prop_assert!(requested.missing(&granted).is_empty());
            let rest = agreed.missing(&requested);
            prop_assert!(granted.merged(&rest).missing(&requested).is_empty());
        }

        #[test]
        fn who_agreed_to_both_misses_neither(one in any_consent(), other in any_consent()) {
            let both = one.clone().merged(&other);
            prop_assert!(both.missing(&one).is_empty() && both.missing(&other).is_empty());
            prop_assert_eq!(both.to_string().parse(), Ok(both));
        }
    }
}
