//! `/api/resources`.

use serde_json::{Value, json};

use super::caller::{Api, done, managed, managed_below, refused};
use crate::kit::{Setup, World, on_both};

on_both! {
    an_api_is_registered_read_changed_and_removed,
    what_cannot_be_an_api_is_refused_and_names_the_member,
    no_api_has_the_name_of_another_or_a_reserved_one,
    the_management_api_is_listed_and_never_changed,
    what_the_file_declares_is_changed_there,
    one_api_at_most_is_the_default,
    a_default_that_the_file_has_chosen_stays_and_what_it_has_dropped_is_not_shown,
    a_change_of_a_scope_is_made_on_what_was_read_of_it,
    scopes_are_added_renamed_and_removed,
    a_scope_of_another_api_is_not_found_here,
    a_list_in_pages_leads_to_the_others,
    of_two_changes_made_on_the_same_state_one_is_refused,
    of_twenty_apis_with_one_indicator_one_is_registered,
    what_is_read_twice_is_sent_once,
}

async fn create(api: &Api, indicator: &str) -> Value {
    let body = json!({"name": "Shelf", "indicator": indicator});
    done(&api.post("/resources", body).await, 201)
}

fn id(body: &Value) -> &str {
    body["id"].as_str().unwrap()
}

async fn an_api_is_registered_read_changed_and_removed(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let made = create(&api, "https://shelf.example").await;
    let own = id(&made).to_owned();
    assert_eq!(own.len(), 21);
    assert_eq!(
        made,
        json!({
            "tenantId": "default", "id": own, "name": "Shelf", "isDefault": false,
            "indicator": "https://shelf.example", "accessTokenTtl": 3600, "scopes": [],
            "source": "console",
        })
    );
    let path = format!("/resources/{own}");
    let read = done(&api.get(&path).await, 200);
    assert_eq!(read.get("scopes"), None);
    assert_eq!(read["name"], "Shelf");
    // The indicator stays, and what is not known is dropped.
    let change = json!({"name": "Shelves", "accessTokenTtl": 120, "indicator": "x", "shoe": 1});
    let changed = done(&api.patch(&path, change).await, 200);
    assert_eq!(changed["name"], "Shelves");
    assert_eq!(changed["accessTokenTtl"], 120);
    assert_eq!(changed["indicator"], "https://shelf.example");
    assert_eq!(changed, done(&api.get(&path).await, 200));
    assert_eq!(done(&api.delete(&path).await, 204), Value::Null);
    for gone in [api.get(&path).await, api.delete(&path).await] {
        refused(&gone, 404, "entity.not_exists_with_id");
    }
}

async fn what_cannot_be_an_api_is_refused_and_names_the_member(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for (body, member) in [
        (json!({}), "name"),
        (json!({"name": "x"}), "indicator"),
        (
            json!({"name": "a\u{0}b", "indicator": "https://a.example"}),
            "name",
        ),
        (
            json!({"name": "x", "indicator": "https://a.example/\u{0}"}),
            "indicator",
        ),
        (
            json!({"name": null, "indicator": "https://a.example"}),
            "name",
        ),
        (
            json!({"name": "", "indicator": "https://a.example"}),
            "name",
        ),
        (json!({"name": "x", "indicator": 7}), "indicator"),
        (json!({"name": "x", "indicator": "no uri"}), "indicator"),
        (
            json!({"name": "x", "indicator": "https://a.example#x"}),
            "indicator",
        ),
        (
            json!({"name": "x", "indicator": "https://a.example", "accessTokenTtl": "60"}),
            "accessTokenTtl",
        ),
        (
            json!({"name": "x", "indicator": "https://a.example", "accessTokenTtl": 59}),
            "accessTokenTtl",
        ),
    ] {
        let answer = api.post("/resources", body.clone()).await;
        refused(&answer, 400, "guard.invalid_input");
        let told = answer.json()["details"].as_str().unwrap().to_owned();
        let named = format!("Error in key path \"{member}\"");
        assert!(told.starts_with(&named), "{body} {told}");
    }
    let made = create(&api, "https://a.example").await;
    let path = format!("/resources/{}", id(&made));
    let nothing = api.patch(&path, json!({})).await;
    refused(&nothing, 422, "entity.invalid_input");
    let wrong = api.patch(&path, json!({"name": 7})).await;
    refused(&wrong, 400, "guard.invalid_input");
    let before = done(&api.get(&path).await, 200);
    assert_eq!(before["name"], "Shelf");
}

async fn no_api_has_the_name_of_another_or_a_reserved_one(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for taken in [
        "https://books.example",
        "https://default.logto.app/api",
        "http://localhost:3001/api",
        "urn:logto:resource:organizations",
    ] {
        let body = json!({"name": "x", "indicator": taken});
        let answer = api.post("/resources", body).await;
        refused(&answer, 422, "resource.resource_identifier_in_use");
    }
}

async fn the_management_api_is_listed_and_never_changed(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let listed = done(&api.get("/resources?includeScopes=1").await, 200);
    let own = listed.as_array().unwrap().iter();
    let own = own.clone().find(|api| id(api) == "management-api").unwrap();
    assert_eq!(own["name"], "Logto Management API");
    assert_eq!(own["indicator"], "https://default.logto.app/api");
    let first = json!({
        "tenantId": "default", "id": "management-api-all", "resourceId": "management-api",
        "name": "all", "createdAt": 0,
        "description": "Default scope for Management API, allows all permissions.",
    });
    assert_eq!(own["scopes"][0], first);
    let scopes = done(&api.get("/resources/management-api/scopes").await, 200);
    assert_eq!(scopes[0], first);
    let path = "/resources/management-api";
    let changed = "resource.cannot_modify_management_api";
    let name = json!({"name": "Mine"});
    refused(&api.patch(path, name.clone()).await, 400, changed);
    refused(
        &api.post(&format!("{path}/scopes"), name.clone()).await,
        400,
        changed,
    );
    let scope = format!("{path}/scopes/management-api-all");
    refused(&api.patch(&scope, name).await, 400, changed);
    refused(&api.delete(&scope).await, 400, changed);
    let deleted = "resource.cannot_delete_management_api";
    refused(&api.delete(path).await, 400, deleted);
}

async fn what_the_file_declares_is_changed_there(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let listed = done(&api.get("/resources").await, 200);
    let listed = listed.as_array().unwrap().clone();
    let books = listed.iter().find(|api| api["source"] == "file").unwrap();
    let path = format!("/resources/{}", id(books));
    let code = "resource.declared_in_file";
    let place = books["declaredAt"].as_str().unwrap();
    assert!(place.starts_with("signet.toml:"), "{place}");
    let refusal = api.patch(&path, json!({"name": "x"})).await;
    refused(&refusal, 422, code);
    assert_eq!(refusal.json()["data"], json!({"declaredAt": place}));
    assert!(refusal.json()["message"].as_str().unwrap().contains(place));
    refused(&api.delete(&path).await, 422, code);
    let scope = json!({"name": "burn"});
    refused(&api.post(&format!("{path}/scopes"), scope).await, 422, code);
    assert_eq!(&done(&api.get(&path).await, 200), books);
}

async fn one_api_at_most_is_the_default(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let (a, b) = (
        create(&api, "https://a.example").await,
        create(&api, "https://b.example").await,
    );
    let path = |made: &Value| format!("/resources/{}", id(made));
    for (made, other) in [(&a, &b), (&b, &a)] {
        let own = format!("{}/is-default", path(made));
        let answer = api.patch(&own, json!({"isDefault": true})).await;
        assert_eq!(done(&answer, 200)["isDefault"], true);
        let other = done(&api.get(&path(other)).await, 200);
        assert_eq!(other["isDefault"], false);
    }
    let unknown = api.patch("/resources/nothing/is-default", json!({"isDefault": true}));
    refused(&unknown.await, 404, "entity.not_exists");
}

async fn a_default_that_the_file_has_chosen_stays_and_what_it_has_dropped_is_not_shown(
    world: World,
) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let before = done(&api.get("/resources").await, 200);
    let before = before.as_array().unwrap().iter();
    let books = before.clone().find(|api| api["source"] == "file").unwrap();
    let dropped = format!("/resources/{}/scopes", id(books));
    assert_eq!(
        done(&api.get(&dropped).await, 200)
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let reader = done(&api.get("/roles?search=Reader").await, 200);
    let reader = format!("/roles/{}", id(&reader[0]));
    let setup = Setup {
        more: r#"
[[resources]]
indicator = "https://films.example"
default = true

[[applications]]
id = "robot"
kind = "machine"
secret = "robot-secret-0123456789-01234567"
"#,
        ..Setup::default()
    };
    let world = world.set_up(setup).await;
    let api = Api::of(&world).await;
    // What the file does not declare any more is not shown.
    let listed = done(&api.get("/resources").await, 200);
    let mut names = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|api| &api["indicator"]);
    assert!(names.all(|name| name != "https://books.example"));
    assert_eq!(done(&api.get(&dropped).await, 200), json!([]));
    for path in [reader.clone(), format!("{reader}/scopes")] {
        let answer = api.get(&path).await;
        refused(&answer, 404, "entity.not_exists_with_id");
    }
    let made = create(&api, "https://a.example").await;
    let own = format!("/resources/{}/is-default", id(&made));
    let answer = api.patch(&own, json!({"isDefault": true})).await;
    refused(&answer, 422, "resource.declared_in_file");
    let place = answer.json()["data"]["declaredAt"].clone();
    assert!(
        place.as_str().unwrap().starts_with("signet.toml:"),
        "{place}"
    );
    let now = done(&api.get("/resources").await, 200);
    let defaults = now.as_array().unwrap().iter();
    let defaults: Vec<_> = defaults.filter(|api| api["isDefault"] == true).collect();
    assert_eq!(defaults[0]["indicator"], "https://films.example");
    assert_eq!(defaults.len(), 1);
}

async fn a_change_of_a_scope_is_made_on_what_was_read_of_it(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let made = create(&api, "https://shelf.example").await;
    let path = format!("/resources/{}/scopes", id(&made));
    let scope = done(&api.post(&path, json!({"name": "look"})).await, 201);
    let own = format!("{path}/{}", id(&scope));
    let read = api.get(&own).await;
    let tag = read.header("etag").unwrap().to_owned();
    assert_eq!(done(&read, 200), scope);
    let changed = api
        .if_match(&tag)
        .patch(&own, json!({"name": "stare"}))
        .await;
    let next = changed.header("etag").unwrap().to_owned();
    done(&changed, 200);
    let late = api
        .if_match(&tag)
        .patch(&own, json!({"name": "glance"}))
        .await;
    refused(&late, 412, "request.precondition_failed");
    // What a change answers has the tag of the next one.
    let changed = api
        .if_match(&next)
        .patch(&own, json!({"name": "glance"}))
        .await;
    done(&changed, 200);
    refused(
        &api.if_match(&next).delete(&own).await,
        412,
        "request.precondition_failed",
    );
    done(&api.if_match("*").delete(&own).await, 204);
    refused(&api.get(&own).await, 404, "entity.not_exists");
}

async fn scopes_are_added_renamed_and_removed(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let made = create(&api, "https://shelf.example").await;
    let path = format!("/resources/{}/scopes", id(&made));
    let first = done(&api.post(&path, json!({"name": "read"})).await, 201);
    assert_eq!(first["resourceId"], made["id"]);
    assert_eq!(first["description"], Value::Null);
    let second = json!({"name": "write", "description": "Write all over it"});
    let second = done(&api.post(&path, second).await, 201);
    for (body, status, code) in [
        (json!({"name": "read"}), 422, "scope.name_exists"),
        (json!({"name": "re ad"}), 400, "scope.name_with_space"),
        (json!({"name": ""}), 400, "guard.invalid_input"),
        (json!({"name": "a\"b"}), 400, "guard.invalid_input"),
        (json!({"name": "a\u{0}b"}), 400, "guard.invalid_input"),
        (
            json!({"name": "a", "description": "a\u{0}b"}),
            400,
            "guard.invalid_input",
        ),
        (json!({"name": "openid"}), 400, "guard.invalid_input"),
        (json!({}), 400, "guard.invalid_input"),
    ] {
        refused(&api.post(&path, body).await, status, code);
    }
    refused(
        &api.post("/resources/nothing/scopes", json!({"name": "x"}))
            .await,
        404,
        "entity.not_exists_with_id",
    );
    let own = format!("{path}/{}", id(&second));
    let taken = api.patch(&own, json!({"name": "read"})).await;
    refused(&taken, 422, "scope.name_exists");
    let change = json!({"name": "scribble", "description": null});
    let changed = done(&api.patch(&own, change).await, 200);
    assert_eq!(changed["name"], "scribble");
    assert_eq!(changed["description"], Value::Null);
    let listed = done(&api.get(&path).await, 200);
    assert_eq!(listed, json!([first, changed]));
    let found = done(&api.get(&format!("{path}?search=%25RIB%25")).await, 200);
    assert_eq!(found, json!([changed]));
    done(&api.delete(&own).await, 204);
    refused(&api.delete(&own).await, 404, "entity.not_exists");
    refused(
        &api.patch(&own, json!({"name": "x"})).await,
        404,
        "entity.not_exists",
    );
    let nothing = done(&api.get("/resources/nothing/scopes").await, 200);
    assert_eq!(nothing, json!([]));
}

async fn a_scope_of_another_api_is_not_found_here(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let made = create(&api, "https://shelf.example").await;
    let foreign = format!("/resources/{}/scopes/management-api-all", id(&made));
    refused(
        &api.patch(&foreign, json!({"name": "x"})).await,
        404,
        "entity.not_exists",
    );
    refused(&api.delete(&foreign).await, 404, "entity.not_exists");
    let scopes = done(&api.get("/resources/management-api/scopes").await, 200);
    assert_eq!(scopes[0]["name"], "all");
}

async fn a_list_in_pages_leads_to_the_others(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for n in 0..3 {
        create(&api, &format!("https://{n}.example")).await;
    }
    // The management API, the one of the file, and these.
    let whole = api.get("/resources").await;
    assert_eq!(whole.header("total-number"), None);
    let whole = done(&whole, 200);
    assert_eq!(whole.as_array().unwrap().len(), 5);
    let second = api
        .get("/resources?page=2&page_size=2&includeScopes=no")
        .await;
    assert_eq!(second.header("total-number"), Some("5"));
    let links = second.header("link").unwrap();
    let next =
        "<http://localhost:3001/api/resources?page_size=2&includeScopes=no&page=3>; rel=\"next\"";
    assert!(links.contains(next), "{links}");
    let items = done(&second, 200);
    assert_eq!(
        items.as_array().unwrap()[..],
        whole.as_array().unwrap()[2..4]
    );
    let past = api.get("/resources?page=9").await;
    assert_eq!(past.header("total-number"), Some("5"));
    assert_eq!(done(&past, 200), json!([]));
    for bad in ["page=0", "page=x", "page_size=101", "page=1.5"] {
        let answer = api.get(&format!("/resources?{bad}")).await;
        refused(&answer, 400, "guard.invalid_pagination");
    }
}

/// Whether the proxy takes the path away or not.
#[tokio::test]
async fn below_a_path_the_links_of_a_page_lead_below_it_too() {
    let world = managed_below("http://localhost:3001/id").await;
    let api = Api::of(&world).await;
    let next = "<http://localhost:3001/id/api/resources?page_size=1&page=2>; rel=\"next\"";
    for path in ["/api/resources", "/id/api/resources"] {
        let request = api.request(axum::http::Method::GET, "/resources");
        let request = request.uri(format!("{path}?page_size=1"));
        let answer = world
            .send(request.body(axum::body::Body::empty()).unwrap())
            .await;
        assert_eq!(answer.status, 200, "{path}");
        let links = answer.header("link").unwrap();
        assert!(links.contains(next), "{path} {links}");
    }
}

async fn of_two_changes_made_on_the_same_state_one_is_refused(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let made = create(&api, "https://shelf.example").await;
    let path = format!("/resources/{}", id(&made));
    let tag = api.get(&path).await.header("etag").unwrap().to_owned();
    let writer = api.if_match(&tag);
    let changes = (0..20).map(|n| {
        let (writer, path) = (writer.clone(), path.clone());
        tokio::spawn(async move {
            let body = json!({"name": format!("Shelf {n}")});
            writer.patch(&path, body).await.status.as_u16()
        })
    });
    let mut statuses = Vec::new();
    for change in changes.collect::<Vec<_>>() {
        statuses.push(change.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!((statuses[0], statuses[1], statuses[19]), (200, 412, 412));
    let late = writer.delete(&path).await;
    refused(&late, 412, "request.precondition_failed");
    let tag = api.get(&path).await.header("etag").unwrap().to_owned();
    done(&api.if_match(&tag).delete(&path).await, 204);
}

async fn of_twenty_apis_with_one_indicator_one_is_registered(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let tries = (0..20).map(|_| {
        let api = api.clone();
        tokio::spawn(async move {
            let body = json!({"name": "Shelf", "indicator": "https://shelf.example"});
            let answer = api.post("/resources", body).await;
            if answer.status == 201 {
                return true;
            }
            refused(&answer, 422, "resource.resource_identifier_in_use");
            false
        })
    });
    let mut registered = 0;
    for one in tries.collect::<Vec<_>>() {
        registered += u32::from(one.await.unwrap());
    }
    assert_eq!(registered, 1);
}

async fn what_is_read_twice_is_sent_once(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let first = api.get("/resources").await;
    let tag = first.header("etag").unwrap().to_owned();
    let again = || {
        let request = api.request(axum::http::Method::GET, "/resources");
        let request = request.header("if-none-match", &tag);
        world.send(request.body(axum::body::Body::empty()).unwrap())
    };
    let known = again().await;
    assert_eq!((known.status.as_u16(), &*known.body), (304, ""));
    assert_eq!(known.header("etag"), Some(&*tag));
    create(&api, "https://shelf.example").await;
    assert_eq!(again().await.status, 200);
}
