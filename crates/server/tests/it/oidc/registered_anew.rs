//! Whoever gets the name of an application or an API that was removed gets nothing that was made for the
//! former one, were it in the same moment.

use engine::{
    access::{
        holder::Holder,
        resource::{ResourceChange, ScopeDescription},
        role::RoleChange,
    },
    application::Applications,
    precondition::Precondition,
};
use oidc_core::{
    client::ClientKind, indicator::Indicator, registration::Registration,
    resource_server::TokenFormat, role::RoleKind, source::Source,
};
use serde_json::{Value, json};

use super::super::kit::{RelyingParty, Tokens, VERIFIER, World, access, on_both, person};

on_both! {
    a_machine_that_is_registered_anew_has_none_of_the_tokens_of_the_former,
    an_api_that_is_registered_anew_is_not_the_one_that_machines_had_tokens_for,
    an_api_that_is_registered_anew_is_not_the_one_that_people_granted,
}

pub(super) const SIGNED: &str = "https://signed.example";
pub(super) const OPAQUE: &str = "https://opaque.example";
const SECRET: &str = "mz-secret-0123456789-0123456789-";

pub(super) fn applications(world: &World) -> Applications {
    Applications {
        store: world.app.store.clone(),
        secrets: world.app.secrets.clone(),
        clock: world.clock.clone(),
        entropy: world.app.entropy.clone(),
        author: engine::author::Author::system(),
    }
}

pub(super) async fn add_api(world: &World, indicator: &str) {
    let format = if indicator == SIGNED {
        TokenFormat::Jwt
    } else {
        TokenFormat::Opaque
    };
    let change = ResourceChange {
        access_token_format: Some(format),
        add_scopes: vec![ScopeDescription {
            name: "s".to_owned(),
            description: None,
        }],
        ..ResourceChange::default()
    };
    let indicator = indicator.parse().unwrap();
    let access = access(world);
    let added = access.add_resource(indicator, &change, Source::Console);
    added.await.unwrap();
}

pub(super) async fn allow(world: &World, kind: RoleKind) {
    let allow = [SIGNED, OPAQUE].map(|name| (name.parse().unwrap(), "s".to_owned()));
    let change = RoleChange {
        allow: allow.into(),
        ..RoleChange::default()
    };
    let (access, role) = (access(world), kind.as_str());
    if access.find_role(role).await.unwrap().is_some() {
        access
            .set_role(role, &change, &Precondition::NONE)
            .await
            .unwrap();
    } else {
        let added = access.add_role(role, kind, &change, Source::Console);
        added.await.unwrap();
    }
}

pub(super) async fn add_machine(world: &World) {
    let registration = Registration {
        secret: Some(SECRET.into()),
        ..Registration::new("mz".parse().unwrap(), ClientKind::Machine)
    };
    let added = applications(world)
        .register(&registration, Source::Console)
        .await;
    added.unwrap();
    let holder = Holder::Client("mz".parse().unwrap());
    assert!(access(world).assign_role("machine", &holder).await.unwrap());
    world.app.refresh_snapshot().await.unwrap();
}

pub(super) fn mz(world: &World) -> RelyingParty {
    RelyingParty {
        net: world.clone(),
        client: "mz",
        redirect_uri: "",
        secret: Some(SECRET),
    }
}

pub(super) async fn machine_tokens(world: &World) -> [String; 2] {
    let token = async |resource| {
        let fields = [
            ("grant_type", "client_credentials"),
            ("resource", resource),
            ("scope", "s"),
        ];
        let answer = mz(world).post("/oidc/token", &fields).await;
        assert_eq!(answer.json()["scope"], "s", "{}", answer.body);
        answer.json()["access_token"].as_str().unwrap().to_owned()
    };
    [token(SIGNED).await, token(OPAQUE).await]
}

pub(super) async fn told(asker: &RelyingParty, tokens: &[String; 2]) -> [Value; 2] {
    let told = async |token: &str| {
        let fields = [("token", token)];
        let answer = asker.post("/oidc/token/introspection", &fields).await;
        answer.json()
    };
    [told(&tokens[0]).await, told(&tokens[1]).await]
}

#[track_caller]
pub(super) fn all_active(told: &[Value; 2]) {
    for told in told {
        assert_eq!(
            (&told["active"], &told["scope"]),
            (&json!(true), &json!("s"))
        );
    }
}

const DEAD: fn() -> [Value; 2] = || [json!({"active": false}), json!({"active": false})];

pub(super) async fn begin(world: &World, kind: RoleKind) {
    add_api(world, SIGNED).await;
    add_api(world, OPAQUE).await;
    allow(world, kind).await;
    world.app.refresh_snapshot().await.unwrap();
}

async fn again(world: &World, kind: RoleKind) {
    for name in [SIGNED, OPAQUE] {
        let indicator: Indicator = name.parse().unwrap();
        access(world)
            .remove_resource(&indicator, &Precondition::NONE)
            .await
            .unwrap();
        add_api(world, name).await;
    }
    allow(world, kind).await;
    world.app.refresh_snapshot().await.unwrap();
}

/// The clock stands still: no time tells the two apart.
async fn a_machine_that_is_registered_anew_has_none_of_the_tokens_of_the_former(world: World) {
    begin(&world, RoleKind::Machine).await;
    add_machine(&world).await;
    let held = machine_tokens(&world).await;
    all_active(&told(&mz(&world), &held).await);
    let removed = applications(&world).remove(&"mz".parse().unwrap()).await;
    removed.unwrap();
    add_machine(&world).await;
    assert_eq!(told(&mz(&world), &held).await, DEAD());
    let held = machine_tokens(&world).await;
    all_active(&told(&mz(&world), &held).await);
}

async fn an_api_that_is_registered_anew_is_not_the_one_that_machines_had_tokens_for(world: World) {
    begin(&world, RoleKind::Machine).await;
    add_machine(&world).await;
    let held = machine_tokens(&world).await;
    again(&world, RoleKind::Machine).await;
    assert_eq!(told(&mz(&world), &held).await, DEAD());
    let held = machine_tokens(&world).await;
    all_active(&told(&mz(&world), &held).await);
}

async fn an_api_that_is_registered_anew_is_not_the_one_that_people_granted(world: World) {
    begin(&world, RoleKind::User).await;
    let web = world.relying_party("web");
    web.sign_in("ada@example.com").await;
    let ada = person("ada@example.com");
    assert!(access(&world).assign_role("user", &ada).await.unwrap());
    world.app.refresh_snapshot().await.unwrap();
    let request = [
        ("scope", "openid offline_access s"),
        ("resource", SIGNED),
        ("resource", OPAQUE),
    ];
    let grants = async || {
        let (_, code) = web.code("ada@example.com", &request).await;
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", web.redirect_uri),
            ("code_verifier", VERIFIER),
        ];
        Tokens::of(&web.post("/oidc/token", &fields).await)
    };
    let at = async |held: &Tokens, resource: &str| {
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", held.refresh()),
            ("resource", resource),
        ];
        web.post("/oidc/token", &fields).await
    };
    let both = async |held: Tokens| {
        let signed = Tokens::of(&at(&held, SIGNED).await);
        let opaque = Tokens::of(&at(&signed, OPAQUE).await);
        ([signed.access.clone(), opaque.access.clone()], opaque)
    };
    let (access_tokens, held) = both(grants().await).await;
    all_active(&told(&web, &access_tokens).await);
    again(&world, RoleKind::User).await;
    assert_eq!(told(&web, &access_tokens).await, DEAD());
    at(&held, SIGNED).await.refused(400, "invalid_target");
    // What it has besides stands.
    assert_eq!(web.refresh(held.refresh()).await.status, 200);
    let (access_tokens, _) = both(grants().await).await;
    all_active(&told(&web, &access_tokens).await);
}
