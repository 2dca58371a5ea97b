//! The description of the API says what its router does, and every answer is as it says.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use axum::http::Method;
use jsonschema::Validator;
use management::routes;
use serde_json::Value;

use super::caller::{document, managed};
use crate::kit::{Answer, Setup, World};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The description's own path for an address, with its operations.
pub(super) fn described<'a>(document: &'a Value, path: &str) -> Option<&'a Value> {
    let path = path.split('?').next().unwrap();
    let fits = |template: &str| {
        let (own, asked) = (template.split('/'), path.split('/'));
        let pairs: Vec<_> = own.zip(asked).collect();
        template.split('/').count() == path.split('/').count()
            && pairs
                .iter()
                .all(|(own, asked)| own.starts_with('{') || own == asked)
    };
    let paths = document["paths"].as_object().unwrap();
    // What is written out comes before what stands for anything.
    let mut found: Vec<_> = paths.iter().filter(|(own, _)| fits(own)).collect();
    found.sort_by_key(|(own, _)| own.matches('{').count());
    found.first().map(|(_, operations)| *operations)
}

/// What is said of the answers with this status; `null` where nothing is.
pub(super) fn answer_of<'a>(document: &'a Value, operation: &'a Value, status: &str) -> &'a Value {
    let own = &operation["responses"][status];
    match own["$ref"].as_str() {
        Some(place) => document.pointer(&place[1..]).unwrap(),
        None => own,
    }
}

/// What tells whether an answer is of this schema, made once for all answers.
fn validator(document: &Value, schema: Value) -> Arc<Validator> {
    static MADE: Mutex<BTreeMap<String, Arc<Validator>>> = Mutex::new(BTreeMap::new());
    let key = schema.to_string();
    if let Some(made) = MADE.lock().unwrap().get(&key) {
        return Arc::clone(made);
    }
    let mut whole = schema;
    whole["components"] = document["components"].clone();
    let made = Arc::new(jsonschema::draft202012::new(&whole).unwrap());
    MADE.lock().unwrap().insert(key, Arc::clone(&made));
    made
}

/// That an answer is one of those that are described, body and all.
#[track_caller]
pub(super) fn assert_described(world: &World, method: &Method, path: &str, answer: &Answer) {
    let document = document(world);
    let method = method.as_str().to_ascii_lowercase();
    let Some(operation) = described(document, path).map(|all| &all[&method]) else {
        panic!("{path} is not described");
    };
    let status = answer.status.as_str();
    let told = answer_of(document, operation, status);
    let what = format!("{method} {path} {status}: {}", answer.body);
    if answer.body.is_empty() {
        assert!(told.is_object(), "not described: {what}");
        assert!(told.get("content").is_none(), "{what}");
        return;
    }
    let schema = match told.get("content") {
        Some(content) => content["application/json"]["schema"].clone(),
        None => panic!("not described: {what}"),
    };
    if schema.is_null() {
        return;
    }
    let faults: Vec<String> = validator(document, schema)
        .iter_errors(&answer.json())
        .map(|fault| format!("{} at {}", fault, fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}\n{what}");
}

#[tokio::test]
async fn the_description_has_every_address_and_method_of_the_router_and_no_other() {
    let world = World::with(Setup::default()).await;
    let document = document(&world);
    let described: BTreeSet<&str> = document["paths"]
        .as_object()
        .unwrap()
        .keys()
        .map(|path| &**path)
        .collect();
    let routed = routes::all(world.app.engine.clone());
    let routed: BTreeSet<&str> = routed.iter().map(|route| &*route.path).collect();
    assert_eq!(described, routed);
    for path in described {
        let own = &document["paths"][path];
        let allowed = allowed(&world, path).await;
        let told: BTreeSet<String> = METHODS
            .iter()
            .filter(|method| own.get(method).is_some())
            .map(|method| method.to_ascii_uppercase())
            .collect();
        assert_eq!(allowed, told, "{path}");
    }
}

/// The methods that the router says an address has.
async fn allowed(world: &World, path: &str) -> BTreeSet<String> {
    let request = axum::http::Request::builder()
        .method("PROPFIND")
        .uri(format!("/api{}", path.replace(['{', '}'], "")));
    let answer = world
        .send(request.body(axum::body::Body::empty()).unwrap())
        .await;
    assert_eq!(answer.status, 405, "{path}");
    let allow = answer.header("allow").unwrap().to_owned();
    let all = allow.split(',').map(|method| method.trim().to_owned());
    all.filter(|method| method != "HEAD").collect()
}

#[tokio::test]
async fn every_object_is_closed_and_every_operation_is_told_what_it_does() {
    let world = World::with(Setup::default()).await;
    let document = document(&world);
    assert_eq!(document["openapi"], "3.1.0");
    let mut open = Vec::new();
    look_for_open_objects(document, "", &mut open);
    assert_eq!(open, [""; 0]);
    let mut ids: BTreeMap<&str, &str> = BTreeMap::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            assert_eq!(ids.insert(id, path), None, "{id}");
            assert!(operation["summary"].is_string(), "{method} {path}");
            assert!(
                !operation["tags"].as_array().unwrap().is_empty(),
                "{method} {path}"
            );
        }
    }
}

/// Only what an operator puts in may have any form.
const FREE: [&str; 3] = ["customData", "config", "data"];

fn look_for_open_objects(value: &Value, at: &str, open: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            let is_object = members.get("type").is_some_and(|kind| kind == "object");
            let is_free = FREE.iter().any(|free| at.ends_with(free));
            let is_closed = members.contains_key("additionalProperties");
            if is_object && !is_free && !is_closed {
                open.push(at.to_owned());
            }
            for (name, member) in members {
                look_for_open_objects(member, &format!("{at}/{name}"), open);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                look_for_open_objects(item, &format!("{at}/{index}"), open);
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn anybody_may_read_the_description() {
    let world = World::with(Setup::default()).await;
    let answer = world.get("/api/swagger.json").await;
    assert_eq!(answer.status, 200);
    assert_eq!(&answer.json(), document(&world));
    assert!(answer.header("etag").is_some());
    let (world, _folder) = managed(world).await;
    assert_eq!(world.get("/api/swagger.json").await.status, 200);
}
