//! Applications as they are shown, and why one was not changed.

use engine::application::{
    NotRemoved,
    create::ApplicationRefused,
    details::{Application, ListedItem},
};
use oidc_core::{
    client::{
        Client, ClientKind, details::ClientDetails, metadata::ClientMetadata,
        metadata::InvalidMetadata,
    },
    id::ClientId,
    registration::InvalidRegistration,
    source::{Owner, Source},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::{
    code::Code,
    error::ApiError,
    free::Free,
    tenant::{TENANT, Tenant},
};

/// What sort of program an application is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) enum ApplicationType {
    /// Installed: keeps no secret.
    Native,
    /// Runs in the browser: keeps no secret.
    #[serde(rename = "SPA")]
    Spa,
    /// Has a server that can keep a secret.
    Traditional,
    /// Without users.
    MachineToMachine,
}

impl From<ClientKind> for ApplicationType {
    fn from(kind: ClientKind) -> Self {
        match kind {
            ClientKind::Native => Self::Native,
            ClientKind::Spa => Self::Spa,
            ClientKind::Traditional => Self::Traditional,
            ClientKind::Machine => Self::MachineToMachine,
        }
    }
}

impl From<ApplicationType> for ClientKind {
    fn from(kind: ApplicationType) -> Self {
        match kind {
            ApplicationType::Native => Self::Native,
            ApplicationType::Spa => Self::Spa,
            ApplicationType::Traditional => Self::Traditional,
            ApplicationType::MachineToMachine => Self::Machine,
        }
    }
}

/// An application.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Application)]
pub(crate) struct ApplicationBody {
    #[schema(value_type = String)]
    tenant_id: Tenant,
    /// Its id: the `client_id` of requests.
    id: String,
    /// The name people see.
    name: String,
    /// What it is for.
    description: Option<String>,
    /// What sort of program it is; that stays.
    #[serde(rename = "type")]
    kind: ApplicationType,
    /// Where answers and browsers may go.
    oidc_client_metadata: OidcClientMetadata,
    /// What else is set of it.
    custom_client_metadata: CustomClientMetadata,
    /// Of hosted applications, which there are none of.
    protected_app_metadata: Option<bool>,
    /// The operator's own data.
    custom_data: Free,
    /// Whether it is somebody else's: users are asked for consent.
    is_third_party: bool,
    /// Whether only some people may use it; always false so far.
    app_level_access_control_enabled: bool,
    /// When it was made, in milliseconds since 1970.
    created_at: i64,
    /// When a person last signed in to it, to the minute, or one of its secrets was last used, in
    /// milliseconds since 1970. Only lists tell it, of what was ever used: it is no part of what a
    /// change is made on. An addition of Signet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    last_used_at: Option<i64>,
    /// Which place owns it: `file` or `console`.
    source: String,
    /// Where the file declares it, as `signet.toml:14`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    declared_at: Option<String>,
    /// Whether it may manage this instance; told of one that is asked for by its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    is_admin: Option<bool>,
}

/// Where answers and browsers of an application may go.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OidcClientMetadata {
    /// Where its answers may go.
    redirect_uris: Vec<String>,
    /// Where a browser may go after signing out.
    post_logout_redirect_uris: Vec<String>,
    /// Where it is told that a session has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    backchannel_logout_uri: Option<String>,
    /// Whether it asked for `sid` there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    backchannel_logout_session_required: Option<bool>,
    /// A picture of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    logo_uri: Option<String>,
}

/// What else may be set of an application. What was never set is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CustomClientMetadata {
    /// Origins whose pages may read what it is answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    cors_allowed_origins: Option<Vec<String>>,
    /// Seconds for which its ID tokens live.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    id_token_ttl: Option<u32>,
    /// Seconds for which its refresh tokens live.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    refresh_token_ttl: Option<u32>,
    /// Days for which they live.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    refresh_token_ttl_in_days: Option<u32>,
    /// Whether it gets a refresh token though nobody asks for consent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    always_issue_refresh_token: Option<bool>,
    /// Whether refresh tokens are replaced on use.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    rotate_refresh_token: Option<bool>,
    /// Whether it may exchange tokens; never so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    allow_token_exchange: Option<bool>,
    /// Whether it signs people in on another device; never so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    is_device_flow: Option<bool>,
}

impl From<ClientMetadata> for CustomClientMetadata {
    fn from(metadata: ClientMetadata) -> Self {
        Self {
            cors_allowed_origins: metadata.cors_allowed_origins,
            id_token_ttl: metadata.id_token_ttl,
            refresh_token_ttl: metadata.refresh_token_ttl,
            refresh_token_ttl_in_days: metadata.refresh_token_ttl_in_days,
            always_issue_refresh_token: metadata.always_issue_refresh_token,
            rotate_refresh_token: metadata.rotate_refresh_token,
            allow_token_exchange: metadata.allow_token_exchange,
            is_device_flow: metadata.is_device_flow,
        }
    }
}

impl ApplicationBody {
    /// As lists and changes show it.
    pub(crate) fn new(client: &Client, details: &ClientDetails) -> Self {
        let texts = |uris: &[_]| uris.iter().map(ToString::to_string).collect();
        let backchannel = client.backchannel_logout_uri.as_ref();
        let metadata = details.metadata.clone().in_force(client);
        Self {
            tenant_id: TENANT,
            id: client.id.to_string(),
            name: client.name.clone(),
            description: details.description.clone(),
            kind: client.kind.into(),
            oidc_client_metadata: OidcClientMetadata {
                redirect_uris: texts(&client.redirect_uris),
                post_logout_redirect_uris: client
                    .post_logout_redirect_uris
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
                backchannel_logout_session_required: backchannel
                    .map(|_| client.backchannel_logout_session_required),
                backchannel_logout_uri: backchannel.map(ToString::to_string),
                logo_uri: details.logo_uri.as_ref().map(ToString::to_string),
            },
            custom_client_metadata: metadata.into(),
            protected_app_metadata: None,
            custom_data: Free(details.custom_data.clone()),
            is_third_party: client.third_party,
            app_level_access_control_enabled: false,
            created_at: client.created_at.as_millis(),
            last_used_at: None,
            source: client.source.to_string(),
            declared_at: client.declared_at.clone(),
            is_admin: None,
        }
    }

    /// As lists have it.
    pub(crate) fn listed(item: &ListedItem) -> Self {
        Self {
            last_used_at: item.last_used_at.map(Timestamp::as_millis),
            ..Self::new(&item.client, &item.details)
        }
    }

    /// As a change answers it.
    pub(super) fn changed(application: &Application) -> Self {
        Self::new(&application.client, &application.details)
    }

    /// As one is shown that is asked for by its id.
    pub(super) fn whole(application: &Application) -> Self {
        Self {
            is_admin: Some(application.is_admin),
            ..Self::changed(application)
        }
    }
}

/// A text that cannot be an id is the id of nothing.
pub(crate) fn application_id(id: &str) -> Result<ClientId, ApiError> {
    id.parse().map_err(|_| Code::NotExistsWithId.into())
}

impl From<InvalidRegistration> for ApiError {
    fn from(invalid: InvalidRegistration) -> Self {
        let member = match invalid.member() {
            "redirect_uris" => "oidcClientMetadata.redirectUris",
            "post_logout_redirect_uris" => "oidcClientMetadata.postLogoutRedirectUris",
            "backchannel_logout_uri" => "oidcClientMetadata.backchannelLogoutUri",
            other => other,
        };
        Self::invalid(member, invalid)
    }
}

impl From<InvalidMetadata> for ApiError {
    fn from(invalid: InvalidMetadata) -> Self {
        match invalid {
            InvalidMetadata::DeviceFlowNativeOnly => Code::DeviceFlowNativeOnly.into(),
            other => {
                let member = format!("customClientMetadata.{}", other.member());
                Self::invalid(&member, other)
            }
        }
    }
}

impl From<ApplicationRefused> for ApiError {
    fn from(refused: ApplicationRefused) -> Self {
        match refused {
            ApplicationRefused::Invalid(invalid) => invalid.into(),
            ApplicationRefused::Metadata(invalid) => invalid.into(),
            ApplicationRefused::Details(invalid) => {
                let member = match invalid.member() {
                    "logoUri" => "oidcClientMetadata.logoUri",
                    other => other,
                };
                Self::invalid(member, invalid)
            }
            ApplicationRefused::ThirdPartyMachine => Code::InvalidThirdPartyType.into(),
            ApplicationRefused::ThirdPartyExchange => Code::ThirdPartyTokenExchange.into(),
            ApplicationRefused::DeviceFlowFixed => Code::DeviceFlowNotChangeable.into(),
            ApplicationRefused::NoMachine => Code::InvalidApplicationType.into(),
            ApplicationRefused::Unknown => Code::NotExistsWithId.into(),
            ApplicationRefused::Changed => Code::PreconditionFailed.into(),
            ApplicationRefused::OwnedBy(owner) => owned_by(owner),
        }
    }
}

impl From<NotRemoved> for ApiError {
    fn from(refused: NotRemoved) -> Self {
        match refused {
            // One that is disabled is shown to no program.
            NotRemoved::Unknown | NotRemoved::Disabled(_) => Code::NotExistsWithId.into(),
            NotRemoved::Changed => Code::PreconditionFailed.into(),
            NotRemoved::OwnedBy(owner) => owned_by(owner),
        }
    }
}

pub(super) fn owned_by(owner: Owner) -> ApiError {
    match owner.source {
        Source::BuiltIn => Code::ApplicationBuiltIn.into(),
        Source::File | Source::Console => {
            ApiError::declared(Code::ApplicationDeclaredInFile, owner.declared_at)
        }
    }
}
