//! Administrators as they are shown, and why one stays.

use engine::{
    access::holder::Holder, administrator::last::LastAdministrator, config::DeclaredAdministrator,
};
use oidc_core::{
    account::{email::EmailAddress, identifier::Identifier},
    source::Source,
    time::Timestamp,
    user::User,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::{body::given, code::Code, error::ApiError};

/// Somebody who may see and change everything here.
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
    pub(super) fn new(user: &User, declared: &[DeclaredAdministrator]) -> Self {
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
            is_suspended: user.is_suspended(),
            last_sign_in_at: user.last_sign_in_at.map(Timestamp::as_millis),
        }
    }

    /// Without what each sign-in changes: it says nothing of who they are.
    pub(super) fn standing(self) -> Self {
        Self {
            last_sign_in_at: None,
            ..self
        }
    }
}

/// Who is to be an administrator: one of the two members.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewAdministrator {
    /// The id of the account.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    user_id: Option<String>,
    /// Its address.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    email: Option<String>,
}

impl NewAdministrator {
    /// Who is meant.
    pub(super) fn holder(&self) -> Result<Holder, ApiError> {
        match (&self.user_id, &self.email) {
            (Some(id), None) => Ok(Holder::User(id.parse().map_err(|_| Code::NotFound)?)),
            (None, Some(email)) => {
                let parsed = email.parse::<EmailAddress>();
                let email = parsed.map_err(|why| ApiError::invalid("email", why))?;
                Ok(Holder::Identifier(Identifier::Email(email.canonical())))
            }
            (Some(_), Some(_)) => Err(ApiError::invalid("email", "is one too many beside userId")),
            (None, None) => Err(ApiError::invalid("userId", "is missing, and so is email")),
        }
    }
}

impl From<LastAdministrator> for ApiError {
    fn from(_: LastAdministrator) -> Self {
        Self::saying(Code::LastAdministrator, LastAdministrator::SENTENCE)
    }
}
