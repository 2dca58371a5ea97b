//! What an application has come to do, as a guide ticks it off.

use engine::jobs::note_applications;
use oidc_core::time::Lifetime;
use serde_json::{Value, json};

use super::caller::{Api, done, managed, refused};
use crate::kit::{Tokens, Witness, World, on_both};

on_both! {
    each_milestone_is_told_when_it_is_reached_and_stays,
    a_machine_reaches_its_first_token_and_nothing_else,
    a_request_that_is_refused_reaches_nothing,
    what_an_application_has_done_goes_with_it,
    the_second_time_costs_no_statement,
}

const PATH: &str = "/signet/applications/web/milestones";

/// What the job does each second.
async fn write(world: &World) {
    note_applications::write(&world.app).await.unwrap();
}

async fn told(api: &Api, path: &str) -> Value {
    write(&api.world).await;
    done(&api.get(path).await, 200)
}

async fn each_milestone_is_told_when_it_is_reached_and_stays(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let registered = told(&api, PATH).await;
    let registered_at = registered["registeredAt"].clone();
    assert_eq!(registered, json!({"registeredAt": registered_at}));
    let web = world.relying_party("web");
    let mut browser = world.browser();
    let now = || world.clock.now().as_millis();
    let requested = now();
    browser.get(&web.request()).await;
    let one = json!({"registeredAt": registered_at, "firstRequestAt": requested});
    assert_eq!(told(&api, PATH).await, one);
    world.pass(Lifetime::minutes(2));
    let callback = browser.sign_in(&web.request(), "ada@example.com").await;
    let signed_in = now();
    let code = callback.parameter("code").unwrap();
    let tokens = Tokens::of(&web.redeem(&code).await);
    let mut expected = json!({
        "registeredAt": registered_at, "firstRequestAt": requested, "firstTokenAt": signed_in,
        "lastSignInAt": signed_in,
    });
    assert_eq!(told(&api, PATH).await, expected);
    world.pass(Lifetime::minutes(2));
    // A refresh is no sign-in, and single sign-on is one.
    web.refresh(tokens.refresh()).await;
    assert_eq!(told(&api, PATH).await, expected);
    let code = web.silent_code(&mut browser).await.unwrap();
    let tokens = Tokens::of(&web.redeem(&code).await);
    expected["lastSignInAt"] = json!(now());
    assert_eq!(told(&api, PATH).await, expected);
    world.pass(Lifetime::minutes(2));
    expected["firstSignOutAt"] = json!(now());
    for _ in 0..2 {
        let end = web.end_session(tokens.id(), "https://rp.example");
        assert_eq!(browser.get(&end).await.status, 303);
        assert_eq!(told(&api, PATH).await, expected);
        world.pass(Lifetime::minutes(2));
    }
}

async fn a_machine_reaches_its_first_token_and_nothing_else(world: World) {
    let (world, _folder) = managed(world).await;
    let at = world.clock.now().as_millis();
    let api = Api::of(&world).await;
    world.pass(Lifetime::seconds(5));
    let api = Api::of(&api.world).await;
    let told = told(&api, "/signet/applications/robot/milestones").await;
    let registered = told["registeredAt"].clone();
    assert_eq!(
        told,
        json!({"registeredAt": registered, "firstTokenAt": at})
    );
}

async fn a_request_that_is_refused_reaches_nothing(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let web = world.relying_party("web");
    for wrong in [
        ("redirect_uri", "https://rp.example/other"),
        ("response_type", "token"),
        ("scope", "a\"b"),
    ] {
        world.browser().get(&web.request_with(&[wrong])).await;
    }
    assert_ne!(web.redeem("no-code").await.status, 200);
    let told = told(&api, PATH).await;
    assert_eq!(told.as_object().unwrap().len(), 1, "{told}");
    for id in ["none", "a%20b"] {
        let answer = api
            .get(&format!("/signet/applications/{id}/milestones"))
            .await;
        refused(&answer, 404, "entity.not_exists_with_id");
    }
}

async fn what_an_application_has_done_goes_with_it(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let new = json!({"name": "Shop", "type": "SPA", "oidcClientMetadata": {
        "redirectUris": ["https://spa.example/cb"], "postLogoutRedirectUris": [],
    }});
    let made = done(&api.post("/applications", new).await, 200);
    let id = made["id"].as_str().unwrap();
    let path = format!("/signet/applications/{id}/milestones");
    let rp = world.relying_party("spa");
    let request = rp.request_with(&[("client_id", id)]);
    assert_eq!(world.get(&request).await.status, 303);
    assert!(told(&api, &path).await["firstRequestAt"].is_i64());
    // Nor is anything left of what was seen of it right before that.
    world.get(&request).await;
    done(&api.delete(&format!("/applications/{id}")).await, 204);
    write(&world).await;
    let left = "select count(*) from milestones where client_id <> 'robot'";
    assert_eq!(world.number(left).await, 0);
}

async fn the_second_time_costs_no_statement(world: World) {
    let (world, _folder) = managed(world).await;
    let web = world.relying_party("web");
    world.get(&web.request_with(&[("prompt", "none")])).await;
    write(&world).await;
    let witness = Witness::new();
    let again = async {
        let silent = web.request_with(&[("prompt", "none")]);
        let answer = world.get(&silent).await;
        assert_eq!(answer.status, 303);
        write(&world).await;
    };
    witness.watch(again).await;
    let ran = witness.take_statements();
    assert!(ran.is_empty(), "{ran:?}");
}
