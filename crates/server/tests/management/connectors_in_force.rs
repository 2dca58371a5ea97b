//! Which connector is shown as in force: the one that mails leave by.

use engine::jobs::deliver::deliver;
use serde_json::{Value, json};
use testkit::mailgun::Mailgun;

use super::{
    caller::{Api, also, done, refused},
    connectors::{beside, mailgun, make, new},
};
use crate::kit::{Setup, World, on_both};

on_both! {
    a_connector_that_may_not_be_called_any_more_is_not_in_force,
    a_mailbox_of_the_file_lies_over_the_connector_that_was_made,
    what_is_in_force_is_part_of_what_a_change_is_made_on,
}

/// The same database below another file.
async fn with_file(world: &World, more: &str) -> World {
    let setup = Setup {
        more: also(more),
        ..Setup::default()
    };
    world.set_up(setup).await
}

/// By rank: whether each is shown as in force.
async fn in_force(api: &Api) -> Vec<(bool, bool)> {
    let listed = done(&api.get("/connectors").await, 200);
    let shown = |one: &Value| {
        let flag = |name: &str| one["signet"][name].as_bool().unwrap();
        (flag("fallback"), flag("inForce"))
    };
    listed.as_array().unwrap().iter().map(shown).collect()
}

const FIRST: (bool, bool) = (false, true);
const FIRST_UNUSED: (bool, bool) = (false, false);
const FALLBACK: (bool, bool) = (true, true);

async fn send(world: &World, api: &Api) -> crate::kit::Answer {
    let to = json!({"email": "ada@example.com"});
    let answer = api.post("/verification-codes", to).await;
    while deliver(&world.app).await.unwrap() {}
    answer
}

async fn a_connector_that_may_not_be_called_any_more_is_not_in_force(world: World) {
    let provider = Mailgun::open().await;
    let (world, _folder) = beside(world, provider.port).await;
    let api = Api::of(&world).await;
    let made = make(&api, new(&mailgun(provider.port))).await;
    assert_eq!(made["signet"]["inForce"], true);
    assert_eq!(in_force(&api).await, [FIRST]);
    let elsewhere = json!({"connectorId": "http-email", "signet": {"fallback": true},
        "config": {"endpoint": "https://mail.example.com"}});
    make(&api, elsewhere).await;
    // The operator has taken the address from the list of those that may be called.
    let world = with_file(&world, "").await;
    let api = Api::of(&world).await;
    assert!(world.app.snapshot().connector.ways.len() == 1);
    assert_eq!(in_force(&api).await, [FIRST_UNUSED, FALLBACK]);
    let without = json!({"connectorId": "http-email", "signet": {"fallback": true}});
    make(&api, without).await;
    assert_eq!(in_force(&api).await, [FIRST_UNUSED, (true, false)]);
    refused(&send(&world, &api).await, 501, "connector.not_found");
}

async fn a_mailbox_of_the_file_lies_over_the_connector_that_was_made(world: World) {
    let provider = Mailgun::open().await;
    let (world, _folder) = beside(world, provider.port).await;
    let api = Api::of(&world).await;
    make(&api, new(&mailgun(provider.port))).await;
    let allowed = format!("[outbound]\nallow = [\"127.0.0.1:{}\"]\n", provider.port);
    let mailbox = format!("[email]\nconnector = \"mailbox\"\n{allowed}");
    let world = with_file(&world, &mailbox).await;
    let api = Api::of(&world).await;
    assert_eq!(in_force(&api).await, [FIRST_UNUSED]);
    done(&send(&world, &api).await, 204);
    assert!(provider.all().is_empty(), "it went to the mailbox");
    let world = with_file(&world, &allowed).await;
    let api = Api::of(&world).await;
    assert_eq!(in_force(&api).await, [FIRST]);
    done(&send(&world, &api).await, 204);
    assert_eq!(provider.all().len(), 1);
}

async fn what_is_in_force_is_part_of_what_a_change_is_made_on(world: World) {
    let provider = Mailgun::open().await;
    let (world, _folder) = beside(world, provider.port).await;
    let api = Api::of(&world).await;
    let made = make(&api, new(&mailgun(provider.port))).await;
    let path = super::connectors::path(&made);
    let tag = |answer: crate::kit::Answer| answer.header("etag").unwrap().to_owned();
    let before = tag(api.get(&path).await);
    let world = with_file(&world, "").await;
    let api = Api::of(&world).await;
    refused(
        &api.if_match(&before).delete(&path).await,
        412,
        "request.precondition_failed",
    );
    let now = tag(api.get(&path).await);
    done(&api.if_match(&now).delete(&path).await, 204);
}
