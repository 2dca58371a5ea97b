//! Users as they are shown, and why one was not changed.

use std::collections::BTreeMap;

use engine::{
    password::digest::PasswordDigest,
    user::users::{NotWritten, Unique},
};
use oidc_core::{
    id::UserId,
    time::Timestamp,
    user::{Account, User},
    user_identity::UserIdentity,
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::profile::ProfileBody;
use crate::wire::{code::Code, error::ApiError, free::Free};

/// A user.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = User)]
pub(crate) struct UserBody {
    /// Its id; the `sub` of its tokens.
    id: String,
    /// A name to sign in with.
    #[schema(required)]
    username: Option<String>,
    /// The address to sign in with, as it was typed.
    #[schema(required)]
    primary_email: Option<String>,
    /// A telephone number: digits, the country code first.
    #[schema(required)]
    primary_phone: Option<String>,
    /// The full name.
    #[schema(required)]
    name: Option<String>,
    /// URL of a picture.
    #[schema(required)]
    avatar: Option<String>,
    /// What the operator keeps of the user.
    custom_data: Free,
    /// Who the person is at other providers, by their names.
    identities: BTreeMap<String, IdentityBody>,
    /// When the person last signed in, in milliseconds since 1970.
    #[schema(required)]
    last_sign_in_at: Option<i64>,
    /// When the account was made.
    created_at: i64,
    /// When it last changed.
    updated_at: i64,
    /// What is known of the person beyond the account.
    profile: ProfileBody,
    /// The application at which the person signed up.
    #[schema(required)]
    application_id: Option<String>,
    /// Whether the account is barred.
    is_suspended: bool,
    /// Whether there is a password.
    has_password: bool,
    /// Accounts by way of an employer's sign-in; none yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    sso_identities: Option<Vec<Value>>,
    /// The digest of the password; only where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    password_digest: Option<Digest>,
    /// How the digest was made; only where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    password_algorithm: Option<Algorithm>,
}

/// The digest of a password, or that there is none that could be told. It does not print.
#[derive(Clone, PartialEq, Serialize)]
struct Digest(Option<String>);

/// How it was made, or that there is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Algorithm(Option<&'static str>);

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[digest]")
    }
}

/// An account at another provider.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UserIdentity)]
pub(super) struct IdentityBody {
    /// What the provider calls the person.
    user_id: String,
    /// What else it tells of the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    details: Option<Free>,
}

impl From<&UserIdentity> for IdentityBody {
    fn from(identity: &UserIdentity) -> Self {
        Self {
            user_id: identity.external_id.clone(),
            details: identity.details.clone().map(Free),
        }
    }
}

/// Accounts at other providers, by their names.
pub(super) fn identities(account: &Account) -> BTreeMap<String, IdentityBody> {
    let said = account.identities.iter();
    said.map(|identity| (identity.target.clone(), IdentityBody::from(identity)))
        .collect()
}

impl From<&Account> for UserBody {
    fn from(account: &Account) -> Self {
        let Account {
            user, has_password, ..
        } = account;
        let User {
            email,
            phone,
            registered_by,
            ..
        } = user;
        Self {
            id: user.id.to_string(),
            username: user.username.clone(),
            primary_email: email.as_ref().map(|email| email.as_typed().to_owned()),
            primary_phone: phone
                .as_ref()
                .map(|phone| phone.as_str().trim_start_matches('+').to_owned()),
            name: user.name.clone(),
            avatar: user.avatar.clone(),
            custom_data: Free(user.custom_data.clone()),
            identities: identities(account),
            last_sign_in_at: user.last_sign_in_at.map(Timestamp::as_millis),
            created_at: user.created_at.as_millis(),
            updated_at: user.updated_at.as_millis(),
            profile: ProfileBody::from(&user.profile),
            application_id: registered_by.as_ref().map(ToString::to_string),
            is_suspended: user.is_suspended(),
            has_password: *has_password,
            sso_identities: None,
            password_digest: None,
            password_algorithm: None,
        }
    }
}

impl UserBody {
    /// With what an employer's sign-in says, which is nothing yet.
    pub(super) fn with_sso(self) -> Self {
        Self {
            sso_identities: Some(Vec::new()),
            ..self
        }
    }

    /// With the digest of the password.
    pub(super) fn with_digest(self, digest: Option<&PasswordDigest>) -> Self {
        // A digest of a digest is of no use elsewhere.
        let exported = digest.and_then(PasswordDigest::exported);
        let text = exported.map(|text| text.expose().clone());
        let scheme = digest.map(|digest| digest.scheme().as_str());
        Self {
            password_digest: Some(Digest(text)),
            password_algorithm: Some(Algorithm(scheme)),
            ..self
        }
    }
}

/// A text that cannot be an id is the id of nobody.
pub(crate) fn user_id(id: &str) -> Result<UserId, ApiError> {
    id.parse().map_err(|_| Code::NotFound.into())
}

impl From<NotWritten> for ApiError {
    fn from(refused: NotWritten) -> Self {
        match refused {
            NotWritten::Unknown => Code::NotFound.into(),
            NotWritten::Changed => Code::PreconditionFailed.into(),
            NotWritten::NotFresh => Code::StepUpRequired.into(),
            NotWritten::LastAdministrator(last) => last.into(),
            NotWritten::CustomData(why) => Self::invalid("customData", why),
            NotWritten::Taken(Unique::Email) => Code::EmailInUse.into(),
            NotWritten::Taken(Unique::Phone) => Code::PhoneInUse.into(),
            NotWritten::Taken(Unique::Username) => Code::UsernameInUse.into(),
            NotWritten::IdentityTaken => Code::IdentityInUse.into(),
            NotWritten::NoIdentity => Code::IdentityNotExist.into(),
            // Every member is checked where it is read.
            NotWritten::Invalid(field, why) => Self::invalid(field.as_str(), why),
        }
    }
}
