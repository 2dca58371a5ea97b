//! The description of the API (`OpenAPI` 3.1), made from its handlers.

use std::collections::BTreeSet;

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};
use utoipa::{
    OpenApi,
    openapi::{
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
        description = "What an operator decides: applications, people, APIs, roles, settings. \
            Sentences for people are in English, or in French where `Accept-Language` prefers it."
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
        document.paths.paths.extend(paths.paths);
        components.schemas.extend(schemas);
    }
    let mut json = serde_json::to_value(&document).unwrap_or_default();
    join_parts(&mut json);
    close(&mut json);
    add_common_answers(&mut json);
    json.to_string()
}

/// An object whose members are described in parts is described whole: once it is closed, each part
/// would refuse the members of the others. A part that nothing else leads to is left out.
fn join_parts(document: &mut Value) {
    let Some(schemas) = document["components"]["schemas"].as_object_mut() else {
        return;
    };
    let known = schemas.clone();
    let mut joined = BTreeSet::new();
    for schema in schemas.values_mut() {
        let Some(Value::Array(parts)) = schema.get("allOf") else {
            continue;
        };
        let (mut members, mut required) = (Map::new(), Vec::new());
        for part in parts {
            let name = part["$ref"].as_str().and_then(|at| at.rsplit('/').next());
            joined.extend(name.map(str::to_owned));
            let part = name.and_then(|name| known.get(name)).unwrap_or(part);
            members.extend(
                part["properties"]
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(name, member)| (name.clone(), member.clone())),
            );
            required.extend(part["required"].as_array().into_iter().flatten().cloned());
        }
        let whole = json!({"type": "object", "description": schema["description"],
            "properties": members, "required": required});
        *schema = whole;
    }
    for name in joined {
        let place = format!("#/components/schemas/{name}");
        if !leads_to(document, &place)
            && let Some(schemas) = document["components"]["schemas"].as_object_mut()
        {
            schemas.remove(&name);
        }
    }
}

/// Whether anything in here leads to this place of the document.
fn leads_to(value: &Value, place: &str) -> bool {
    match value {
        Value::Object(members) => members
            .iter()
            .any(|(name, member)| (name == "$ref" && member == place) || leads_to(member, place)),
        Value::Array(items) => items.iter().any(|item| leads_to(item, place)),
        _ => false,
    }
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

/// What any call may be answered, and no handler says of itself.
const COMMON: [(&str, &str); 7] = [
    ("400", "The request does not fit; `details` says where."),
    (
        "401",
        "The token is missing, does not count, or is not fresh enough.",
    ),
    ("403", "The token does not allow this."),
    ("413", "The request is too large."),
    (
        "429",
        "There were too many requests; `Retry-After` says how long to wait.",
    ),
    ("500", "Something broke down; the log knows more."),
    (
        "503",
        "It cannot be done now; `Retry-After` says when to try again.",
    ),
];

/// An answer of 500 or 503 says nothing but that.
const BROKEN: [&str; 2] = ["500", "503"];

/// What any GET may be answered too.
const UNCHANGED: (&str, &str) = ("304", "What `If-None-Match` names is still so.");

/// Each is described once, and every operation leads there.
fn add_common_answers(document: &mut Value) {
    let mut shared = Map::new();
    for (status, description) in COMMON {
        let schema = if BROKEN.contains(&status) {
            json!({
                "type": "object",
                "properties": {"message": {"type": "string"}},
                "required": ["message"],
                "additionalProperties": false,
            })
        } else {
            json!({"$ref": "#/components/schemas/Error"})
        };
        let content = json!({"application/json": {"schema": schema}});
        let answer = json!({"description": description, "content": content});
        shared.insert(status.to_owned(), answer);
    }
    let (status, description) = UNCHANGED;
    shared.insert(status.to_owned(), json!({"description": description}));
    document["components"]["responses"] = Value::Object(shared);
    let paths = document["paths"].as_object_mut();
    let operations = paths.into_iter().flat_map(Map::values_mut);
    let operations = operations.filter_map(Value::as_object_mut);
    for (method, operation) in operations.flat_map(Map::iter_mut) {
        let Some(answers) = operation["responses"].as_object_mut() else {
            continue;
        };
        let unchanged = (method == "get").then_some(UNCHANGED);
        for (status, _) in COMMON.into_iter().chain(unchanged) {
            let place = json!({"$ref": format!("#/components/responses/{status}")});
            answers.entry(status).or_insert(place);
        }
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
