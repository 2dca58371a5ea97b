//! Which origins may read an answer (sdk-contract §2.11).

use crate::kit::{Answer, Setup, World};

const FOREIGN: [&str; 9] = [
    "https://evil.example",
    "null",
    "https://spa.example.evil.example",
    "https://spa.example:444",
    "http://spa.example",
    "https://SPA.example",
    "https://spa.example/",
    "https://spa.example, https://evil.example",
    "",
];
const ALLOW: &str = "access-control-allow-origin";

async fn world() -> World {
    World::with(Setup::default()).await
}

fn never_with_credentials(answer: &Answer) {
    assert_eq!(answer.header("access-control-allow-credentials"), None);
}

async fn preflight(world: &World, target: &str, origin: &str) -> Answer {
    let headers = [
        ("origin", origin),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization"),
    ];
    world.call("OPTIONS", target, &headers, "").await
}

#[tokio::test]
async fn t_65_anybody_may_read_metadata_and_keys() {
    let world = world().await;
    for target in ["/oidc/.well-known/openid-configuration", "/oidc/jwks"] {
        let headers = [("origin", "https://anybody.example")];
        let answer = world.call("GET", target, &headers, "").await;
        assert_eq!(
            (answer.status.as_u16(), answer.header(ALLOW)),
            (200, Some("*"))
        );
        never_with_credentials(&answer);
        let answer = preflight(&world, target, "https://anybody.example").await;
        assert_eq!(
            (answer.status.as_u16(), answer.header(ALLOW)),
            (204, Some("*"))
        );
    }
}

#[tokio::test]
async fn t_65_tokens_and_claims_are_for_registered_origins_only() {
    let world = world().await;
    for target in ["/oidc/token", "/oidc/me", "/oidc/token/revocation"] {
        for origin in ["https://spa.example", "http://localhost:3001"] {
            let answer = preflight(&world, target, origin).await;
            assert_eq!(answer.status, 204, "{target} {origin}");
            assert_eq!(answer.header(ALLOW), Some(origin));
            let allowed = answer.header("access-control-allow-headers");
            assert_eq!(allowed, Some("authorization"));
            assert_eq!(answer.header("vary"), Some("origin"));
            never_with_credentials(&answer);
        }
        for origin in FOREIGN {
            let answer = preflight(&world, target, origin).await;
            assert_eq!(answer.header(ALLOW), None, "{target} {origin:?}");
            answer.refused(400, "invalid_request");
            let headers = [("origin", origin)];
            let answer = world.call("POST", target, &headers, "client_id=spa").await;
            assert_eq!(answer.header(ALLOW), None, "{target} {origin:?}");
            answer.refused(400, "invalid_request");
        }
    }
}

#[tokio::test]
async fn t_65_a_single_page_application_reads_its_tokens_and_its_refusals() {
    let world = world().await;
    let spa = world.relying_party("spa");
    let (_, code) = spa.code("ada@example.com", &[]).await;
    let body = format!(
        "grant_type=authorization_code&client_id=spa&code={code}&code_verifier={}\
         &redirect_uri=https://spa.example/cb",
        crate::kit::VERIFIER
    );
    // The origin of another client is known, but not this one's.
    for origin in ["https://other.example", "null", "https://evil.example"] {
        let headers = [("origin", origin)];
        let answer = world.call("POST", "/oidc/token", &headers, &body).await;
        answer.refused(400, "invalid_request");
        assert_eq!(answer.header(ALLOW), None, "{origin}");
    }
    let headers = [("origin", "https://spa.example")];
    let answer = world.call("POST", "/oidc/token", &headers, &body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header(ALLOW), Some("https://spa.example"));
    let access = crate::kit::Tokens::of(&answer).access;
    let bearer = format!("Bearer {access}");
    let headers = [headers[0], ("authorization", bearer.as_str())];
    let answer = world.call("GET", "/oidc/me", &headers, "").await;
    assert_eq!(
        (answer.status.as_u16(), answer.header(ALLOW)),
        (200, Some("https://spa.example"))
    );
    let answer = world.call("GET", "/oidc/me", &headers[..1], "").await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.header(ALLOW), Some("https://spa.example"));
    assert_eq!(
        answer.header("access-control-expose-headers"),
        Some("www-authenticate")
    );
    never_with_credentials(&answer);
}

#[tokio::test]
async fn t_65_what_browsers_navigate_to_is_readable_by_nobody_else() {
    let world = world().await;
    let request = world.relying_party("spa").request();
    for target in [
        request.as_str(),
        "/oidc/session/end",
        "/sign-in",
        "/healthz",
        "/",
    ] {
        for origin in ["https://spa.example", "https://evil.example", "null"] {
            let answer = world.call("GET", target, &[("origin", origin)], "").await;
            assert_eq!(answer.header(ALLOW), None, "{target}");
            let answer = preflight(&world, target, origin).await;
            assert_eq!(answer.header(ALLOW), None, "{target}");
            assert_ne!(answer.status, 204);
        }
    }
}
