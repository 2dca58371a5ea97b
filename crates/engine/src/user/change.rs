//! What is to be different about an account, in the types of its members.

use oidc_core::{
    account::{email::EmailAddress, phone::PhoneNumber},
    custom_data::{self, InvalidCustomData},
    sign_in_choices::SignInChoices,
    time::Timestamp,
    user::User,
};
use serde_json::{Map, Value};

/// What is to become of a member that may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Change<T> {
    /// It stays.
    #[default]
    Keep,
    /// It goes.
    Clear,
    /// It becomes this.
    Set(T),
}

/// What is to become of an object.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Members {
    /// It stays.
    #[default]
    Keep,
    /// These members are put over those that are there, each whole.
    Merge(Map<String, Value>),
    /// It becomes this.
    Replace(Map<String, Value>),
}

/// What is to be chosen for a person; what is not said stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChoicesChange {
    /// [`SignInChoices::second_factor`].
    pub second_factor: Option<bool>,
    /// [`SignInChoices::second_factor_declined`].
    pub second_factor_declined: Option<bool>,
    /// [`SignInChoices::no_offer_at_sign_in`].
    pub no_offer_at_sign_in: Option<bool>,
    /// [`SignInChoices::passkey_declined`].
    pub passkey_declined: Option<bool>,
}

impl ChoicesChange {
    fn apply(self, to: &mut SignInChoices) {
        let before = *to;
        *to = SignInChoices {
            second_factor: self.second_factor.or(before.second_factor),
            second_factor_declined: self
                .second_factor_declined
                .unwrap_or(before.second_factor_declined),
            no_offer_at_sign_in: self
                .no_offer_at_sign_in
                .unwrap_or(before.no_offer_at_sign_in),
            passkey_declined: self.passkey_declined.unwrap_or(before.passkey_declined),
        };
    }

    fn is_said(self) -> bool {
        self != Self::default()
    }
}

/// What is to be different about an account.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UserChange {
    /// The address to sign in with. Nothing is proven of a new one.
    pub email: Change<EmailAddress>,
    /// The telephone number. Nothing is proven of a new one.
    pub phone: Change<PhoneNumber>,
    /// The name to sign in with.
    pub username: Change<String>,
    /// The full name.
    pub name: Change<String>,
    /// URL of a picture.
    pub avatar: Change<String>,
    /// Further standard claims.
    pub profile: Members,
    /// The operator's own data.
    pub custom_data: Members,
    /// What is chosen about second factors and passkeys.
    pub choices: ChoicesChange,
    /// Whether the account is barred.
    pub suspended: Option<bool>,
}

impl<T: PartialEq + Clone> Change<T> {
    fn apply(&self, to: &mut Option<T>) -> bool {
        let wanted = match self {
            Self::Keep => return false,
            Self::Clear => None,
            Self::Set(value) => Some(value.clone()),
        };
        let differs = *to != wanted;
        *to = wanted;
        differs
    }

    const fn is_said(&self) -> bool {
        !matches!(self, Self::Keep)
    }
}

impl Members {
    fn apply(&self, to: &mut Map<String, Value>) {
        match self {
            Self::Keep => {}
            Self::Merge(more) => to.extend(more.clone()),
            Self::Replace(all) => to.clone_from(all),
        }
    }

    const fn is_said(&self) -> bool {
        !matches!(self, Self::Keep)
    }
}

impl UserChange {
    /// Whether something could end with it: what was granted, or that an administrator can sign in.
    pub(super) fn may_end(&self) -> bool {
        self.suspended.is_some() || self.email.is_said()
    }

    /// Whether it changes who can sign in to the account.
    pub(super) fn opens(&self) -> bool {
        self.email.is_said()
            || self.phone.is_said()
            || self.username.is_said()
            || self.choices.is_said()
            || self.suspended.is_some()
    }

    /// What is said to be different, by name and never by value: events hold nothing personal.
    pub fn names(&self) -> Vec<&'static str> {
        let said = [
            ("email", self.email.is_said()),
            ("phone", self.phone.is_said()),
            ("username", self.username.is_said()),
            ("name", self.name.is_said()),
            ("avatar", self.avatar.is_said()),
            ("profile", self.profile.is_said()),
            ("custom_data", self.custom_data.is_said()),
            ("sign_in_choices", self.choices.is_said()),
            ("suspended", self.suspended.is_some()),
        ];
        let said = said.into_iter().filter(|(_, is_said)| *is_said);
        said.map(|(name, _)| name).collect()
    }

    /// # Errors
    /// When the operator's own data, or the profile, is too much to be kept.
    pub(super) fn apply(&self, user: &mut User, now: Timestamp) -> Result<(), InvalidCustomData> {
        if self.email.apply(&mut user.email) {
            user.email_verified_at = None;
        }
        if self.phone.apply(&mut user.phone) {
            user.phone_verified_at = None;
        }
        self.username.apply(&mut user.username);
        self.name.apply(&mut user.name);
        self.avatar.apply(&mut user.avatar);
        self.profile.apply(&mut user.profile);
        self.custom_data.apply(&mut user.custom_data);
        self.choices.apply(&mut user.sign_in_choices);
        if let Some(suspended) = self.suspended {
            let since = user.suspended_at.unwrap_or(now);
            user.suspended_at = suspended.then_some(since);
        }
        user.touch(now);
        custom_data::check(&user.profile)?;
        custom_data::check(&user.custom_data)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn map(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    fn ada() -> User {
        let email = "ada@example.com".parse().unwrap();
        let mut user = User::new("ada".parse().unwrap(), Some(email), Timestamp::EPOCH);
        user.custom_data = map(&json!({"a": {"b": 1}, "c": 2}));
        user
    }

    #[test]
    fn what_is_not_said_stays_and_what_is_cleared_goes() {
        let mut user = ada();
        let change = UserChange {
            name: Change::Set("Ada".to_owned()),
            ..UserChange::default()
        };
        change.apply(&mut user, NOW).unwrap();
        assert_eq!(user.name.as_deref(), Some("Ada"));
        assert!(user.email.is_some() && user.email_verified_at.is_some());
        assert_eq!(change.names(), ["name"]);
        let cleared = UserChange {
            email: Change::Clear,
            name: Change::Clear,
            ..UserChange::default()
        };
        cleared.apply(&mut user, NOW).unwrap();
        assert_eq!((&user.email, &user.name), (&None, &None));
        assert_eq!(user.email_verified_at, None);
    }

    #[test]
    fn the_same_address_stays_proven_and_another_is_not() {
        let mut user = ada();
        for (address, is_proven) in [("ADA@example.com", true), ("eve@example.com", false)] {
            let change = UserChange {
                email: Change::Set(address.parse().unwrap()),
                ..UserChange::default()
            };
            change.apply(&mut user, NOW).unwrap();
            let email = user.email.as_ref().unwrap();
            assert_eq!(email.as_typed(), address);
            assert_eq!(user.email_verified_at.is_some(), is_proven, "{address}");
        }
    }

    #[test]
    fn members_are_merged_at_the_top_or_replaced() {
        let mut user = ada();
        let more = map(&json!({"a": {"d": 3}, "e": null}));
        let merge = UserChange {
            custom_data: Members::Merge(more.clone()),
            ..UserChange::default()
        };
        merge.apply(&mut user, NOW).unwrap();
        let merged = json!({"a": {"d": 3}, "c": 2, "e": null});
        assert_eq!(Value::from(user.custom_data.clone()), merged);
        let replace = UserChange {
            custom_data: Members::Replace(more.clone()),
            ..UserChange::default()
        };
        replace.apply(&mut user, NOW).unwrap();
        assert_eq!(user.custom_data, more);
    }

    #[test]
    fn what_is_not_chosen_anew_stays_as_it_was_chosen() {
        let mut user = ada();
        let choose = |choices| UserChange {
            choices,
            ..UserChange::default()
        };
        let first = choose(ChoicesChange {
            second_factor: Some(true),
            passkey_declined: Some(true),
            ..ChoicesChange::default()
        });
        first.apply(&mut user, NOW).unwrap();
        let second = choose(ChoicesChange {
            passkey_declined: Some(false),
            no_offer_at_sign_in: Some(true),
            ..ChoicesChange::default()
        });
        second.apply(&mut user, NOW).unwrap();
        let chosen = SignInChoices {
            second_factor: Some(true),
            second_factor_declined: false,
            no_offer_at_sign_in: true,
            passkey_declined: false,
        };
        assert_eq!(user.sign_in_choices, chosen);
        assert_eq!(second.names(), ["sign_in_choices"]);
        assert!(second.opens() && !second.may_end());
        assert_eq!(choose(ChoicesChange::default()).names(), [""; 0]);
    }

    #[test]
    fn who_is_suspended_again_is_suspended_since_the_first_time() {
        let mut user = ada();
        let suspend = |suspended| UserChange {
            suspended: Some(suspended),
            ..UserChange::default()
        };
        suspend(true).apply(&mut user, NOW).unwrap();
        suspend(true)
            .apply(&mut user, NOW.plus(oidc_core::time::Lifetime::minutes(1)))
            .unwrap();
        assert_eq!(user.suspended_at, Some(NOW));
        suspend(false).apply(&mut user, NOW).unwrap();
        assert!(!user.is_suspended());
    }
}
