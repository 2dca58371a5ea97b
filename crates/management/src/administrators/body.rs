//! Those who manage this instance as they are shown, and why one stays.

use engine::{
    access::appoint::Appointee,
    administrator::{last::LastAdministrator, manager::Manager},
    config::DeclaredAdministrator,
};
use oidc_core::{
    account::email::EmailAddress, role::ManagingRole, source::Source, time::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::{body::given, code::Code, error::ApiError};

/// What a person may do here: see and change everything, or see everything and change nothing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) enum AdministratorRole {
    Administrator,
    Viewer,
}

impl From<ManagingRole> for AdministratorRole {
    fn from(role: ManagingRole) -> Self {
        match role {
            ManagingRole::Administrator => Self::Administrator,
            ManagingRole::Viewer => Self::Viewer,
        }
    }
}

impl From<AdministratorRole> for ManagingRole {
    fn from(role: AdministratorRole) -> Self {
        match role {
            AdministratorRole::Administrator => Self::Administrator,
            AdministratorRole::Viewer => Self::Viewer,
        }
    }
}

/// A person who may see everything here, and change it if that is their role.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Administrator)]
pub(super) struct AdministratorBody {
    /// The id of the account.
    id: String,
    /// The full name.
    name: Option<String>,
    /// The address to sign in with.
    primary_email: Option<String>,
    /// Whether the address has been proven. Until then it opens nothing here: a sign-in proves it.
    is_email_verified: bool,
    /// What they may do here.
    role: AdministratorRole,
    /// Whether the account is barred.
    is_suspended: bool,
    /// When the person last signed in, in milliseconds since 1970.
    last_sign_in_at: Option<i64>,
    /// Who says that they are one: `file`, who would make them one again, or `console`.
    source: String,
    /// Where the file says so, as `signet.toml:14`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    declared_at: Option<String>,
}

impl AdministratorBody {
    /// One of those whom the configuration names, or another.
    pub(super) fn new(manager: &Manager, declared: &[DeclaredAdministrator]) -> Self {
        let (user, role) = (&manager.user, manager.role);
        let email = user.email.as_ref();
        let named = |named: &&DeclaredAdministrator| email.is_some_and(|email| named.is(email));
        let named = declared.iter().find(named);
        let source = named.map_or(Source::Console, |_| Source::File);
        let email = email.map(EmailAddress::as_typed);
        Self {
            source: source.to_string(),
            declared_at: named.and_then(|named| named.declared_at.clone()),
            id: user.id.to_string(),
            name: user.name.clone(),
            primary_email: email.map(str::to_owned),
            is_email_verified: user.email_verified_at.is_some(),
            role: role.into(),
            is_suspended: user.is_suspended(),
            last_sign_in_at: user.last_sign_in_at.map(Timestamp::as_millis),
        }
    }

    /// Without what a sign-in changes, and without the place in this server's file: neither says who they are.
    pub(super) fn standing(self) -> Self {
        Self {
            is_email_verified: false,
            last_sign_in_at: None,
            declared_at: None,
            ..self
        }
    }
}

/// Who is to manage this instance, by one of the first two members, and by which role.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewAdministrator {
    /// The id of an account that there is.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    user_id: Option<String>,
    /// The address of the person. Without an account one is made.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    primary_email: Option<String>,
    /// What they may do here: everything, where nothing else is said.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    role: Option<AdministratorRole>,
}

impl NewAdministrator {
    /// Who is meant.
    pub(super) fn appointee(&self) -> Result<Appointee, ApiError> {
        match (&self.user_id, &self.primary_email) {
            (Some(id), None) => {
                let id = id.parse().map_err(|_| Code::NotFound)?;
                Ok(Appointee::User(id))
            }
            (None, Some(email)) => {
                let parsed = email.parse::<EmailAddress>();
                let email = parsed.map_err(|why| ApiError::invalid("primaryEmail", why))?;
                Ok(Appointee::Address(email))
            }
            (Some(_), Some(_)) => Err(ApiError::invalid(
                "primaryEmail",
                "is one too many beside userId",
            )),
            (None, None) => Err(ApiError::invalid(
                "userId",
                "is missing, and so is primaryEmail",
            )),
        }
    }

    /// By which role.
    pub(super) fn role(&self) -> ManagingRole {
        let said = self.role.map(ManagingRole::from);
        said.unwrap_or(ManagingRole::Administrator)
    }
}

/// What a person is to be allowed here.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AdministratorChange {
    /// What they may do here.
    pub(super) role: AdministratorRole,
}

impl From<LastAdministrator> for ApiError {
    fn from(_: LastAdministrator) -> Self {
        Self::saying(Code::LastAdministrator, LastAdministrator::SENTENCE)
    }
}
