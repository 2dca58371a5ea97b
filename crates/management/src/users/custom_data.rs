//! What is kept of a user as one object: the operator's own data, and the profile.

use axum::extract::{Path, State};
use engine::{
    precondition::Precondition,
    user::change::{Members, UserChange},
};
use oidc_core::user::Account;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{
    body::{UserBody, user_id},
    profile::ProfileBody,
    user::find,
};
use crate::{
    by::By,
    state::Management,
    wire::{
        body::{Body, given_object},
        error::{ApiError, Refusal},
        etag::IfMatch,
        free::Free,
        json::Json,
        route::Described as Route,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(get, merge), routes!(merge_profile)]
}

/// What is to be kept of a user, too.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MoreCustomData {
    /// Members that take the place of those of the same names, whole; others stay.
    custom_data: Free,
}

/// What is known of a user, too.
#[derive(Debug, Deserialize, ToSchema)]
struct MoreProfile {
    /// Members that take the place of those of the same names, the address whole; others stay.
    #[serde(default, deserialize_with = "given_object")]
    #[schema(required, value_type = ProfileBody)]
    profile: Option<ProfileBody>,
}

/// What the operator keeps of a user.
#[utoipa::path(get, path = "/users/{id}/custom-data", tag = "Users", operation_id = "getUserCustomData",
    params(("id" = String, Path)),
    responses((status = 200, description = "The object.", body = Free),
        (status = 404, description = "There is no such user.", body = Refusal)))]
async fn get(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
) -> Result<Json<Free>, ApiError> {
    let account = find(&api.users(&by), &id).await?;
    Ok(Json(Free(account.user.custom_data)))
}

/// Keeps more of a user.
#[utoipa::path(patch, path = "/users/{id}/custom-data", tag = "Users",
    operation_id = "changeUserCustomData",
    params(("id" = String, Path)), request_body = MoreCustomData,
    responses((status = 200, description = "The object as it is now.", body = Free),
        (status = 404, description = "There is no such user.", body = Refusal),
        (status = 412, description = "It has changed since it was read.", body = Refusal)))]
async fn merge(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    if_match: IfMatch,
    Body(more): Body<MoreCustomData>,
) -> Result<Json<Free>, ApiError> {
    let change = UserChange {
        custom_data: Members::Merge(more.custom_data.kept("customData")?),
        ..UserChange::default()
    };
    let holds = |found: &Account| if_match.holds(&Free(found.user.custom_data.clone()));
    let precondition = Precondition::that(&holds);
    let users = api.users(&by);
    let edited = users.edit(&user_id(&id)?, &change, &precondition).await?;
    Ok(Json(Free(edited.user.custom_data)))
}

/// Knows more of a user. A change may be made on what the user is, or on what the last such change
/// has answered.
#[utoipa::path(patch, path = "/users/{id}/profile", tag = "Users", operation_id = "changeUserProfile",
    params(("id" = String, Path)), request_body = MoreProfile,
    responses((status = 200, description = "The profile as it is now.", body = ProfileBody),
        (status = 404, description = "There is no such user.", body = Refusal),
        (status = 412, description = "It has changed since it was read.", body = Refusal)))]
async fn merge_profile(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    if_match: IfMatch,
    Body(more): Body<MoreProfile>,
) -> Result<Json<ProfileBody>, ApiError> {
    let profile = more.profile.as_ref();
    let profile = profile.ok_or_else(|| ApiError::invalid("profile", "is missing"))?;
    let change = UserChange {
        profile: Members::Merge(profile.kept()?),
        ..UserChange::default()
    };
    let holds = |found: &Account| {
        let profile = ProfileBody::from(&found.user.profile);
        if_match.holds(&profile) || if_match.holds(&UserBody::from(found))
    };
    let precondition = Precondition::that(&holds);
    let users = api.users(&by);
    let edited = users.edit(&user_id(&id)?, &change, &precondition).await?;
    Ok(Json(ProfileBody::from(&edited.user.profile)))
}
