//! What an application has come to do: what a guide ticks off.

use axum::extract::{Path, State};
use engine::application::milestones::{Progress, progress};
use oidc_core::{milestone::Milestone, time::Timestamp};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::body::application_id;
use crate::{
    state::Management,
    wire::{
        code::Code,
        error::{ApiError, Refusal, broken},
        json::Json,
        route::Described as Route,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(show)]
}

/// When an application has come to do what, in milliseconds since 1970; what it has not is missing.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Milestones)]
#[expect(
    clippy::struct_field_names,
    reason = "the members of this API that are times are named so"
)]
struct MilestonesBody {
    /// When it was registered.
    registered_at: i64,
    /// When its first request for a sign-in came that was in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    first_request_at: Option<i64>,
    /// When it got its first token.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    first_token_at: Option<i64>,
    /// When somebody signed out by it for the first time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    first_sign_out_at: Option<i64>,
    /// When somebody last signed in to it, to the minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    last_sign_in_at: Option<i64>,
}

impl From<&Progress> for MilestonesBody {
    fn from(progress: &Progress) -> Self {
        let at = |milestone| progress.at(milestone).map(Timestamp::as_millis);
        Self {
            registered_at: progress.registered_at().as_millis(),
            first_request_at: at(Milestone::FirstRequest),
            first_token_at: at(Milestone::FirstToken),
            first_sign_out_at: at(Milestone::FirstSignOut),
            last_sign_in_at: at(Milestone::LastSignIn),
        }
    }
}

/// What an application has come to do, and when.
#[utoipa::path(get, path = "/signet/applications/{id}/milestones", tag = "Signet",
    operation_id = "getApplicationMilestones", params(("id" = String, Path)),
    responses((status = 200, description = "When it did what.", body = MilestonesBody),
        (status = 404, description = "There is no application with this id.", body = Refusal)))]
async fn show(
    State(api): State<Management>,
    Path(id): Path<String>,
) -> Result<Json<MilestonesBody>, ApiError> {
    let found = progress(&api.store, &application_id(&id)?).await;
    let found = found.map_err(broken)?.ok_or(Code::NotExistsWithId)?;
    Ok(Json(MilestonesBody::from(&found)))
}
