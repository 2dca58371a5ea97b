//! Connectors that are configured. Whoever makes, configures or removes one has proven a moment ago
//! who they are: all codes go where it sends them.

use axum::extract::{Path, State};
use engine::{
    connector::{Connectors, Found, create::NewConnector},
    precondition::Precondition,
};
use oidc_core::id::ConnectorId;
use utoipa_axum::routes;

use super::body::{ConnectorBody, ConnectorPatch, NewConnectorBody};
use crate::{
    authorize::StepUp,
    by::By,
    revealing::check_reveal,
    state::Management,
    wire::{
        body::Body,
        code::Code,
        error::{ApiError, Refusal, broken},
        etag::IfMatch,
        json::{Json, NoContent},
        query::Query,
        route::Described as Route,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        routes!(list, create),
        routes!(get, change, remove),
        routes!(reveal),
    ]
}

fn connector_id(id: &str) -> Result<ConnectorId, ApiError> {
    id.parse().map_err(|_| Code::NotFound.into())
}

/// All connectors, the one that is used first in the first place.
#[utoipa::path(get, path = "/connectors", tag = "Connectors", operation_id = "listConnectors",
    params(("target" = Option<String>, Query, description = "Only those of this target.")),
    responses((status = 200, description = "The connectors.", body = [ConnectorBody])))]
async fn list(
    State(api): State<Management>,
    by: By,
    query: Query,
) -> Result<Json<Vec<ConnectorBody>>, ApiError> {
    let target = query.one("target")?;
    let connectors = api.connectors(&by);
    let mut all = connectors.list().await.map_err(broken)?;
    all.retain(|found| target.is_none_or(|target| found.factory.metadata().target == target));
    told(&connectors, &by, &all).await?;
    Ok(Json(
        all.iter()
            .map(|found| ConnectorBody::of(found, &by))
            .collect(),
    ))
}

/// Makes a connector, in the place of the one that was there.
#[utoipa::path(post, path = "/connectors", tag = "Connectors", operation_id = "createConnector",
    request_body = NewConnectorBody,
    responses((status = 200, description = "It is made.", body = ConnectorBody),
        (status = 422, description = "There is no such factory, the id is taken, or the file names the connector.", body = Refusal)))]
async fn create(
    State(api): State<Management>,
    StepUp(by): StepUp,
    Body(new): Body<NewConnectorBody>,
) -> Result<Json<ConnectorBody>, ApiError> {
    let new: NewConnector = new.checked()?;
    let connectors = api.connectors(&by);
    let made = connectors.create(new).await?;
    api.written().await;
    Ok(Json(ConnectorBody::of(&made, &by)))
}

/// One connector.
#[utoipa::path(get, path = "/connectors/{id}", tag = "Connectors", operation_id = "getConnector",
    params(("id" = String, Path)),
    responses((status = 200, description = "The connector.", body = ConnectorBody),
        (status = 404, description = "There is none with this id.", body = Refusal)))]
async fn get(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
) -> Result<Json<ConnectorBody>, ApiError> {
    let connectors = api.connectors(&by);
    let found = one(&connectors, &id).await?;
    told(&connectors, &by, std::slice::from_ref(&found)).await?;
    Ok(Json(ConnectorBody::of(&found, &by)))
}

pub(super) async fn one(connectors: &Connectors, id: &str) -> Result<Found, ApiError> {
    let id = connector_id(id)?;
    let mut all = connectors.list().await.map_err(broken)?.into_iter();
    Ok(all.find(|found| found.id == id).ok_or(Code::NotFound)?)
}

/// What programs are shown in clear is written down.
async fn told(connectors: &Connectors, by: &By, shown: &[Found]) -> Result<(), ApiError> {
    if by.reads_secrets() {
        connectors.note_reveal(shown).await.map_err(broken)?;
    }
    Ok(())
}

/// Configures a connector anew. What is given takes the place of the whole configuration; a mask in it
/// leaves the secret it stands for.
#[utoipa::path(patch, path = "/connectors/{id}", tag = "Connectors", operation_id = "changeConnector",
    params(("id" = String, Path)), request_body = ConnectorPatch,
    responses((status = 200, description = "It is changed.", body = ConnectorBody),
        (status = 404, description = "There is none with this id.", body = Refusal),
        (status = 412, description = "It has changed since it was read.", body = Refusal),
        (status = 422, description = "It is declared in the file.", body = Refusal)))]
async fn change(
    State(api): State<Management>,
    StepUp(by): StepUp,
    Path(id): Path<String>,
    if_match: IfMatch,
    Body(patch): Body<ConnectorPatch>,
) -> Result<Json<ConnectorBody>, ApiError> {
    let id = connector_id(&id)?;
    let connectors = api.connectors(&by);
    one(&connectors, id.as_str()).await?;
    let config = patch.checked()?;
    let holds = |found: &Found| if_match.holds(&ConnectorBody::of(found, &by));
    let precondition = Precondition::that(&holds);
    let changed = connectors.set_config(&id, config.as_ref(), &precondition);
    let changed = changed.await?;
    told(&connectors, &by, std::slice::from_ref(&changed)).await?;
    api.written().await;
    Ok(Json(ConnectorBody::of(&changed, &by)))
}

/// Removes a connector with its configuration.
#[utoipa::path(delete, path = "/connectors/{id}", tag = "Connectors",
    operation_id = "removeConnector", params(("id" = String, Path)),
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
    let id = connector_id(&id)?;
    let connectors = api.connectors(&by);
    let holds = |found: &Found| if_match.holds(&ConnectorBody::of(found, &by));
    let precondition = Precondition::that(&holds);
    connectors.remove(&id, &precondition).await?;
    api.written().await;
    Ok(NoContent)
}

/// Shows a connector with its secrets. That is written down.
#[utoipa::path(post, path = "/signet/connectors/{id}/reveal", tag = "Signet",
    operation_id = "revealConnector", params(("id" = String, Path)),
    responses((status = 200, description = "The connector, secrets included.", body = ConnectorBody),
        (status = 404, description = "There is none with this id.", body = Refusal)))]
async fn reveal(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
) -> Result<Json<ConnectorBody>, ApiError> {
    check_reveal(&by)?;
    let connectors = api.connectors(&by);
    let found = one(&connectors, &id).await?;
    let shown = std::slice::from_ref(&found);
    connectors.note_reveal(shown).await.map_err(broken)?;
    Ok(Json(ConnectorBody::revealed(&found)))
}
