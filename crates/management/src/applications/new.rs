//! What is said of an application that is made or changed.

use engine::application::create::{Addresses, NewApplication};
use oidc_core::client::metadata::ClientMetadata;
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::body::ApplicationType;
use crate::wire::{
    body::{given, given_object},
    code::Code,
    error::ApiError,
};

/// An application to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewApplicationBody {
    /// The name people see: 1 to 256 characters.
    name: String,
    /// What sort of program it is; that stays.
    #[serde(rename = "type")]
    #[schema(value_type = ApplicationType)]
    kind: String,
    /// What it is for.
    #[serde(default)]
    description: Option<String>,
    /// Where answers and browsers may go.
    #[serde(default, deserialize_with = "given_object")]
    #[schema(nullable = false)]
    oidc_client_metadata: Option<OidcClientMetadata>,
    /// What else is set of it.
    #[serde(default, deserialize_with = "given_object")]
    #[schema(nullable = false)]
    custom_client_metadata: Option<CustomClientMetadata>,
    /// The operator's own data.
    #[serde(default)]
    #[schema(value_type = Object)]
    custom_data: Map<String, Value>,
    /// Whether it is somebody else's: users are asked for consent.
    #[serde(default)]
    is_third_party: bool,
    /// Of hosted applications, which there are none of.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    protected_app_metadata: Option<Value>,
}

/// Where answers and browsers of an application may go.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewOidcClientMetadata)]
pub(super) struct OidcClientMetadata {
    /// Where its answers may go.
    redirect_uris: Vec<String>,
    /// Where a browser may go after signing out.
    post_logout_redirect_uris: Vec<String>,
    /// Where it is told that a session has ended.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    backchannel_logout_uri: Option<String>,
    /// Whether it asks for `sid` there.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    backchannel_logout_session_required: Option<bool>,
    /// A picture of it.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    logo_uri: Option<String>,
}

/// What else may be set of an application.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewCustomClientMetadata)]
pub(super) struct CustomClientMetadata {
    /// Origins whose pages may read what it is answered.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    cors_allowed_origins: Option<Vec<String>>,
    /// Seconds for which its ID tokens live: 60 to 86400, an hour when it is not given.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    id_token_ttl: Option<u32>,
    /// Seconds for which its refresh tokens live; what stands in days comes first.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    refresh_token_ttl: Option<u32>,
    /// Days for which they live: 1 to 180, 14 when it is not given.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    refresh_token_ttl_in_days: Option<u32>,
    /// Whether it gets a refresh token though nobody asks for consent. Those of one's own always do.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    always_issue_refresh_token: Option<bool>,
    /// Whether refresh tokens are replaced on use.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    rotate_refresh_token: Option<bool>,
    /// How many grants of one person it has at most; cannot be set so far.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    max_allowed_grants: Option<u32>,
    /// Whether it may exchange tokens; cannot be true so far.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    allow_token_exchange: Option<bool>,
    /// Whether it signs people in on another device; cannot be true so far.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    is_device_flow: Option<bool>,
}

impl From<CustomClientMetadata> for ClientMetadata {
    fn from(body: CustomClientMetadata) -> Self {
        Self {
            cors_allowed_origins: body.cors_allowed_origins,
            id_token_ttl: body.id_token_ttl,
            refresh_token_ttl: body.refresh_token_ttl,
            refresh_token_ttl_in_days: body.refresh_token_ttl_in_days,
            always_issue_refresh_token: body.always_issue_refresh_token,
            rotate_refresh_token: body.rotate_refresh_token,
            max_allowed_grants: body.max_allowed_grants,
            allow_token_exchange: body.allow_token_exchange,
            is_device_flow: body.is_device_flow,
        }
    }
}

impl TryFrom<OidcClientMetadata> for Addresses {
    type Error = ApiError;

    fn try_from(body: OidcClientMetadata) -> Result<Self, ApiError> {
        let logo = body.logo_uri.map(|uri| uri.parse()).transpose();
        let why = "must be an https or http URL";
        Ok(Self {
            redirect_uris: body.redirect_uris,
            post_logout_redirect_uris: body.post_logout_redirect_uris,
            backchannel_logout_uri: body.backchannel_logout_uri,
            backchannel_logout_session_required: body
                .backchannel_logout_session_required
                .unwrap_or_default(),
            logo_uri: logo.map_err(|_| ApiError::invalid("oidcClientMetadata.logoUri", why))?,
        })
    }
}

impl NewApplicationBody {
    /// What is to be made.
    pub(super) fn read(self) -> Result<NewApplication, ApiError> {
        let kind = self.kind()?;
        let addresses = self.oidc_client_metadata.map(Addresses::try_from);
        let metadata = self.custom_client_metadata.map(ClientMetadata::from);
        Ok(NewApplication {
            name: self.name,
            kind: kind.into(),
            description: self.description,
            third_party: self.is_third_party,
            addresses: addresses.transpose()?.unwrap_or_default(),
            metadata: metadata.unwrap_or_default(),
            custom_data: self.custom_data,
        })
    }

    fn kind(&self) -> Result<ApplicationType, ApiError> {
        let read = ApplicationType::deserialize(serde::de::value::StrDeserializer::<
            serde::de::value::Error,
        >::new(&self.kind));
        match (&*self.kind, read) {
            (_, Ok(kind)) => Ok(kind),
            ("SAML", _) => Err(Code::SamlElsewhere.into()),
            ("Protected", _) => Err(self.why_not_protected().into()),
            _ => {
                let why = "must be Native, SPA, Traditional or MachineToMachine";
                Err(ApiError::invalid("type", why))
            }
        }
    }

    /// In the order in which programs expect to be told.
    fn why_not_protected(&self) -> Code {
        let metadata = self.custom_client_metadata.as_ref();
        let has_device_flow = metadata.and_then(|metadata| metadata.is_device_flow);
        if has_device_flow == Some(true) {
            Code::DeviceFlowNativeOnly
        } else if self.protected_app_metadata.is_none() {
            Code::ProtectedMetadataRequired
        } else if self.is_third_party {
            Code::InvalidThirdPartyType
        } else {
            Code::ProtectedNotOffered
        }
    }
}
