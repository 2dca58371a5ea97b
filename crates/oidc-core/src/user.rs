//! A person with an account.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    account::{email::EmailAddress, identifier::Identifier, phone::PhoneNumber},
    id::{ClientId, UserId},
    record::Record,
    sign_in_choices::SignInChoices,
    time::{Lifetime, Timestamp},
    user_identity::UserIdentity,
};

/// A user. Everything but the id may be missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Record)]
#[record(
    table = "users",
    also(
        email_canonical = self.canonical_email(),
        phone_canonical = self.phone.clone(),
        username_canonical = self.canonical_username()
    )
)]
pub struct User {
    /// The `sub` claim.
    pub id: UserId,
    /// The address to sign in with, unique among users whatever its spelling, which is kept.
    pub email: Option<EmailAddress>,
    /// When the address was last proven.
    pub email_verified_at: Option<Timestamp>,
    /// A telephone number, unique among users.
    pub phone: Option<PhoneNumber>,
    /// When the number was last proven.
    pub phone_verified_at: Option<Timestamp>,
    /// A name to sign in with, unique among users.
    pub username: Option<String>,
    /// The full name.
    pub name: Option<String>,
    /// URL of a picture.
    pub avatar: Option<String>,
    /// Further standard claims by their own names (`OpenID` Connect Core §5.1).
    #[record(json)]
    pub profile: Map<String, Value>,
    /// The operator's own data.
    #[record(json)]
    pub custom_data: Map<String, Value>,
    /// What is chosen about second factors and passkeys.
    #[record(json)]
    #[serde(default)]
    pub sign_in_choices: SignInChoices,
    /// Since when the account may not be used.
    pub suspended_at: Option<Timestamp>,
    /// When the person last signed in.
    pub last_sign_in_at: Option<Timestamp>,
    /// The application at which the person signed up; none of an account that an operator made.
    #[record(fixed)]
    pub registered_by: Option<ClientId>,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl User {
    /// A new user. The e-mail address, if there is one, has just been verified.
    pub fn new(id: UserId, email: Option<EmailAddress>, now: Timestamp) -> Self {
        Self {
            id,
            email_verified_at: email.as_ref().map(|_| now),
            email,
            phone: None,
            phone_verified_at: None,
            username: None,
            name: None,
            avatar: None,
            profile: Map::new(),
            custom_data: Map::new(),
            sign_in_choices: SignInChoices::default(),
            suspended_at: None,
            last_sign_in_at: Some(now),
            registered_by: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// A new user who is found by this identifier and by no other. An address or a number has just
    /// been verified.
    pub fn identified_by(identifier: &Identifier, id: UserId, now: Timestamp) -> Self {
        match identifier {
            Identifier::Email(email) => Self::new(id, Some(email.clone()), now),
            Identifier::Phone(phone) => Self {
                phone: Some(phone.clone()),
                phone_verified_at: Some(now),
                ..Self::new(id, None, now)
            },
            Identifier::Username(name) => Self {
                username: Some(name.as_str().to_owned()),
                ..Self::new(id, None, now)
            },
        }
    }

    /// Whether the account is barred.
    pub const fn is_suspended(&self) -> bool {
        self.suspended_at.is_some()
    }

    /// Whether there is an address, and it was never proven to be this person's.
    pub const fn has_unproven_email(&self) -> bool {
        self.email.is_some() && self.email_verified_at.is_none()
    }

    /// Notes that it changes now. Two changes of one moment are told apart, so that whoever has read
    /// what the first one left does not take it for what the second one left.
    pub fn touch(&mut self, now: Timestamp) {
        self.updated_at = now.max(self.updated_at.plus(Lifetime::millis(1)));
    }

    /// The form in which an address is unique.
    fn canonical_email(&self) -> Option<EmailAddress> {
        self.email.as_ref().map(EmailAddress::canonical)
    }

    /// The form in which a user name is unique.
    pub fn canonical_username(&self) -> Option<String> {
        self.username.as_ref().map(|name| name.to_lowercase())
    }
}

/// What accounts are searched by, as programs of the management API call it.
pub const SEARCHED: [&str; 5] = ["id", "primaryEmail", "primaryPhone", "username", "name"];

/// A user with what stands beside the row and is shown with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// The user.
    pub user: User,
    /// Whether there is a password.
    pub has_password: bool,
    /// Who the person is elsewhere, in the order in which that was said.
    pub identities: Vec<UserIdentity>,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn user(id: &str) -> User {
        let email = "ada@example.com".parse().unwrap();
        let proven = Timestamp::from_millis(1_700_000_000_000);
        User {
            last_sign_in_at: None,
            created_at: Timestamp::from_millis(1_700_000_000_123),
            updated_at: Timestamp::from_millis(1_700_000_001_999),
            ..User::new(id.parse().unwrap(), Some(email), proven)
        }
    }

    #[test]
    fn a_new_user_has_proven_the_address_if_there_is_one() {
        let now = Timestamp::from_millis(7);
        let id = || "ada".parse().unwrap();
        let ada = User::new(id(), Some("ada@example.com".parse().unwrap()), now);
        assert_eq!(ada.email_verified_at, Some(now));
        let bare = User::new(id(), None, now);
        assert_eq!(bare.email_verified_at, None);
        assert!(!ada.has_unproven_email() && !bare.has_unproven_email());
        let unproven = User {
            email_verified_at: None,
            ..ada
        };
        assert!(unproven.has_unproven_email());
    }

    #[test]
    fn a_new_user_has_the_identifier_that_was_proven_and_no_other() {
        let now = Timestamp::from_millis(7);
        let made = |stored: &str| {
            let user = User::identified_by(&stored.parse().unwrap(), "ada".parse().unwrap(), now);
            let email = user.email.clone().map(String::from);
            let phone = user.phone.clone().map(String::from);
            let verified = (user.email_verified_at, user.phone_verified_at);
            (email, phone, user.canonical_username(), verified)
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            made("email:Ada@example.com"),
            (some("ada@example.com"), None, None, (Some(now), None))
        );
        assert_eq!(
            made("phone:+14255551212"),
            (None, some("+14255551212"), None, (None, Some(now)))
        );
        assert_eq!(
            made("username:ada"),
            (None, None, some("ada"), (None, None))
        );
    }

    #[test]
    fn every_change_of_a_user_is_later_than_the_one_before() {
        let mut user = user("ada");
        let (before, now) = (user.updated_at, Timestamp::from_millis(1_800_000_000_000));
        user.touch(now);
        assert_eq!(user.updated_at, now);
        for behind in [now, before] {
            let last = user.updated_at;
            user.touch(behind);
            assert_eq!(user.updated_at, last.plus(Lifetime::millis(1)));
        }
    }

    #[test]
    fn a_user_is_suspended_from_the_day_that_is_written_down() {
        let mut user = user("ada");
        assert!(!user.is_suspended());
        user.suspended_at = Some(Timestamp::EPOCH);
        assert!(user.is_suspended());
    }
}
