//! Administrators. Whoever changes who they are has proven a moment ago who they are themselves.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use engine::{access::holder::Holder, config::DeclaredAdministrator};
use oidc_core::{role::ADMINISTRATOR, user::User};
use utoipa_axum::routes;

use super::body::{AdministratorBody, NewAdministrator};
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
    vec![routes!(list, add), routes!(remove)]
}

/// All administrators, in the order in which they were made.
#[utoipa::path(get, path = "/signet/administrators", tag = "Signet",
    operation_id = "listAdministrators",
    responses((status = 200, description = "All of them.", body = Vec<AdministratorBody>)))]
async fn list(
    State(api): State<Management>,
) -> Result<PartOf<Json<Vec<AdministratorBody>>>, ApiError> {
    let all = api.administrators().all().await.map_err(broken)?;
    let declared = &api.config.administrators;
    let shown = all.iter();
    let shown = shown.map(|user| AdministratorBody::new(user, declared));
    let shown = Json(shown.collect());
    Ok(PartOf::of(&standing(&all, declared), shown))
}

/// Who they are: what a change of that is made on.
fn standing(all: &[User], declared: &[DeclaredAdministrator]) -> Vec<AdministratorBody> {
    let each = all.iter();
    let each = each.map(|user| AdministratorBody::new(user, declared).standing());
    each.collect()
}

/// Makes somebody an administrator who has an account. A person needs a sign-in that is less than ten
/// minutes old.
#[utoipa::path(post, path = "/signet/administrators", tag = "Signet",
    operation_id = "addAdministrator", request_body = NewAdministrator,
    responses((status = 201, description = "They are one now.", body = AdministratorBody),
        (status = 200, description = "They were one before.", body = AdministratorBody),
        (status = 404, description = "There is no such account.", body = Refusal)))]
async fn add(
    State(api): State<Management>,
    StepUp(by): StepUp,
    Body(wanted): Body<NewAdministrator>,
) -> Result<Response, ApiError> {
    let holder = wanted.holder()?;
    let is_new = api.access(&by).assign_role(ADMINISTRATOR, &holder).await?;
    let found = api.administrators().find(&holder).await.map_err(broken)?;
    // Gone since.
    let user = found.ok_or(Code::NotFound)?;
    let status = if is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    let shown = AdministratorBody::new(&user, &api.config.administrators);
    Ok(json(status, &shown).into_response())
}

/// Lets somebody be an administrator no more. The last one stays. A person needs a sign-in that is less
/// than ten minutes old.
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
    let holder = Holder::User(id.parse().map_err(|_| Code::NotFound)?);
    let declared = &api.config.administrators;
    let holds = |found: &[User]| if_match.holds(&standing(found, declared));
    let precondition = if_match.precondition(&holds);
    let access = api.access(&by);
    let was_one = access
        .take_role_if(ADMINISTRATOR, &holder, &precondition)
        .await?;
    if was_one {
        Ok(NoContent)
    } else {
        Err(Code::NotFound.into())
    }
}
