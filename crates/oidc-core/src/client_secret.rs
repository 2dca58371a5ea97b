//! The secrets of a client: several at a time, each with a name and perhaps an end, so that one can
//! take the place of another while the client goes on.

use std::{fmt, str::FromStr};

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use crate::{
    client::{Client, SealedClientSecret},
    source::Source,
    time::Timestamp,
};

/// How many secrets a client may have, those that have expired too.
pub const MOST: usize = 10;

const LONGEST_NAME: usize = 256;

/// What an operator calls a secret: 1 to 256 printable characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SecretName(String);

/// The text is no name for a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to 256 printable characters, and neither begin nor end with a space.")]
pub struct InvalidSecretName;

impl SecretName {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A name that none of these secrets has: `secret-2` and so on.
    pub fn free(among: &[SealedClientSecret]) -> Self {
        let numbers = 2..=among.len() + 2;
        let mut names = numbers.map(|number| format!("secret-{number}"));
        let free = names.find(|name| among.iter().all(|secret| secret.name != *name));
        // Of one name more than there are secrets one is free.
        Self(free.unwrap_or_default())
    }
}

impl FromStr for SecretName {
    type Err = InvalidSecretName;

    fn from_str(text: &str) -> Result<Self, InvalidSecretName> {
        // Characters of the category Format turn the writing round, or are not seen at all.
        let prints = |c: char| !c.is_control() && c.general_category() != GeneralCategory::Format;
        let fits = (1..=LONGEST_NAME).contains(&text.chars().count());
        if fits && text.trim() == text && text.chars().all(prints) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidSecretName)
        }
    }
}

impl fmt::Display for SecretName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a secret is not added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAddable {
    /// There is no such client.
    #[error("there is no such application")]
    UnknownClient,
    /// The client cannot keep a secret (RFC 6749 §2.1).
    #[error("the application cannot keep a secret")]
    Public,
    /// The client is part of Signet, which gives it the secrets it has.
    #[error("the application is part of Signet")]
    BuiltIn,
    /// The client has as many as it may have.
    #[error("the application has {MOST} secrets already")]
    TooMany,
    /// The client has one of this name.
    #[error("the application has a secret of this name")]
    Taken,
    /// It would be over already.
    #[error("the secret would have expired already")]
    Over,
}

/// Whether a client that has these secrets may have another one.
///
/// # Errors
/// [`NotAddable`].
pub fn check_addition(
    client: &Client,
    secrets: &[SealedClientSecret],
    name: &SecretName,
    expires_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), NotAddable> {
    if client.source == Source::BuiltIn {
        return Err(NotAddable::BuiltIn);
    }
    if client.is_public() {
        return Err(NotAddable::Public);
    }
    if expires_at.is_some_and(|end| end.is_over(now)) {
        return Err(NotAddable::Over);
    }
    if secrets.iter().any(|secret| secret.name == name.as_str()) {
        return Err(NotAddable::Taken);
    }
    if secrets.len() >= MOST {
        return Err(NotAddable::TooMany);
    }
    Ok(())
}

/// Whether the last secret of a client may be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// Only if another one works.
    Gentle,
    /// Even if the client cannot authenticate afterwards.
    Forced,
}

/// Why a secret is not removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotRemovable {
    /// There is no such client.
    #[error("there is no such application")]
    UnknownClient,
    /// The secrets are not what the removal was decided on any more.
    #[error("the secrets have changed meanwhile")]
    Changed,
    /// The client has none of this name.
    #[error("the application has no secret of this name")]
    Unknown,
    /// It would come back.
    #[error("the secret belongs to another place")]
    OwnedBy(Source),
    /// No other one works.
    #[error("no other secret of the application works")]
    Last,
}

/// Whether the secret of this name may be removed from among these.
///
/// # Errors
/// [`NotRemovable`].
pub fn check_removal(
    secrets: &[SealedClientSecret],
    name: &str,
    removal: Removal,
    now: Timestamp,
) -> Result<(), NotRemovable> {
    let works = |secret: &SealedClientSecret| secret.expires_at.is_none_or(|end| !end.is_over(now));
    let named = secrets.iter().find(|secret| secret.name == name);
    let named = named.ok_or(NotRemovable::Unknown)?;
    match named.source {
        owner @ (Source::File | Source::BuiltIn) => return Err(NotRemovable::OwnedBy(owner)),
        Source::Console => {}
    }
    let mut others = secrets.iter().filter(|secret| secret.name != name);
    match removal {
        Removal::Gentle if works(named) && !others.any(works) => Err(NotRemovable::Last),
        Removal::Gentle | Removal::Forced => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        client::{ClientKind, tests::client},
        time::Lifetime,
    };

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn secret(name: &str, expires_at: Option<Timestamp>) -> SealedClientSecret {
        SealedClientSecret {
            client_id: "demo-app".parse().unwrap(),
            name: name.to_owned(),
            sealed: vec![1],
            expires_at,
            source: Source::Console,
            created_at: NOW,
            last_used_at: None,
        }
    }

    fn add(secrets: &[SealedClientSecret], name: &str) -> Result<(), NotAddable> {
        let web = client(ClientKind::Traditional, &[]);
        check_addition(&web, secrets, &name.parse().unwrap(), None, NOW)
    }

    #[test]
    fn a_name_is_what_a_person_can_read_and_tell_apart() {
        let longest = "ü".repeat(256);
        for good in ["default", "May 2027", "2", &longest] {
            assert_eq!(good.parse::<SecretName>().unwrap().as_str(), good);
        }
        let longer = "u".repeat(257);
        for bad in [
            "",
            " ",
            " a",
            "a ",
            "a\nb",
            "a\u{202e}b",
            "a\u{200b}",
            &longer,
        ] {
            assert_eq!(bad.parse::<SecretName>(), Err(InvalidSecretName), "{bad:?}");
        }
    }

    #[test]
    fn a_free_name_is_none_that_is_taken() {
        let free = |secrets: &[SealedClientSecret]| SecretName::free(secrets).to_string();
        assert_eq!(free(&[secret("default", None)]), "secret-2");
        let two = [secret("secret-3", None), secret("secret-2", None)];
        assert_eq!(free(&two), "secret-4");
    }

    #[test]
    fn ten_secrets_with_different_names_are_the_most_a_client_may_have() {
        let names = (0..MOST).map(|number| number.to_string());
        let ten: Vec<_> = names.map(|name| secret(&name, Some(NOW))).collect();
        assert_eq!(add(&ten[..9], "more"), Ok(()));
        assert_eq!(add(&ten, "more"), Err(NotAddable::TooMany));
        assert_eq!(add(&ten[..9], "7"), Err(NotAddable::Taken));
    }

    #[test]
    fn a_secret_belongs_to_clients_that_can_keep_one_and_ends_in_the_future() {
        let name = &"next".parse().unwrap();
        let spa = client(ClientKind::Spa, &[]);
        let public = check_addition(&spa, &[], name, None, NOW);
        assert_eq!(public, Err(NotAddable::Public));
        let web = client(ClientKind::Machine, &[]);
        let until = |end| check_addition(&web, &[], name, Some(end), NOW);
        assert_eq!(until(NOW), Err(NotAddable::Over));
        assert_eq!(until(NOW.plus(Lifetime::millis(1))), Ok(()));
    }

    #[test]
    fn the_last_secret_that_works_goes_by_force_only() {
        let later = Some(NOW.plus(Lifetime::days(1)));
        let secrets = [secret("old", Some(NOW)), secret("only", later)];
        let remove = |secrets: &[_], name, removal| check_removal(secrets, name, removal, NOW);
        let (gentle, forced) = (Removal::Gentle, Removal::Forced);
        assert_eq!(remove(&secrets, "only", gentle), Err(NotRemovable::Last));
        assert_eq!(remove(&secrets, "only", forced), Ok(()));
        assert_eq!(remove(&secrets, "old", gentle), Ok(()), "it is over");
        assert_eq!(remove(&secrets, "none", forced), Err(NotRemovable::Unknown));
        let mut two = [secret("old", None), secret("new", None)];
        assert_eq!(remove(&two, "old", gentle), Ok(()));
        two[0].source = Source::File;
        let owned = Err(NotRemovable::OwnedBy(Source::File));
        assert_eq!(remove(&two, "old", forced), owned);
        assert_eq!(remove(&two, "new", gentle), Ok(()));
    }
}
