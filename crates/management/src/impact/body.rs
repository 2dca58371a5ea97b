//! What is to be removed, and what would go with it.

use engine::impact::{MOST_GRANTS, ReachOfClient, ReachOfUser};
use oidc_core::id::{ClientId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{applications::body::application_id, users::body::user_id, wire::error::ApiError};

/// What is to be removed.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct RemovalQuestion {
    /// Its path below this API: `/applications/{id}` or `/users/{id}`.
    delete: String,
}

/// The same, understood.
pub(super) enum Removal {
    Application(ClientId),
    User(UserId),
}

impl RemovalQuestion {
    pub(super) fn read(&self) -> Result<Removal, ApiError> {
        let is_one = |id: &&str| !id.is_empty() && !id.contains('/');
        let id_of = |place| self.delete.strip_prefix(place).filter(is_one);
        match (id_of("/applications/"), id_of("/users/")) {
            (Some(id), _) => application_id(id).map(Removal::Application),
            (_, Some(id)) => user_id(id).map(Removal::User),
            (None, None) => Err(ApiError::invalid(
                "delete",
                "must be the path of an application or of a user",
            )),
        }
    }
}

/// What would go with it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Impact)]
pub(super) struct ImpactBody {
    /// What stands of what was granted: with it go all tokens.
    grants: i64,
    /// How many people granted it; of an application.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    people: Option<i64>,
    /// How many secrets it has; of an application.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    secrets: Option<i64>,
    /// To how many applications it was granted; of a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    applications: Option<i64>,
    /// How many sessions would end; of a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    sessions: Option<i64>,
    /// Whether there is more than was counted: 100,000 grants are.
    is_capped: bool,
}

impl From<ReachOfClient> for ImpactBody {
    fn from(reach: ReachOfClient) -> Self {
        Self {
            grants: reach.grants,
            people: Some(reach.people),
            secrets: Some(reach.secrets),
            applications: None,
            sessions: None,
            is_capped: reach.grants >= MOST_GRANTS,
        }
    }
}

impl From<ReachOfUser> for ImpactBody {
    fn from(reach: ReachOfUser) -> Self {
        Self {
            grants: reach.grants,
            people: None,
            secrets: None,
            applications: Some(reach.clients),
            sessions: Some(reach.sessions),
            is_capped: false,
        }
    }
}
