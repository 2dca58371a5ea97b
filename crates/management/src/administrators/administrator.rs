//! Administrators and viewers. Whoever changes who they are has proven a moment ago who they are
//! themselves.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use engine::{administrator::manager::Manager, config::DeclaredAdministrator};
use oidc_core::id::UserId;
use utoipa_axum::routes;

use super::body::{AdministratorBody, AdministratorChange, NewAdministrator};
use crate::{
    authorize::StepUp,
    state::Management,
    wire::{
        body::Body,
        code::Code,
        error::{ApiError, Refusal, broken},
        etag::{IfMatch, PartOf},
        json::{Json, NoContent, json},
        route::Described as Route,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(list, add), routes!(change, remove)]
}

/// All administrators and viewers, in the order in which they were given their role.
#[utoipa::path(get, path = "/signet/administrators", tag = "Signet",
    operation_id = "listAdministrators",
    responses((status = 200, description = "All of them.", body = Vec<AdministratorBody>)))]
async fn list(
    State(api): State<Management>,
) -> Result<PartOf<Json<Vec<AdministratorBody>>>, ApiError> {
    let all = api.administrators().managers().await.map_err(broken)?;
    let declared = &api.config.administrators;
    let shown = all.iter();
    let shown = shown.map(|one| AdministratorBody::new(one, declared));
    let shown = Json(shown.collect());
    Ok(PartOf::of(&standing(&all, declared), shown))
}

/// Who they are: what a change of that is made on.
fn standing(all: &[Manager], declared: &[DeclaredAdministrator]) -> Vec<AdministratorBody> {
    let each = all.iter();
    let each = each.map(|one| AdministratorBody::new(one, declared).standing());
    each.collect()
}

/// A text that cannot be an id is the id of nothing.
fn user_id(text: &str) -> Result<UserId, ApiError> {
    text.parse().map_err(|_| Code::NotFound.into())
}

/// Makes a person an administrator or a viewer, in the place of what they were before. An address
/// without an account gets one, whose address is proven by the first sign-in. A person needs a sign-in
/// that is less than ten minutes old.
#[utoipa::path(post, path = "/signet/administrators", tag = "Signet",
    operation_id = "addAdministrator", request_body = NewAdministrator,
    responses((status = 201, description = "They are one now.", body = AdministratorBody),
        (status = 200, description = "They were one before.", body = AdministratorBody),
        (status = 404, description = "There is no account with this id.", body = Refusal),
        (status = 422, description = "They are the other of the two.", body = Refusal)))]
async fn add(
    State(api): State<Management>,
    StepUp(by): StepUp,
    Body(wanted): Body<NewAdministrator>,
) -> Result<Response, ApiError> {
    let (who, role) = (wanted.appointee()?, wanted.role());
    let appointed = api.access(&by).appoint(&who, role).await?;
    let status = if appointed.is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    let declared = &api.config.administrators;
    let shown = AdministratorBody::new(&appointed.manager, declared);
    Ok(json(status, &shown).into_response())
}

/// Makes an administrator a viewer, or a viewer an administrator. The last administrator stays one. A
/// person needs a sign-in that is less than ten minutes old.
#[utoipa::path(patch, path = "/signet/administrators/{userId}", tag = "Signet",
    operation_id = "changeAdministrator", params(("userId" = String, Path)),
    request_body = AdministratorChange,
    responses((status = 200, description = "They are one now.", body = AdministratorBody),
        (status = 404, description = "They are neither.", body = Refusal),
        (status = 412, description = "Who they are has changed since it was read.", body = Refusal),
        (status = 422, description = "This is the last administrator, or the file names them.", body = Refusal)))]
async fn change(
    State(api): State<Management>,
    StepUp(by): StepUp,
    Path(id): Path<String>,
    if_match: IfMatch,
    Body(wanted): Body<AdministratorChange>,
) -> Result<PartOf<Json<AdministratorBody>>, ApiError> {
    let (id, role) = (user_id(&id)?, wanted.role.into());
    let declared = &api.config.administrators;
    let holds = |found: &[Manager]| if_match.holds(&standing(found, declared));
    let precondition = if_match.precondition(&holds);
    let access = api.access(&by);
    let all = access.reappoint(&id, role, &precondition).await?;
    let changed = all.iter().find(|one| one.user.id == id);
    let shown = AdministratorBody::new(changed.ok_or(Code::NotFound)?, declared);
    Ok(PartOf::of(&standing(&all, declared), Json(shown)))
}

/// Lets a person be an administrator or a viewer no more. The last administrator stays. A person needs a
/// sign-in that is less than ten minutes old.
#[utoipa::path(delete, path = "/signet/administrators/{userId}", tag = "Signet",
    operation_id = "removeAdministrator", params(("userId" = String, Path)),
    responses((status = 204, description = "They are none any more."),
        (status = 404, description = "They are none.", body = Refusal),
        (status = 412, description = "Who they are has changed since it was read.", body = Refusal),
        (status = 422, description = "This is the last one, or the file names them.", body = Refusal)))]
async fn remove(
    State(api): State<Management>,
    StepUp(by): StepUp,
    Path(id): Path<String>,
    if_match: IfMatch,
) -> Result<NoContent, ApiError> {
    let id = user_id(&id)?;
    let declared = &api.config.administrators;
    let holds = |found: &[Manager]| if_match.holds(&standing(found, declared));
    let precondition = if_match.precondition(&holds);
    let access = api.access(&by);
    access.dismiss(&id, &precondition).await?;
    Ok(NoContent)
}
