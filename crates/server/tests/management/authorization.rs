//! Who may call what: every address and method of the router, by everybody who may not.

use axum::{
    body::Body,
    http::{Method, header},
};
use management::routes;
use oidc_core::{indicator::MANAGEMENT, time::Lifetime, user_field::UserField};
use serde_json::json;

use super::caller::{
    Api, MACHINE_ROLE, done, give_machine_role, machine_token, managed, managed_also, person_token,
    person_token_for, refused, revoke_of_machine,
};
use crate::kit::{Answer, Setup, Tokens, World, access, on_both, person, sessions};

on_both! {
    whoever_may_not_is_refused_at_every_address_before_anything_else_is_read,
    a_viewer_reads_and_changes_nothing,
    what_was_withdrawn_a_second_ago_does_not_count,
    a_client_that_was_disabled_a_second_ago_calls_nothing,
    either_name_of_the_api_opens_it,
    t_21_by_neither_name_of_the_api_do_peoples_tokens_go_past_the_console,
    with_its_session_a_persons_token_ends_and_with_its_grant,
    a_machines_token_that_was_taken_back_opens_nothing,
    head_is_let_in_as_get_is,
    an_expired_token_opens_nothing,
    another_site_may_not_read_the_api,
    a_caller_that_is_too_fast_is_told_to_wait_and_no_other_is,
}

async fn a_caller_that_is_too_fast_is_told_to_wait_and_no_other_is(world: World) {
    let limits = "[limits]\napi_calls_per_client = \"5/1h\"\n";
    let (world, _folder) = managed_also(world, limits).await;
    let robot = Api::of(&world).await;
    give_machine_role(&world, "idle").await;
    let idle = machine_token(&world, "idle", MANAGEMENT, "all").await;
    for _ in 0..5 {
        done(&robot.get("/roles").await, 200);
    }
    let answer = robot.get("/roles").await;
    refused(&answer, 429, "request.too_many_requests");
    let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((700..=721).contains(&wait), "{wait}");
    // Whoever is let in by no token is not counted as anybody.
    refused(
        &Api::with(&world, "x").get("/roles").await,
        401,
        "auth.unauthorized",
    );
    done(&Api::with(&world, &idle).get("/roles").await, 200);
}

/// What the API of these worlds is called beside its usual name.
const OWN_NAME: &str = "http://localhost:3001/api";

/// What anybody may read.
const OPEN: [&str; 4] = [
    "/swagger.json",
    "/status",
    "/.well-known/sign-in-exp",
    "/.well-known/experience",
];

/// Every address and method that needs a token.
fn calls(world: &World) -> Vec<(Method, String)> {
    let document = super::caller::document(world);
    let mut calls = Vec::new();
    for route in routes::all(world.app.engine.clone()) {
        if OPEN.contains(&&*route.path) {
            continue;
        }
        let operations = document["paths"][&route.path].as_object().unwrap();
        for method in operations.keys() {
            let method = method.to_ascii_uppercase().parse().unwrap();
            calls.push((method, route.path.replace(['{', '}'], "")));
        }
    }
    assert!(calls.len() >= 10);
    calls
}

/// Sends what no handler could read, so that only the token can be what is refused.
async fn call(api: &Api, method: &Method, path: &str) -> Answer {
    let request = api.request(method.clone(), path);
    let request = request.header(header::CONTENT_TYPE, "application/json");
    api.world.send(request.body(Body::from("{")).unwrap()).await
}

async fn all_refuse(api: &Api, status: u16, code: &str) {
    for (method, path) in calls(&api.world) {
        let answer = call(api, &method, &path).await;
        assert_eq!(answer.status, status, "{method} {path} {}", answer.body);
        refused(&answer, status, code);
        let challenge = answer.header("www-authenticate").unwrap();
        assert!(
            challenge.starts_with("Bearer realm=\"signet\""),
            "{challenge}"
        );
    }
}

// T-66
async fn whoever_may_not_is_refused_at_every_address_before_anything_else_is_read(world: World) {
    let (world, _folder) = managed(world).await;
    let robot = Api::of(&world).await;
    let saying = |authorization: Option<&str>| Api {
        authorization: authorization.map(str::to_owned),
        ..robot.clone()
    };
    all_refuse(&saying(None), 401, "auth.authorization_header_missing").await;
    let basic = saying(Some("Basic cm9ib3Q6eA=="));
    all_refuse(&basic, 401, "auth.authorization_token_type_not_supported").await;
    let forged = format!("{}x", robot.authorization.clone().unwrap());
    for bad in ["Bearer", "Bearer x", "Bearer a.b.c", &forged] {
        all_refuse(&saying(Some(bad)), 401, "auth.unauthorized").await;
    }
    // For another API.
    let books = machine_token(&world, "robot", "https://books.example", "").await;
    all_refuse(&Api::with(&world, &books), 401, "auth.unauthorized").await;
    // A machine that did not ask for the scope, and one that does not get it.
    for (client, scope) in [("robot", ""), ("idle", "all read")] {
        let token = machine_token(&world, client, MANAGEMENT, scope).await;
        all_refuse(&Api::with(&world, &token), 403, "auth.forbidden").await;
    }
    // A person who is nothing here, by the console.
    let nobody = person_token(&world, "spa", "bob@example.com", &[]).await;
    all_refuse(&Api::with(&world, &nobody), 403, "auth.forbidden").await;
    // An opaque token, and an ID token, of an administrator.
    let rp = world.relying_party("spa");
    let tokens = rp.sign_in("ada@example.com").await;
    for other in [&tokens.access, tokens.id.as_ref().unwrap()] {
        all_refuse(&Api::with(&world, other), 401, "auth.unauthorized").await;
    }
}

/// What reads though it is no GET, and so says in its description that the scope `read` suffices. One
/// more is a decision.
const READS: [(&str, &str); 2] = [
    ("POST", "/signet/explain-sign-in"),
    ("POST", "/signet/previews"),
];

#[tokio::test]
async fn what_reads_though_it_is_no_get_is_declared_and_told() {
    let world = World::with(Setup::default()).await;
    let document = super::caller::document(&world);
    let mut declared = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            if let Some(scope) = operation.get("x-scope") {
                assert_eq!(scope, "read", "{method} {path}");
                declared.push((method.to_ascii_uppercase(), path.clone()));
            }
        }
    }
    declared.sort();
    let expected = READS.map(|(method, path)| (method.to_owned(), path.to_owned()));
    assert_eq!(declared, expected);
}

async fn a_viewer_reads_and_changes_nothing(world: World) {
    let (world, _folder) = managed(world).await;
    let token = person_token(&world, "spa", "vera@example.com", &["viewer"]).await;
    let viewer = Api::with(&world, &token);
    for (method, path) in calls(&world) {
        let answer = call(&viewer, &method, &path).await;
        let is_read = method == Method::GET || READS.contains(&(method.as_str(), &*path));
        if is_read {
            assert!(![401, 403].contains(&answer.status.as_u16()), "{path}");
        } else {
            assert_eq!(answer.status, 403, "{method} {path}");
            refused(&answer, 403, "auth.forbidden");
        }
    }
    assert_eq!(viewer.get("/resources").await.status, 200);
}

async fn what_was_withdrawn_a_second_ago_does_not_count(world: World) {
    let (world, _folder) = managed(world).await;
    let console = |email, role| person_token(&world, "spa", email, role);
    // Who stays when the others go.
    console("zoe@example.com", &["administrator"]).await;
    // The role of a person.
    let token = console("ada@example.com", &["administrator"]).await;
    let ada = Api::with(&world, &token);
    let body = json!({"name": "x", "indicator": "https://ada.example"});
    done(&ada.post("/resources", body).await, 201);
    let holder = person("ada@example.com");
    let access = access(&world);
    access.take_role("administrator", &holder).await.unwrap();
    all_refuse(&ada, 403, "auth.forbidden").await;
    // The account of a person.
    let token = console("eve@example.com", &["administrator"]).await;
    let eve = Api::with(&world, &token);
    assert_eq!(eve.get("/resources").await.status, 200);
    let suspended = [(UserField::Suspended, "true".to_owned())];
    world
        .users()
        .set("eve@example.com", &suspended)
        .await
        .unwrap();
    all_refuse(&eve, 401, "auth.unauthorized").await;
    // The role of a machine.
    let robot = Api::of(&world).await;
    assert_eq!(robot.get("/resources").await.status, 200);
    let holder = engine::access::holder::Holder::Client("robot".parse().unwrap());
    access.take_role(MACHINE_ROLE, &holder).await.unwrap();
    world.app.refresh_snapshot().await.unwrap();
    all_refuse(&robot, 403, "auth.forbidden").await;
    // The client of a person, and its being one that this instance is managed with.
    let token = console("pia@example.com", &["administrator"]).await;
    let pia = Api::with(&world, &token);
    assert_eq!(pia.get("/resources").await.status, 200);
    let unlisted = world.set_up(Setup::default()).await;
    all_refuse(&Api::with(&unlisted, &token), 401, "auth.unauthorized").await;
}

async fn a_client_that_was_disabled_a_second_ago_calls_nothing(world: World) {
    let (world, _folder) = managed(world).await;
    let robot = Api::of(&world).await;
    assert_eq!(robot.get("/resources").await.status, 200);
    // The file does not declare it any more.
    let without = world.set_up(Setup::default()).await;
    let there = Api {
        world: without,
        ..robot.clone()
    };
    all_refuse(&there, 401, "auth.unauthorized").await;
    // Another node, which hears of it within a second.
    world.app.refresh_snapshot().await.unwrap();
    all_refuse(&robot, 401, "auth.unauthorized").await;
}

async fn either_name_of_the_api_opens_it(world: World) {
    let (world, _folder) = managed(world).await;
    give_machine_role(&world, "idle").await;
    for name in [MANAGEMENT, OWN_NAME] {
        let token = machine_token(&world, "idle", name, "all").await;
        let listed = Api::with(&world, &token).get("/resources").await;
        assert_eq!(listed.status, 200, "{name} {}", listed.body);
    }
}

async fn t_21_by_neither_name_of_the_api_do_peoples_tokens_go_past_the_console(world: World) {
    let (world, _folder) = managed(world).await;
    let administrator: &[&str] = &["administrator"];
    for name in [MANAGEMENT, OWN_NAME] {
        let email = "ada@example.com";
        let token = person_token_for(&world, "spa", email, administrator, name).await;
        let listed = Api::with(&world, &token).get("/resources").await;
        assert_eq!(listed.status, 200, "{name} {}", listed.body);
        // Another client, in the administrator's browser and by a grant of its own.
        let web = world.relying_party("web");
        let asked = [("scope", "openid all"), ("resource", name)];
        let asked = web.request_with(&asked);
        let (mut ada, code) = web.code(email, &[("scope", "openid offline_access")]).await;
        let refused = ada.get(&asked).await.parameter("error");
        assert_eq!(refused.as_deref(), Some("invalid_target"), "{name}");
        let tokens = Tokens::of(&web.redeem(&code).await);
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", tokens.refresh()),
            ("resource", name),
        ];
        let answer = web.post("/oidc/token", &fields).await;
        answer.refused(400, "invalid_target");
    }
}

async fn with_its_session_a_persons_token_ends_and_with_its_grant(world: World) {
    let (world, _folder) = managed(world).await;
    let token = person_token(&world, "spa", "ada@example.com", &["administrator"]).await;
    let ada = Api::with(&world, &token);
    assert_eq!(ada.get("/resources").await.status, 200);
    let sessions = sessions(&world);
    for session in sessions.list(None).await.unwrap() {
        sessions.end(&session.session.id).await.unwrap();
    }
    all_refuse(&ada, 401, "auth.unauthorized").await;
    let token = person_token(&world, "spa", "eve@example.com", &["administrator"]).await;
    let eve = Api::with(&world, &token);
    assert_eq!(eve.get("/resources").await.status, 200);
    let fields = [("token", &*token)];
    let spa = world.relying_party("spa");
    let revoked = spa.post("/oidc/token/revocation", &fields).await;
    assert_eq!(revoked.status, 200);
    all_refuse(&eve, 401, "auth.unauthorized").await;
}

async fn a_machines_token_that_was_taken_back_opens_nothing(world: World) {
    let (world, _folder) = managed(world).await;
    let token = machine_token(&world, "robot", MANAGEMENT, "all").await;
    let robot = Api::with(&world, &token);
    assert_eq!(robot.get("/resources").await.status, 200);
    let answer = revoke_of_machine(&world, &token).await;
    assert_eq!(answer.status, 200);
    all_refuse(&robot, 401, "auth.unauthorized").await;
}

async fn head_is_let_in_as_get_is(world: World) {
    let (world, _folder) = managed(world).await;
    let robot = Api::of(&world).await;
    let nobody = Api {
        authorization: None,
        ..robot.clone()
    };
    let ask = |api: &Api| {
        let request = api.request(Method::HEAD, "/resources");
        world.send(request.body(Body::empty()).unwrap())
    };
    let (let_in, get) = (ask(&robot).await, robot.get("/resources").await);
    assert_eq!((let_in.status.as_u16(), &*let_in.body), (200, ""));
    assert_eq!(let_in.header("etag"), get.header("etag"));
    assert_eq!(ask(&nobody).await.status, 401);
}

async fn an_expired_token_opens_nothing(world: World) {
    let (world, _folder) = managed(world).await;
    let robot = Api::of(&world).await;
    assert_eq!(robot.get("/resources").await.status, 200);
    world.pass(Lifetime::seconds(3_601));
    let late = robot.get("/resources").await;
    refused(&late, 401, "auth.unauthorized");
}

async fn another_site_may_not_read_the_api(world: World) {
    let (world, _folder) = managed(world).await;
    let robot = Api::of(&world).await;
    for method in [Method::GET, Method::OPTIONS] {
        let request = robot.request(method, "/resources");
        let request = request
            .header("origin", "https://spa.example")
            .header("access-control-request-method", "GET");
        let answer = world.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
}
