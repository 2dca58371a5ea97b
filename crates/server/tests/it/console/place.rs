//! Where the console answers: everywhere, at addresses of its own, or nowhere.

use oidc_core::indicator::MANAGEMENT;

use super::said;
use crate::kit::{Answer, RelyingParty, Setup, VERIFIER, World, access, on_both, person};

on_both! {
    where_it_is_not_wanted_there_is_no_page_no_client_and_no_token,
    at_its_own_address_alone_it_answers_and_people_open_the_api,
}

async fn at(world: &World, host: &str, path: &str) -> Answer {
    world.call("GET", path, &[("host", host)], "").await
}

fn console(world: &World, redirect_uri: &'static str) -> RelyingParty {
    RelyingParty {
        net: world.clone(),
        client: "admin-console",
        redirect_uri,
        secret: None,
    }
}

async fn where_it_is_not_wanted_there_is_no_page_no_client_and_no_token(world: World) {
    let (world, _folder) = world.on_disk().await;
    let enabled = console(&world, "http://localhost:3001/console/callback");
    let (_, code) = enabled.code("ada@example.com", &[]).await;
    let off = world
        .set_up(Setup {
            more: "[console]\nenabled = false\n",
            ..Setup::default()
        })
        .await;
    for path in [
        "/console",
        "/console/",
        "/console/users",
        "/console/main.js",
    ] {
        assert_eq!(off.get(path).await.status, 404, "{path}");
    }
    assert_eq!(off.get("/api/status").await.header("signet-build"), None);
    let client = console(&off, enabled.redirect_uri);
    let asked = off.browser().get(&client.request()).await;
    assert_eq!(asked.status, 400, "{}", asked.body);
    let redeemed = client.redeem(&code).await;
    redeemed.refused(401, "invalid_client");
    // And back again.
    let on = off.set_up(Setup::default()).await;
    assert_eq!(on.get("/console").await.status, 200);
    let client = console(&on, enabled.redirect_uri);
    client.sign_in("ada@example.com").await;
}

async fn at_its_own_address_alone_it_answers_and_people_open_the_api(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = world
        .set_up(Setup {
            more: "[console]\nonly_on_urls = true\nurls = [\"https://admin.example\"]\n",
            ..Setup::default()
        })
        .await;
    let page = at(&world, "admin.example", "/console").await;
    assert_eq!(page.status, 200);
    assert_eq!(said(&page, "consoles"), "https://admin.example/console");
    for host in [
        "localhost:3001",
        "evil.example",
        "admin.example.evil.example",
        "admin.example:8443",
    ] {
        assert_eq!(at(&world, host, "/console").await.status, 404, "{host}");
        assert_eq!(
            at(&world, host, "/console/users").await.status,
            404,
            "{host}"
        );
    }
    assert_eq!(world.get("/console").await.status, 404);
    // Answers come back there alone.
    let elsewhere = console(&world, "http://localhost:3001/console/callback");
    let refused = world.browser().get(&elsewhere.request()).await;
    assert_eq!(refused.status, 400);
    let console = console(&world, "https://admin.example/console/callback");
    console.sign_in("ada@example.com").await;
    let holder = person("ada@example.com");
    access(&world)
        .assign_role("administrator", &holder)
        .await
        .unwrap();
    let request = [("scope", "openid all"), ("resource", MANAGEMENT)];
    let (_, code) = console.code("ada@example.com", &request).await;
    let fields = [("code_verifier", VERIFIER), ("resource", MANAGEMENT)];
    let answer = console.redeem_with(&code, &fields).await;
    let token = answer.json()["access_token"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {token}");
    for (host, status) in [("admin.example", 200), ("localhost:3001", 404)] {
        let headers = [("host", host), ("authorization", &*bearer)];
        let answer = world.call("GET", "/api/roles", &headers, "").await;
        assert_eq!(answer.status, status, "{host} {}", answer.body);
    }
    // Whoever is nobody learns nothing of it.
    let headers = [("host", "localhost:3001"), ("authorization", "Bearer x")];
    let answer = world.call("GET", "/api/roles", &headers, "").await;
    assert_eq!(answer.status, 401);
    // Pages of that address read what they are answered at the token endpoint.
    let headers = [
        ("origin", "https://admin.example"),
        ("access-control-request-method", "POST"),
    ];
    let answer = world.call("OPTIONS", "/oidc/token", &headers, "").await;
    let allowed = answer.header("access-control-allow-origin");
    assert_eq!(allowed, Some("https://admin.example"));
}
