//! Applications: listed, made, shown, changed, removed.

use axum::extract::{Path, State};
use engine::{
    application::{
        change::ApplicationChange,
        details::{self, Application, WantedApplications},
    },
    precondition::Precondition,
};
use oidc_core::{
    client::{ClientKind, details::SEARCHED},
    id::RoleId,
    order::{ApplicationKey, OF_APPLICATIONS, Order},
};
use serde::Deserialize as _;
use utoipa_axum::routes;

use super::{
    body::{ApplicationBody, ApplicationType, application_id},
    new::NewApplicationBody,
    patch::ApplicationPatch,
};
use crate::{
    authorize::StepUp,
    by::By,
    state::Management,
    wire::{
        body::Body,
        code::Code,
        error::{ApiError, Refusal, broken},
        etag::IfMatch,
        json::{Json, NoContent},
        page::{MaybePage, Paged},
        query::Query,
        route::Described as Route,
        search, sort,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(list, create), routes!(get, change, remove)]
}

/// Applications, the newest first unless `sort` says otherwise.
#[utoipa::path(get, path = "/applications", tag = "Applications", operation_id = "listApplications",
    params(
        ("types" = Option<Vec<ApplicationType>>, Query, description = "Of these types."),
        ("isThirdParty" = Option<bool>, Query, description = "Somebody else's, or one's own."),
        ("excludeRoleId" = Option<String>, Query, description = "Those that do not hold this role."),
        ("search" = Option<String>, Query, description = "In id, name and description."),
        ("sort" = Option<String>, Query, description = "By `createdAt`, `name` or `lastUsedAt`; with `-` before it the largest first. Signet's addition."),
        ("page" = Option<u32>, Query, description = "From 1 on; all of them without it."),
        ("page_size" = Option<u32>, Query, description = "1 to 100.")),
    responses((status = 200, description = "The applications.", body = [ApplicationBody])))]
async fn list(
    State(api): State<Management>,
    page: MaybePage,
    query: Query,
) -> Result<Paged<ApplicationBody>, ApiError> {
    let search = search::read(&query, &SEARCHED)?;
    let kinds = kinds(&query)?;
    let without_role: Option<RoleId> = match query.one("excludeRoleId")? {
        Some(_) if query.one("excludeOrganizationId")?.is_some() => {
            return Err(Code::InvalidRequest.into());
        }
        Some(id) => id.parse().ok(),
        None => None,
    };
    let wanted = WantedApplications {
        search: &search,
        kinds: kinds.as_deref(),
        third_party: query.truth("isThirdParty")?,
        with_role: None,
        without_role: without_role.as_ref(),
        order: sort::read(&query, &OF_APPLICATIONS)?
            .unwrap_or(Order::descending(ApplicationKey::CreatedAt)),
        offset: i64::try_from(page.offset()).unwrap_or(i64::MAX),
        most: page.size().map_or(i64::MAX, i64::from),
    };
    let listed = details::page(&api.store, &wanted).await.map_err(broken)?;
    let bodies = listed.items.iter().map(ApplicationBody::listed);
    Ok(page.of(bodies.collect(), listed.total))
}

fn kinds(query: &Query) -> Result<Option<Vec<ClientKind>>, ApiError> {
    let why = "must be Native, SPA, Traditional or MachineToMachine";
    let read = |text: &str| {
        let text = serde::de::value::StrDeserializer::<serde::de::value::Error>::new(text);
        let kind = ApplicationType::deserialize(text);
        kind.map(ClientKind::from)
            .map_err(|_| ApiError::invalid("types", why))
    };
    if query.all("types").next().is_none() {
        return Ok(None);
    }
    // Of these types there are none.
    let hosted = |text: &&str| !matches!(*text, "Protected" | "SAML");
    let kinds: Result<Vec<_>, _> = query.all("types").filter(hosted).map(read).collect();
    kinds.map(Some)
}

/// Makes an application. One that can keep a secret gets its first.
#[utoipa::path(post, path = "/applications", tag = "Applications",
    operation_id = "createApplication", request_body = NewApplicationBody,
    responses((status = 200, description = "It is made.", body = ApplicationBody),
        (status = 422, description = "Two members do not go together.", body = Refusal)))]
async fn create(
    State(api): State<Management>,
    by: By,
    Body(new): Body<NewApplicationBody>,
) -> Result<Json<ApplicationBody>, ApiError> {
    let made = api.applications(&by).create(&new.read()?).await?;
    api.written().await;
    Ok(Json(ApplicationBody::changed(&made)))
}

/// One application.
#[utoipa::path(get, path = "/applications/{id}", tag = "Applications",
    operation_id = "getApplication", params(("id" = String, Path)),
    responses((status = 200, description = "The application.", body = ApplicationBody),
        (status = 404, description = "There is none with this id.", body = Refusal)))]
async fn get(
    State(api): State<Management>,
    Path(id): Path<String>,
) -> Result<Json<ApplicationBody>, ApiError> {
    let found = details::show(&api.store, &application_id(&id)?).await;
    let found = found.map_err(broken)?.ok_or(Code::NotExistsWithId)?;
    Ok(Json(ApplicationBody::whole(&found)))
}

/// Changes an application; its type stays.
#[utoipa::path(patch, path = "/applications/{id}", tag = "Applications",
    operation_id = "changeApplication", params(("id" = String, Path)),
    request_body = ApplicationPatch,
    responses((status = 200, description = "It is changed.", body = ApplicationBody),
        (status = 404, description = "There is none with this id.", body = Refusal),
        (status = 412, description = "It has changed since it was read.", body = Refusal),
        (status = 422, description = "It is declared in the file.", body = Refusal)))]
async fn change(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    if_match: IfMatch,
    Body(patch): Body<ApplicationPatch>,
) -> Result<Json<ApplicationBody>, ApiError> {
    let change = patch.read()?;
    // Whoever says where answers of the console go gets what it is allowed.
    let id_of = application_id(&id)?;
    let leads = api.config.console.contains(&id_of)
        && (change.addresses.is_some() || change.metadata.is_some());
    if (change.is_admin.is_some() || leads) && !by.is_fresh {
        return Err(Code::StepUpRequired.into());
    }
    let changed = written((&api, &by), &id, &change, &if_match).await?;
    Ok(Json(ApplicationBody::changed(&changed)))
}

/// Writes a change that was made on what a GET or another change has answered.
async fn written(
    (api, by): (&Management, &By),
    id: &str,
    change: &ApplicationChange,
    if_match: &IfMatch,
) -> Result<Application, ApiError> {
    let id = application_id(id)?;
    let says_admin = change.is_admin.is_some();
    let holds = |found: &Application| {
        let whole = if_match.holds(&ApplicationBody::whole(found));
        // What a change answers does not say whether it manages this instance.
        whole || (!says_admin && if_match.holds(&ApplicationBody::changed(found)))
    };
    let precondition = Precondition::that(&holds);
    let applications = api.applications(by);
    let changed = Box::pin(applications.change(&id, change, &precondition)).await?;
    api.written().await;
    Ok(changed)
}

pub(super) fn shows(if_match: &IfMatch, found: &Application) -> bool {
    if_match.holds(&ApplicationBody::whole(found))
        || if_match.holds(&ApplicationBody::changed(found))
}

/// Removes an application with its secrets, its roles and what it was granted.
#[utoipa::path(delete, path = "/applications/{id}", tag = "Applications",
    operation_id = "removeApplication", params(("id" = String, Path)),
    responses((status = 204, description = "It is removed."),
        (status = 404, description = "There is none with this id.", body = Refusal),
        (status = 412, description = "It has changed since it was read.", body = Refusal),
        (status = 422, description = "It is declared in the file.", body = Refusal)))]
async fn remove(
    State(api): State<Management>,
    StepUp(by): StepUp,
    Path(id): Path<String>,
    if_match: IfMatch,
) -> Result<NoContent, ApiError> {
    let id = application_id(&id)?;
    let holds = |found: &Application| shows(&if_match, found);
    let precondition = if_match.precondition(&holds);
    api.applications(&by).remove(&id, &precondition).await?;
    api.removal_wake.notify_one();
    api.written().await;
    Ok(NoContent)
}
