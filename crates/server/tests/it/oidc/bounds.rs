//! Large and endless input is refused, quickly, and without taking anything down.

use std::time::Duration;

use tokio::time::timeout;

use crate::kit::{Answer, Setup, World};

/// Far longer than any of this takes, and far shorter than what would hurt.
const BRIEF: Duration = Duration::from_secs(5);

async fn call(
    world: &World,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let answer = timeout(BRIEF, world.call(method, target, headers, body));
    answer.await.expect("an answer in time")
}

#[tokio::test]
async fn t_68_a_body_over_the_limit_is_refused_everywhere() {
    let world = World::with(Setup::default()).await;
    let forms = ["/oidc/token", "/oidc/token/revocation", "/oidc/me"];
    for (length, status) in [(8_193, 400), (65_537, 400), (5_000_000, 400)] {
        let body = format!("client_id=spa&x={}", "x".repeat(length));
        for target in forms {
            let answer = call(&world, "POST", target, &[], &body).await;
            answer.refused(status, "invalid_request");
        }
        let pages = ["/oidc/auth", "/oidc/session/end", "/sign-in"];
        for target in pages {
            let answer = call(&world, "POST", target, &[], &body).await;
            assert!(
                answer.status.is_client_error(),
                "{target} {}",
                answer.status
            );
            assert!(!answer.headers.contains_key("location"));
        }
        // Said beforehand, it is not even read.
        let said = body.len().to_string();
        let headers = [("content-length", said.as_str())];
        let answer = call(&world, "POST", "/oidc/token", &headers, &body).await;
        let expected = if length > 65_536 { 413 } else { 400 };
        answer.refused(expected, "invalid_request");
    }
    let (_, code) = world
        .relying_party("spa")
        .code("ada@example.com", &[])
        .await;
    let pad = "x".repeat(7_000);
    let fields = [("code_verifier", crate::kit::VERIFIER), ("x", &pad)];
    let answer = world.relying_party("spa").redeem_with(&code, &fields).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn t_68_thousands_of_scopes_and_parameters_are_bounded() {
    let world = World::with(Setup::default()).await;
    let web = world.relying_party("web");
    let scopes = |count: usize| {
        let names: Vec<String> = (0..count).map(|number| format!("s{number}")).collect();
        format!("openid {}", names.join(" "))
    };
    let answer = call(
        &world,
        "GET",
        &web.request_with(&[("scope", &scopes(10_000))]),
        &[],
        "",
    )
    .await;
    answer.refused(400, "invalid_request");
    let answer = call(
        &world,
        "GET",
        &web.request_with(&[("scope", &scopes(700))]),
        &[],
        "",
    )
    .await;
    assert!(
        answer.location().starts_with("/sign-in?"),
        "unknown ones are ignored"
    );
    for (count, outcome) in [(500, "/sign-in?"), (2_000, "error=invalid_scope")] {
        let same = "openid ".repeat(count);
        let target = web.request_with(&[("scope", &same)]);
        let answer = call(&world, "GET", &target, &[], "").await;
        assert!(answer.location().contains(outcome), "{count}");
    }
    for count in [240, 260] {
        let pairs: Vec<String> = (0..count).map(|number| format!("&p{number}=1")).collect();
        let target = format!("{}{}", web.request(), pairs.join(""));
        let status = call(&world, "GET", &target, &[], "").await.status;
        assert_eq!(status, if count < 248 { 303 } else { 400 });
    }
    let resources = "&resource=urn:logto:resource:organizations".repeat(200);
    let answer = call(
        &world,
        "GET",
        &format!("{}{resources}", web.request()),
        &[],
        "",
    )
    .await;
    assert!(answer.location().starts_with("/sign-in?"));
}

#[tokio::test]
async fn t_68_values_that_come_back_or_are_kept_have_a_length() {
    let world = World::with(Setup::default()).await;
    let web = world.relying_party("web");
    for (name, longest) in [("state", 4_096), ("nonce", 1_024)] {
        let good = "x".repeat(longest);
        let answer = world.get(&web.request_with(&[(name, &good)])).await;
        assert!(answer.location().starts_with("/sign-in?"), "{name}");
        let bad = "x".repeat(longest + 1);
        let answer = world.get(&web.request_with(&[(name, &bad)])).await;
        if name == "state" {
            answer.refused(400, "invalid_request");
            continue;
        }
        assert_eq!(answer.parameter("error").unwrap(), "invalid_request");
        assert!(answer.location().len() < 4_000);
    }
    // Ours come back as cookies and in addresses.
    let long = "x".repeat(10_000);
    let answer = world
        .get(&web.request_with(&[("redirect_uri", &long)]))
        .await;
    answer.refused(400, "invalid_request");
    assert!(answer.body.len() < 2_000);
}

#[tokio::test]
async fn t_68_enormous_headers_do_no_harm() {
    let world = World::with(Setup::default()).await;
    let web = world.relying_party("web");
    let huge = "A".repeat(1_000_000);
    let cookies = format!(
        "signet_session_3001={huge}; signet_browser_3001={huge}; {}",
        "a=b; ".repeat(50_000)
    );
    let request = web.request();
    for (name, value) in [
        ("cookie", cookies.as_str()),
        ("accept", &huge),
        ("accept-language", &"fr;q=0.1,".repeat(100_000)),
        ("x-forwarded-for", &"192.0.2.1, ".repeat(100_000)),
        ("user-agent", &huge),
        ("origin", &huge),
    ] {
        let answer = call(&world, "GET", &request, &[(name, value)], "").await;
        assert!(answer.location().starts_with("/sign-in?"), "{name}");
    }
    for scheme in ["Basic", "Bearer"] {
        let value = format!("{scheme} {huge}");
        let headers = [("authorization", value.as_str())];
        let answer = call(&world, "POST", "/oidc/token", &headers, "grant_type=x").await;
        answer.refused(400, "invalid_request");
        let answer = call(&world, "GET", "/oidc/me", &headers, "").await;
        answer.refused(401, "invalid_token");
    }
    let answer = call(&world, "POST", "/oidc/token", &[("origin", &huge)], "x=y").await;
    answer.refused(400, "invalid_request");
}

#[tokio::test]
async fn a_flood_is_told_so_in_the_dialect_of_the_endpoint() {
    let world = World::with(Setup {
        more: "[limits]\ncalls_per_ip = \"3/1h\"",
        ..Setup::default()
    })
    .await;
    let spa = world.relying_party("spa");
    for _ in 0..3 {
        spa.refresh("x").await.refused(400, "invalid_grant");
    }
    let answer = spa.refresh("x").await;
    answer.refused(429, "temporarily_unavailable");
    assert!(answer.header("retry-after").is_some());
    assert_eq!(world.get("/oidc/jwks").await.status, 200);
}
