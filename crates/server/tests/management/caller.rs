//! Calls of the management API, as its clients make them. Every answer is held against the
//! description of the API.

use std::sync::OnceLock;

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use oidc_core::indicator::MANAGEMENT;
use serde_json::{Value, json};

use crate::kit::{Answer, RelyingParty, Setup, Tokens, World};

/// A machine that may do everything, one that may do nothing, an API and a role of the file, and a
/// client that this instance is managed with.
const CONFIG: &str = r#"
[console]
clients = ["spa"]

[[resources]]
indicator = "https://books.example"
scopes = [{ name = "read:books" }, { name = "write:books" }]

[[roles]]
name = "Reader"
scopes = { "https://books.example" = ["read:books"] }

[[applications]]
id = "robot"
kind = "machine"
secret = "robot-secret-0123456789-01234567"

[[applications]]
id = "idle"
kind = "machine"
secret = "idle-secret-0123456789-012345678"
"#;

/// The role that opens the API to machines.
pub(super) const MACHINE_ROLE: &str = "Logto Management API access";

/// One below a path, in memory, whose `robot` may call the API.
pub(super) async fn managed_below(public_url: &'static str) -> World {
    let setup = Setup {
        more: CONFIG,
        public_url: Some(public_url),
        ..Setup::default()
    };
    let world = World::with(setup).await;
    give_machine_role(&world, "robot").await;
    world
}

/// A world whose `robot` may call the API.
pub(super) async fn managed(world: World) -> (World, tempfile::TempDir) {
    managed_also(world, "").await
}

/// What the file of [`managed`] says, and this.
pub(super) fn also(more: &str) -> &'static str {
    format!("{CONFIG}{more}").leak()
}

/// The same, whose file says this too.
pub(super) async fn managed_also(world: World, more: &str) -> (World, tempfile::TempDir) {
    let (world, folder) = world.on_disk().await;
    let setup = Setup {
        more: also(more),
        ..Setup::default()
    };
    let world = world.set_up(setup).await;
    give_machine_role(&world, "robot").await;
    (world, folder)
}

pub(super) async fn give_machine_role(world: &World, client: &str) {
    let holder = engine::access::holder::Holder::Client(client.parse().unwrap());
    let access = crate::kit::access(world);
    assert!(access.assign_role(MACHINE_ROLE, &holder).await.unwrap());
    assert!(world.app.refresh_snapshot().await.unwrap());
}

/// A token of a machine of [`managed`] for this audience and scope.
pub(super) async fn machine_token(
    world: &World,
    client: &'static str,
    resource: &str,
    scope: &str,
) -> String {
    let machine = machine(world, client);
    let fields = [
        ("grant_type", "client_credentials"),
        ("resource", resource),
        ("scope", scope),
    ];
    let answer = machine.post("/oidc/token", &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

fn machine(world: &World, client: &'static str) -> RelyingParty {
    let secret = match client {
        "robot" => "robot-secret-0123456789-01234567",
        _ => "idle-secret-0123456789-012345678",
    };
    RelyingParty {
        net: world.clone(),
        client,
        redirect_uri: "",
        secret: Some(secret),
    }
}

/// `robot` takes back a token of its own.
pub(super) async fn revoke_of_machine(world: &World, token: &str) -> Answer {
    let fields = [("token", token)];
    machine(world, "robot")
        .post("/oidc/token/revocation", &fields)
        .await
}

/// A person's token for the API by this client, with these roles.
pub(super) async fn person_token(
    world: &World,
    client: &'static str,
    email: &str,
    roles: &[&str],
) -> String {
    person_token_for(world, client, email, roles, MANAGEMENT).await
}

/// The same, asked for by this name of the API.
pub(super) async fn person_token_for(
    world: &World,
    client: &'static str,
    email: &str,
    roles: &[&str],
    name: &str,
) -> String {
    let rp = world.relying_party(client);
    rp.sign_in(email).await;
    let access = crate::kit::access(world);
    for role in roles {
        let holder = crate::kit::person(email);
        access.assign_role(role, &holder).await.unwrap();
    }
    let request = [
        ("scope", "openid offline_access all read"),
        ("resource", name),
    ];
    let (_, code) = rp.code(email, &request).await;
    let tokens = Tokens::of(&rp.redeem(&code).await);
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens.refresh()),
        ("resource", name),
    ];
    let answer = rp.post("/oidc/token", &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

/// Whoever calls the API.
#[derive(Clone)]
pub(super) struct Api {
    pub(super) world: World,
    /// What stands in `Authorization`; no such header when none.
    pub(super) authorization: Option<String>,
    pub(super) if_match: Option<String>,
    /// What stands in `Prefer`.
    pub(super) prefer: Option<&'static str>,
}

impl Api {
    /// `robot`, who may do everything.
    pub(super) async fn of(world: &World) -> Self {
        let token = machine_token(world, "robot", MANAGEMENT, "all").await;
        Self::with(world, &token)
    }

    pub(super) fn with(world: &World, token: &str) -> Self {
        Self {
            world: world.clone(),
            authorization: Some(format!("Bearer {token}")),
            if_match: None,
            prefer: None,
        }
    }

    /// The same, whose changes are made on what has this tag.
    pub(super) fn if_match(&self, tag: &str) -> Self {
        Self {
            if_match: Some(tag.to_owned()),
            ..self.clone()
        }
    }

    /// The same, who wants to be told each step.
    pub(super) fn preferring_steps(&self) -> Self {
        Self {
            prefer: Some("return=representation"),
            ..self.clone()
        }
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    pub(super) async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    pub(super) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PATCH, path, Some(body)).await
    }

    pub(super) async fn put(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PUT, path, Some(body)).await
    }

    pub(super) async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, None).await
    }

    pub(super) async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = self.request(method.clone(), path);
        let request = match &body {
            Some(body) => request
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        };
        let answer = self.world.send(request.unwrap()).await;
        super::document::assert_described(&self.world, &method, path, &answer);
        answer
    }

    pub(super) fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let mut request = Request::builder().method(method).uri(format!("/api{path}"));
        if let Some(authorization) = &self.authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        if let Some(tag) = &self.if_match {
            request = request.header(header::IF_MATCH, tag);
        }
        if let Some(prefer) = self.prefer {
            request = request.header("prefer", prefer);
        }
        request
    }
}

/// What is refused, by its status and code.
#[track_caller]
pub(super) fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.json()["code"], code, "{}", answer.body);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

/// What was done, as JSON.
#[track_caller]
pub(super) fn done(answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    if answer.body.is_empty() {
        return json!(null);
    }
    let kind = answer.header("content-type");
    assert_eq!(kind, Some("application/json; charset=utf-8"));
    answer.json()
}

/// The description of the API, which is the same in every world.
pub(super) fn document(world: &World) -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let text = management::routes::document(world.app.engine.config.endpoint());
        serde_json::from_str(&text).unwrap()
    })
}
