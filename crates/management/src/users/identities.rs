//! Who a user is at other providers.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use engine::{
    precondition::Precondition,
    user::identities::{Put, SaidIdentity},
};
use oidc_core::user::Account;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{
    body::{IdentityBody, UserBody, identities, user_id},
    user::find,
};
use crate::{
    by::By,
    state::Management,
    wire::{
        body::{Body, given},
        code::Code,
        error::{ApiError, Refusal, broken},
        etag::IfMatch,
        free::Free,
        json::{Json, json},
        route::Described as Route,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(link), routes!(get, put, remove), routes!(all)]
}

/// The longest name of a provider, and of an account there, in characters.
const LONGEST: usize = 128;

/// An account at another provider.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NewIdentity {
    /// What the provider calls the person.
    user_id: String,
    /// What else it tells of the person.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    details: Option<Free>,
}

/// What a person has shown to a connector.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Shown {
    /// The connector.
    connector_id: String,
    /// What it is to be asked with.
    #[expect(dead_code, reason = "read for its form: there is no connector to ask")]
    connector_data: Free,
}

/// One account at another provider.
#[derive(Debug, Serialize, ToSchema)]
struct OneIdentity {
    identity: IdentityBody,
}

/// One account at another provider, with the name of the provider.
#[derive(Debug, Serialize, ToSchema)]
struct SocialIdentity {
    target: String,
    identity: IdentityBody,
}

/// All accounts at other providers.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AllIdentities {
    /// Those that people choose themselves.
    social_identities: Vec<SocialIdentity>,
    /// Those of an employer; none yet.
    sso_identities: Vec<Value>,
}

/// Says who a user is at a provider, in the place of what was said before.
#[utoipa::path(put, path = "/users/{id}/identities/{target}", tag = "Users",
    operation_id = "putUserIdentity",
    params(("id" = String, Path), ("target" = String, Path)), request_body = NewIdentity,
    responses((status = 200, description = "It took the place of another one. All that is said.", body = std::collections::BTreeMap<String, IdentityBody>),
        (status = 201, description = "It is new. All that is said.", body = std::collections::BTreeMap<String, IdentityBody>),
        (status = 404, description = "There is no such user.", body = Refusal),
        (status = 412, description = "The user has changed since it was read.", body = Refusal),
        (status = 422, description = "The account belongs to another user.", body = Refusal)))]
async fn put(
    State(api): State<Management>,
    by: By,
    Path((id, target)): Path<(String, String)>,
    if_match: IfMatch,
    Body(new): Body<NewIdentity>,
) -> Result<Response, ApiError> {
    let said = SaidIdentity {
        target: named("target", target)?,
        external_id: named("userId", new.user_id)?,
        details: new
            .details
            .map(|details| details.kept("details"))
            .transpose()?,
    };
    let holds = |found: &Account| if_match.holds(&UserBody::from(found));
    let precondition = Precondition::that(&holds);
    let users = api.users(&by);
    let (account, put) = users
        .put_identity(&user_id(&id)?, &said, &precondition)
        .await?;
    let status = match put {
        Put::New => StatusCode::CREATED,
        Put::Replaced => StatusCode::OK,
    };
    Ok(json(status, &identities(&account)))
}

/// A text of one line that is not empty.
fn named(member: &str, text: String) -> Result<String, ApiError> {
    if text.chars().nth(LONGEST).is_some() {
        return Err(Code::ValueTooLong.into());
    }
    if text.is_empty() || !oidc_core::label::is_one_line(&text, LONGEST) {
        return Err(ApiError::invalid(member, "must be one line of text"));
    }
    Ok(text)
}

/// Says who a user is at the provider of a connector, which is asked.
#[utoipa::path(post, path = "/users/{id}/identities", tag = "Users", operation_id = "linkUserIdentity",
    params(("id" = String, Path)), request_body = Shown,
    responses((status = 404, description = "There is no such user or connector.", body = Refusal),
        (status = 422, description = "Nobody signs in by this connector.", body = Refusal)))]
async fn link(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    Body(shown): Body<Shown>,
) -> Result<Response, ApiError> {
    find(&api.users(&by), &id).await?;
    let all = api.connectors(&by).list().await.map_err(broken)?;
    let mut all = all.iter();
    let refusal = ApiError::new(Code::InvalidConnectorId);
    // Those that there are carry mails: an account can be shown to none of them.
    if all.any(|found| found.id.as_str() == shown.connector_id) {
        return Err(refusal.with_status(StatusCode::UNPROCESSABLE_ENTITY));
    }
    Err(refusal)
}

/// Who a user is at a provider.
#[utoipa::path(get, path = "/users/{id}/identities/{target}", tag = "Users",
    operation_id = "getUserIdentity",
    params(("id" = String, Path), ("target" = String, Path)),
    responses((status = 200, description = "The account there.", body = OneIdentity),
        (status = 404, description = "There is no such user, or nothing is said.", body = Refusal)))]
async fn get(
    State(api): State<Management>,
    by: By,
    Path((id, target)): Path<(String, String)>,
) -> Result<Json<OneIdentity>, ApiError> {
    let account = find(&api.users(&by), &id).await?;
    let mut said = account.identities.iter();
    let found = said.find(|identity| identity.target == target);
    let identity = IdentityBody::from(found.ok_or(Code::IdentityNotExist)?);
    Ok(Json(OneIdentity { identity }))
}

/// Forgets who a user is at a provider.
#[utoipa::path(delete, path = "/users/{id}/identities/{target}", tag = "Users",
    operation_id = "removeUserIdentity",
    params(("id" = String, Path), ("target" = String, Path)),
    responses((status = 200, description = "It is forgotten. The user as it is now.", body = UserBody),
        (status = 404, description = "There is no such user, or nothing is said.", body = Refusal),
        (status = 412, description = "The user has changed since it was read.", body = Refusal)))]
async fn remove(
    State(api): State<Management>,
    by: By,
    Path((id, target)): Path<(String, String)>,
    if_match: IfMatch,
) -> Result<Json<UserBody>, ApiError> {
    let holds = |found: &Account| if_match.holds(&UserBody::from(found));
    let precondition = Precondition::that(&holds);
    let users = api.users(&by);
    let account = users
        .remove_identity(&user_id(&id)?, &target, &precondition)
        .await?;
    Ok(Json(UserBody::from(&account)))
}

/// Who a user is at all providers.
#[utoipa::path(get, path = "/users/{id}/all-identities", tag = "Users",
    operation_id = "listUserIdentities",
    params(("id" = String, Path)),
    responses((status = 200, description = "All accounts elsewhere.", body = AllIdentities),
        (status = 404, description = "There is no such user.", body = Refusal)))]
async fn all(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
) -> Result<Json<AllIdentities>, ApiError> {
    let account = find(&api.users(&by), &id).await?;
    let said = account.identities.iter().map(|identity| SocialIdentity {
        target: identity.target.clone(),
        identity: IdentityBody::from(identity),
    });
    Ok(Json(AllIdentities {
        social_identities: said.collect(),
        sso_identities: Vec::new(),
    }))
}
