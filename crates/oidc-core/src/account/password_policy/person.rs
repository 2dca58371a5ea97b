//! The person whose password it would be, as far as a password must not be made of it.

use super::letters::folded;
use crate::{
    account::{email::EmailAddress, phone::PhoneNumber},
    user::User,
};

/// Whose password it would be.
#[derive(Debug, Clone, Copy, Default)]
pub struct Person<'a> {
    /// The full name.
    pub name: Option<&'a str>,
    /// The name to sign in with.
    pub username: Option<&'a str>,
    /// The address.
    pub email: Option<&'a str>,
    /// The telephone number.
    pub phone: Option<&'a str>,
}

impl<'a> Person<'a> {
    /// What an account tells of its person.
    pub fn of(user: &'a User) -> Self {
        Self {
            name: user.name.as_deref(),
            username: user.username.as_deref(),
            email: user.email.as_ref().map(EmailAddress::as_typed),
            phone: user.phone.as_ref().map(PhoneNumber::as_str),
        }
    }

    /// What a password must not be made of.
    pub(super) fn phrases(&self) -> Vec<Vec<char>> {
        let name = self.name.unwrap_or_default();
        let joined: String = name.split_whitespace().collect();
        let box_of = |email: &'a str| email.split('@').next().unwrap_or_default();
        let digits = |phone: &'a str| phone.trim_start_matches('+');
        let mut phrases = vec![folded(name), folded(&joined)];
        phrases.extend(name.split_whitespace().map(folded));
        let others = [
            self.username,
            self.email.map(box_of),
            self.phone.map(digits),
        ];
        phrases.extend(others.into_iter().flatten().map(folded));
        phrases
    }
}
