//! What is changed is written down, with who changed it, in which request, and what it was before.

use oidc_core::{
    actor::Actor,
    event::{Event, EventKind},
    time::Lifetime,
};
use serde_json::json;

use super::caller::{Api, done, managed, person_token};
use crate::kit::{World, on_both};

on_both! {
    each_change_is_written_down_with_who_made_it_and_what_it_was_before,
    what_is_refused_is_not_written_down,
}

/// The events of these kinds, oldest first.
pub(super) async fn events(world: &World, kinds: &[EventKind]) -> Vec<Event> {
    let store = &world.app.store;
    let recent = store.read(|mut tx| async move { tx.events().recent(1_000).await });
    let recent: Result<_, store::StoreError> = recent.await;
    let mut recent = recent.unwrap();
    recent.retain(|event| kinds.contains(&event.kind));
    recent.reverse();
    recent
}

use EventKind::{
    ResourceChanged, ResourceCreated, ResourceRemoved, RoleChanged, RoleCreated, RoleRemoved,
};

const CHANGES: [EventKind; 6] = [
    ResourceCreated,
    ResourceChanged,
    ResourceRemoved,
    RoleCreated,
    RoleChanged,
    RoleRemoved,
];

/// What happens in one millisecond has no order.
fn tick(world: &World) {
    world.clock.advance(Lifetime::millis(1));
}

async fn each_change_is_written_down_with_who_made_it_and_what_it_was_before(world: World) {
    let (world, _folder) = managed(world).await;
    let robot = Api::of(&world).await;
    let token = person_token(&world, "spa", "ada@example.com", &["administrator"]).await;
    let ada = Api::with(&world, &token);
    let shelf = json!({"name": "Shelf", "indicator": "https://shelf.example"});
    let made = robot.post("/resources", shelf).await;
    let reference = made.header("x-request-id").unwrap().to_owned();
    let resource = done(&made, 201)["id"].as_str().unwrap().to_owned();
    let path = format!("/resources/{resource}");
    tick(&world);
    done(&ada.patch(&path, json!({"name": "Shelves"})).await, 200);
    let scopes = format!("{path}/scopes");
    tick(&world);
    let scope = done(&ada.post(&scopes, json!({"name": "lend"})).await, 201)["id"].clone();
    let reader = json!({"name": "Lender", "description": "Lends", "scopeIds": [scope]});
    tick(&world);
    let role = done(&robot.post("/roles", reader).await, 200)["id"].clone();
    let role = format!("/roles/{}", role.as_str().unwrap());
    let denied = format!("{role}/scopes/{}", scope.as_str().unwrap());
    tick(&world);
    done(&robot.delete(&denied).await, 204);
    tick(&world);
    done(&robot.delete(&role).await, 204);
    tick(&world);
    done(&robot.delete(&path).await, 204);
    let told = events(&world, &CHANGES).await;
    let order = told.iter().map(|event| event.kind).collect::<Vec<_>>();
    let expected = [
        ResourceCreated,
        ResourceChanged,
        ResourceChanged,
        RoleCreated,
        RoleChanged,
        RoleRemoved,
        ResourceRemoved,
    ];
    assert_eq!(order, expected);
    let robot = Some(Actor::Client("robot".parse().unwrap()));
    assert_eq!(told[0].actor, robot);
    assert_eq!(told[0].context.request_id, Some(reference));
    assert!(told[0].context.ip.is_some());
    assert!(matches!(told[1].actor, Some(Actor::User(_))));
    let changed = json!({"id": resource, "changed": {"name": ["Shelf", "Shelves"]}});
    assert_eq!(json!(told[1].data), changed);
    let lend = json!({"scopes.lend": [null, {"description": null}]});
    assert_eq!(told[2].data["changed"], lend);
    assert_eq!(told[3].data["changed"]["allowed"], json!([scope]));
    assert_eq!(told[4].data["changed"], json!({"denied": [scope]}));
    assert_eq!(told[5].data["changed"]["name"], json!(["Lender", null]));
}

async fn what_is_refused_is_not_written_down(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let shelf = || json!({"name": "Shelf", "indicator": "https://shelf.example"});
    done(&api.post("/resources", shelf()).await, 201);
    assert_eq!(api.post("/resources", shelf()).await.status, 422);
    assert_eq!(api.delete("/resources/management-api").await.status, 400);
    let kinds = [EventKind::ResourceCreated, EventKind::ResourceRemoved];
    assert_eq!(events(&world, &kinds).await.len(), 1);
}
