//! `admin-console`: an ordinary client that is the server's own.

use engine::{config::Mode, entropy::Entropy};
use oidc_core::{
    console, indicator::MANAGEMENT, registration::InvalidRegistration, time::Lifetime,
};
use serde_json::json;
use signet::{
    app::App,
    config::{File, Settings},
};
use store::Store;

use crate::kit::{Answer, RelyingParty, Setup, Tokens, VERIFIER, World, access, on_both, person};

on_both! {
    an_administrator_signs_in_without_a_question_and_nobody_else_gets_anything,
    what_is_left_unused_for_half_an_hour_ends_and_so_does_the_day,
    what_somebody_wrote_past_the_server_is_written_again_at_the_next_start,
    an_application_that_has_its_id_stops_the_start,
}

const CALLBACK: &str = "http://localhost:3001/console/callback";
const SCOPE: &str = "openid profile email offline_access all read";

fn rp(world: &World) -> RelyingParty {
    RelyingParty {
        net: world.clone(),
        client: "admin-console",
        redirect_uri: CALLBACK,
        secret: None,
    }
}

/// What the console's own code asks for, and how it redeems the answer.
async fn sign_in(world: &World, email: &str) -> Answer {
    let request = [("scope", SCOPE), ("resource", MANAGEMENT)];
    let (_, code) = rp(world).code(email, &request).await;
    let fields = [("code_verifier", VERIFIER), ("resource", MANAGEMENT)];
    rp(world).redeem_with(&code, &fields).await
}

async fn with_account(world: &World, email: &str, roles: &[&str]) {
    world.relying_party("web").sign_in(email).await;
    for role in roles {
        access(world)
            .assign_role(role, &person(email))
            .await
            .unwrap();
    }
}

async fn call(world: &World, method: &str, path: &str, answer: &Answer) -> u16 {
    let token = answer.json()["access_token"].as_str().unwrap().to_owned();
    let authorization = format!("Bearer {token}");
    let headers = [("authorization", &*authorization)];
    let answer = world.call(method, path, &headers, "").await;
    answer.status.as_u16()
}

async fn refresh(world: &World, token: &str) -> Answer {
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("resource", MANAGEMENT),
    ];
    rp(world).post("/oidc/token", &fields).await
}

async fn an_administrator_signs_in_without_a_question_and_nobody_else_gets_anything(world: World) {
    with_account(&world, "ada@example.com", &["administrator"]).await;
    with_account(&world, "vera@example.com", &["viewer"]).await;
    with_account(&world, "eve@example.com", &[]).await;
    let ada = sign_in(&world, "ada@example.com").await;
    assert_eq!(ada.status, 200, "{}", ada.body);
    assert_eq!(ada.json()["expires_in"], 300);
    // By this the page knows what its user may do.
    assert_eq!(ada.json()["scope"], "all read");
    let claims = Tokens::of(&ada).claims();
    assert_eq!(claims["aud"], "admin-console");
    assert_eq!(claims["email"], "ada@example.com");
    assert_eq!(call(&world, "GET", "/api/roles", &ada).await, 200);
    assert_eq!(call(&world, "DELETE", "/api/roles/x", &ada).await, 404);
    let vera = sign_in(&world, "vera@example.com").await;
    assert_eq!(vera.json()["scope"], "read");
    assert_eq!(call(&world, "GET", "/api/roles", &vera).await, 200);
    assert_eq!(call(&world, "DELETE", "/api/roles/x", &vera).await, 403);
    let eve = sign_in(&world, "eve@example.com").await;
    assert_eq!(eve.json()["scope"], "");
    assert_eq!(call(&world, "GET", "/api/roles", &eve).await, 403);
    // It is public: who has no code challenge, or another address, gets nothing.
    let bare = [("code_challenge", ""), ("code_challenge_method", "")];
    let refused = world.browser().get(&rp(&world).request_with(&bare)).await;
    assert_eq!(
        refused.parameter("error").as_deref(),
        Some("invalid_request")
    );
    let elsewhere = [("redirect_uri", "https://evil.example/console/callback")];
    let refused = world
        .browser()
        .get(&rp(&world).request_with(&elsewhere))
        .await;
    assert_eq!(refused.status, 400);
}

async fn what_is_left_unused_for_half_an_hour_ends_and_so_does_the_day(world: World) {
    with_account(&world, "ada@example.com", &["administrator"]).await;
    let nearly = Lifetime::millis(console::IDLE.as_millis() - 1);
    let mut tokens = Tokens::of(&sign_in(&world, "ada@example.com").await);
    for _ in 0..24 {
        world.pass(nearly);
        tokens = Tokens::of(&refresh(&world, tokens.refresh()).await);
    }
    // Twelve hours since, all but a moment.
    world.pass(Lifetime::millis(24));
    refresh(&world, tokens.refresh())
        .await
        .refused(400, "invalid_grant");
    let tokens = Tokens::of(&sign_in(&world, "ada@example.com").await);
    world.pass(console::IDLE);
    refresh(&world, tokens.refresh())
        .await
        .refused(400, "invalid_grant");
    // Other applications of people keep theirs.
    let spa = world.relying_party("spa");
    let request = [("scope", "openid offline_access")];
    let (_, code) = spa.code("ada@example.com", &request).await;
    let tokens = Tokens::of(&spa.redeem(&code).await);
    world.pass(Lifetime::days(1));
    Tokens::of(&spa.refresh(tokens.refresh()).await);
}

async fn what_somebody_wrote_past_the_server_is_written_again_at_the_next_start(world: World) {
    let (world, _folder) = world.on_disk().await;
    let planted = "update clients set name = 'x', third_party = true, disabled = true, \
        redirect_uris = '[\"https://evil.example/cb\"]', refresh_token_lifetime = 1 \
        where id = 'admin-console'";
    world.sql(planted).await;
    let world = world.another_node().await;
    with_account(&world, "ada@example.com", &["administrator"]).await;
    let ada = sign_in(&world, "ada@example.com").await;
    assert_eq!(call(&world, "GET", "/api/roles", &ada).await, 200);
    refresh(&world, Tokens::of(&ada).refresh()).await;
    let elsewhere = [("redirect_uri", "https://evil.example/cb")];
    let refused = world
        .browser()
        .get(&rp(&world).request_with(&elsewhere))
        .await;
    assert_eq!(refused.status, 400);
    // A start that finds everything in its place writes nothing.
    let version = "select number from versions where noun = 'clients'";
    let before = world.number(version).await;
    let world = world.another_node().await;
    assert_eq!(world.number(version).await, before);
}

async fn an_application_that_has_its_id_stops_the_start(world: World) {
    let (world, _folder) = world.on_disk().await;
    world
        .sql("update clients set source = 'console' where id = 'admin-console'")
        .await;
    let store = Store::open(&world.database).await.unwrap();
    let (settings, clock) = (world.app.config.clone(), world.clock.clone());
    let started = Box::pin(App::assemble(settings, store, clock, Entropy::seeded(99))).await;
    let refused = started.unwrap_err().to_string();
    assert!(
        refused.contains("signet app remove admin-console"),
        "{refused}"
    );
}

#[test]
fn neither_file_nor_command_registers_it() {
    let text = "[[applications]]\nid = \"admin-console\"\nkind = \"spa\"\n\
        redirect_uris = [\"https://evil.example/cb\"]\n";
    let file: File = toml::from_str(text).unwrap();
    let refused = Settings::check(&file, Mode::Development);
    let refused = refused.unwrap_err().to_string();
    let told = InvalidRegistration::ReservedId.to_string();
    assert!(refused.contains(&told), "{refused}");
}

#[tokio::test]
async fn discovery_and_the_console_agree_on_what_is_asked_for() {
    let world = World::with(Setup::default()).await;
    let document = world
        .get("/oidc/.well-known/openid-configuration")
        .await
        .json();
    for scope in SCOPE
        .split(' ')
        .filter(|scope| !["all", "read"].contains(scope))
    {
        let supported = document["scopes_supported"].as_array().unwrap();
        assert!(supported.contains(&json!(scope)), "{scope}");
    }
    assert_eq!(
        document["authorization_response_iss_parameter_supported"],
        true
    );
}
