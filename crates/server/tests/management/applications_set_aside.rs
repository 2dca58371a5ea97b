//! `/api/applications`: those that cannot be read, those that are disabled, and those of others.

use serde_json::json;

use super::{
    applications::{create, path},
    caller::{Api, done, managed, refused},
};
use crate::kit::{World, on_both};

on_both! {
    one_that_cannot_be_read_is_counted_and_takes_no_other_with_it,
    one_of_the_file_that_is_disabled_is_not_there,
    somebody_elses_exchanges_no_tokens,
    no_refusal_says_what_was_sent_as_a_secret,
}

async fn one_that_cannot_be_read_is_counted_and_takes_no_other_with_it(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let mut made = Vec::new();
    for name in ["Shelf A", "Shelf B", "Shelf C"] {
        made.push(create(&api, name, "SPA").await);
        world.clock.advance(oidc_core::time::Lifetime::millis(1));
    }
    let id = made[1]["id"].as_str().unwrap();
    world
        .sql(&format!(
            "update clients set kind = 'robot' where id = '{id}'"
        ))
        .await;
    let names = async |query: &str| {
        let listed = api
            .get(&format!("/applications?search.name=Shelf%25{query}"))
            .await;
        let total = listed.header("total-number").map(str::to_owned);
        let names = done(&listed, 200);
        let names = names.as_array().unwrap().iter();
        let names: Vec<_> = names
            .map(|one| one["name"].as_str().unwrap().to_owned())
            .collect();
        (names.join(" "), total)
    };
    assert_eq!(names("").await.0, "Shelf C Shelf A");
    let three = Some("3".to_owned());
    for (page, name) in [(1, "Shelf C"), (2, ""), (3, "Shelf A")] {
        let query = format!("&page_size=1&page={page}");
        assert_eq!(names(&query).await, (name.to_owned(), three.clone()));
    }
}

async fn one_of_the_file_that_is_disabled_is_not_there(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let declared = api.delete("/applications/idle").await;
    refused(&declared, 422, "application.declared_in_file");
    let reader = done(&api.get("/roles?search=Reader").await, 200);
    let reader = format!("/roles/{}", reader[0]["id"].as_str().unwrap());
    refused(&api.delete(&reader).await, 422, "role.declared_in_file");
    world
        .sql("update clients set disabled = true where id = 'idle'")
        .await;
    world
        .sql("update roles set disabled = true where name = 'Reader'")
        .await;
    let listed = done(&api.get("/roles?search=Reader").await, 200);
    assert_eq!(listed, json!([]));
    for gone in [
        api.get("/applications/idle").await,
        api.delete("/applications/idle").await,
        api.patch("/applications/idle", json!({"name": "x"})).await,
        api.delete(&reader).await,
    ] {
        refused(&gone, 404, "entity.not_exists_with_id");
    }
}

async fn somebody_elses_exchanges_no_tokens(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let code = "application.third_party_application_cannot_enable_token_exchange";
    let exchange = json!({"allowTokenExchange": true});
    let new = |kind: &str, third_party: bool| {
        json!({
            "name": "Shop", "type": kind, "isThirdParty": third_party,
            "customClientMetadata": exchange,
        })
    };
    for kind in ["Traditional", "SPA", "Native"] {
        let answer = api.post("/applications", new(kind, true)).await;
        refused(&answer, 422, code);
    }
    let machine = api
        .post("/applications", new("MachineToMachine", true))
        .await;
    refused(
        &machine,
        400,
        "application.invalid_third_party_application_type",
    );
    let own = api.post("/applications", new("SPA", false)).await;
    refused(&own, 400, "guard.invalid_input");
    let other = json!({"name": "Shop", "type": "SPA", "isThirdParty": true});
    let other = path(&done(&api.post("/applications", other).await, 200));
    let patch = json!({"customClientMetadata": exchange});
    refused(&api.patch(&other, patch).await, 422, code);
    let patch = json!({"customClientMetadata": {"allowTokenExchange": false}});
    done(&api.patch(&other, patch).await, 200);
}

async fn no_refusal_says_what_was_sent_as_a_secret(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = done(&api.post("/users", json!({})).await, 200);
    let own = format!("/users/{}/password", user["id"].as_str().unwrap());
    let verify = format!("{own}/verify");
    let mailgun = |key: serde_json::Value| {
        json!({"connectorId": "mailgun-email", "config": {
            "domain": "mg.example.com", "apiKey": key, "from": "a@example.com",
        }})
    };
    let smtp = json!({"connectorId": "simple-mail-transfer-protocol", "config": {
        "host": "mail.example.com", "port": 587, "fromEmail": "a@example.com",
        "auth": {"user": "a", "pass": 471_147}, "templates": [],
    }});
    for (path, body) in [
        ("/users", json!({"password": 471_147})),
        ("/users", json!({"passwordDigest": 471_147})),
        ("/users", json!({"passwordDigest": 471.147})),
        (&*verify, json!({"password": 471_147})),
        (&verify, json!({"password": -471_147})),
        ("/connectors", mailgun(json!(471_147))),
        ("/connectors", mailgun(json!(["471147"]))),
        ("/connectors", smtp),
        (
            "/verification-codes/verify",
            json!({"email": "a@example.com", "verificationCode": 471_147}),
        ),
    ] {
        let answer = api.post(path, body.clone()).await;
        assert_eq!(answer.status, 400, "{body} {}", answer.body);
        let told = answer.body.replace('.', "");
        assert!(!told.contains("471147"), "{body} {}", answer.body);
    }
    let answer = api.patch(&own, json!({"password": 471_147})).await;
    refused(&answer, 400, "guard.invalid_input");
    assert!(!answer.body.contains("471147"), "{}", answer.body);
}
