//! Which origins may read an answer.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Request},
};

use crate::kit::{Answer, Setup, Tokens, VERIFIER, World};

/// Origins that are no client's: strangers, what merely looks like one of ours, and what programs
/// that are no browsers send.
const FOREIGN: [&str; 15] = [
    "https://evil.example",
    "https://example.com",
    "null",
    "tauri://localhost",
    "capacitor://localhost",
    "chrome-extension://abc",
    "moz-extension://abc",
    "not an origin at all",
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
            answer.refused(405, "invalid_request");
        }
    }
}

/// One request, with the lines of `Origin` as bytes.
async fn from(world: &World, request: &Asked, origins: &[&[u8]]) -> Answer {
    let (method, target, headers, body) = request;
    let mut built = Request::builder().method(*method).uri(target);
    for (name, value) in headers {
        built = built.header(*name, value);
    }
    for origin in origins {
        built = built.header("origin", HeaderValue::from_bytes(origin).unwrap());
    }
    world
        .send(built.body(Body::from(body.clone())).unwrap())
        .await
}

type Asked = (&'static str, String, Vec<(&'static str, String)>, String);

/// Everything of an answer but what no two answers share.
fn look(answer: &Answer) -> (u16, HeaderMap, String) {
    let mut headers = answer.headers.clone();
    headers.remove("x-request-id");
    headers.remove("logto-core-request-id");
    (answer.status.as_u16(), headers, answer.body.clone())
}

/// Every kind of request that a program sends, answered and refused.
fn requests(access_token: &str) -> [Asked; 9] {
    let form = (
        "content-type",
        "application/x-www-form-urlencoded".to_owned(),
    );
    let secret = "client_id=web&client_secret=web-secret-0123456789-0123456789";
    let bearer = ("authorization", format!("Bearer {access_token}"));
    [
        (
            "POST",
            "/oidc/token".into(),
            vec![form.clone()],
            "client_id=spa".into(),
        ),
        (
            "POST",
            "/oidc/token".into(),
            vec![form.clone()],
            format!("{secret}&grant_type=x"),
        ),
        (
            "POST",
            "/oidc/token".into(),
            vec![form.clone()],
            format!("{secret}1&grant_type=x"),
        ),
        (
            "POST",
            "/oidc/token/revocation".into(),
            vec![form],
            format!("{secret}&token=x"),
        ),
        (
            "GET",
            "/oidc/me".into(),
            vec![bearer.clone()],
            String::new(),
        ),
        ("POST", "/oidc/me".into(), vec![bearer], String::new()),
        ("GET", "/oidc/me".into(), vec![], String::new()),
        (
            "GET",
            "/oidc/.well-known/openid-configuration".into(),
            vec![],
            String::new(),
        ),
        ("GET", "/oidc/jwks".into(), vec![], String::new()),
    ]
}

#[tokio::test]
async fn t_65_an_origin_that_nobody_registered_changes_no_answer() {
    let world = World::with(Setup::default()).await;
    let tokens = world.relying_party("web").sign_in("ada@example.com").await;
    let requests = requests(&tokens.access);
    let mut seen = Vec::new();
    for request in &requests {
        let usual = from(&world, request, &[]).await;
        for foreign in FOREIGN.map(str::as_bytes) {
            let answer = from(&world, request, &[foreign]).await;
            assert_eq!(look(&answer), look(&usual), "{} {foreign:?}", request.1);
        }
        for odd in [
            &[b"https://\xff\xfe".as_slice()] as &[&[u8]],
            &[b"https://spa.example", b"https://evil.example"],
            &[b"https://spa.example", b"https://spa.example"],
        ] {
            let answer = from(&world, request, odd).await;
            assert_eq!(look(&answer), look(&usual), "{} {odd:?}", request.1);
        }
        seen.push(usual.status.as_u16());
    }
    assert_eq!(seen, [400, 400, 401, 200, 200, 200, 401, 200, 200]);
}

#[tokio::test]
async fn t_65_a_code_is_redeemed_from_a_desktop_application_with_an_origin_of_its_own() {
    let world = World::with(Setup::default()).await;
    for origin in FOREIGN {
        let native = world.relying_party("native");
        let email = format!("ada{}@example.com", origin.len());
        let (_, code) = native.code(&email, &[]).await;
        let body = format!(
            "grant_type=authorization_code&client_id=native&code={code}\
             &code_verifier={VERIFIER}&redirect_uri={}",
            native.redirect_uri
        );
        let headers = [("origin", origin)];
        let answer = world.call("POST", "/oidc/token", &headers, &body).await;
        assert_eq!(answer.status, 200, "{origin:?} {}", answer.body);
        assert_eq!(answer.header(ALLOW), None, "{origin:?}");
        let bearer = format!("Bearer {}", Tokens::of(&answer).access);
        let headers = [headers[0], ("authorization", bearer.as_str())];
        let answer = world.call("GET", "/oidc/me", &headers, "").await;
        assert_eq!((answer.status.as_u16(), answer.header(ALLOW)), (200, None));
    }
}

#[tokio::test]
async fn t_65_a_single_page_application_reads_its_tokens_and_its_refusals() {
    let world = world().await;
    let spa = world.relying_party("spa");
    let (_, code) = spa.code("ada@example.com", &[]).await;
    let body = format!(
        "grant_type=authorization_code&client_id=spa&code={code}&code_verifier={VERIFIER}\
         &redirect_uri=https://spa.example/cb"
    );
    // The origin of another client is known, but not this one's: its page reads neither refusal nor
    // tokens.
    let wrong = body.replace("code_verifier=", "code_verifier=x");
    for origin in ["https://other.example", "null", "https://evil.example"] {
        let headers = [("origin", origin)];
        let answer = world.call("POST", "/oidc/token", &headers, &wrong).await;
        answer.refused(400, "invalid_grant");
        assert_eq!(answer.header(ALLOW), None, "{origin}");
    }
    let (_, other) = spa.code("bob@example.com", &[]).await;
    let headers = [("origin", "https://other.example")];
    let redeemed = body.replace(&code, &other);
    let answer = world.call("POST", "/oidc/token", &headers, &redeemed).await;
    assert_eq!((answer.status.as_u16(), answer.header(ALLOW)), (200, None));
    let headers = [("origin", "https://spa.example")];
    let answer = world.call("POST", "/oidc/token", &headers, &body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header(ALLOW), Some("https://spa.example"));
    let access = Tokens::of(&answer).access;
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

#[tokio::test]
async fn t_65_a_page_reads_what_the_door_itself_refuses() {
    let world = World::with(Setup {
        more: "[limits]\ncalls_per_ip = \"4/1h\"",
        ..Setup::default()
    })
    .await;
    let mine = ("origin", "https://spa.example");
    let long = ("content-length", "70000");
    for (method, headers, status) in [
        ("PUT", &[mine] as &[_], 405),
        ("POST", &[mine, long], 413),
        ("POST", &[mine], 429),
    ] {
        let answer = world.call(method, "/oidc/token", headers, "").await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.header(ALLOW), Some("https://spa.example"));
        let foreign: Vec<_> = headers
            .iter()
            .map(|(name, value)| (*name, value.replace("spa", "evil")))
            .collect();
        let foreign: Vec<_> = foreign.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let answer = world.call(method, "/oidc/token", &foreign, "").await;
        assert_eq!(answer.header(ALLOW), None);
    }
}
