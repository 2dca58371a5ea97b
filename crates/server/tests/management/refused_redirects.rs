//! Addresses that applications were refused: told to the operator with what is wrong with them, and
//! bounded, because anybody can send such requests.

use std::time::Duration;

use engine::jobs::note_applications;
use oidc_core::{
    event::EventKind,
    refused_redirect::MOST,
    time::{Lifetime, Timestamp},
};
use serde_json::{Value, json};

use super::{
    caller::{Api, done, managed, managed_also, refused},
    written_down::events,
};
use crate::kit::{Witness, World, on_both, on_both_alone};

on_both! {
    a_refused_address_is_told_with_what_differs_and_goes_once_it_is_registered,
    a_refused_sign_out_address_is_told_as_such,
    one_click_is_for_hosts_that_are_registered_and_for_this_machine,
    refused_addresses_are_dismissed_alone_or_all_at_once_and_that_is_written_down,
    an_application_is_told_of_twenty_addresses_and_a_flood_is_one_write,
    what_is_not_known_is_not_found,
    of_two_who_dismiss_addresses_on_the_same_state_one_is_refused,
    a_server_that_runs_tells_of_a_refusal_within_three_seconds,
}

on_both_alone! {
    two_nodes_write_down_what_they_refused_and_no_more_than_twenty_stay,
}

const SHOP: &str = r#"
[[applications]]
id = "shop"
kind = "traditional"
secret = "shop-secret-0123456789-012345678"
redirect_uris = ["http://localhost:3000/callback", "https://shop.example/cb"]
post_logout_redirect_uris = ["http://localhost:3000/"]
"#;

const PATH: &str = "/signet/applications/shop/refused-redirects";

/// Asks for a sign-in that is answered at this address, and is refused.
async fn ask(world: &World, uri: &str) {
    let rp = world.relying_party("web");
    let target = rp.request_with(&[("client_id", "shop"), ("redirect_uri", uri)]);
    let answer = world.browser().get(&target).await;
    assert_eq!(answer.status, 400, "{uri}");
    assert!(!answer.headers.contains_key("location"), "{uri}");
}

async fn ask_to_sign_out(world: &World, uri: &str) {
    let uri: String = url::form_urlencoded::byte_serialize(uri.as_bytes()).collect();
    let target = format!("/oidc/session/end?client_id=shop&post_logout_redirect_uri={uri}");
    let answer = world.get(&target).await;
    answer.refused(400, "invalid_request");
}

/// What the job does each second.
async fn write(world: &World) {
    note_applications::write(&world.app).await.unwrap();
}

async fn told(api: &Api) -> Vec<Value> {
    let told = done(&api.get(PATH).await, 200);
    told.as_array().unwrap().clone()
}

async fn a_refused_address_is_told_with_what_differs_and_goes_once_it_is_registered(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let new = json!({"name": "Shop", "type": "Traditional", "oidcClientMetadata": {
        "redirectUris": ["http://localhost:3000/callback"], "postLogoutRedirectUris": [],
    }});
    let made = done(&api.post("/applications", new).await, 200);
    let id = made["id"].as_str().unwrap();
    let path = format!("/signet/applications/{id}/refused-redirects");
    let rp = world.relying_party("web");
    let uri = "http://localhost:3000/logto/sign-in-callback";
    let changes = [("client_id", id), ("redirect_uri", uri), ("prompt", "none")];
    let request = rp.request_with(&changes);
    let first = world.clock.now();
    for _ in 0..3 {
        assert_eq!(world.get(&request).await.status, 400);
        world.clock.advance(Lifetime::seconds(1));
    }
    write(&world).await;
    let told = done(&api.get(&path).await, 200);
    let expected = json!([{
        "uri": uri,
        "kind": "signIn",
        "count": 3,
        "firstSeenAt": first.as_millis(),
        "lastSeenAt": first.plus(Lifetime::seconds(2)).as_millis(),
        "registered": "http://localhost:3000/callback",
        "difference": "path",
        "host": "localhost",
        "isOneClick": true,
        "advice": "The path differs from the registered one. \
            This is the Express SDK's own callback path.",
    }]);
    assert_eq!(told, expected);
    let added = json!({"oidcClientMetadata": {
        "redirectUris": ["http://localhost:3000/callback", uri], "postLogoutRedirectUris": [],
    }});
    done(&api.patch(&format!("/applications/{id}"), added).await, 200);
    assert_eq!(done(&api.get(&path).await, 200), json!([]));
    assert_eq!(world.get(&request).await.status, 303);
    // Another application of the same id would not be told of it.
    done(&api.delete(&format!("/applications/{id}")).await, 204);
    refused(&api.get(&path).await, 404, "entity.not_exists_with_id");
    let left = "select count(*) from refused_redirects";
    assert_eq!(world.number(left).await, 0);
}

async fn a_refused_sign_out_address_is_told_as_such(world: World) {
    let (world, _folder) = managed_also(world, SHOP).await;
    let api = Api::of(&world).await;
    ask_to_sign_out(&world, "http://localhost:3000/bye").await;
    ask_to_sign_out(&world, "https://evil.example/").await;
    write(&world).await;
    let told = told(&api).await;
    assert_eq!(told.len(), 2);
    let of = |uri: &str| told.iter().find(|one| one["uri"] == uri).unwrap();
    let own = of("http://localhost:3000/bye");
    assert_eq!(own["kind"], "signOut");
    assert_eq!(own["registered"], "http://localhost:3000/");
    assert_eq!(own["isOneClick"], true);
    assert_eq!(of("https://evil.example/")["isOneClick"], false);
}

async fn one_click_is_for_hosts_that_are_registered_and_for_this_machine(world: World) {
    let (world, _folder) = managed_also(world, SHOP).await;
    let api = Api::of(&world).await;
    let cases = [
        ("http://127.0.0.1:3000/callback", "loopbackName", true),
        ("https://shop.example/other", "path", true),
        ("https://shop-example.co/cb", "host", false),
        ("https://shop.example@evil.example/cb", "host", false),
        ("<img src=x onerror=alert(1)>", "none", false),
    ];
    for (uri, ..) in cases {
        ask(&world, uri).await;
    }
    // What does not stay on its line, or is too long, is not kept.
    for uri in [
        "https://a.example/\u{202e}",
        &format!("https://a.example/{}", "x".repeat(300)),
    ] {
        ask(&world, uri).await;
    }
    write(&world).await;
    let told = told(&api).await;
    assert_eq!(told.len(), cases.len());
    for (uri, difference, is_one_click) in cases {
        let one = told.iter().find(|one| one["uri"] == uri).unwrap();
        assert_eq!(one["difference"], difference, "{uri}");
        assert_eq!(one["isOneClick"], is_one_click, "{uri}");
    }
}

async fn refused_addresses_are_dismissed_alone_or_all_at_once_and_that_is_written_down(
    world: World,
) {
    let (world, _folder) = managed_also(world, SHOP).await;
    let api = Api::of(&world).await;
    for uri in [
        "https://a.example/?a=1&b=2",
        "https://b.example/",
        "https://c.example/",
    ] {
        ask(&world, uri).await;
    }
    write(&world).await;
    let one = format!("{PATH}?uri=https%3A%2F%2Fa.example%2F%3Fa%3D1%26b%3D2");
    done(&api.delete(&one).await, 204);
    assert_eq!(told(&api).await.len(), 2);
    // There is nothing left of it, and nothing to be told.
    done(&api.delete(&one).await, 204);
    world.clock.advance(Lifetime::millis(1));
    done(&api.delete(PATH).await, 204);
    assert_eq!(told(&api).await, Vec::<Value>::new());
    let told = events(&world, &[EventKind::ApplicationChanged]).await;
    let changed: Vec<_> = told
        .iter()
        .map(|event| event.data["changed"]["refused_redirects"].clone())
        .collect();
    assert_eq!(changed, [json!([1, null]), json!([2, null])]);
    assert!(told[0].actor.is_some());
    let twice = format!("{PATH}?uri=a&uri=b");
    refused(&api.delete(&twice).await, 400, "guard.invalid_input");
}

async fn an_application_is_told_of_twenty_addresses_and_a_flood_is_one_write(world: World) {
    let (world, _folder) = managed_also(world, SHOP).await;
    let api = Api::of(&world).await;
    let witness = Witness::new();
    let flood = async {
        for number in 0..200 {
            ask(&world, &format!("https://{number}.example/")).await;
        }
    };
    witness.watch(flood).await;
    let ran = witness.take_statements();
    assert!(ran.is_empty(), "{ran:?}");
    write(&world).await;
    assert_eq!(told(&api).await.len(), 5);
    // Within the minute the same ones count up, and others are let in no more.
    world.clock.advance(Lifetime::seconds(59));
    for uri in ["https://0.example/", "https://new.example/"] {
        ask(&world, uri).await;
    }
    write(&world).await;
    let counted = told(&api).await;
    assert_eq!(counted.len(), 5);
    assert_eq!(counted[0]["uri"], "https://0.example/");
    assert_eq!(counted[0]["count"], 2);
    for minute in 1..5 {
        world.clock.advance(Lifetime::minutes(1));
        for number in 0..9 {
            ask(&world, &format!("https://{minute}-{number}.example/")).await;
        }
        write(&world).await;
    }
    let full = told(&api).await;
    assert_eq!(full.len(), MOST);
    world.clock.advance(Lifetime::minutes(1));
    let begun: Timestamp = world.clock.now();
    ask(&world, "https://new.example/").await;
    write(&world).await;
    let told = told(&api).await;
    assert_eq!(told.len(), MOST);
    assert_eq!(told[0]["uri"], "https://new.example/");
    assert_eq!(told[0]["firstSeenAt"], begun.as_millis());
}

async fn what_is_not_known_is_not_found(world: World) {
    let (world, _folder) = managed_also(world, SHOP).await;
    let api = Api::of(&world).await;
    for id in ["none", "a%20b"] {
        let path = format!("/signet/applications/{id}/refused-redirects");
        for answer in [api.get(&path).await, api.delete(&path).await] {
            refused(&answer, 404, "entity.not_exists_with_id");
        }
    }
    // Nothing is kept of a client that is not there.
    let rp = world.relying_party("web");
    world
        .get(&rp.request_with(&[("client_id", "none"), ("redirect_uri", "https://a.example")]))
        .await;
    write(&world).await;
    let kept = "select count(*) from refused_redirects";
    assert_eq!(world.number(kept).await, 0);
}

async fn of_two_who_dismiss_addresses_on_the_same_state_one_is_refused(world: World) {
    let (world, _folder) = managed_also(world, SHOP).await;
    let api = Api::of(&world).await;
    for uri in ["https://a.example/", "https://b.example/"] {
        ask(&world, uri).await;
    }
    write(&world).await;
    let tag = async || api.get(PATH).await.header("etag").unwrap().to_owned();
    let before = tag().await;
    // That it was refused once more is shown, and leaves it the same address.
    world.clock.advance(Lifetime::seconds(1));
    ask(&world, "https://a.example/").await;
    write(&world).await;
    assert_ne!(tag().await, before);
    let writer = api.if_match(&before);
    let one = |host: &str| format!("{PATH}?uri=https%3A%2F%2F{host}.example%2F");
    let (first, second) = (one("a"), one("b"));
    let (a, b) = tokio::join!(writer.delete(&first), writer.delete(&second));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 412]);
    let answer = writer.delete(PATH).await;
    refused(&answer, 412, "request.precondition_failed");
    let fresh = api.if_match(&tag().await);
    done(&fresh.delete(PATH).await, 204);
    assert_eq!(told(&api).await, Vec::<Value>::new());
}

async fn a_server_that_runs_tells_of_a_refusal_within_three_seconds(world: World) {
    let (world, _folder) = managed_also(world, SHOP).await;
    let api = Api::of(&world).await;
    let jobs = engine::jobs::start(&world.app.engine);
    ask(&world, "https://a.example/").await;
    let seen = async {
        while told(&api).await.is_empty() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let seen = tokio::time::timeout(Duration::from_secs(3), seen).await;
    jobs.stop().await;
    seen.expect("it is told in time");
}

async fn two_nodes_write_down_what_they_refused_and_no_more_than_twenty_stay(world: World) {
    let (world, _folder) = managed_also(world, SHOP).await;
    let nodes = world.two_nodes().await;
    for round in 0..5 {
        for (place, node) in nodes.iter().enumerate() {
            ask(node, "https://both.example/").await;
            for number in 0..15 {
                ask(node, &format!("https://{round}-{place}-{number}.example/")).await;
            }
        }
        let [one, two] = &nodes;
        tokio::join!(write(one), write(two));
        for node in &nodes {
            node.clock.advance(Lifetime::minutes(1));
        }
    }
    let kept = "select count(*) from refused_redirects where client_id = 'shop'";
    assert_eq!(world.number(kept).await, 20);
}
