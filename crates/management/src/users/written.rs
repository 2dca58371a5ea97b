//! What is written of a user: each member read, checked and in its type.

use engine::user::change::{Change, Members, UserChange};
use oidc_core::{
    account::{email::EmailAddress, phone::PhoneNumber},
    label,
};
use url::Url;

use super::profile::ProfileBody;
use crate::wire::{code::Code, error::ApiError, free::Free};

/// The longest name or address, in characters.
const LONGEST: usize = 128;
/// The longest URL of a picture, in characters.
const LONGEST_URL: usize = 2_048;

/// What may be written of a user, as it was sent.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) username: Change<String>,
    pub(super) email: Change<String>,
    pub(super) phone: Change<String>,
    pub(super) name: Change<String>,
    pub(super) avatar: Change<String>,
    pub(super) custom_data: Option<Free>,
    pub(super) profile: Option<ProfileBody>,
}

/// A member that may be missing.
pub(super) fn given(member: Option<String>) -> Change<String> {
    member.map_or(Change::Keep, of_text)
}

/// A member that may be missing, and `null`.
#[expect(
    clippy::option_option,
    reason = "missing, null and a value are three things"
)]
pub(super) fn nullable(member: Option<Option<String>>) -> Change<String> {
    member.map_or(Change::Keep, |text| text.map_or(Change::Clear, of_text))
}

/// An empty text says that there is none.
fn of_text(text: String) -> Change<String> {
    if text.is_empty() {
        Change::Clear
    } else {
        Change::Set(text)
    }
}

fn parsed<T>(
    change: Change<String>,
    parse: impl FnOnce(&str) -> Result<T, ApiError>,
) -> Result<Change<T>, ApiError> {
    Ok(match change {
        Change::Keep => Change::Keep,
        Change::Clear => Change::Clear,
        Change::Set(text) => Change::Set(parse(&text)?),
    })
}

impl Written {
    /// Checks every member. What is an object becomes what is sent.
    ///
    /// # Errors
    /// `guard.invalid_input`, `entity.value_too_long` and `user.invalid_phone`.
    pub(super) fn change(self) -> Result<UserChange, ApiError> {
        let profile = self.profile.as_ref().map(ProfileBody::kept).transpose()?;
        let custom_data = self.custom_data.map(|data| data.kept("customData"));
        let replaced = |members: Option<_>| members.map_or(Members::Keep, Members::Replace);
        Ok(UserChange {
            username: parsed(self.username, username)?,
            email: parsed(self.email, email)?,
            phone: parsed(self.phone, phone)?,
            name: parsed(self.name, name)?,
            avatar: parsed(self.avatar, avatar)?,
            profile: replaced(profile),
            custom_data: replaced(custom_data.transpose()?),
            ..UserChange::default()
        })
    }
}

fn is_longer(text: &str, most: usize) -> bool {
    text.chars().nth(most).is_some()
}

/// A letter or an underscore, then letters, digits and underscores, of ASCII.
fn username(text: &str) -> Result<String, ApiError> {
    let is_letter = |b: &u8| b.is_ascii_alphabetic() || *b == b'_';
    let begins = text.as_bytes().first().is_some_and(is_letter);
    let goes_on = text.bytes().all(|b| is_letter(&b) || b.is_ascii_digit());
    if is_longer(text, LONGEST) {
        Err(Code::ValueTooLong.into())
    } else if begins && goes_on {
        Ok(text.to_owned())
    } else {
        let why = "must be letters, digits and underscores, and must not begin with a digit";
        Err(ApiError::invalid("username", why))
    }
}

fn email(text: &str) -> Result<EmailAddress, ApiError> {
    if is_longer(text, LONGEST) {
        return Err(ApiError::invalid("primaryEmail", "is too long"));
    }
    text.parse()
        .map_err(|why| ApiError::invalid("primaryEmail", why))
}

/// Digits alone, the country code first.
fn phone(text: &str) -> Result<PhoneNumber, ApiError> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        let why = "must be digits alone, with the country code first";
        return Err(ApiError::invalid("primaryPhone", why));
    }
    let number = PhoneNumber::international(&format!("+{text}"));
    number.map_err(|_| Code::InvalidPhone.into())
}

fn name(text: &str) -> Result<String, ApiError> {
    if is_longer(text, LONGEST) {
        Err(Code::ValueTooLong.into())
    } else if label::is_one_line(text, LONGEST) {
        Ok(text.to_owned())
    } else {
        Err(ApiError::invalid("name", "must be one line of text"))
    }
}

/// It becomes an image on the pages of applications: nothing that runs.
fn avatar(text: &str) -> Result<String, ApiError> {
    if is_longer(text, LONGEST_URL) {
        return Err(Code::ValueTooLong.into());
    }
    let plain = text.bytes().all(|b| b.is_ascii_graphic());
    let url = Url::parse(text).ok().filter(|_| plain);
    if url.is_some_and(|url| matches!(url.scheme(), "https" | "http") && url.has_host()) {
        Ok(text.to_owned())
    } else {
        let why = "must be an address that begins with https:// or http://";
        Err(ApiError::invalid("avatar", why))
    }
}
