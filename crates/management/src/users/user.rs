//! One user.

use axum::extract::{Path, State};
use engine::{
    precondition::Precondition,
    token::admit::Caller,
    user::{change::UserChange, users::Users},
};
use oidc_core::user::Account;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{
    body::{UserBody, user_id},
    profile::ProfileBody,
    written::{self, Written},
};
use crate::{
    authorize::StepUp,
    by::By,
    revealing::check_reveal,
    state::Management,
    wire::{
        body::{Body, given, given_object, nullable},
        code::Code,
        error::{ApiError, Refusal, broken},
        etag::{IfMatch, PartOf},
        free::Free,
        json::{Json, NoContent},
        query::Query,
        route::Described as Route,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(get, change, remove), routes!(suspend)]
}

/// What is to be different about a user; what is missing stays as it is, `null` and an empty text
/// remove it.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[expect(
    clippy::option_option,
    reason = "missing, null and a value are three things"
)]
struct UserPatch {
    /// The address to sign in with, unique whatever its case.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    primary_email: Option<Option<String>>,
    /// A telephone number: digits alone, the country code first.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    primary_phone: Option<Option<String>>,
    /// A name to sign in with.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    username: Option<Option<String>>,
    /// The full name.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    name: Option<Option<String>>,
    /// URL of a picture.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    avatar: Option<Option<String>>,
    /// What the operator keeps of the user, in the place of what was kept.
    #[serde(deserialize_with = "given")]
    #[schema(nullable = false)]
    custom_data: Option<Free>,
    /// What is known of the person beyond the account, in the place of what was known.
    #[serde(deserialize_with = "given_object")]
    #[schema(nullable = false)]
    profile: Option<ProfileBody>,
}

/// Whether a user may not sign in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Suspension {
    /// Whether it is so: every session ends, and no token counts.
    is_suspended: bool,
}

/// One user.
#[utoipa::path(get, path = "/users/{id}", tag = "Users", operation_id = "getUser",
    params(("id" = String, Path),
        ("includeSsoIdentities" = Option<String>, Query, description = "Whether accounts by way of an employer's sign-in are told, too."),
        ("includePasswordHash" = Option<String>, Query, description = "Whether the digest of the password is told, too. Needs the scope `all`, and is an event.")),
    responses((status = 200, description = "The user.", body = UserBody),
        (status = 404, description = "There is none with this id.", body = Refusal)))]
async fn get(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    query: Query,
) -> Result<PartOf<Json<UserBody>>, ApiError> {
    let with_digest = query.says_yes("includePasswordHash")?;
    if with_digest {
        check_reveal(&by)?;
    }
    let with_sso = query.says_yes("includeSsoIdentities")?;
    let users = api.users(&by);
    let account = find(&users, &id).await?;
    let usual = UserBody::from(&account);
    let mut shown = usual.clone();
    if with_digest {
        let ids = std::slice::from_ref(&account.user.id);
        let digests = users.read_passwords(ids).await?;
        shown = shown.with_digest(digests.first().and_then(Option::as_ref));
    }
    let shown = if with_sso { shown.with_sso() } else { shown };
    Ok(PartOf::of(&usual, Json(shown)))
}

/// The account with this id.
pub(super) async fn find(users: &Users, id: &str) -> Result<Account, ApiError> {
    let found = users.account(&user_id(id)?).await.map_err(broken)?;
    Ok(found.ok_or(Code::NotFound)?)
}

/// Changes a user.
#[utoipa::path(patch, path = "/users/{id}", tag = "Users", operation_id = "changeUser",
    params(("id" = String, Path)), request_body = UserPatch,
    responses((status = 200, description = "It is changed.", body = UserBody),
        (status = 404, description = "There is none with this id.", body = Refusal),
        (status = 412, description = "It has changed since it was read.", body = Refusal),
        (status = 422, description = "Nothing is said, or an address, number or name is taken or cannot be one.", body = Refusal)))]
async fn change(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    if_match: IfMatch,
    Body(patch): Body<UserPatch>,
) -> Result<Json<UserBody>, ApiError> {
    let written = Written {
        username: written::nullable(patch.username),
        email: written::nullable(patch.primary_email),
        phone: written::nullable(patch.primary_phone),
        name: written::nullable(patch.name),
        avatar: written::nullable(patch.avatar),
        custom_data: patch.custom_data,
        profile: patch.profile,
    };
    let change = written.change()?;
    if change == UserChange::default() {
        let users = api.users(&by);
        find(&users, &id).await?;
        return Err(Code::EntityInvalidInput.into());
    }
    edited(&api.users(&by), &id, &change, &if_match).await
}

/// Suspends a user, or ends that.
#[utoipa::path(patch, path = "/users/{id}/is-suspended", tag = "Users", operation_id = "suspendUser",
    params(("id" = String, Path)), request_body = Suspension,
    responses((status = 200, description = "It is so.", body = UserBody),
        (status = 404, description = "There is none with this id.", body = Refusal),
        (status = 412, description = "It has changed since it was read.", body = Refusal),
        (status = 422, description = "It is the last administrator.", body = Refusal)))]
async fn suspend(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    if_match: IfMatch,
    Body(said): Body<Suspension>,
) -> Result<Json<UserBody>, ApiError> {
    let change = UserChange {
        suspended: Some(said.is_suspended),
        ..UserChange::default()
    };
    edited(&api.users(&by), &id, &change, &if_match).await
}

async fn edited(
    users: &Users,
    id: &str,
    change: &UserChange,
    if_match: &IfMatch,
) -> Result<Json<UserBody>, ApiError> {
    let holds = |found: &Account| if_match.holds(&UserBody::from(found));
    let precondition = Precondition::that(&holds);
    let edited = users.edit(&user_id(id)?, change, &precondition).await?;
    Ok(Json(UserBody::from(&edited)))
}

/// Removes a user: every session ends first, and their clients are told.
#[utoipa::path(delete, path = "/users/{id}", tag = "Users", operation_id = "removeUser",
    params(("id" = String, Path)),
    responses((status = 204, description = "It is removed."),
        (status = 404, description = "There is none with this id.", body = Refusal),
        (status = 412, description = "It has changed since it was read.", body = Refusal),
        (status = 422, description = "It is the last administrator.", body = Refusal)))]
async fn remove(
    State(api): State<Management>,
    StepUp(by): StepUp,
    Path(id): Path<String>,
    if_match: IfMatch,
) -> Result<NoContent, ApiError> {
    let id = user_id(&id)?;
    if matches!(&by.caller, Caller::Person { user, .. } if *user == id) {
        return Err(Code::CannotDeleteSelf.into());
    }
    let holds = |found: &Account| if_match.holds(&UserBody::from(found));
    let precondition = Precondition::that(&holds);
    api.users(&by).remove_if(&id, &precondition).await?;
    Ok(NoContent)
}
