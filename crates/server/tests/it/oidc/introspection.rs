//! `/oidc/token/introspection` (RFC 7662), and the revocation of signed tokens (RFC 7009).

use oidc_core::time::Lifetime;
use serde_json::{Value, json};

use super::{
    super::kit::{RelyingParty, Setup, Tokens, VERIFIER, Witness, World, access, on_both, person},
    apis::{BOOKS, granted, machine, refresh, with_apis},
};

on_both! {
    a_client_hears_of_its_own_tokens,
    t_35_an_api_hears_of_tokens_that_were_made_for_it_and_of_no_others,
    t_38_what_ends_a_grant_is_told_at_once,
    a_signed_token_that_is_taken_back_is_dead_to_whoever_asks,
    t_29_nobody_else_takes_a_signed_token_back,
    t_38_a_token_that_was_asked_about_before_is_judged_anew,
    a_question_costs_the_statements_that_tell_how_things_are_now,
}

const INTROSPECTION: &str = "/oidc/token/introspection";

async fn told(asker: &RelyingParty, token: &str) -> Value {
    let answer = asker.post(INTROSPECTION, &[("token", token)]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    answer.json()
}

fn dead() -> Value {
    json!({"active": false})
}

/// Signs in, and gets a signed token for the API.
async fn signed(rp: &RelyingParty, email: &str) -> (Tokens, String) {
    let tokens = granted(rp, email).await;
    let answer = refresh(rp, tokens.refresh(), &[("resource", BOOKS)]).await;
    let tokens = Tokens::of(&answer);
    let access = tokens.access.clone();
    (tokens, access)
}

async fn a_client_hears_of_its_own_tokens(world: World) {
    let web = world.relying_party("web");
    let (_, code) = web
        .code(
            "ada@example.com",
            &[("scope", "openid offline_access profile")],
        )
        .await;
    let tokens = Tokens::of(&web.redeem(&code).await);
    let now = world.clock.now().as_seconds();
    assert_eq!(
        told(&web, &tokens.access).await,
        json!({
            "active": true, "client_id": "web", "exp": now + 3600, "iat": now,
            "iss": "http://localhost:3001/oidc", "scope": "openid offline_access profile",
            "sub": tokens.claims()["sub"], "token_type": "Bearer",
        })
    );
    let refresh_token = told(&web, tokens.refresh()).await;
    assert_eq!(refresh_token["active"], true);
    assert_eq!(refresh_token.get("token_type"), None);
    for unknown in [
        "x",
        tokens.id(),
        &"A".repeat(44),
        &format!("{}x", tokens.access),
    ] {
        assert_eq!(told(&web, unknown).await, dead(), "{unknown}");
    }
    // The refresh token before the newest still stands for it; one before that does not.
    let first = Tokens::of(&web.refresh(tokens.refresh()).await);
    assert_eq!(told(&web, tokens.refresh()).await["active"], true);
    web.refresh(first.refresh()).await;
    assert_eq!(told(&web, tokens.refresh()).await, dead());
    world.pass(Lifetime::hours(1));
    assert_eq!(told(&web, &tokens.access).await, dead());
}

async fn t_35_an_api_hears_of_tokens_that_were_made_for_it_and_of_no_others(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    let (web, api) = (world.relying_party("web"), machine(&world, "books-api"));
    let (tokens, access) = signed(&web, "ada@example.com").await;
    let known = told(&api, &access).await;
    assert_eq!(
        (
            &known["active"],
            &known["aud"],
            &known["scope"],
            &known["client_id"]
        ),
        (
            &json!(true),
            &json!(BOOKS),
            &json!("read:books"),
            &json!("web")
        )
    );
    assert_eq!(known["sub"], tokens.claims()["sub"]);
    assert!(known["jti"].is_string());
    assert_eq!(told(&web, &access).await["active"], true, "its own");
    for hint in ["refresh_token", "access_token", "teapot"] {
        let fields = [("token", access.as_str()), ("token_type_hint", hint)];
        let answer = api.post(INTROSPECTION, &fields).await;
        assert_eq!(answer.json(), known, "{hint}");
    }
    let opaque = Tokens::of(&web.refresh(tokens.refresh()).await);
    for foreign in [&opaque.access, opaque.refresh(), opaque.id()] {
        assert_eq!(told(&api, foreign).await, dead());
    }
    for stranger in [world.relying_party("other"), machine(&world, "idle")] {
        for token in [access.as_str(), &opaque.access, opaque.refresh()] {
            assert_eq!(told(&stranger, token).await, dead());
        }
    }
    // Who has no secret could be anybody.
    let spa = world.relying_party("spa");
    let answer = spa.post(INTROSPECTION, &[("token", &access)]).await;
    answer.refused(401, "invalid_client");
    web.post(INTROSPECTION, &[])
        .await
        .refused(400, "invalid_request");
}

async fn t_38_what_ends_a_grant_is_told_at_once(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    let (web, api) = (world.relying_party("web"), machine(&world, "books-api"));
    let (_, token) = signed(&web, "ada@example.com").await;
    let ada = person("ada@example.com");
    assert!(access(&world).assign_role("Writer", &ada).await.unwrap());
    // A role that came later adds nothing to a token that did not say so.
    assert_eq!(told(&api, &token).await["scope"], "read:books");
    assert!(access(&world).take_role("Reader", &ada).await.unwrap());
    let rest = told(&api, &token).await;
    assert_eq!((&rest["active"], rest.get("scope")), (&true.into(), None));
    for (number, spoil) in [
        "update users set suspended_at = 1 where email_canonical = $",
        "update grants set revoked_at = 1 where user_id in \
            (select id from users where email_canonical = $)",
        "update sessions set ended_at = 1 where user_id in \
            (select id from users where email_canonical = $)",
        "delete from users where email_canonical = $",
    ]
    .iter()
    .enumerate()
    {
        let email = format!("reader{number}@example.com");
        let online = [("scope", "openid read:books"), ("resource", BOOKS)];
        let (_, code) = web.code(&email, &online).await;
        let answer = web
            .redeem_with(&code, &[("code_verifier", VERIFIER), ("resource", BOOKS)])
            .await;
        let token = answer.json()["access_token"].as_str().unwrap().to_owned();
        assert_eq!(told(&api, &token).await["active"], true, "{}", answer.body);
        world.sql(&spoil.replace('$', &format!("'{email}'"))).await;
        assert_eq!(told(&api, &token).await, dead(), "{spoil}");
    }
    let (_, token) = signed(&web, "eve@example.com").await;
    let bare = world.set_up(Setup::default()).await;
    assert_eq!(
        told(&bare.relying_party("web"), &token).await,
        dead(),
        "no such API"
    );
}

async fn a_signed_token_that_is_taken_back_is_dead_to_whoever_asks(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    let (web, api) = (world.relying_party("web"), machine(&world, "books-api"));
    let (tokens, access) = signed(&web, "ada@example.com").await;
    for _ in 0..2 {
        let answer = web
            .post("/oidc/token/revocation", &[("token", &access)])
            .await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.body, "");
        assert_eq!(told(&api, &access).await, dead());
    }
    // It alone: what else was granted stands.
    let refreshed = refresh(&web, tokens.refresh(), &[("resource", BOOKS)]).await;
    assert_eq!(
        told(&api, &Tokens::of(&refreshed).access).await["active"],
        true
    );
    assert_eq!(world.number("select count(*) from revoked_tokens").await, 1);
    // One that has ended needs no row.
    let late = Tokens::of(&refreshed).access;
    world.pass(Lifetime::hours(1));
    web.post("/oidc/token/revocation", &[("token", &late)])
        .await;
    assert_eq!(world.number("select count(*) from revoked_tokens").await, 1);
}

async fn t_29_nobody_else_takes_a_signed_token_back(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    let (web, api) = (world.relying_party("web"), machine(&world, "books-api"));
    let (_, access) = signed(&web, "ada@example.com").await;
    for stranger in [
        world.relying_party("other"),
        world.relying_party("spa"),
        machine(&world, "books-api"),
    ] {
        let answer = stranger
            .post("/oidc/token/revocation", &[("token", &access)])
            .await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.body, "");
        assert_eq!(told(&api, &access).await["active"], true);
    }
    let forged = format!("{}x", &access[..access.len() - 1]);
    let answer = web
        .post("/oidc/token/revocation", &[("token", &forged)])
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(world.number("select count(*) from revoked_tokens").await, 0);
}

async fn t_38_a_token_that_was_asked_about_before_is_judged_anew(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    let (web, api) = (world.relying_party("web"), machine(&world, "books-api"));
    let known = async |email: &str| {
        let (tokens, token) = signed(&web, email).await;
        for _ in 0..2 {
            assert_eq!(told(&api, &token).await["active"], true);
        }
        (tokens, token)
    };
    let (tokens, revoked) = known("ada@example.com").await;
    assert_eq!(told(&machine(&world, "idle"), &revoked).await, dead());
    web.post("/oidc/token/revocation", &[("token", &revoked)])
        .await;
    assert_eq!(told(&api, &revoked).await, dead());
    // The octets count, not what they say.
    let (_, other) = known("eve@example.com").await;
    let (content, _) = other.rsplit_once('.').unwrap();
    let (_, signature) = revoked.rsplit_once('.').unwrap();
    assert_eq!(told(&api, &format!("{content}.{signature}")).await, dead());
    let refreshed = refresh(&web, tokens.refresh(), &[("resource", BOOKS)]).await;
    let token = Tokens::of(&refreshed).access;
    assert_eq!(told(&api, &token).await["active"], true);
    // A key that is gone has signed nothing.
    world
        .sql("delete from signing_keys where algorithm = 'ES256'")
        .await;
    world
        .sql("update versions set number = number + 1 where noun = 'keys'")
        .await;
    world.app.refresh_snapshot().await.unwrap();
    assert_eq!(told(&api, &token).await, dead());
    assert_eq!(told(&api, &other).await, dead());
}

async fn a_question_costs_the_statements_that_tell_how_things_are_now(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    let (web, api) = (world.relying_party("web"), machine(&world, "books-api"));
    let (_, of_person) = signed(&web, "ada@example.com").await;
    let form = [("grant_type", "client_credentials"), ("resource", BOOKS)];
    let of_machine = Tokens::of(&machine(&world, "robot").post("/oidc/token", &form).await).access;
    let userinfo = web.sign_in("eve@example.com").await.access;
    let witness = Witness::new();
    for (asker, token, most) in [
        // Grant, user, session and the token itself; the person's roles.
        (&api, of_person, 2),
        // Whether it was taken back: the rest is in memory.
        (&api, of_machine, 1),
        (&web, userinfo, 1),
    ] {
        for _ in 0..2 {
            let known = witness.watch(told(asker, &token)).await;
            assert_eq!(known["active"], true);
            let ran = witness.take_statements();
            assert_eq!(ran.len(), most, "{ran:?}");
        }
    }
}
