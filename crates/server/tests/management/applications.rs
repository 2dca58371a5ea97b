//! `/api/applications`.

use oidc_core::time::Lifetime;
use serde_json::{Value, json};

use super::caller::{Api, done, managed, person_token, refused};
use crate::kit::{World, on_both};

on_both! {
    an_application_is_made_read_changed_and_removed,
    what_was_never_set_stays_away_and_what_was_set_is_in_force,
    each_object_is_replaced_whole_and_its_data_may_be_merged,
    what_cannot_be_an_application_is_refused_and_names_the_member,
    what_the_file_declares_is_shown_and_not_changed_here,
    lists_are_filtered_searched_and_paged,
    a_list_is_whole_unless_a_page_is_asked_for,
    of_two_changes_made_on_the_same_state_one_is_refused,
    a_person_removes_an_application_with_a_fresh_sign_in_alone,
    a_machine_is_made_a_manager_and_is_none_any_more,
    pages_of_an_origin_that_was_added_may_read_the_answers,
}

/// Makes one of this type, and nothing else is said of it.
pub(super) async fn create(api: &Api, name: &str, kind: &str) -> Value {
    let new = json!({"name": name, "type": kind});
    done(&api.post("/applications", new).await, 200)
}

pub(super) fn path(application: &Value) -> String {
    format!("/applications/{}", application["id"].as_str().unwrap())
}

async fn an_application_is_made_read_changed_and_removed(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let made = create(&api, "Bookstore", "SPA").await;
    let id = made["id"].as_str().unwrap();
    assert_eq!(id.len(), 21);
    let expected = json!({
        "tenantId": "default", "id": id, "name": "Bookstore", "description": null, "type": "SPA",
        "oidcClientMetadata": {"redirectUris": [], "postLogoutRedirectUris": []},
        "customClientMetadata": {}, "protectedAppMetadata": null, "customData": {},
        "isThirdParty": false, "appLevelAccessControlEnabled": false,
        "createdAt": world.clock.now().as_millis(), "source": "console",
    });
    assert_eq!(made, expected);
    let path = path(&made);
    let read = done(&api.get(&path).await, 200);
    assert_eq!(read["isAdmin"], false);
    let change = json!({
        "name": "Library", "description": "Lends\nbooks", "type": "Native", "isThirdParty": true,
        "oidcClientMetadata": {
            "redirectUris": ["https://books.example/callback", "http://localhost:3000/callback"],
            "postLogoutRedirectUris": ["https://books.example"],
            "backchannelLogoutUri": "https://books.example/out", "logoUri": "https://books.example/l.png",
        },
    });
    let changed = done(&api.patch(&path, change.clone()).await, 200);
    assert_eq!(changed["name"], "Library");
    assert_eq!(changed["description"], "Lends\nbooks");
    assert_eq!(changed["type"], "SPA", "the type stays");
    assert_eq!(changed["isThirdParty"], false, "and whose it is");
    let mut addresses = change["oidcClientMetadata"].clone();
    addresses["backchannelLogoutSessionRequired"] = json!(false);
    assert_eq!(changed["oidcClientMetadata"], addresses);
    let none = json!({"description": null});
    assert_eq!(
        done(&api.patch(&path, none).await, 200)["description"],
        Value::Null
    );
    assert_eq!(done(&api.delete(&path).await, 204), Value::Null);
    for gone in [api.get(&path).await, api.delete(&path).await] {
        refused(&gone, 404, "entity.not_exists_with_id");
    }
}

async fn what_was_never_set_stays_away_and_what_was_set_is_in_force(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let set = json!({
        "corsAllowedOrigins": ["https://app.example"], "idTokenTtl": 600,
        "refreshTokenTtlInDays": 30, "rotateRefreshToken": false, "isDeviceFlow": false,
        "alwaysIssueRefreshToken": true, "allowTokenExchange": false,
    });
    let new = json!({
        "name": "Shop", "type": "Traditional", "customClientMetadata": set,
        "customData": {"team": {"name": "Books"}},
    });
    let made = done(&api.post("/applications", new).await, 200);
    assert_eq!(made["customClientMetadata"], set);
    let id = made["id"].as_str().unwrap().parse().unwrap();
    let known = world.app.engine.snapshot();
    let client = &known.clients.get(&id).unwrap().client;
    assert_eq!(client.id_token_lifetime, Lifetime::minutes(10));
    assert_eq!(client.refresh_token_lifetime, Lifetime::days(30));
    assert!(!client.rotate_refresh_token);
    // A client that sends back what it has read changes nothing.
    let path = path(&made);
    let read = done(&api.get(&path).await, 200);
    let mut again = read.clone();
    again
        .as_object_mut()
        .unwrap()
        .remove("protectedAppMetadata");
    done(&api.patch(&path, again).await, 200);
    assert_eq!(done(&api.get(&path).await, 200), read);
}

async fn each_object_is_replaced_whole_and_its_data_may_be_merged(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let new = json!({
        "name": "Shop", "type": "SPA", "customClientMetadata": {"idTokenTtl": 600},
        "customData": {"a": 1, "b": {"c": 2}},
    });
    let made = done(&api.post("/applications", new).await, 200);
    let path = path(&made);
    let emptied = json!({"customClientMetadata": {}, "customData": {"d": 4}});
    let changed = done(&api.patch(&path, emptied).await, 200);
    assert_eq!(changed["customClientMetadata"], json!({}));
    assert_eq!(changed["customData"], json!({"d": 4}));
    let data = format!("{path}/custom-data");
    let merged = api.patch(&data, json!({"b": {"e": 5}, "d": null})).await;
    assert_eq!(done(&merged, 200), json!({"b": {"e": 5}, "d": null}));
    for bad in [json!([1]), json!("x"), json!({"a": "\u{0}"})] {
        refused(&api.patch(&data, bad).await, 400, "guard.invalid_input");
    }
    refused(
        &api.patch("/applications/none/custom-data", json!({})).await,
        404,
        "entity.not_exists",
    );
}

fn with(member: &str, value: Value) -> Value {
    let mut body = json!({"name": "x", "type": "SPA"});
    body[member] = value;
    body
}

/// Bodies that cannot be, and the member that is to blame.
fn misfits() -> Vec<(Value, &'static str)> {
    let uris = |redirect: &str, logout: &str| {
        let addresses = json!({"redirectUris": [redirect], "postLogoutRedirectUris": [logout]});
        with("oidcClientMetadata", addresses)
    };
    let set = |value| with("customClientMetadata", value);
    let own = "https://a.example/cb";
    let redirect = "oidcClientMetadata.redirectUris";
    let logout = "oidcClientMetadata.postLogoutRedirectUris";
    vec![
        (json!({}), "name"),
        (json!({"name": "x"}), "type"),
        (with("name", json!("")), "name"),
        (with("name", json!("a\u{0}")), "name"),
        (with("type", json!("Web")), "type"),
        (with("customData", json!([])), "customData"),
        (with("description", json!("a\u{0}")), "description"),
        (uris("https://*.example/cb", own), redirect),
        (uris("http://a.example/cb", own), redirect),
        (uris(own, "javascript:1"), logout),
        (
            with("oidcClientMetadata", json!({"redirectUris": []})),
            logout,
        ),
        (
            set(json!({"idTokenTtl": 5})),
            "customClientMetadata.idTokenTtl",
        ),
        (
            set(json!({"corsAllowedOrigins": ["*"]})),
            "customClientMetadata.corsAllowedOrigins",
        ),
        (
            set(json!({"corsAllowedOrigins": ["\u{0}https://a.example"]})),
            "customClientMetadata.corsAllowedOrigins",
        ),
        (set(json!([["https://a.example"]])), "customClientMetadata"),
        (
            set(json!({"maxAllowedGrants": 3})),
            "customClientMetadata.maxAllowedGrants",
        ),
        (
            set(json!({"allowTokenExchange": true})),
            "customClientMetadata.allowTokenExchange",
        ),
    ]
}

async fn what_cannot_be_an_application_is_refused_and_names_the_member(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for (body, member) in misfits() {
        let answer = api.post("/applications", body.clone()).await;
        refused(&answer, 400, "guard.invalid_input");
        let told = answer.json()["details"].as_str().unwrap().to_owned();
        let named = format!("Error in key path \"{member}\"");
        assert!(told.starts_with(&named), "{body} {told}");
    }
    let device = with("customClientMetadata", json!({"isDeviceFlow": true}));
    let machine = json!({"name": "x", "type": "MachineToMachine", "isThirdParty": true});
    let needs_host = "application.protected_app_metadata_is_required";
    for (body, status, code) in [
        (device, 422, "application.device_flow_native_only"),
        (
            machine,
            400,
            "application.invalid_third_party_application_type",
        ),
        (
            with("type", json!("SAML")),
            400,
            "application.saml.use_saml_app_api",
        ),
        (with("type", json!("Protected")), 400, needs_host),
    ] {
        refused(&api.post("/applications", body).await, status, code);
    }
    assert_eq!(
        done(&api.get("/applications?search=x").await, 200),
        json!([])
    );
}

async fn what_the_file_declares_is_shown_and_not_changed_here(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let idle = done(&api.get("/applications/idle").await, 200);
    assert_eq!(idle["source"], "file");
    assert_eq!(idle["type"], "MachineToMachine");
    let named = json!({"name": "Lazy"});
    let change = api.patch("/applications/idle", named).await;
    refused(&change, 422, "application.declared_in_file");
    let place = json!({"declaredAt": idle["declaredAt"]});
    assert!(place.to_string().contains("signet.toml:"), "{place}");
    assert_eq!(change.json()["data"], place);
    let removal = api.delete("/applications/idle").await;
    refused(&removal, 422, "application.declared_in_file");
    assert_eq!(removal.json()["data"], place);
}

async fn lists_are_filtered_searched_and_paged(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for (name, kind) in [
        ("Alpha", "SPA"),
        ("Beta", "Native"),
        ("alphabet", "Traditional"),
    ] {
        create(&api, name, kind).await;
        world.clock.advance(Lifetime::millis(1));
    }
    let third =
        json!({"name": "Gamma", "type": "SPA", "isThirdParty": true, "description": "alpha"});
    done(&api.post("/applications", third).await, 200);
    let api = &api;
    let names = async |query: &str| -> Vec<String> {
        let found = done(&api.get(&format!("/applications?{query}")).await, 200);
        let found = found.as_array().unwrap().iter();
        found
            .map(|one| one["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let page = names("page=1&page_size=3").await;
    assert_eq!(page, ["Gamma", "alphabet", "Beta"], "the newest first");
    assert_eq!(
        names("search=alpha%25").await,
        ["Gamma", "alphabet", "Alpha"]
    );
    assert_eq!(
        names("search.name=alpha%25&isCaseSensitive=true").await,
        ["alphabet"]
    );
    assert_eq!(names("search.name=Alpha&mode.name=exact").await, ["Alpha"]);
    assert_eq!(
        names("types=Native&types=Traditional").await[..2],
        ["alphabet", "Beta"]
    );
    assert_eq!(names("isThirdParty=true&search=%25a").await, ["Gamma"]);
    assert_eq!(names("types=SAML&types=Protected").await, [""; 0]);
    let machines = names("types=MachineToMachine").await;
    assert_eq!(machines.len(), 2, "{machines:?}");
    let others = names("types=MachineToMachine&excludeRoleId=management-api-access").await;
    assert_eq!(others, ["idle"]);
}

async fn a_list_is_whole_unless_a_page_is_asked_for(world: World) {
    let (world, _folder) = managed(world).await;
    let api = &Api::of(&world).await;
    create(api, "Shop", "SPA").await;
    let paged = api.get("/applications?page_size=1").await;
    assert!(paged.header("link").unwrap().contains("rel=\"next\""));
    assert!(paged.header("total-number").is_some());
    let whole = api.get("/applications").await;
    assert_eq!(whole.header("total-number"), None);
    for (query, code) in [
        ("types=Web", "guard.invalid_input"),
        ("isThirdParty=yes", "guard.invalid_input"),
        ("search.shoe=1", "request.invalid_input"),
        (
            "excludeRoleId=a&excludeOrganizationId=b",
            "request.invalid_input",
        ),
        ("page=0", "guard.invalid_pagination"),
    ] {
        refused(&api.get(&format!("/applications?{query}")).await, 400, code);
    }
}

async fn of_two_changes_made_on_the_same_state_one_is_refused(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let path = path(&create(&api, "Shop", "SPA").await);
    let read = api.get(&path).await;
    let tag = read.header("etag").unwrap();
    let on = api.if_match(tag);
    let (one, two) = tokio::join!(
        on.patch(&path, json!({"name": "One"})),
        on.patch(&path, json!({"name": "Two"})),
    );
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    refused(&on.delete(&path).await, 412, "request.precondition_failed");
    // What a change has answered is what the next one is made on.
    let winner = if one.status == 200 { one } else { two };
    let next = api.if_match(winner.header("etag").unwrap());
    // Whatever order a database keeps members in.
    let data = json!({"customData": {"bb": {"d": 1, "c": 2}, "a": 2}});
    let changed = next.patch(&path, data).await;
    let next = api.if_match(changed.header("etag").unwrap());
    let data = format!("{path}/custom-data");
    let merged = next.patch(&data, json!({"aaa": 1})).await;
    let next = api.if_match(merged.header("etag").unwrap());
    let merged = next.patch(&data, json!({"z": 1})).await;
    assert_eq!(merged.status, 200, "{}", merged.body);
    refused(
        &next.delete(&path).await,
        412,
        "request.precondition_failed",
    );
}

async fn a_person_removes_an_application_with_a_fresh_sign_in_alone(world: World) {
    let (world, _folder) = managed(world).await;
    let token = person_token(&world, "spa", "ada@example.com", &["administrator"]).await;
    let ada = Api::with(&world, &token);
    let made = create(&ada, "Shop", "SPA").await;
    world.clock.advance(Lifetime::minutes(11));
    let stale = ada.delete(&path(&made)).await;
    refused(&stale, 401, "auth.insufficient_user_authentication");
    let challenge = stale.header("www-authenticate").unwrap();
    assert!(challenge.contains("max_age=\"600\""), "{challenge}");
    done(&ada.get(&path(&made)).await, 200);
    // A machine proves who it is with every token.
    let robot = Api::of(&world).await;
    done(&robot.delete(&path(&made)).await, 204);
}

async fn a_machine_is_made_a_manager_and_is_none_any_more(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let path = path(&create(&api, "Terraform", "MachineToMachine").await);
    for wanted in [true, true, false] {
        let changed = done(&api.patch(&path, json!({"isAdmin": wanted})).await, 200);
        assert_eq!(changed.get("isAdmin"), None);
        assert_eq!(done(&api.get(&path).await, 200)["isAdmin"], wanted);
    }
}

async fn pages_of_an_origin_that_was_added_may_read_the_answers(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let new = json!({"name": "Shop", "type": "SPA"});
    let made = done(&api.post("/applications", new).await, 200);
    let allowed = || async {
        let request = axum::http::Request::builder()
            .method("OPTIONS")
            .uri("/oidc/token")
            .header("origin", "https://app.example")
            .header("access-control-request-method", "POST");
        let answer = world.send(request.body(axum::body::Body::empty()).unwrap());
        let answer = answer.await;
        answer
            .header("access-control-allow-origin")
            .map(str::to_owned)
    };
    assert_eq!(allowed().await, None);
    let origins = json!({"customClientMetadata": {"corsAllowedOrigins": ["https://app.example"]}});
    done(&api.patch(&path(&made), origins).await, 200);
    assert_eq!(allowed().await.as_deref(), Some("https://app.example"));
}
