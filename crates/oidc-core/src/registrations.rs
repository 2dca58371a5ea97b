//! Which registrations a machine's token belongs to: that of the client, and that of the API. Both
//! can be removed, and others be registered under the same names; what was made for the former is not
//! theirs. (A person's token hangs from a grant, which ends with its client and names APIs by their
//! ids.)
//!
//! They are compared as they are and not by their times: the clocks of two nodes may differ.

use std::{convert::Infallible, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{catalog::Api, client::Client, id::RegistrationId};

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

    /// Whether a token that names these is one of this client for this API. One that names none is
    /// older than such names, and so is its client.
    pub fn are_of(named: Option<&Self>, client: &Client, api: &Api) -> bool {
        named.map_or(client.registration.is_none(), |named| {
            *named == Self::of(client, api)
        })
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
            Registrations::are_of(Some(&named), client, api)
        };
        assert!(are(&old, &old) && are(&first, &first));
        assert!(!are(&first, &second) && !are(&old, &first) && !are(&first, &old));
        assert!(Registrations::are_of(None, &old, api));
        assert!(!Registrations::are_of(None, &first, api));
        let elsewhere = Registrations::of(&first, catalog.find(FILMS).unwrap());
        assert!(!Registrations::are_of(Some(&elsewhere), &first, api));
        let mut anew = Api::clone(api);
        anew.resource.id = "books-2".parse().unwrap();
        let former = Registrations::of(&first, api);
        assert!(!Registrations::are_of(Some(&former), &first, &anew));
    }
}
