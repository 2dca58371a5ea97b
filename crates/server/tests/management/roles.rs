//! `/api/roles`.

use serde_json::{Value, json};

use super::caller::{Api, MACHINE_ROLE, done, managed, refused};
use crate::kit::{World, access, on_both, person};

on_both! {
    a_role_is_made_read_changed_and_removed,
    what_cannot_be_a_role_is_refused_and_names_the_member,
    what_is_part_of_signet_or_of_the_file_is_not_changed_here,
    the_role_of_machines_is_found_by_its_name,
    the_list_says_who_holds_each_role,
    a_role_allows_what_it_is_given_and_no_more,
    a_refused_role_leaves_nothing_behind,
    a_role_of_machines_is_nobodys_by_default_and_that_is_no_fault,
    of_twenty_roles_of_one_name_one_is_made,
    of_two_changes_made_on_the_same_state_one_is_refused,
}

fn id(body: &Value) -> &str {
    body["id"].as_str().unwrap()
}

async fn create(api: &Api, name: &str) -> Value {
    let body = json!({"name": name, "description": "For tests"});
    done(&api.post("/roles", body).await, 200)
}

/// An API of the console with two scopes, by their ids.
async fn scopes(api: &Api) -> [String; 2] {
    let body = json!({"name": "Shelf", "indicator": "https://shelf.example"});
    let made = done(&api.post("/resources", body).await, 201);
    let path = format!("/resources/{}/scopes", id(&made));
    let mut ids = Vec::new();
    for name in ["look", "touch"] {
        let scope = done(&api.post(&path, json!({"name": name})).await, 201);
        ids.push(id(&scope).to_owned());
    }
    ids.try_into().unwrap()
}

async fn a_role_is_made_read_changed_and_removed(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let made = create(&api, "Librarian").await;
    assert_eq!(id(&made).len(), 21);
    let path = format!("/roles/{}", id(&made));
    assert_eq!(
        made,
        json!({
            "tenantId": "default", "id": made["id"], "name": "Librarian", "type": "User",
            "description": "For tests", "isDefault": false, "source": "console",
        })
    );
    assert_eq!(done(&api.get(&path).await, 200), made);
    let change = json!({"name": "Keeper", "isDefault": true, "type": "MachineToMachine"});
    let changed = done(&api.patch(&path, change).await, 200);
    assert_eq!(
        (&changed["name"], &changed["isDefault"], &changed["type"]),
        (&json!("Keeper"), &json!(true), &json!("User"))
    );
    done(&api.delete(&path).await, 204);
    for gone in [api.get(&path).await, api.delete(&path).await] {
        refused(&gone, 404, "entity.not_exists_with_id");
    }
}

async fn what_cannot_be_a_role_is_refused_and_names_the_member(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let long = "x".repeat(129);
    for (body, member) in [
        (json!({"name": "", "description": "x"}), "name"),
        (json!({"name": long, "description": "x"}), "name"),
        (json!({"name": "x", "description": ""}), "description"),
        (json!({"name": "x", "description": long}), "description"),
        (
            json!({"name": "x", "description": "x", "type": "Cat"}),
            "type",
        ),
        (
            json!({"name": "x", "description": "x", "scopeIds": [""]}),
            "scopeIds.0",
        ),
        (
            json!({"name": "x", "description": "x", "isDefault": "yes"}),
            "isDefault",
        ),
        (json!({"name": "x"}), "description"),
        (json!({"name": "a\u{0}b", "description": "x"}), "name"),
    ] {
        let answer = api.post("/roles", body.clone()).await;
        refused(&answer, 400, "guard.invalid_input");
        let told = answer.json()["details"].as_str().unwrap().to_owned();
        let named = format!("Error in key path \"{member}\"");
        assert!(told.starts_with(&named), "{body} {told}");
    }
    let taken = json!({"name": "Reader", "description": "x", "type": "MachineToMachine"});
    refused(&api.post("/roles", taken).await, 422, "role.name_in_use");
    let made = create(&api, "Librarian").await;
    let path = format!("/roles/{}", id(&made));
    let taken = api.patch(&path, json!({"name": "Reader"})).await;
    refused(&taken, 422, "role.name_in_use");
    for name in ["a\u{0}b", ""] {
        let answer = api.patch(&path, json!({"name": name})).await;
        refused(&answer, 400, "guard.invalid_input");
    }
    let same = api.patch(&path, json!({"name": "Librarian"})).await;
    done(&same, 200);
    refused(
        &api.patch(&path, json!({})).await,
        422,
        "entity.invalid_input",
    );
}

async fn what_is_part_of_signet_or_of_the_file_is_not_changed_here(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let listed = done(&api.get("/roles").await, 200);
    for role in listed.as_array().unwrap() {
        let (status, code) = match role["source"].as_str().unwrap() {
            "built-in" => (403, "role.internal_role_violation"),
            "file" => (422, "role.declared_in_file"),
            other => panic!("{other}"),
        };
        let path = format!("/roles/{}", id(role));
        assert_eq!(role.get("declaredAt").is_some(), role["source"] == "file");
        let name = json!({"name": "x"});
        refused(&api.patch(&path, name).await, status, code);
        refused(&api.delete(&path).await, status, code);
        let [look, _] = ["management-api-all", ""];
        let more = json!({"scopeIds": [look]});
        refused(
            &api.post(&format!("{path}/scopes"), more).await,
            status,
            code,
        );
        let less = api.delete(&format!("{path}/scopes/{look}")).await;
        refused(&less, status, code);
    }
    assert_eq!(done(&api.get("/roles").await, 200), listed);
}

async fn the_role_of_machines_is_found_by_its_name(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let search = "type=MachineToMachine&search=%25Logto%20Management%20API%20access%25";
    let found = done(&api.get(&format!("/roles?{search}")).await, 200);
    assert_eq!(found[0]["name"], MACHINE_ROLE);
    assert_eq!(found[0]["applicationsCount"], 1);
    assert_eq!(found[0]["featuredApplications"][0]["id"], "robot");
    assert_eq!(
        found[0]["description"],
        "This default role grants access to the Logto management API."
    );
    let people = done(&api.get("/roles?type=User").await, 200);
    let kinds = people.as_array().unwrap().iter();
    assert!(kinds.clone().count() >= 3);
    assert!(kinds.clone().all(|role| role["type"] == "User"));
    let wrong = api.get("/roles?type=Cat").await;
    refused(&wrong, 400, "guard.invalid_input");
    let wrong = api.get("/roles?search.shoe=x").await;
    refused(&wrong, 400, "request.invalid_input");
}

async fn the_list_says_who_holds_each_role(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let made = create(&api, "Librarian").await;
    let rp = world.relying_party("web");
    for n in 0..4 {
        let email = format!("ada{n}@example.com");
        rp.sign_in(&email).await;
        let holder = person(&email);
        let access = access(&world);
        assert!(access.assign_role("Librarian", &holder).await.unwrap());
    }
    let found = done(&api.get("/roles?search=Librarian").await, 200);
    assert_eq!(found[0]["usersCount"], 4);
    let featured = found[0]["featuredUsers"].as_array().unwrap();
    assert_eq!(featured.len(), 3);
    let holder = featured[0]["id"].as_str().unwrap();
    let without = done(
        &api.get(&format!("/roles?excludeUserId={holder}")).await,
        200,
    );
    let names = without.as_array().unwrap().iter().map(|role| &role["name"]);
    assert!(names.clone().any(|name| name == "Reader"));
    assert!(names.clone().all(|name| name != "Librarian"));
    let without = done(&api.get("/roles?excludeApplicationId=robot").await, 200);
    let names = without.as_array().unwrap().iter().map(|role| &role["name"]);
    assert!(names.clone().any(|name| name == "Librarian"));
    assert!(names.clone().all(|name| name != MACHINE_ROLE));
    done(&api.delete(&format!("/roles/{}", id(&made))).await, 204);
}

async fn a_role_allows_what_it_is_given_and_no_more(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let [look, touch] = scopes(&api).await;
    let body = json!({"name": "Visitor", "description": "x", "scopeIds": [look]});
    let made = done(&api.post("/roles", body).await, 200);
    let path = format!("/roles/{}/scopes", id(&made));
    let listed = done(&api.get(&path).await, 200);
    assert_eq!(listed[0]["id"], *look);
    assert_eq!(listed[0]["resource"]["indicator"], "https://shelf.example");
    for (ids, status, code) in [
        (json!([]), 400, "guard.invalid_input"),
        (json!([""]), 400, "guard.invalid_input"),
        (json!(["nothing"]), 404, "entity.not_exists_with_id"),
        (json!([touch, look]), 422, "role.scope_exists"),
        (
            json!(["management-api-all"]),
            400,
            "role.management_api_scopes_not_assignable_to_user_role",
        ),
    ] {
        let answer = api.post(&path, json!({"scopeIds": ids})).await;
        refused(&answer, status, code);
        assert_eq!(done(&api.get(&path).await, 200), listed);
    }
    let all = done(&api.post(&path, json!({"scopeIds": [touch]})).await, 201);
    let names: Vec<_> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|scope| &scope["name"])
        .collect();
    assert_eq!(names, ["look", "touch"]);
    let own = format!("{path}/{look}");
    let tag = api.get(&path).await.header("etag").unwrap().to_owned();
    let stale = api.if_match("\"stale\"");
    let code = "request.precondition_failed";
    refused(&stale.delete(&own).await, 412, code);
    let more = json!({"scopeIds": [look]});
    refused(&stale.post(&path, more).await, 412, code);
    done(&api.if_match(&tag).delete(&own).await, 204);
    refused(&api.delete(&own).await, 404, "entity.not_found");
    let found = done(
        &api.get(&format!("{path}?search.name=touch&page=1")).await,
        200,
    );
    assert_eq!(found[0]["id"], *touch);
    let nothing = api.get("/roles/nothing/scopes").await;
    refused(&nothing, 404, "entity.not_exists_with_id");
}

async fn a_refused_role_leaves_nothing_behind(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for scope in ["nothing", "management-api-all"] {
        let body = json!({"name": "Ghost", "description": "x", "scopeIds": [scope]});
        let status = api.post("/roles", body).await.status.as_u16();
        assert!([400, 404].contains(&status));
    }
    let found = done(&api.get("/roles?search=Ghost").await, 200);
    assert_eq!(found, json!([]));
}

async fn a_role_of_machines_is_nobodys_by_default_and_that_is_no_fault(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let body = json!({
        "name": "Importer", "description": "x", "type": "MachineToMachine", "isDefault": true,
    });
    let made = done(&api.post("/roles", body).await, 200);
    assert_eq!(made["isDefault"], false);
    let path = format!("/roles/{}", id(&made));
    let changed = api.patch(&path, json!({"isDefault": true})).await;
    assert_eq!(done(&changed, 200), made);
}

async fn of_twenty_roles_of_one_name_one_is_made(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let tries = (0..20).map(|_| {
        let api = api.clone();
        tokio::spawn(async move {
            let body = json!({"name": "Librarian", "description": "x"});
            let answer = api.post("/roles", body).await;
            if answer.status == 200 {
                return true;
            }
            refused(&answer, 422, "role.name_in_use");
            false
        })
    });
    let mut made = 0;
    for one in tries.collect::<Vec<_>>() {
        made += u32::from(one.await.unwrap());
    }
    assert_eq!(made, 1);
}

async fn of_two_changes_made_on_the_same_state_one_is_refused(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let made = create(&api, "Librarian").await;
    let path = format!("/roles/{}", id(&made));
    let tag = api.get(&path).await.header("etag").unwrap().to_owned();
    let writer = api.if_match(&tag);
    let first = writer.patch(&path, json!({"description": "One"})).await;
    done(&first, 200);
    let second = writer.patch(&path, json!({"description": "Two"})).await;
    refused(&second, 412, "request.precondition_failed");
    let late = writer.delete(&path).await;
    refused(&late, 412, "request.precondition_failed");
    assert_eq!(done(&api.get(&path).await, 200)["description"], "One");
}
