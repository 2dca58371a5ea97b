//! `/api/connectors` and `/api/connector-factories`.

use oidc_core::{event::EventKind, time::Lifetime};
use serde_json::{Value, json};
use testkit::mailgun::{API_KEY, Mailgun};

use super::{
    caller::{Api, done, managed, managed_also, refused},
    written_down::events,
};
use crate::kit::{World, on_both};

use EventKind::{ConnectorChanged, ConnectorCreated, ConnectorRemoved};

on_both! {
    factories_are_listed_with_the_form_of_their_configuration,
    a_connector_is_made_read_configured_and_removed,
    what_cannot_be_a_connector_is_refused_in_the_order_that_programs_expect,
    a_second_connector_takes_the_place_of_the_first_and_a_fallback_stands_beside_it,
    of_two_changes_made_on_the_same_state_one_is_written,
    of_twenty_connectors_made_at_once_one_is_left,
    nobody_signs_in_by_a_connector_that_carries_mails,
}

/// A world whose outgoing connections may reach this port.
pub(super) async fn beside(world: World, port: u16) -> (World, tempfile::TempDir) {
    let more = format!("[outbound]\nallow = [\"127.0.0.1:{port}\"]\n");
    managed_also(world, &more).await
}

/// What the fake provider is configured by.
pub(super) fn mailgun(port: u16) -> Value {
    json!({
        "domain": "mg.example.com",
        "apiKey": API_KEY,
        "from": "Books <hello@mg.example.com>",
        "baseUrl": format!("http://127.0.0.1:{port}"),
        "deliveries": {
            "Register": {"subject": "Welcome", "html": "<p>{{code}}</p>", "text": "{{code}}"},
            "Generic": {"subject": "{{code}} is it", "html": "<p>{{code}}</p>"},
        },
    })
}

pub(super) fn new(config: &Value) -> Value {
    json!({"connectorId": "mailgun-email", "config": config})
}

pub(super) async fn make(api: &Api, body: Value) -> Value {
    done(&api.post("/connectors", body).await, 200)
}

pub(super) fn path(connector: &Value) -> String {
    format!("/connectors/{}", connector["id"].as_str().unwrap())
}

pub(super) async fn ids(api: &Api) -> Vec<String> {
    let listed = done(&api.get("/connectors").await, 200);
    let all = listed.as_array().unwrap().iter();
    all.map(|one| one["id"].as_str().unwrap().to_owned())
        .collect()
}

async fn factories_are_listed_with_the_form_of_their_configuration(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let listed = done(&api.get("/connector-factories").await, 200);
    let all: Vec<&str> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    assert_eq!(
        all,
        [
            "mailgun-email",
            "simple-mail-transfer-protocol",
            "http-email"
        ]
    );
    for factory in listed.as_array().unwrap() {
        assert_eq!(factory["type"], "Email");
        assert!(factory["name"]["en"].is_string() && factory["description"]["fr"].is_string());
        assert!(
            factory["readme"].as_str().unwrap().starts_with('#'),
            "{factory}"
        );
        assert!(factory.get("config").is_none());
        assert_eq!(factory["isDemo"], false);
        let template = factory["configTemplate"].as_str().unwrap();
        let template: Value = serde_json::from_str(template).unwrap();
        for item in factory["formItems"].as_array().unwrap() {
            let begins = item["required"] == true || item.get("defaultValue").is_some();
            let key = item["key"].as_str().unwrap();
            assert_eq!(template.get(key).is_some(), begins, "{key}");
        }
        let one = format!("/connector-factories/{}", factory["id"].as_str().unwrap());
        assert_eq!(&done(&api.get(&one).await, 200), factory);
    }
    let form = listed[0]["formItems"].as_array().unwrap();
    let keys: Vec<&str> = form
        .iter()
        .map(|item| item["key"].as_str().unwrap())
        .collect();
    for key in ["endpoint", "domain", "apiKey", "from", "deliveries"] {
        assert!(keys.contains(&key), "{key}");
    }
    let key = form.iter().find(|item| item["key"] == "apiKey").unwrap();
    assert_eq!(
        (&key["isConfidential"], &key["required"]),
        (&json!(true), &json!(true))
    );
    refused(
        &api.get("/connector-factories/pigeon").await,
        404,
        "entity.not_found",
    );
}

#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
async fn a_connector_is_made_read_configured_and_removed(world: World) {
    let provider = Mailgun::open().await;
    let (world, _folder) = beside(world, provider.port).await;
    let api = Api::of(&world).await;
    assert!(ids(&api).await.is_empty());
    let config = mailgun(provider.port);
    let made = make(&api, new(&config)).await;
    assert_eq!(made["connectorId"], "mailgun-email");
    assert_eq!(
        made["config"], config,
        "what is written is read back by programs"
    );
    assert_eq!(made["metadata"], json!({}));
    let standing = json!({
        "fallback": false, "inForce": true, "updatedAt": world.clock.now().as_millis(),
    });
    assert_eq!(made["signet"], standing);
    assert_eq!(made["id"].as_str().unwrap().len(), 12);
    for absent in ["tenantId", "createdAt"] {
        assert!(made.get(absent).is_none(), "{absent}");
    }
    assert_eq!(done(&api.get(&path(&made)).await, 200), made);
    let listed = done(&api.get("/connectors?target=mailgun-email").await, 200);
    assert_eq!(listed, json!([made]));
    let others = done(&api.get("/connectors?target=github").await, 200);
    assert_eq!(others, json!([]));

    world.clock.advance(Lifetime::millis(1));
    let mut other = config.clone();
    other["deliveries"] = json!({"Generic": {"html": "{{code}}", "subject": ""}});
    let changed = api
        .patch(&path(&made), json!({"config": other, "syncProfile": false}))
        .await;
    let changed = done(&changed, 200);
    let kept = json!({"Generic": {"html": "{{code}}"}});
    assert_eq!(
        changed["config"]["deliveries"], kept,
        "it replaces, and what is empty goes"
    );
    world.clock.advance(Lifetime::millis(1));
    let unchanged = done(&api.patch(&path(&made), json!({})).await, 200);
    assert_eq!(unchanged, changed);
    let wrong = json!({"config": {"domain": "mg.example.com"}});
    refused(
        &api.patch(&path(&made), wrong).await,
        400,
        "connector.invalid_config",
    );
    assert_eq!(
        done(&api.get(&path(&made)).await, 200),
        changed,
        "nothing was changed"
    );

    world.clock.advance(Lifetime::millis(1));
    done(&api.delete(&path(&made)).await, 204);
    refused(&api.get(&path(&made)).await, 404, "entity.not_found");
    refused(&api.delete(&path(&made)).await, 404, "entity.not_found");
    refused(
        &api.patch(&path(&made), json!({})).await,
        404,
        "entity.not_found",
    );
    let told = events(
        &world,
        &[ConnectorCreated, ConnectorChanged, ConnectorRemoved],
    )
    .await;
    let kinds: Vec<_> = told.iter().map(|event| event.kind).collect();
    assert_eq!(
        kinds,
        [ConnectorCreated, ConnectorChanged, ConnectorRemoved]
    );
    assert_eq!(told[1].data["changed"], json!(["deliveries"]));
    assert!(told.iter().all(|event| event.actor.is_some()));
}

#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
async fn what_cannot_be_a_connector_is_refused_in_the_order_that_programs_expect(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for (body, status, code) in [
        (json!({}), 400, "guard.invalid_input"),
        (
            json!({"connectorId": "pigeon", "metadata": {"target": "x"}}),
            422,
            "connector.not_found_with_connector_id",
        ),
        (
            json!({"connectorId": "http-email", "metadata": {"target": "x"}}),
            400,
            "connector.cannot_overwrite_metadata_for_non_standard_connector",
        ),
        (
            json!({"connectorId": "http-email", "syncProfile": true}),
            422,
            "connector.invalid_type_for_syncing_profile",
        ),
        (
            json!({"connectorId": "http-email", "enableTokenStorage": true}),
            422,
            "connector.token_storage_not_supported",
        ),
        (
            json!({"connectorId": "http-email", "id": "a b"}),
            400,
            "guard.invalid_input",
        ),
        (
            json!({"connectorId": "http-email", "config": []}),
            400,
            "guard.invalid_input",
        ),
        (
            json!({"connectorId": "http-email", "config": {}}),
            400,
            "connector.invalid_config",
        ),
    ] {
        let told = body.to_string();
        let answer = api.post("/connectors", body).await;
        assert_eq!(answer.json()["code"], code, "{told}: {}", answer.body);
        assert_eq!(answer.status, status, "{told}");
    }
    for (factory, config, member) in [
        (
            "mailgun-email",
            json!({"domain": "mg.example.com", "from": "a@mg.example.com", "deliveries": {}}),
            "apiKey",
        ),
        (
            "mailgun-email",
            json!({"domain": "https://mg.example.com", "apiKey": "k", "from": "a@mg.example.com", "deliveries": {}}),
            "domain",
        ),
        (
            "mailgun-email",
            json!({"endpoint": "https://evil.example#.mailgun.net", "domain": "mg.example.com", "apiKey": "k", "from": "a@mg.example.com", "deliveries": {}}),
            "endpoint",
        ),
        (
            "mailgun-email",
            json!({"baseUrl": "http://127.0.0.1:9", "domain": "mg.example.com", "apiKey": "k", "from": "a@mg.example.com", "deliveries": {}}),
            "baseUrl",
        ),
        (
            "mailgun-email",
            json!({"domain": "mg.example.com", "apiKey": "k", "from": "a@mg.example.com", "deliveries": {"Register": {"subject": "x"}}}),
            "deliveries.Register",
        ),
        (
            "http-email",
            json!({"endpoint": "http://169.254.169.254/latest"}),
            "endpoint",
        ),
        (
            "http-email",
            json!({"endpoint": "https://10.0.0.1/mail"}),
            "endpoint",
        ),
    ] {
        let told = config.to_string();
        let answer = api
            .post(
                "/connectors",
                json!({"connectorId": factory, "config": config}),
            )
            .await;
        refused(&answer, 400, "connector.invalid_config");
        let issue = &answer.json()["data"][0];
        let named: Vec<&str> = issue["path"]
            .as_array()
            .unwrap()
            .iter()
            .map(|part| part.as_str().unwrap())
            .collect();
        assert!(named.join(".").starts_with(member), "{told}: {issue}");
    }
    assert!(ids(&api).await.is_empty(), "nothing was written");
}

async fn a_second_connector_takes_the_place_of_the_first_and_a_fallback_stands_beside_it(
    world: World,
) {
    let provider = Mailgun::open().await;
    let (world, _folder) = beside(world, provider.port).await;
    let api = Api::of(&world).await;
    let config = mailgun(provider.port);
    let first = make(&api, new(&config)).await;
    let fallback = json!({"connectorId": "mailgun-email", "config": config, "id": "second", "signet": {"fallback": true}});
    let fallback = make(&api, fallback).await;
    assert_eq!(fallback["signet"]["fallback"], true);
    assert_eq!(ids(&api).await, [first["id"].as_str().unwrap(), "second"]);
    let again = make(&api, new(&config)).await;
    assert_eq!(ids(&api).await, [again["id"].as_str().unwrap(), "second"]);
    let taken = json!({"connectorId": "mailgun-email", "config": config, "id": "second"});
    refused(
        &api.post("/connectors", taken).await,
        422,
        "entity.unique_integrity_violation",
    );
    let same = json!({"connectorId": "mailgun-email", "config": config, "id": again["id"]});
    make(&api, same).await;
    assert_eq!(
        ids(&api).await.len(),
        2,
        "its own id is free when it gives way"
    );
}

async fn of_two_changes_made_on_the_same_state_one_is_written(world: World) {
    let provider = Mailgun::open().await;
    let (world, _folder) = beside(world, provider.port).await;
    let api = Api::of(&world).await;
    let made = make(&api, new(&mailgun(provider.port))).await;
    let tag = api
        .get(&path(&made))
        .await
        .header("etag")
        .unwrap()
        .to_owned();
    let change = |from: &str| {
        let mut config = mailgun(provider.port);
        config["from"] = json!(from);
        json!({"config": config})
    };
    let guarded = api.if_match(&tag);
    let place = path(&made);
    let (one, two) = tokio::join!(
        guarded.patch(&place, change("a@mg.example.com")),
        guarded.patch(&place, change("b@mg.example.com")),
    );
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    refused(
        &guarded.delete(&place).await,
        412,
        "request.precondition_failed",
    );
}

async fn of_twenty_connectors_made_at_once_one_is_left(world: World) {
    let provider = Mailgun::open().await;
    let (world, _folder) = beside(world, provider.port).await;
    let api = Api::of(&world).await;
    let all = (0..20).map(|_| api.post("/connectors", new(&mailgun(provider.port))));
    for answer in futures_util::future::join_all(all).await {
        done(&answer, 200);
    }
    assert_eq!(ids(&api).await.len(), 1);
}

async fn nobody_signs_in_by_a_connector_that_carries_mails(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let made = make(&api, json!({"connectorId": "mailgun-email"})).await;
    let own = format!("{}/authorization-uri", path(&made));
    let asked = |state: &str, uri: &str| json!({"state": state, "redirectUri": uri});
    let uri = "https://books.example/callback";
    let answer = api.post(&own, asked("x", uri)).await;
    refused(&answer, 400, "connector.unexpected_type");
    for (state, uri) in [("", uri), ("x", "")] {
        let answer = api.post(&own, asked(state, uri)).await;
        refused(&answer, 400, "session.insufficient_info");
    }
    let unknown = "/connectors/none/authorization-uri";
    let answer = api.post(unknown, asked("x", uri)).await;
    refused(&answer, 404, "entity.not_found");
    refused(
        &api.post(&own, json!({"state": "x"})).await,
        400,
        "guard.invalid_input",
    );
}
