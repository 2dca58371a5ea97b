//! APIs, their scopes, and roles that are given to people and machines.

use serde_json::{Value, json};

use super::scribe::{Scribe, text};

pub(super) async fn walk(scribe: &mut Scribe) {
    let shelf = resource(scribe).await;
    let scopes = format!("{shelf}/scopes");
    let lend = json!({"name": "lend:books", "description": "Lend books"});
    let lend = text(&scribe.post(201, &scopes, lend).await, "id");
    let burn = json!({"name": "burn:books"});
    let burn = text(&scribe.post(201, &scopes, burn).await, "id");
    scribe.get(200, &scopes).await;
    let one = format!("{scopes}/{lend}");
    scribe.get(200, &one).await;
    scribe
        .patch(200, &one, json!({"description": "Lend a book"}))
        .await;
    scribe.delete(204, &format!("{scopes}/{burn}")).await;
    let role = role(scribe, &lend).await;
    people(scribe, &role).await;
    machines(scribe).await;
    scribe.delete(204, &format!("/roles/{role}")).await;
    scribe.delete(204, &shelf).await;
}

async fn resource(scribe: &mut Scribe) -> String {
    let new = json!({"name": "Shelf", "indicator": "https://shelf.example", "accessTokenTtl": 600});
    let made = scribe.post(201, "/resources", new).await;
    let shelf = format!("/resources/{}", text(&made, "id"));
    scribe.get(200, "/resources?includeScopes=true").await;
    scribe.get(200, &shelf).await;
    scribe.patch(200, &shelf, json!({"name": "Shelves"})).await;
    scribe
        .patch(
            200,
            &format!("{shelf}/is-default"),
            json!({"isDefault": true}),
        )
        .await;
    shelf
}

/// A role that gives this scope, and its id.
async fn role(scribe: &mut Scribe, scope: &str) -> String {
    let new = json!({
        "name": "Librarian", "description": "Lends books", "type": "User", "isDefault": false,
    });
    let id = text(&scribe.post(200, "/roles", new).await, "id");
    let path = format!("/roles/{id}");
    scribe.get(200, "/roles?search=%25lib%25").await;
    scribe.get(200, &path).await;
    scribe
        .patch(
            200,
            &path,
            json!({"description": "Lends and takes back books"}),
        )
        .await;
    let scopes = format!("{path}/scopes");
    scribe
        .post(201, &scopes, json!({"scopeIds": [scope]}))
        .await;
    scribe.get(200, &scopes).await;
    scribe.delete(204, &format!("{scopes}/{scope}")).await;
    id
}

async fn people(scribe: &mut Scribe, role: &str) {
    let found = scribe.get(200, "/users?search.username=ada").await;
    let ada = text(&found[0], "id");
    let people = format!("/roles/{role}/users");
    scribe.post(201, &people, json!({"userIds": [ada]})).await;
    scribe.get(200, &people).await;
    scribe.delete(204, &format!("{people}/{ada}")).await;
    let held = format!("/users/{ada}/roles");
    let roles = json!({"roleIds": [role]});
    scribe.post(201, &held, roles.clone()).await;
    scribe.put(200, &held, roles).await;
    scribe.get(200, &held).await;
    scribe.delete(204, &format!("{held}/{role}")).await;
}

async fn machines(scribe: &mut Scribe) {
    let new = json!({"name": "Sweeper", "description": "Sweeps", "type": "MachineToMachine"});
    let role = text(&scribe.post(200, "/roles", new).await, "id");
    let new = json!({"name": "Sweeping robot", "type": "MachineToMachine"});
    let machine: Value = scribe.post(200, "/applications", new).await;
    let machine = text(&machine, "id");
    let machines = format!("/roles/{role}/applications");
    scribe
        .post(201, &machines, json!({"applicationIds": [machine]}))
        .await;
    scribe.get(200, &machines).await;
    scribe.delete(204, &format!("{machines}/{machine}")).await;
    let held = format!("/applications/{machine}/roles");
    let roles = json!({"roleIds": [role]});
    scribe.post(201, &held, roles.clone()).await;
    scribe.put(200, &held, roles).await;
    scribe.get(200, &held).await;
    scribe.delete(204, &format!("{held}/{role}")).await;
    scribe.delete(204, &format!("/roles/{role}")).await;
}
