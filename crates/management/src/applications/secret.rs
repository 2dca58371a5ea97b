//! The secrets of an application. Machines read them in clear; people see that they are there, and
//! are shown one when they have proven not long ago who they are. What was shown is written down.

use axum::extract::{Path, State};
use engine::{
    application::{Applications, details, secrets::NotRenamed},
    breakdown::Breakdown,
    failure::Failure,
    precondition::Precondition,
};
use oidc_core::{
    client::SealedClientSecret,
    client_secret::{NotRemovable, Removal, SecretName},
    id::ClientId,
    time::Timestamp,
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{
    body::application_id,
    secret_body::{SecretBody, expired},
};
use crate::{
    authorize::StepUp,
    by::By,
    state::Management,
    wire::{
        body::Body,
        code::Code,
        error::{ApiError, Refusal, broken},
        etag::{IfMatch, PartOf},
        json::{Created, Json, NoContent},
        route::Described as Route,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        routes!(list, create),
        routes!(rename, remove),
        routes!(reveal),
        routes!(remove_legacy),
    ]
}

/// A secret to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NewSecret {
    /// What it is called: 1 to 256 characters.
    name: String,
    /// Until when it may be used, in milliseconds since 1970; for good when `null`.
    #[serde(default)]
    expires_at: Option<i64>,
}

/// Another name for a secret.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SecretPatch {
    /// What it is called: 1 to 256 characters.
    name: String,
}

fn name(text: &str) -> Result<SecretName, ApiError> {
    text.parse().map_err(|why| ApiError::invalid("name", why))
}

/// The secrets of an application, oldest first. People see `********` in their place.
#[utoipa::path(get, path = "/applications/{id}/secrets", tag = "Applications",
    operation_id = "listApplicationSecrets", params(("id" = String, Path)),
    responses((status = 200, description = "The secrets.", body = [SecretBody]),
        (status = 404, description = "There is no such application.", body = Refusal)))]
async fn list(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
) -> Result<PartOf<Json<Vec<SecretBody>>>, ApiError> {
    let applications = api.applications(&by);
    let own = secrets_of(&applications, &application_id(&id)?).await?;
    let masked = masked(&own);
    if !by.reads_secrets() {
        return Ok(PartOf::of(&masked, Json(masked.clone())));
    }
    let revealed = applications.reveal_secrets(own).await.map_err(broken)?;
    let shown = revealed.iter().map(SecretBody::revealed).collect();
    Ok(PartOf::of(&masked, Json(shown)))
}

/// The secrets as people see them: what a change of one is made on.
fn masked(own: &[SealedClientSecret]) -> Vec<SecretBody> {
    own.iter().map(SecretBody::masked).collect()
}

/// Whether a change of the secret of this name was made on what is there: on all that the list shows, or
/// on this one as the answer to a change shows it.
fn holds(if_match: &IfMatch, own: &[SealedClientSecret], name: &str) -> bool {
    let named = own.iter().find(|secret| secret.name == name);
    if_match.holds(&masked(own))
        || named.is_some_and(|named| if_match.holds(&SecretBody::masked(named)))
}

async fn secrets_of(
    applications: &Applications,
    id: &ClientId,
) -> Result<Vec<SealedClientSecret>, ApiError> {
    let found = applications.secrets_of(id).await.map_err(broken)?;
    let found = found.filter(|(client, _)| !client.disabled);
    Ok(found.ok_or(Code::NotExistsWithId)?.1)
}

/// Makes a secret, and shows it.
#[utoipa::path(post, path = "/applications/{id}/secrets", tag = "Applications",
    operation_id = "createApplicationSecret", params(("id" = String, Path)),
    request_body = NewSecret,
    responses((status = 201, description = "It is made.", body = SecretBody),
        (status = 404, description = "There is no such application.", body = Refusal),
        (status = 422, description = "The name is taken, there are as many as there may be, or the application cannot keep one.", body = Refusal)))]
async fn create(
    State(api): State<Management>,
    StepUp(by): StepUp,
    Path(id): Path<String>,
    Body(new): Body<NewSecret>,
) -> Result<Created<SecretBody>, ApiError> {
    let name = name(&new.name)?;
    let end = new.expires_at.map(Timestamp::from_millis);
    // Before the application is looked up.
    if end.is_some_and(|end| end.is_over(api.clock.now())) {
        return Err(expired());
    }
    let id = application_id(&id)?;
    let added = api
        .applications(&by)
        .add_secret(&id, Some(name), end)
        .await?;
    api.written().await;
    Ok(Created(SecretBody::added(&added)))
}

/// Gives a secret another name. The secret itself stays, and is not shown.
#[utoipa::path(patch, path = "/applications/{id}/secrets/{name}", tag = "Applications",
    operation_id = "renameApplicationSecret",
    params(("id" = String, Path), ("name" = String, Path)), request_body = SecretPatch,
    responses((status = 200, description = "It is changed.", body = SecretBody),
        (status = 404, description = "There is no such application or secret.", body = Refusal),
        (status = 412, description = "The secrets have changed since they were read.", body = Refusal),
        (status = 422, description = "The name is taken.", body = Refusal)))]
async fn rename(
    State(api): State<Management>,
    by: By,
    Path((id, old)): Path<(String, String)>,
    if_match: IfMatch,
    Body(patch): Body<SecretPatch>,
) -> Result<Json<SecretBody>, ApiError> {
    let to = name(&patch.name)?;
    let id = id.parse().map_err(|_| Code::NotExists)?;
    let holds = |own: &[SealedClientSecret]| holds(&if_match, own, &old);
    let precondition = Precondition::that(&holds);
    let applications = api.applications(&by);
    let renamed = applications
        .rename_secret(&id, &old, &to, &precondition)
        .await;
    if let Err(Failure::Refused(NotRenamed::OwnedBy(_))) = renamed {
        return Err(declared(&api, &id).await);
    }
    let row = renamed?.row;
    api.written().await;
    Ok(Json(SecretBody::masked(&row)))
}

/// Removes a secret, the last one too.
#[utoipa::path(delete, path = "/applications/{id}/secrets/{name}", tag = "Applications",
    operation_id = "removeApplicationSecret",
    params(("id" = String, Path), ("name" = String, Path)),
    responses((status = 204, description = "It is removed."),
        (status = 404, description = "There is no such application or secret.", body = Refusal),
        (status = 412, description = "The secrets have changed since they were read.", body = Refusal),
        (status = 422, description = "It is declared in the file.", body = Refusal)))]
async fn remove(
    State(api): State<Management>,
    StepUp(by): StepUp,
    Path((id, name)): Path<(String, String)>,
    if_match: IfMatch,
) -> Result<NoContent, ApiError> {
    let id = id.parse().map_err(|_| Code::NotFound)?;
    let holds = |own: &[SealedClientSecret]| holds(&if_match, own, &name);
    let precondition = Precondition::that(&holds);
    let applications = api.applications(&by);
    let removed = applications
        .remove_secret_if(&id, &name, Removal::Forced, &precondition)
        .await;
    if let Err(Failure::Refused(NotRemovable::OwnedBy(_))) = removed {
        return Err(declared(&api, &id).await);
    }
    removed?;
    api.written().await;
    Ok(NoContent)
}

/// Why a secret of the file stays as it is, and where the file declares its application.
async fn declared(api: &Management, id: &ClientId) -> ApiError {
    match details::show(&api.store, id).await {
        Ok(found) => {
            let place = found.and_then(|application| application.client.declared_at);
            ApiError::declared(Code::SecretDeclaredInFile, place)
        }
        Err(why) => broken(why),
    }
}

/// Shows a secret. That is written down.
#[utoipa::path(post, path = "/signet/applications/{id}/secrets/{name}/reveal", tag = "Signet",
    operation_id = "revealApplicationSecret",
    params(("id" = String, Path), ("name" = String, Path)),
    responses((status = 200, description = "The secret.", body = SecretBody),
        (status = 404, description = "There is no such application or secret.", body = Refusal)))]
async fn reveal(
    State(api): State<Management>,
    StepUp(by): StepUp,
    Path((id, name)): Path<(String, String)>,
) -> Result<Json<SecretBody>, ApiError> {
    let applications = api.applications(&by);
    let mut own = secrets_of(&applications, &application_id(&id)?).await?;
    own.retain(|secret| secret.name == name);
    let revealed = applications.reveal_secrets(own).await.map_err(broken)?;
    let secret = revealed.first().ok_or(Code::NotFound)?;
    if secret.secret.is_none() {
        return Err(broken(Breakdown::saying("the secret cannot be opened")));
    }
    Ok(Json(SecretBody::revealed(secret)))
}

/// Removes the one secret that applications had before they had several: none has it here.
#[utoipa::path(delete, path = "/applications/{id}/legacy-secret", tag = "Applications",
    operation_id = "removeLegacySecret", params(("id" = String, Path)),
    responses((status = 404, description = "There is no such application.", body = Refusal)))]
async fn remove_legacy(
    State(api): State<Management>,
    StepUp(by): StepUp,
    Path(id): Path<String>,
) -> Result<NoContent, ApiError> {
    secrets_of(&api.applications(&by), &application_id(&id)?).await?;
    Err(Code::NoLegacySecret.into())
}
