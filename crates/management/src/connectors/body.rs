//! Connectors as they are shown and read, and why one was not made, changed or removed.

use std::collections::BTreeMap;

use engine::connector::{
    ConfigError, DeliveryError, FactoryId, Found,
    change::NotChanged,
    create::{NewConnector, NotMade},
};
use oidc_core::{connector::Rank, id::ConnectorId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::{config::shown, factory_body::OfFactory};
use crate::{
    by::By,
    wire::{body::given, code::Code, error::ApiError, free::Free},
};

/// A connector: what its factory says of all such ones, and its own configuration.
#[derive(Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Connector)]
pub(super) struct ConnectorBody {
    /// Its id.
    id: String,
    /// Which factory makes such a one.
    connector_id: String,
    #[serde(flatten)]
    of_all: OfFactory,
    /// Whether accounts take over what it says of people: never, by mail.
    sync_profile: bool,
    /// Whether it keeps tokens: never, by mail.
    enable_token_storage: bool,
    /// Its configuration. People see masks in place of secrets.
    config: Free,
    /// What is said otherwise than by its factory: nothing, of such ones.
    metadata: OwnMetadata,
    /// Whether it is one to look at only.
    is_demo: bool,
    /// Which place owns it: `file` or `console`.
    source: String,
    /// Where the file declares it, as `signet.toml:14`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    declared_at: Option<String>,
    /// What is Signet's own.
    signet: Standing,
}

/// Nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[schema(as = ConnectorMetadata)]
struct OwnMetadata {}

/// When a connector is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConnectorStanding)]
struct Standing {
    /// Whether it is for what the first one could not hand over.
    fallback: bool,
    /// Whether mails leave by it: not by one that cannot be used as it is configured, and not by the
    /// first one where the configuration file names another.
    in_force: bool,
    /// When it was changed last, in milliseconds since 1970.
    updated_at: i64,
}

impl ConnectorBody {
    /// One, as this caller sees it.
    pub(super) fn of(found: &Found, by: &By) -> Self {
        Self::with(found, shown(found, by))
    }

    /// The same with its secrets.
    pub(super) fn revealed(found: &Found) -> Self {
        Self::with(found, Free(found.config.clone()))
    }

    fn with(found: &Found, config: Free) -> Self {
        Self {
            id: found.id.to_string(),
            connector_id: found.factory.to_string(),
            of_all: OfFactory::of(found.factory),
            sync_profile: false,
            enable_token_storage: false,
            config,
            metadata: OwnMetadata::default(),
            is_demo: false,
            source: found.source.to_string(),
            declared_at: found.declared_at.clone(),
            signet: Standing {
                fallback: found.rank == Rank::Fallback,
                in_force: found.is_in_force,
                updated_at: found.updated_at.as_millis(),
            },
        }
    }
}

/// A connector to be made.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewConnector)]
pub(super) struct NewConnectorBody {
    /// Which factory makes it.
    connector_id: String,
    /// Its id; one is made up when none is given.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    id: Option<String>,
    /// Its configuration. Without one it cannot be used yet.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    config: Option<Free>,
    /// What is said otherwise than by its factory: nothing, of such ones.
    #[serde(default)]
    metadata: Option<NewMetadata>,
    /// Whether accounts take over what it says of people: never, by mail.
    #[serde(default)]
    sync_profile: Option<bool>,
    /// Whether it keeps tokens: never, by mail.
    #[serde(default)]
    enable_token_storage: Option<bool>,
    /// What is Signet's own.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    signet: Option<NewStanding>,
}

/// When a connector is to be used.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[schema(as = NewConnectorStanding)]
struct NewStanding {
    /// Whether it is for what the first one could not hand over.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    fallback: Option<bool>,
}

/// What only connectors of some factories say otherwise than their factory.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[schema(as = NewConnectorMetadata)]
struct NewMetadata {
    /// The provider.
    target: Option<String>,
    /// What it is called, by language.
    name: Option<BTreeMap<String, String>>,
    /// A picture.
    logo: Option<String>,
    /// The same on a dark ground.
    logo_dark: Option<String>,
}

impl NewMetadata {
    fn says_nothing(&self) -> bool {
        let says = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
        let texts = [&self.target, &self.logo, &self.logo_dark];
        !texts.into_iter().any(says) && self.name.as_ref().is_none_or(BTreeMap::is_empty)
    }
}

/// Refuses what connectors that carry mails do not have.
fn check_others(
    metadata: Option<&NewMetadata>,
    sync_profile: Option<bool>,
    enable_token_storage: Option<bool>,
) -> Result<(), ApiError> {
    if metadata.is_some_and(|metadata| !metadata.says_nothing()) {
        Err(Code::CannotOverwriteMetadata.into())
    } else if sync_profile == Some(true) {
        Err(Code::InvalidTypeForSyncingProfile.into())
    } else if enable_token_storage == Some(true) {
        Err(Code::TokenStorageNotSupported.into())
    } else {
        Ok(())
    }
}

impl NewConnectorBody {
    /// What is to be made.
    ///
    /// # Errors
    /// In the order in which programs expect it: the factory, what does not belong to it, the id.
    pub(super) fn checked(self) -> Result<NewConnector, ApiError> {
        let factory = self.connector_id.parse();
        let factory: FactoryId = factory.map_err(|_| Code::ConnectorNotFoundWithId)?;
        let metadata = self.metadata.as_ref();
        check_others(metadata, self.sync_profile, self.enable_token_storage)?;
        let id = self.id.map(|id| id.parse::<ConnectorId>()).transpose();
        let is_fallback = self.signet.and_then(|signet| signet.fallback);
        Ok(NewConnector {
            id: id.map_err(|why| ApiError::invalid("id", why))?,
            factory,
            config: self.config.map(|config| config.0),
            rank: if is_fallback == Some(true) {
                Rank::Fallback
            } else {
                Rank::First
            },
        })
    }
}

/// What is to be different about a connector.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConnectorPatch)]
pub(super) struct ConnectorPatch {
    /// The configuration that takes the place of the one before.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    config: Option<Free>,
    /// What is said otherwise than by its factory: nothing, of such ones.
    #[serde(default)]
    metadata: Option<NewMetadata>,
    /// Whether accounts take over what it says of people: never, by mail.
    #[serde(default)]
    sync_profile: Option<bool>,
    /// Whether it keeps tokens: never, by mail.
    #[serde(default)]
    enable_token_storage: Option<bool>,
}

impl ConnectorPatch {
    /// The configuration that is to stand, if one is given.
    ///
    /// # Errors
    /// What does not belong to such a connector.
    pub(super) fn checked(self) -> Result<Option<Map<String, Value>>, ApiError> {
        let metadata = self.metadata.as_ref();
        check_others(metadata, self.sync_profile, self.enable_token_storage)?;
        Ok(self.config.map(|config| config.0))
    }
}

/// A member of a configuration that does not fit.
pub(super) fn misfit(why: &ConfigError) -> ApiError {
    let path: Vec<&str> = why.key().split('.').collect();
    let issue = json!({"code": "custom", "path": path, "message": why.problem()});
    let data = json!([issue]);
    ApiError::saying(Code::InvalidConnectorConfig, why.to_string()).with_data(data)
}

/// A mail that the other side did not take, in its own words.
pub(super) fn refused(why: &DeliveryError) -> ApiError {
    match why {
        DeliveryError::NoTemplate { .. } => Code::TemplateNotFound.into(),
        other => ApiError::saying(Code::ConnectorGeneral, other.to_string()),
    }
}

impl From<NotMade> for ApiError {
    fn from(why: NotMade) -> Self {
        match why {
            NotMade::Config(why) => misfit(&why),
            NotMade::Taken => Code::UniqueIntegrityViolation.into(),
            NotMade::DeclaredInFile(at) => Self::declared(Code::ConnectorDeclaredInFile, at),
        }
    }
}

impl From<NotChanged> for ApiError {
    fn from(why: NotChanged) -> Self {
        match why {
            NotChanged::Unknown => Code::NotFound.into(),
            NotChanged::Changed => Code::PreconditionFailed.into(),
            NotChanged::DeclaredInFile(at) => Self::declared(Code::ConnectorDeclaredInFile, at),
            NotChanged::Config(why) => misfit(&why),
        }
    }
}
