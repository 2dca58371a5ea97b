//! What is to be different about an application.

use engine::application::{
    change::{ApplicationChange, CustomData},
    create::Addresses,
};
use oidc_core::client::metadata::ClientMetadata;
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::new::{CustomClientMetadata, OidcClientMetadata};
use crate::wire::{
    body::{given, given_object, nullable},
    code::Code,
    error::ApiError,
};

/// What is to be different about an application; what is missing stays as it is, and each object is
/// replaced whole.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ApplicationPatch {
    /// The name people see: 1 to 256 characters.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    name: Option<String>,
    /// What it is for.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    #[expect(
        clippy::option_option,
        reason = "missing, null and a text are three things"
    )]
    description: Option<Option<String>>,
    /// Where answers and browsers may go.
    #[serde(default, deserialize_with = "given_object")]
    #[schema(nullable = false)]
    oidc_client_metadata: Option<OidcClientMetadata>,
    /// What else is set of it.
    #[serde(default, deserialize_with = "given_object")]
    #[schema(nullable = false)]
    custom_client_metadata: Option<CustomClientMetadata>,
    /// The operator's own data.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Object, required = false)]
    custom_data: Option<Map<String, Value>>,
    /// Whether it may manage this instance; machines alone.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    is_admin: Option<bool>,
    /// Whether only some people may use it; cannot be true so far.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    app_level_access_control_enabled: Option<bool>,
    /// Of hosted applications, which there are none of.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    protected_app_metadata: Option<Value>,
}

impl ApplicationPatch {
    /// The change.
    pub(super) fn read(self) -> Result<ApplicationChange, ApiError> {
        if self.protected_app_metadata.is_some() {
            return Err(Code::ProtectedOnly.into());
        }
        if self.app_level_access_control_enabled == Some(true) {
            let why = "cannot be true: this version of Signet has no such rules";
            return Err(ApiError::invalid("appLevelAccessControlEnabled", why));
        }
        let addresses = self.oidc_client_metadata.map(Addresses::try_from);
        Ok(ApplicationChange {
            name: self.name,
            description: self.description,
            addresses: addresses.transpose()?,
            metadata: self.custom_client_metadata.map(ClientMetadata::from),
            custom_data: self.custom_data.map(CustomData::Replace),
            is_admin: self.is_admin,
        })
    }
}
