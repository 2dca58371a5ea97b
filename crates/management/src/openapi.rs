//! The description of the API (`OpenAPI` 3.1), made from its handlers.

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value};
use utoipa::{
    OpenApi,
    openapi::{
        RefOr, Schema,
        path::Paths,
        security::{Http, HttpAuthScheme, SecurityScheme},
        server::Server,
    },
};
use utoipa_axum::routes;

use crate::{
    state::{Management, PLACE},
    wire::{error::Refusal, route::Described},
};

/// What no handler says.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Signet Management API",
        description = "What an operator decides: applications, people, APIs, roles, settings."
    ),
    components(schemas(Refusal)),
    security(("bearer" = []))
)]
struct Root;

/// The description itself.
#[utoipa::path(
    get,
    path = "/swagger.json",
    tag = "Signet",
    operation_id = "describe",
    security(()),
    responses((status = 200, description = "An OpenAPI 3.1 document.", content_type = "application/json"))
)]
async fn swagger(State(api): State<Management>) -> Response {
    let kind = HeaderValue::from_static("application/json; charset=utf-8");
    let document = api.document().as_bytes().to_vec();
    ([(header::CONTENT_TYPE, kind)], document).into_response()
}

pub(crate) fn route() -> Described {
    routes!(swagger)
}

/// The whole document of these addresses, as JSON.
pub(crate) fn document(endpoint: &str, described: Vec<Described>) -> String {
    let mut document = Root::openapi();
    document.servers = Some(vec![Server::new(format!("{endpoint}{PLACE}"))]);
    let components = document.components.get_or_insert_default();
    components.add_security_scheme(
        "bearer",
        SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)),
    );
    for (schemas, paths, _) in described {
        add(&mut document.paths, paths);
        let schemas: Vec<(String, RefOr<Schema>)> = schemas;
        components.schemas.extend(schemas);
    }
    let mut json = serde_json::to_value(&document).unwrap_or_default();
    close(&mut json);
    json.to_string()
}

fn add(all: &mut Paths, more: Paths) {
    all.paths.extend(more.paths);
}

/// Nothing is answered or read but the members that are described: every object that has members
/// has no others.
fn close(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if is_object_with_members(members) {
                let closed = members.entry("additionalProperties");
                closed.or_insert(Value::Bool(false));
            }
            members.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

fn is_object_with_members(members: &Map<String, Value>) -> bool {
    let is_object = match members.get("type") {
        Some(Value::String(kind)) => kind == "object",
        Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind == "object"),
        _ => false,
    };
    is_object && members.get("properties").is_some_and(Value::is_object)
}
