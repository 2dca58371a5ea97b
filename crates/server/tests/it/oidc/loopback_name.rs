//! A page that was opened under another name of this machine goes to the one of `public_url`: its
//! cookies and the origin of its forms belong there. Every other host changes nothing (T-52).

use crate::kit::{Answer, Setup, World};

async fn get(world: &World, host: &str, target: &str) -> Answer {
    world
        .call(
            "GET",
            target,
            &[("host", host), ("accept", "text/html")],
            "",
        )
        .await
}

async fn at(public_url: &'static str) -> World {
    World::with(Setup {
        public_url: Some(public_url),
        ..Setup::default()
    })
    .await
}

#[tokio::test]
async fn a_page_opened_under_another_loopback_name_goes_to_the_public_one() {
    for (public_url, hosts) in [
        (
            "http://localhost:3001",
            ["127.0.0.1:3001", "[::1]:3001", "127.8.8.8:3001"],
        ),
        (
            "http://127.0.0.1:3001",
            ["localhost:3001", "[::1]:3001", "LOCALHOST:3001"],
        ),
        (
            "http://[::1]:3001",
            ["localhost:3001", "127.0.0.1:3001", "id.localhost:3001"],
        ),
    ] {
        let world = at(public_url).await;
        let request = world.relying_party("web").request();
        for host in hosts {
            for target in [
                request.as_str(),
                "/sign-in?flow=x&app_id=web",
                "/",
                "/oidc/session/end?client_id=web",
            ] {
                let answer = get(&world, host, target).await;
                assert_eq!(answer.location(), format!("{public_url}{target}"), "{host}");
                assert!(answer.cookies().is_empty(), "{:?}", answer.cookies());
            }
        }
        let own = public_url.trim_start_matches("http://");
        let answer = get(&world, own, &request).await;
        assert!(
            answer.location().starts_with("/sign-in?"),
            "{}",
            answer.location()
        );
    }
}

#[tokio::test]
async fn below_a_path_the_path_stays() {
    let world = at("http://localhost:3001/id").await;
    for target in ["/id/sign-in?flow=x", "/sign-in?flow=x"] {
        let answer = get(&world, "127.0.0.1:3001", target).await;
        assert_eq!(answer.location(), "http://localhost:3001/id/sign-in?flow=x");
    }
}

#[tokio::test]
async fn t_52_no_other_host_is_redirected_or_named() {
    let world = at("http://localhost:3001").await;
    for host in [
        "evil.example",
        "evil.example:3001",
        "127.0.0.1.evil.example:3001",
        "localhost.evil.example:3001",
        "192.0.2.7:3001",
        "localhost@evil.example:3001",
        "localhost:3001/evil",
        "",
        // Another port is another way in: a proxy in front may send its own idea of the host.
        "127.0.0.1",
        "127.0.0.1:8080",
        "localhost:8080",
    ] {
        let answer = get(&world, host, "/sign-in?flow=x").await;
        assert_eq!(answer.status, 200, "{host}: {}", answer.body);
        assert!(!answer.body.contains("evil"), "{}", answer.body);
    }
    let world = at("https://id.example.com").await;
    for host in ["127.0.0.1", "localhost", "127.0.0.1:443"] {
        assert_eq!(
            get(&world, host, "/sign-in?flow=x").await.status,
            200,
            "{host}"
        );
    }
    let world = at("http://localhost:3001").await;
    let headers = [
        ("host", "localhost:3001"),
        ("x-forwarded-host", "127.0.0.1:3001"),
    ];
    let answer = world.call("GET", "/sign-in?flow=x", &headers, "").await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn what_programs_ask_for_is_answered_under_every_name() {
    let world = at("http://localhost:3001").await;
    for target in [
        "/healthz",
        "/readyz",
        "/oidc/jwks",
        "/oidc/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server/oidc",
    ] {
        assert_eq!(
            get(&world, "127.0.0.1:3001", target).await.status,
            200,
            "{target}"
        );
    }
    assert_eq!(get(&world, "127.0.0.1:3001", "/oidc/me").await.status, 401);
    // A form is judged, not sent away: what was typed would be lost without a word.
    let headers = [("host", "127.0.0.1:3001")];
    let answer = world.call("POST", "/sign-in", &headers, "").await;
    assert_eq!(answer.status, 403);
}
