//! How much of what was granted counts. What the operator's own clients hold is the operator's to
//! decide. Of what somebody else's hold counts what the person has agreed to, as it is remembered
//! now: the client may have been the operator's own when it was granted.

use crate::{
    catalog::Api,
    claims,
    claims_request::ClaimsRequest,
    client::Client,
    consent::Consent,
    record::Damaged,
    scope::{KNOWN, Scope},
    subject::Subject,
};

/// How much of what was granted counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Agreed {
    /// All of it: nobody is asked.
    All,
    /// What was agreed to.
    To(Consent),
    /// Nothing: nobody has agreed to anything, or it was granted to another client of the same id.
    Nothing,
}

impl Agreed {
    /// Of what `client` was granted about `subject`, with what is remembered of a consent.
    ///
    /// # Errors
    /// [`Damaged`] where it takes a consent, and that cannot be read.
    pub fn of(
        client: &Client,
        subject: &Subject,
        remembered: Result<Option<Consent>, Damaged>,
    ) -> Result<Self, Damaged> {
        match subject {
            Subject::User(_) if client.third_party => {
                Ok(remembered?.map_or(Self::Nothing, Self::To))
            }
            Subject::User(_) | Subject::Client(_) => Ok(Self::All),
        }
    }

    /// Of the APIs that were granted, by their ids, those that count.
    pub fn resources(&self, mut granted: Vec<String>) -> Vec<String> {
        match self {
            Self::All => {}
            Self::To(consent) => granted.retain(|id| consent.resources.contains_key(id)),
            Self::Nothing => granted.clear(),
        }
        granted
    }

    /// Of the scopes that were granted, those that count, of the provider itself or at one of
    /// these APIs.
    pub fn scope(&self, granted: Scope, resources: &[String]) -> Scope {
        match self {
            Self::All => granted,
            Self::To(consent) => granted.only(|name| {
                if KNOWN.contains(&name) {
                    return consent.scope.contains(name);
                }
                let mut of = resources.iter().filter_map(|id| consent.resources.get(id));
                of.any(|scope| scope.contains(name))
            }),
            Self::Nothing => Scope::EMPTY,
        }
    }

    /// Of the claims that were asked for by name, those whose scope counts.
    pub fn claims(&self, granted: Option<ClaimsRequest>) -> Option<ClaimsRequest> {
        let consent = match self {
            Self::All => return granted,
            Self::To(consent) => consent,
            Self::Nothing => return None,
        };
        let counts = |name: &String| {
            let opening = claims::scope_of(name);
            opening.is_some_and(|scope| consent.scope.contains(scope))
        };
        granted.map(|mut claims| {
            claims.userinfo.retain(counts);
            claims.id_token.retain(counts);
            claims
        })
    }

    /// Of these scopes, those that count at one API: a scope of one API is no scope of another.
    pub fn at(&self, api: &Api, scope: Scope) -> Scope {
        match self {
            Self::All => scope,
            Self::To(consent) => consent.at(api, &scope),
            Self::Nothing => Scope::EMPTY,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalog::tests::{BOOKS, FILMS, catalog},
        client::{ClientKind, tests::client},
    };

    fn scope(text: &str) -> Scope {
        text.parse().unwrap()
    }

    fn agreed(third_party: bool, remembered: Option<Consent>) -> Agreed {
        let client = Client {
            third_party,
            ..client(ClientKind::Traditional, &[])
        };
        let ada = Subject::User("ada".parse().unwrap());
        Agreed::of(&client, &ada, Ok(remembered)).unwrap()
    }

    fn to(own: &str, books: &str) -> Consent {
        Consent {
            scope: scope(own),
            resources: [("books".to_owned(), scope(books))].into(),
        }
    }

    fn both() -> Vec<String> {
        vec!["books".to_owned(), "films".to_owned()]
    }

    #[test]
    fn the_operators_own_clients_keep_all_whatever_is_remembered() {
        let all = agreed(false, Some(to("openid", "")));
        let granted = scope("openid offline_access email read");
        assert_eq!(all.scope(granted.clone(), &both()), granted);
        assert_eq!(all.resources(both()), both());
        let catalog = catalog();
        let films = catalog.find(FILMS).unwrap();
        assert_eq!(all.at(films, scope("read")), scope("read"));
    }

    #[test]
    fn of_somebody_elses_counts_what_was_agreed_to_where_it_was() {
        let agreed = agreed(true, Some(to("openid email", "read")));
        let granted = scope("openid offline_access email read write");
        let of = |resources: Vec<String>| agreed.scope(granted.clone(), &resources).to_string();
        assert_eq!(of(both()), "openid email read");
        assert_eq!(of(vec!["films".to_owned()]), "openid email");
        assert_eq!(agreed.resources(both()), ["books"]);
        let catalog = catalog();
        let at = |name| agreed.at(catalog.find(name).unwrap(), scope("read write"));
        assert_eq!((at(BOOKS), at(FILMS)), (scope("read"), Scope::EMPTY));
    }

    #[test]
    fn a_claim_by_name_counts_with_the_scope_that_opens_it() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let granted = ClaimsRequest {
            userinfo: names(&["email", "name"]),
            id_token: names(&["email_verified", "phone_number"]),
        };
        let claims = agreed(true, Some(to("openid email", ""))).claims(Some(granted.clone()));
        let counts = ClaimsRequest {
            userinfo: names(&["email"]),
            id_token: names(&["email_verified"]),
        };
        assert_eq!(claims, Some(counts));
        assert_eq!(agreed(true, None).claims(Some(granted)), None);
    }

    #[test]
    fn who_was_never_asked_has_given_somebody_elses_client_nothing() {
        let nothing = agreed(true, None);
        assert_eq!(nothing, Agreed::Nothing);
        assert_eq!(nothing.scope(scope("openid"), &both()), Scope::EMPTY);
        assert!(nothing.resources(both()).is_empty());
        // No person is asked about what a client does for itself.
        let somebodys = Client {
            third_party: true,
            ..client(ClientKind::Machine, &[])
        };
        let own = Subject::Client(somebodys.id.clone());
        assert_eq!(Agreed::of(&somebodys, &own, Ok(None)), Ok(Agreed::All));
    }

    #[test]
    fn a_consent_that_cannot_be_read_is_missed_only_where_it_takes_one() {
        let damaged = Damaged("consents.scope".to_owned());
        let of = |third_party: bool| {
            let client = Client {
                third_party,
                ..client(ClientKind::Traditional, &[])
            };
            let ada = Subject::User("ada".parse().unwrap());
            Agreed::of(&client, &ada, Err(damaged.clone()))
        };
        assert_eq!(of(false), Ok(Agreed::All));
        assert_eq!(of(true), Err(damaged.clone()));
    }
}
