//! Clients that act for themselves: `client_credentials` (RFC 6749 §4.4).

use engine::access::holder::Holder;
use oidc_core::{event::EventKind, indicator::MANAGEMENT, time::Lifetime};
use serde_json::json;

use super::{
    super::kit::{Answer, World, access, on_both},
    apis::{BOOKS, FILMS, machine, parts, with_apis},
};

on_both! {
    a_machine_gets_a_token_about_itself,
    of_what_it_asks_a_machine_gets_what_its_roles_allow_in_the_order_asked,
    what_a_machine_may_not_have_is_told_in_words_that_programs_know,
    a_machine_with_the_role_opens_the_management_api,
    opaque_tokens_of_machines_are_introspected_and_taken_back,
    the_tokens_of_a_minute_are_two_events,
    a_count_that_cannot_be_written_is_written_with_the_next,
    t_38_a_disabled_machine_gets_nothing_and_its_tokens_are_dead,
}

async fn ask(world: &World, id: &'static str, fields: &[(&str, &str)]) -> Answer {
    let mut all = vec![("grant_type", "client_credentials")];
    all.extend(fields);
    machine(world, id).post("/oidc/token", &all).await
}

async fn introspect(world: &World, id: &'static str, token: &str) -> serde_json::Value {
    let fields = [("token", token)];
    let asker = machine(world, id);
    let answer = asker.post("/oidc/token/introspection", &fields).await;
    answer.json()
}

fn token(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

async fn a_machine_gets_a_token_about_itself(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    let answer = ask(
        &world,
        "robot",
        &[("resource", BOOKS), ("scope", "read:books")],
    )
    .await;
    let (header, claims) = parts(&token(&answer));
    assert_eq!(
        (&header["typ"], &header["alg"]),
        (&json!("at+jwt"), &json!("ES256"))
    );
    let now = world.clock.now().as_seconds();
    let (jti, rid) = (claims["jti"].clone(), claims["rid"].clone());
    assert!(rid.is_string(), "{claims}");
    assert_eq!(
        claims,
        json!({
            "iss": "http://localhost:3001/oidc", "aud": BOOKS, "sub": "robot",
            "client_id": "robot", "scope": "read:books", "iat": now, "exp": now + 3600,
            "jti": jti, "rid": rid,
        })
    );
    let mut members: Vec<String> = answer.json().as_object().unwrap().keys().cloned().collect();
    members.sort();
    assert_eq!(
        members,
        ["access_token", "expires_in", "scope", "token_type"]
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let again = ask(
        &world,
        "robot",
        &[("resource", BOOKS), ("scope", "read:books")],
    )
    .await;
    assert_ne!(parts(&token(&again)).1["jti"], jti);
}

async fn of_what_it_asks_a_machine_gets_what_its_roles_allow_in_the_order_asked(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    for (id, scope, granted) in [
        (
            "robot",
            Some("teapot write:books read:books openid"),
            Some("write:books read:books"),
        ),
        ("robot", Some("teapot"), None),
        ("robot", Some(""), None),
        ("robot", None, None),
        ("idle", Some("read:books"), None),
    ] {
        let mut fields = vec![("resource", BOOKS)];
        fields.extend(scope.map(|scope| ("scope", scope)));
        let answer = ask(&world, id, &fields).await;
        let (_, claims) = parts(&token(&answer));
        let granted = granted.map(serde_json::Value::from);
        assert_eq!(
            answer.json().get("scope"),
            granted.as_ref(),
            "{id} {scope:?}"
        );
        assert_eq!(claims.get("scope"), granted.as_ref(), "{id} {scope:?}");
    }
}

async fn what_a_machine_may_not_have_is_told_in_words_that_programs_know(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    let missing = ask(&world, "robot", &[]).await;
    missing.refused(400, "invalid_target");
    assert_eq!(
        missing.json()["error_description"],
        "both `resource` and `organization_id` are not provided"
    );
    for resource in ["https://evil.example", "books"] {
        let unknown = ask(&world, "robot", &[("resource", resource)]).await;
        unknown.refused(400, "invalid_target");
        assert_eq!(
            unknown.json()["error_description"],
            "resource indicator is missing, or unknown"
        );
    }
    let organization = ask(&world, "robot", &[("organization_id", "o1")]).await;
    organization.refused(403, "access_denied");
    assert_eq!(
        organization.json()["error_description"],
        "app has not associated with the organization"
    );
    let two = ask(&world, "robot", &[("resource", BOOKS), ("resource", FILMS)]).await;
    two.refused(400, "invalid_target");
    // People have a client of another kind.
    let web = world.relying_party("web");
    let fields = [("grant_type", "client_credentials"), ("resource", BOOKS)];
    web.post("/oidc/token", &fields)
        .await
        .refused(400, "unauthorized_client");
    let mut forger = machine(&world, "robot");
    forger.secret = Some("robot-secret-0123456789-00000000");
    forger
        .post("/oidc/token", &fields)
        .await
        .refused(401, "invalid_client");
}

async fn a_machine_with_the_role_opens_the_management_api(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    let fields = [("resource", MANAGEMENT), ("scope", "all read")];
    let before = ask(&world, "idle", &fields).await;
    assert_eq!(before.json().get("scope"), None);
    let idle = Holder::Client("idle".parse().unwrap());
    let role = "Logto Management API access";
    assert!(access(&world).assign_role(role, &idle).await.unwrap());
    assert!(world.app.refresh_snapshot().await.unwrap());
    let after = ask(&world, "idle", &fields).await;
    assert_eq!(after.json()["scope"], "all");
    let held = token(&after);
    assert_eq!(introspect(&world, "idle", &held).await["scope"], "all");
    assert!(access(&world).take_role(role, &idle).await.unwrap());
    assert!(world.app.refresh_snapshot().await.unwrap());
    // A role that is lost counts at once for whoever asks.
    let rest = introspect(&world, "idle", &held).await;
    assert_eq!((&rest["active"], rest.get("scope")), (&true.into(), None));
}

async fn opaque_tokens_of_machines_are_introspected_and_taken_back(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    let answer = ask(&world, "robot", &[("resource", FILMS), ("scope", "show")]).await;
    assert_eq!(answer.json()["expires_in"], 120);
    let held = token(&answer);
    assert!(held.len() >= 43 && !held.contains('.'));
    let now = world.clock.now().as_seconds();
    assert_eq!(
        introspect(&world, "robot", &held).await,
        json!({
            "active": true, "aud": FILMS, "client_id": "robot", "sub": "robot", "scope": "show",
            "iss": "http://localhost:3001/oidc", "iat": now, "exp": now + 120,
            "token_type": "Bearer",
        })
    );
    let dead = json!({"active": false});
    assert_eq!(introspect(&world, "idle", &held).await, dead);
    let fields = [("token", held.as_str())];
    let foreign = machine(&world, "idle")
        .post("/oidc/token/revocation", &fields)
        .await;
    assert_eq!(foreign.status, 200);
    assert_eq!(foreign.body, "");
    assert_eq!(introspect(&world, "robot", &held).await["active"], true);
    machine(&world, "robot")
        .post("/oidc/token/revocation", &fields)
        .await;
    assert_eq!(introspect(&world, "robot", &held).await, dead);
    let held = token(&ask(&world, "robot", &[("resource", FILMS)]).await);
    world.pass(Lifetime::seconds(120));
    assert_eq!(introspect(&world, "robot", &held).await, dead);
}

async fn the_tokens_of_a_minute_are_two_events(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    for _ in 0..5 {
        token(&ask(&world, "robot", &[("resource", BOOKS)]).await);
    }
    let told = async || {
        let events = world
            .app
            .store
            .read(|mut tx| async move { tx.events().recent(50).await });
        let events = events.await.unwrap().into_iter();
        let told = events.filter(|event| event.kind == EventKind::MachineTokensIssued);
        told.map(|event| event.data["tokens"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(told().await, [json!(1)]);
    world.pass(Lifetime::minutes(1));
    token(&ask(&world, "robot", &[("resource", BOOKS)]).await);
    let mut numbers = told().await;
    numbers.sort_by_key(serde_json::Value::as_u64);
    assert_eq!(numbers, [json!(1), json!(1), json!(4)]);
}

async fn a_count_that_cannot_be_written_is_written_with_the_next(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    let fields = [("resource", BOOKS)];
    for _ in 0..5 {
        token(&ask(&world, "robot", &fields).await);
    }
    world.pass(Lifetime::minutes(1));
    world.sql("alter table events rename to away").await;
    let refused = ask(&world, "robot", &fields).await;
    assert_eq!(refused.status, 500, "no token without its event");
    let app = &world.app;
    let settle = async || {
        let record = engine::token::tally::Record {
            store: &app.store,
            entropy: &app.entropy,
            now: world.clock.now(),
        };
        app.tally.settle(record, false).await
    };
    assert!(settle().await.is_err());
    world.sql("alter table away rename to events").await;
    token(&ask(&world, "robot", &fields).await);
    world.pass(Lifetime::minutes(1));
    settle().await.unwrap();
    let read = app
        .store
        .read(|mut tx| async move { tx.events().recent(50).await });
    let told = read.await.unwrap().into_iter();
    let told = told.filter(|event| event.kind == EventKind::MachineTokensIssued);
    let told = told.filter_map(|event| event.data["tokens"].as_u64());
    assert_eq!(told.sum::<u64>(), 6);
}

async fn t_38_a_disabled_machine_gets_nothing_and_its_tokens_are_dead(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    let fields = [("resource", BOOKS), ("scope", "read:books")];
    let held = token(&ask(&world, "robot", &fields).await);
    assert_eq!(introspect(&world, "books-api", &held).await["active"], true);
    world
        .sql("update clients set disabled = true where id = 'robot'")
        .await;
    world.sql("update versions set number = number + 1").await;
    world.sql("delete from client_changes").await;
    assert!(world.app.refresh_snapshot().await.unwrap());
    ask(&world, "robot", &fields)
        .await
        .refused(401, "invalid_client");
    assert_eq!(
        introspect(&world, "books-api", &held).await,
        json!({"active": false})
    );
}
