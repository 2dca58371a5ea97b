//! Which registrations a machine's token belongs to: that of the client, and that of the API. Both
//! can be removed, and others be registered under the same names; what was made for the former is not
//! theirs. (A person's token hangs from a grant, which ends with its client and names APIs by their
//! ids.)
//!
//! They are compared as they are and not by their times: the clocks of two nodes may differ. Only of a
//! token that is older than such names nothing else is known.

use std::{convert::Infallible, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{catalog::Api, client::Client, id::RegistrationId, time::Timestamp};

/// The registrations of a client and an API, as one text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Registrations(String);

impl Registrations {
    /// Those of this client and this API.
    pub fn of(client: &Client, api: &Api) -> Self {
        let registration = client.registration.as_ref();
        let client = registration.map_or("", RegistrationId::as_str);
        Self(format!("{client}.{}", api.resource.id))
    }

    /// Whether a token of that time that names these is one of this client for this API. One that
    /// names none is older than such names: so is its client, and neither client nor API was
    /// registered since it was made. One of the very moment of a registration may be the former
    /// one's; it ends within its lifetime in any case.
    pub fn are_of((named, made): (Option<&Self>, Timestamp), client: &Client, api: &Api) -> bool {
        match named {
            Some(named) => *named == Self::of(client, api),
            None => {
                client.registration.is_none()
                    && client.created_at < made
                    && api.resource.created_at < made
            }
        }
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Registrations {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

crate::record::text_value!(Registrations);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalog::tests::{BOOKS, FILMS, catalog},
        client::{ClientKind, tests::client},
    };

    const LATER: Timestamp = Timestamp::from_millis(4_000_000_000_000);

    #[test]
    fn a_token_is_of_one_registration_of_its_client_and_of_its_api() {
        let catalog = catalog();
        let api = catalog.find(BOOKS).unwrap();
        let registered = |id: Option<&str>| Client {
            registration: id.map(|id| id.parse().unwrap()),
            ..client(ClientKind::Machine, &[])
        };
        let (old, first, second) = (
            registered(None),
            registered(Some("a")),
            registered(Some("b")),
        );
        let are = |named: &Client, client| {
            let named = Registrations::of(named, api);
            Registrations::are_of((Some(&named), LATER), client, api)
        };
        assert!(are(&old, &old) && are(&first, &first));
        assert!(!are(&first, &second) && !are(&old, &first) && !are(&first, &old));
        let elsewhere = Registrations::of(&first, catalog.find(FILMS).unwrap());
        assert!(!Registrations::are_of(
            (Some(&elsewhere), LATER),
            &first,
            api
        ));
        let mut anew = Api::clone(api);
        anew.resource.id = "books-2".parse().unwrap();
        let former = Registrations::of(&first, api);
        assert!(!Registrations::are_of(
            (Some(&former), LATER),
            &first,
            &anew
        ));
    }

    #[test]
    fn a_token_without_names_is_of_what_was_there_before_it_and_has_no_names_either() {
        let catalog = catalog();
        let mut api = Api::clone(catalog.find(BOOKS).unwrap());
        let mut old = client(ClientKind::Machine, &[]);
        let at = Timestamp::from_millis;
        (old.created_at, api.resource.created_at) = (at(1_000), at(2_000));
        let are =
            |made, client: &Client, api: &Api| Registrations::are_of((None, at(made)), client, api);
        assert!(are(2_001, &old, &api));
        // The API is another one by now.
        assert!(!are(2_000, &old, &api) && !are(1_500, &old, &api));
        (old.created_at, api.resource.created_at) = (at(2_000), at(1_000));
        assert!(are(2_001, &old, &api));
        // So is the client.
        assert!(!are(2_000, &old, &api));
        let first = Client {
            registration: Some("a".parse().unwrap()),
            ..old
        };
        assert!(!are(2_001, &first, &api));
    }
}
