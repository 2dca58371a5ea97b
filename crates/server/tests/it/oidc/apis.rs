//! Access tokens for APIs: `resource` (RFC 8707), signed tokens (RFC 9068), and the roles that say
//! what they allow.

use engine::{
    access::role::{RoleChange, RoleRefused},
    failure::Failure,
};
use oidc_core::{
    indicator::MANAGEMENT, role::RoleKind, source::Source, time::Lifetime, user_field::UserField,
};
use serde_json::{Value, json};

use super::super::kit::{
    Answer, RelyingParty, Setup, Tokens, VERIFIER, World, access, on_both, person,
};

on_both! {
    a_code_yields_a_token_for_userinfo_and_a_refresh_one_for_the_api,
    t_21_no_token_goes_further_than_what_was_granted,
    what_a_token_allows_follows_the_roles_of_the_moment,
    everybody_new_gets_the_default_roles_and_roles_are_told_by_name,
    people_get_tokens_for_the_management_api_through_the_console_alone,
    an_api_may_want_opaque_tokens,
    without_openid_the_only_resource_is_meant,
    of_two_lifetimes_the_shorter_counts,
    the_default_resource_is_meant_where_none_is_named,
}

pub(super) const BOOKS: &str = "https://books.example";
pub(super) const FILMS: &str = "https://films.example";

/// An API that verifies by itself, one that asks, roles of both kinds, and machines.
pub(super) const APIS: &str = r#"
[console]
clients = ["spa"]

[[resources]]
indicator = "https://books.example"
introspected_by = ["books-api"]
scopes = [{ name = "read:books" }, { name = "write:books" }]

[[resources]]
indicator = "https://films.example"
access_token_format = "opaque"
access_token_lifetime = 120
scopes = [{ name = "show" }]

[[roles]]
name = "Reader"
default = true
scopes = { "https://books.example" = ["read:books"], "https://films.example" = ["show"] }

[[roles]]
name = "Writer"
scopes = { "https://books.example" = ["write:books"] }

[[roles]]
name = "Robot"
kind = "machine"
scopes = { "https://books.example" = ["read:books", "write:books"], "https://films.example" = ["show"] }

[[applications]]
id = "robot"
kind = "machine"
secret = "robot-secret-0123456789-01234567"
roles = ["Robot"]

[[applications]]
id = "idle"
kind = "machine"
secret = "idle-secret-0123456789-012345678"

[[applications]]
id = "books-api"
kind = "machine"
secret = "books-secret-0123456789-01234567"
"#;

const SCOPE: &str = "openid profile offline_access roles read:books write:books show";

pub(super) async fn with_apis(world: &World) -> World {
    let setup = Setup {
        more: APIS,
        ..Setup::default()
    };
    world.set_up(setup).await
}

/// A machine, as it asks.
pub(super) fn machine(world: &World, id: &'static str) -> RelyingParty {
    let secret = match id {
        "robot" => "robot-secret-0123456789-01234567",
        "idle" => "idle-secret-0123456789-012345678",
        _ => "books-secret-0123456789-01234567",
    };
    RelyingParty {
        net: world.clone(),
        client: id,
        redirect_uri: "",
        secret: Some(secret),
    }
}

/// Signs in and is granted both APIs.
pub(super) async fn granted(rp: &RelyingParty, email: &str) -> Tokens {
    let request = [("scope", SCOPE), ("resource", BOOKS), ("resource", FILMS)];
    let (_, code) = rp.code(email, &request).await;
    Tokens::of(&rp.redeem(&code).await)
}

pub(super) async fn refresh(rp: &RelyingParty, token: &str, more: &[(&str, &str)]) -> Answer {
    let mut fields = vec![("grant_type", "refresh_token"), ("refresh_token", token)];
    fields.extend(more);
    rp.post("/oidc/token", &fields).await
}

/// The header and the claims of a JWT.
pub(super) fn parts(token: &str) -> (Value, Value) {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let mut parts = token.split('.').map(|part| {
        let bytes = URL_SAFE_NO_PAD.decode(part).unwrap();
        serde_json::from_slice(&bytes).unwrap_or_default()
    });
    (parts.next().unwrap(), parts.next().unwrap())
}

async fn a_code_yields_a_token_for_userinfo_and_a_refresh_one_for_the_api(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    for client in ["web", "spa", "native"] {
        let rp = world.relying_party(client);
        let (_, code) = rp
            .code("ada@example.com", &[("scope", SCOPE), ("resource", BOOKS)])
            .await;
        let answer = rp.redeem(&code).await;
        let tokens = Tokens::of(&answer);
        assert!(!tokens.access.contains('.'), "opaque");
        assert_eq!(
            answer.json()["scope"],
            "openid profile offline_access roles"
        );
        assert_eq!(rp.userinfo(&tokens.access).await.status, 200);
        let answer = refresh(&rp, tokens.refresh(), &[("resource", BOOKS)]).await;
        let for_api = Tokens::of(&answer);
        assert_eq!(answer.json()["scope"], "read:books");
        assert_eq!(answer.json()["expires_in"], 3600);
        assert!(for_api.id.is_some() && for_api.refresh.is_some());
        let (header, claims) = parts(&for_api.access);
        assert_eq!(
            (&header["typ"], &header["alg"]),
            (&json!("at+jwt"), &json!("ES256"))
        );
        assert_eq!(claims["aud"], BOOKS);
        assert_eq!(claims["iss"], "http://localhost:3001/oidc");
        assert_eq!(claims["client_id"], client);
        assert_eq!(claims["scope"], "read:books");
        assert_eq!(claims["sub"], tokens.claims()["sub"]);
        assert_eq!(claims["auth_time"], tokens.claims()["auth_time"]);
        assert!(claims["gid"].is_string() && claims["jti"].is_string());
        let now = world.clock.now().as_seconds();
        assert_eq!(
            (&claims["iat"], &claims["exp"]),
            (&json!(now), &json!(now + 3600))
        );
        let hash = for_api.claims()["at_hash"].clone();
        assert_ne!(hash, tokens.claims()["at_hash"]);
        rp.userinfo(&for_api.access)
            .await
            .refused(401, "invalid_token");
        // A plain refresh goes on yielding what userinfo takes.
        let plain = Tokens::of(&refresh(&rp, for_api.refresh(), &[]).await);
        assert_eq!(rp.userinfo(&plain.access).await.status, 200);
    }
}

async fn t_21_no_token_goes_further_than_what_was_granted(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    let web = world.relying_party("web");
    let refused = |request: Vec<(&'static str, &'static str)>| {
        let web = &web;
        async move {
            let request = web.request_with(&request);
            web.net.browser().get(&request).await.parameter("error")
        }
    };
    for unknown in [
        "https://evil.example",
        "https://books.example/",
        "books",
        MANAGEMENT,
    ] {
        let error = refused(vec![("resource", unknown)]).await;
        assert_eq!(error.as_deref(), Some("invalid_target"), "{unknown}");
    }
    let (_, code) = web
        .code("ada@example.com", &[("scope", SCOPE), ("resource", BOOKS)])
        .await;
    // A resource that is refused spares the code.
    for wrong in [FILMS, "https://evil.example", "books", MANAGEMENT] {
        let answer = web
            .redeem_with(&code, &[("code_verifier", VERIFIER), ("resource", wrong)])
            .await;
        answer.refused(400, "invalid_target");
    }
    let mut token = Tokens::of(&web.redeem(&code).await).refresh().to_owned();
    for wrong in [FILMS, "https://evil.example", "books", MANAGEMENT] {
        let answer = refresh(&web, &token, &[("resource", wrong)]).await;
        answer.refused(400, "invalid_target");
    }
    let two = [("resource", BOOKS), ("resource", FILMS)];
    refresh(&web, &token, &two)
        .await
        .refused(400, "invalid_target");
    // `show` is no scope of this API and was dropped from the request.
    for (wider, error) in [
        ("openid show", "invalid_scope"),
        ("openid email", "invalid_scope"),
    ] {
        let answer = refresh(&web, &token, &[("scope", wider)]).await;
        answer.refused(400, error);
    }
    for (asked, resource, scope) in [
        ("openid teapot", "", "openid"),
        ("openid read:books write:books", BOOKS, "read:books"),
        ("write:books", BOOKS, ""),
    ] {
        let answer = refresh(&web, &token, &[("scope", asked), ("resource", resource)]).await;
        assert_eq!(answer.json()["scope"], scope, "{asked}: {}", answer.body);
        Tokens::of(&answer).refresh().clone_into(&mut token);
    }
}

async fn what_a_token_allows_follows_the_roles_of_the_moment(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    let (web, access) = (world.relying_party("web"), access(&world));
    let tokens = granted(&web, "ada@example.com").await;
    let mut token = tokens.refresh().to_owned();
    let ada = person("ada@example.com");
    let mut allowed = async || {
        let answer = refresh(&web, &token, &[("resource", BOOKS)]).await;
        Tokens::of(&answer).refresh().clone_into(&mut token);
        answer.json()["scope"].clone()
    };
    assert_eq!(allowed().await, "read:books");
    assert!(access.assign_role("Writer", &ada).await.unwrap());
    assert!(
        !access.assign_role("Writer", &ada).await.unwrap(),
        "held already"
    );
    assert_eq!(allowed().await, "read:books write:books");
    assert!(access.take_role("Reader", &ada).await.unwrap());
    assert_eq!(allowed().await, "write:books");
    assert!(access.take_role("Writer", &ada).await.unwrap());
    assert_eq!(allowed().await, "");
    // A refusal leaves nothing behind.
    let typo = RoleChange {
        allow: vec![(BOOKS.parse().unwrap(), "typo".to_owned())],
        is_default: Some(true),
        ..RoleChange::default()
    };
    let refused = access.add_role("Editor", RoleKind::User, &typo, Source::Console);
    assert!(matches!(
        refused.await,
        Err(Failure::Refused(RoleRefused::NoSuchScope(..)))
    ));
    assert!(access.find_role("Editor").await.unwrap().is_none());
    let wrong = access.assign_role("Robot", &ada).await;
    assert!(matches!(
        wrong,
        Err(Failure::Refused(RoleRefused::WrongKind(_)))
    ));
    let nobody = access
        .assign_role("Reader", &person("eve@example.com"))
        .await;
    assert!(matches!(
        nobody,
        Err(Failure::Refused(RoleRefused::NoSuchUser))
    ));
}

async fn everybody_new_gets_the_default_roles_and_roles_are_told_by_name(world: World) {
    let (world, _folder) = world.on_disk().await;
    let before = world.relying_party("web");
    before.sign_in("old@example.com").await;
    let world = with_apis(&world).await;
    let web = world.relying_party("web");
    for (email, roles) in [
        ("old@example.com", json!([])),
        ("ada@example.com", json!(["Reader"])),
    ] {
        let tokens = granted(&web, email).await;
        assert_eq!(tokens.claims()["roles"], roles);
        assert_eq!(web.userinfo(&tokens.access).await.json()["roles"], roles);
    }
    access(&world)
        .assign_role("Writer", &person("ada@example.com"))
        .await
        .unwrap();
    let tokens = granted(&web, "ada@example.com").await;
    assert_eq!(tokens.claims()["roles"], json!(["Reader", "Writer"]));
    // However the account came to be.
    let email = [(UserField::Email, "made@example.com".to_owned())];
    let made = world.users().add(&email).await.unwrap();
    let held = world.app.store.read(|mut tx| {
        let id = &made.id;
        async move { tx.roles().of_user(id).await }
    });
    assert_eq!(held.await.unwrap().len(), 1);
}

async fn people_get_tokens_for_the_management_api_through_the_console_alone(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    let request = [
        ("scope", "openid offline_access all read"),
        ("resource", MANAGEMENT),
    ];
    // `spa` is named in `[console]`.
    let console = world.relying_party("spa");
    console.sign_in("ada@example.com").await;
    access(&world)
        .assign_role("administrator", &person("ada@example.com"))
        .await
        .unwrap();
    let (mut ada, code) = console.code("ada@example.com", &request).await;
    let tokens = Tokens::of(&console.redeem(&code).await);
    let answer = refresh(&console, tokens.refresh(), &[("resource", MANAGEMENT)]).await;
    assert_eq!(answer.json()["scope"], "all read");
    // A first-party application, in an administrator's browser.
    let web = world.relying_party("web");
    let asked = web.request_with(&request);
    let refused = ada.get(&asked).await.parameter("error");
    assert_eq!(refused.as_deref(), Some("invalid_target"));
    // What was granted before does not count for more.
    let world = world.set_up(Setup::default()).await;
    let console = world.relying_party("spa");
    let tokens = Tokens::of(&answer);
    let answer = refresh(&console, tokens.refresh(), &[("resource", MANAGEMENT)]).await;
    answer.refused(400, "invalid_target");
}

async fn an_api_may_want_opaque_tokens(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    let web = world.relying_party("web");
    let tokens = granted(&web, "ada@example.com").await;
    let answer = refresh(&web, tokens.refresh(), &[("resource", FILMS)]).await;
    assert_eq!(
        (&answer.json()["scope"], &answer.json()["expires_in"]),
        (&json!("show"), &json!(120))
    );
    let token = Tokens::of(&answer).access;
    assert!(!token.contains('.'));
    web.userinfo(&token).await.refused(401, "invalid_token");
    let told = web
        .post("/oidc/token/introspection", &[("token", &token)])
        .await
        .json();
    assert_eq!(
        (&told["aud"], &told["scope"]),
        (&json!(FILMS), &json!("show"))
    );
    world.pass(Lifetime::seconds(120));
    let told = web
        .post("/oidc/token/introspection", &[("token", &token)])
        .await
        .json();
    assert_eq!(told, json!({"active": false}));
}

async fn without_openid_the_only_resource_is_meant(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    let web = world.relying_party("web");
    let (mut ada, code) = web
        .code(
            "ada@example.com",
            &[("scope", "read:books"), ("resource", BOOKS)],
        )
        .await;
    let answer = web.redeem(&code).await.json();
    let (_, claims) = parts(answer["access_token"].as_str().unwrap());
    assert_eq!(
        (&claims["aud"], &claims["scope"]),
        (&json!(BOOKS), &json!("read:books"))
    );
    assert!(answer.get("id_token").is_none());
    let both = [
        ("scope", "read:books"),
        ("resource", BOOKS),
        ("resource", FILMS),
        ("prompt", "none"),
    ];
    let code = ada
        .get(&web.request_with(&both))
        .await
        .parameter("code")
        .unwrap();
    web.redeem(&code).await.refused(400, "invalid_target");
    let answer = web
        .redeem_with(&code, &[("code_verifier", VERIFIER), ("resource", BOOKS)])
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

async fn of_two_lifetimes_the_shorter_counts(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    let web = world.relying_party("web");
    let tokens = granted(&web, "ada@example.com").await;
    world
        .sql("update clients set access_token_lifetime = 90000 where id = 'web'")
        .await;
    world.sql("update versions set number = number + 1").await;
    world.sql("delete from client_changes").await;
    assert!(world.app.refresh_snapshot().await.unwrap());
    let mut token = tokens.refresh().to_owned();
    for (resource, seconds) in [(BOOKS, 90), (FILMS, 90), ("", 90)] {
        let answer = refresh(&web, &token, &[("resource", resource)]).await;
        assert_eq!(answer.json()["expires_in"], seconds, "{resource}");
        Tokens::of(&answer).refresh().clone_into(&mut token);
    }
}

async fn the_default_resource_is_meant_where_none_is_named(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    world
        .sql("update resources set is_default = true where indicator = 'https://books.example'")
        .await;
    world.sql("update versions set number = number + 1").await;
    assert!(world.app.refresh_snapshot().await.unwrap());
    let web = world.relying_party("web");
    let (_, code) = web
        .code(
            "ada@example.com",
            &[("scope", "openid offline_access read:books")],
        )
        .await;
    let tokens = Tokens::of(&web.redeem(&code).await);
    assert_eq!(web.userinfo(&tokens.access).await.status, 200);
    let answer = refresh(&web, tokens.refresh(), &[("resource", BOOKS)]).await;
    assert_eq!(answer.json()["scope"], "read:books");
    let robot = machine(&world, "robot");
    let fields = [
        ("grant_type", "client_credentials"),
        ("scope", "read:books"),
    ];
    let answer = robot.post("/oidc/token", &fields).await.json();
    let (_, claims) = parts(answer["access_token"].as_str().unwrap());
    assert_eq!(claims["aud"], BOOKS);
}

#[tokio::test]
async fn what_the_file_declares_no_more_allows_nothing_and_comes_back_as_it_was() {
    let (world, _folder) = World::with(Setup::default()).await.on_disk().await;
    let full = with_apis(&world).await;
    let tokens = granted(&full.relying_party("web"), "ada@example.com").await;
    let bare = full.set_up(Setup::default()).await;
    let web = bare.relying_party("web");
    let answer = refresh(&web, tokens.refresh(), &[("resource", BOOKS)]).await;
    answer.refused(400, "invalid_target");
    let full = with_apis(&bare).await;
    let web = full.relying_party("web");
    let answer = refresh(&web, tokens.refresh(), &[("resource", BOOKS)]).await;
    assert_eq!(answer.json()["scope"], "read:books", "{}", answer.body);
}
