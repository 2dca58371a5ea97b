//! Secrets as they are shown, and why one was not made, renamed or removed.

use engine::application::secrets::{Added, NotRenamed, Revealed};
use oidc_core::{
    client::SealedClientSecret,
    client_secret::{NotAddable, NotRemovable},
    source::Source,
    time::Timestamp,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::{
    code::Code,
    error::ApiError,
    tenant::{TENANT, Tenant},
};

/// What stands for a secret where it is not shown.
pub(super) const MASK: &str = "********";

/// A secret of an application.
#[derive(Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ApplicationSecret)]
pub(super) struct SecretBody {
    #[schema(value_type = String)]
    tenant_id: Tenant,
    /// Whose it is.
    application_id: String,
    /// What it is called; unique for each application.
    name: String,
    /// The secret itself, or `********` for whoever may not see it.
    value: String,
    /// When it was made, in milliseconds since 1970.
    created_at: i64,
    /// Until when it may be used, likewise; for good when `null`.
    expires_at: Option<i64>,
    /// When it was used last, to the minute, likewise.
    last_used_at: Option<i64>,
    /// Which place owns it: `file` or `console`.
    source: String,
}

impl std::fmt::Debug for SecretBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SecretBody")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl SecretBody {
    /// Without the secret.
    pub(super) fn masked(row: &SealedClientSecret) -> Self {
        Self::new(row, MASK)
    }

    /// With it, which was just made.
    pub(super) fn added(secret: &Added) -> Self {
        Self::new(&secret.row, secret.secret.expose())
    }

    /// With it, for somebody who may see it; without it, where it cannot be opened.
    pub(super) fn revealed(secret: &Revealed) -> Self {
        let value = secret.secret.as_ref();
        Self::new(&secret.row, value.map_or(MASK, |value| value.expose()))
    }

    fn new(row: &SealedClientSecret, value: &str) -> Self {
        Self {
            tenant_id: TENANT,
            application_id: row.client_id.to_string(),
            name: row.name.clone(),
            value: value.to_owned(),
            created_at: row.created_at.as_millis(),
            expires_at: row.expires_at.map(Timestamp::as_millis),
            last_used_at: row.last_used_at.map(Timestamp::as_millis),
            source: row.source.to_string(),
        }
    }
}

impl From<NotAddable> for ApiError {
    fn from(refused: NotAddable) -> Self {
        match refused {
            NotAddable::UnknownClient => Code::NotExistsWithId.into(),
            NotAddable::BuiltIn => Code::ApplicationBuiltIn.into(),
            NotAddable::Public => Self::saying(
                Code::DbConstraintViolated,
                "This application cannot keep a secret.",
            ),
            NotAddable::TooMany => Code::TooManySecrets.into(),
            NotAddable::Taken => Code::SecretNameExists.into(),
            NotAddable::Over => expired(),
        }
    }
}

/// An end that has passed already.
pub(super) fn expired() -> ApiError {
    ApiError::saying(Code::InvalidRequest, "expiresAt must be in the future.")
}

impl From<NotRenamed> for ApiError {
    fn from(refused: NotRenamed) -> Self {
        match refused {
            NotRenamed::UnknownClient | NotRenamed::Unknown => Code::NotExists.into(),
            NotRenamed::Changed => Code::PreconditionFailed.into(),
            NotRenamed::OwnedBy(_) => Code::SecretDeclaredInFile.into(),
            NotRenamed::Taken => Code::SecretNameExists.into(),
        }
    }
}

impl From<NotRemovable> for ApiError {
    fn from(refused: NotRemovable) -> Self {
        match refused {
            NotRemovable::UnknownClient | NotRemovable::Unknown | NotRemovable::Last => {
                Code::NotFound.into()
            }
            NotRemovable::Changed => Code::PreconditionFailed.into(),
            NotRemovable::OwnedBy(Source::BuiltIn | Source::File | Source::Console) => {
                Code::SecretDeclaredInFile.into()
            }
        }
    }
}
