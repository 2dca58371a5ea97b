//! `/api/signet/events`: what happened, as it is kept.

use axum::{
    body::Body,
    http::{Method, header},
};
use oidc_core::time::Lifetime;
use serde_json::{Value, json};

use super::{
    caller::{Api, done, machine_token, managed, person_token, refused},
    users::{create, id},
};
use crate::kit::{World, on_both};

on_both! {
    events_are_read_a_part_at_a_time_from_the_newest_on,
    an_event_that_only_a_newer_version_knows_hides_nothing_older,
    an_event_says_all_that_is_known_of_it,
    events_are_found_by_all_that_is_known_of_them,
    whoever_has_the_newest_is_told_that_nothing_happened_since,
    a_viewer_reads_events_and_nobody_reads_a_secret_there,
    what_is_not_understood_is_refused,
}

/// What happens in one millisecond has no order.
fn tick(world: &World) {
    world.clock.advance(Lifetime::millis(1));
}

async fn list(api: &Api, query: &str) -> Vec<Value> {
    let listed = done(&api.get(&format!("/signet/events?{query}")).await, 200);
    assert_eq!(listed["next"], Value::Null, "{query}");
    listed["events"].as_array().unwrap().clone()
}

async fn events_are_read_a_part_at_a_time_from_the_newest_on(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let mut made = Vec::new();
    for _ in 0..5 {
        tick(&world);
        made.insert(0, json!(id(&create(&api, json!({})).await)));
    }
    let (mut found, mut after) = (Vec::new(), String::new());
    let mut parts = Vec::new();
    loop {
        let path = format!("/signet/events?kind=user.registered&limit=2{after}");
        let part = done(&api.get(&path).await, 200);
        let events = part["events"].as_array().unwrap();
        parts.push(events.len());
        found.extend(events.iter().map(|event| event["userId"].clone()));
        match part["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
        // What happens meanwhile moves nothing.
        tick(&world);
        create(&api, json!({})).await;
    }
    assert_eq!((found, parts), (made, vec![2, 2, 1]));
}

async fn an_event_that_only_a_newer_version_knows_hides_nothing_older(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for _ in 0..9 {
        tick(&world);
        create(&api, json!({})).await;
    }
    let mut known = list(&api, "limit=100").await;
    // One after a part of three, the last one of the second part, and a whole part by itself.
    let newer = [3, 5, 6, 7, 8];
    for place in newer {
        let sql = format!(
            "update events set kind = 'newer.kind' \
             where id = (select id from events order by id desc limit 1 offset {place})"
        );
        world.sql(&sql).await;
    }
    for place in newer.into_iter().rev() {
        known.remove(place);
    }
    let (mut found, mut after) = (Vec::new(), String::new());
    let mut parts = Vec::new();
    loop {
        let path = format!("/signet/events?limit=3{after}");
        let part = done(&api.get(&path).await, 200);
        parts.push(part["events"].as_array().unwrap().len());
        found.extend(part["events"].as_array().unwrap().clone());
        match part["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(parts[..3], [3, 1, 0]);
    assert_eq!(found, known);
}

async fn an_event_says_all_that_is_known_of_it(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let answer = api.post("/users", json!({"username": "ada"})).await;
    let user = done(&answer, 200)["id"].clone();
    let [event] = &*list(&api, "kind=user.registered").await else {
        panic!("one was made");
    };
    let mut event = event.clone();
    let taken = event.as_object_mut().unwrap();
    assert!(taken.remove("id").unwrap().is_string());
    assert!(taken.remove("data").unwrap().is_object());
    assert_eq!(
        event,
        json!({
            "kind": "user.registered",
            "at": world.clock.now().as_millis(),
            "result": "success",
            "actor": {"kind": "application", "id": "robot"},
            "userId": user,
            "applicationId": null,
            "ip": "192.0.2.7",
            "userAgent": null,
            "requestId": answer.header("x-request-id").unwrap(),
            "flow": null,
        })
    );
    let system = list(&api, "actor=system").await;
    assert!(!system.is_empty(), "a role was given on the host");
    let actor = json!({"kind": "system", "id": null});
    assert!(system.iter().all(|event| event["actor"] == actor));
}

/// Whether an event is among those that are looked for.
type Holds<'a> = Box<dyn Fn(&Value) -> bool + Send + Sync + 'a>;

fn has<'a>(member: &'static str, value: &str) -> Holds<'a> {
    let value = value.to_owned();
    Box::new(move |event| event[member] == *value)
}

/// What is looked for, and which events that is.
fn searches<'a>(ada: &'a str, flow: &str, reference: &str, now: i64) -> Vec<(String, Holds<'a>)> {
    let replayed = "actor=application:web&application=web&result=error&kind=grant.code_replayed";
    let of_ada = json!({"kind": "user", "id": ada});
    vec![
        (format!("user={ada}"), has("userId", ada)),
        ("application=web".to_owned(), has("applicationId", "web")),
        (
            format!("requestId={reference}"),
            has("requestId", reference),
        ),
        (format!("flow={flow}"), has("flow", flow)),
        (
            "kind=tokens.issued".to_owned(),
            has("kind", "tokens.issued"),
        ),
        ("result=error".to_owned(), has("result", "error")),
        ("result=success".to_owned(), has("result", "success")),
        (
            format!("start={now}"),
            Box::new(move |event| event["at"].as_i64() >= Some(now)),
        ),
        (
            format!("end={}", now - 1),
            Box::new(move |event| event["at"].as_i64() < Some(now)),
        ),
        (
            format!("actor=user:{ada}"),
            Box::new(move |event| event["actor"] == of_ada),
        ),
        (replayed.to_owned(), has("kind", "grant.code_replayed")),
        (
            format!("user={ada}&kind=tokens.issued&kind=session.started"),
            Box::new(move |event| {
                let kinds = ["tokens.issued", "session.started"].map(Value::from);
                event["userId"] == *ada && kinds.contains(&event["kind"])
            }),
        ),
    ]
}

async fn events_are_found_by_all_that_is_known_of_them(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let web = world.relying_party("web");
    let tokens = web.sign_in("ada@example.com").await;
    let ada = tokens.claims()["sub"].as_str().unwrap().to_owned();
    let (_, code) = web.code("bob@example.com", &[]).await;
    web.redeem(&code).await;
    world.pass(Lifetime::seconds(5));
    let replay = web.redeem(&code).await;
    let reference = replay.header("x-request-id").unwrap();
    let now = world.clock.now().as_millis();
    let all = list(&api, "limit=100").await;
    let started = all.iter().find(|event| event["kind"] == "session.started");
    let flow = started.unwrap()["flow"].as_str().unwrap();
    for (query, holds) in searches(&ada, flow, reference, now) {
        let found = list(&api, &format!("limit=100&{query}")).await;
        let expected: Vec<_> = all.iter().filter(|event| holds(event)).cloned().collect();
        assert!(
            !expected.is_empty() && expected.len() < all.len(),
            "{query}"
        );
        assert_eq!(found, expected, "{query}");
    }
    for nothing in [
        "user=nobody",
        "user=a%20b",
        "flow=x",
        "requestId=%00",
        "kind=mail.dead&result=success",
    ] {
        assert_eq!(list(&api, nothing).await, [Value::Null; 0], "{nothing}");
    }
}

async fn whoever_has_the_newest_is_told_that_nothing_happened_since(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let first = api.get("/signet/events").await;
    let tag = first.header("etag").unwrap().to_owned();
    let again = async || {
        let request = api.request(Method::GET, "/signet/events");
        let request = request.header(header::IF_NONE_MATCH, &tag);
        let answer = world.send(request.body(Body::empty()).unwrap()).await;
        answer.status.as_u16()
    };
    assert_eq!(again().await, 304);
    // A machine's token that is only counted so far is something that happened.
    machine_token(&world, "robot", "https://books.example", "").await;
    assert_eq!(again().await, 200);
    // Whoever follows what happens finds those of machines that go on all the time now and then.
    let newest = api.get("/signet/events").await;
    let tag = newest.header("etag").unwrap().to_owned();
    let again = async || {
        machine_token(&world, "robot", "https://books.example", "").await;
        let request = api.request(Method::GET, "/signet/events");
        let request = request.header(header::IF_NONE_MATCH, &tag);
        let answer = world.send(request.body(Body::empty()).unwrap()).await;
        world.clock.advance(Lifetime::seconds(2));
        answer.status.as_u16()
    };
    for _ in 0..5 {
        assert_eq!(again().await, 304);
    }
    assert_eq!(again().await, 200);
}

async fn a_viewer_reads_events_and_nobody_reads_a_secret_there(world: World) {
    let (world, _folder) = managed(world).await;
    let robot = Api::of(&world).await;
    let made = json!({"name": "Shop", "type": "Traditional"});
    let made = done(&robot.post("/applications", made).await, 200);
    let secrets = format!("/applications/{}/secrets", made["id"].as_str().unwrap());
    let secrets = done(&robot.get(&secrets).await, 200);
    let secret = secrets[0]["value"].as_str().unwrap();
    let token = person_token(&world, "spa", "vera@example.com", &["viewer"]).await;
    let viewer = Api::with(&world, &token);
    let answer = viewer.get("/signet/events?limit=100").await;
    assert_eq!(answer.status, 200);
    for hidden in [secret, "vera@example.com", "robot-secret", &token] {
        assert!(!answer.body.contains(hidden), "{hidden}");
    }
}

async fn what_is_not_understood_is_refused(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for bad in [
        "kind=nothing",
        "result=maybe",
        "after=yesterday",
        "limit=0",
        "limit=101",
        "actor=ada",
        "start=x",
        "end=1.5",
        "user=a&user=b",
    ] {
        let answer = api.get(&format!("/signet/events?{bad}")).await;
        refused(&answer, 400, "guard.invalid_input");
    }
}
