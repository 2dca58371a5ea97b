//! Who asks, as far as floods are concerned: through the router, with proxies and without (T-49).

use axum::{body::Body, http::Request};
use signet::layer::client_ip::Peer;

use crate::kit::{Answer, Setup, Witness, World};

use super::steps::get_with;

const STRICT: &str = "[limits]\npages_per_ip = \"3/1h\"\nforms_per_ip = \"3/1h\"\n\
    calls_per_ip = \"3/1h\"\n";

async fn strict(proxies: &str) -> World {
    let more = format!("[http]\ntrusted_proxies = [{proxies}]\n{STRICT}");
    let more = Box::leak(more.into_boxed_str());
    World::with(Setup {
        more,
        ..Setup::default()
    })
    .await
}

/// How many of six requests get through, each with the next of these `X-Forwarded-For`.
async fn through(world: &World, forwarded: &[&str]) -> usize {
    let mut through = 0;
    for line in forwarded.iter().cycle().take(6) {
        let headers = [("accept", "text/html"), ("x-forwarded-for", *line)];
        through += usize::from(get_with(world, "/", &headers).await.status == 200);
    }
    through
}

#[tokio::test]
async fn t_49_a_stranger_who_claims_other_addresses_is_still_one() {
    let world = strict("\"10.0.0.0/8\"").await;
    assert_eq!(
        through(&world, &["1.1.1.1", "1.1.1.2", "1.1.1.3", "1.1.1.4"]).await,
        3
    );
}

#[tokio::test]
async fn t_49_behind_a_trusted_proxy_the_right_most_stranger_counts() {
    let world = strict("\"192.0.2.7\", \"10.0.0.0/8\"").await;
    let claimed = [
        "7.7.7.1, 1.1.1.1",
        "7.7.7.2, 1.1.1.1",
        "1.1.1.1, 10.0.0.9",
        "1.1.1.1:443",
    ];
    assert_eq!(through(&world, &claimed).await, 3);
    assert_eq!(
        through(&world, &["2.2.2.2"]).await,
        3,
        "another one is not concerned"
    );
    assert_eq!(
        through(&world, &["::ffff:1.1.1.1"]).await,
        0,
        "IPv6-mapped is the same one"
    );
}

#[tokio::test]
async fn t_49_a_line_of_ipv6_is_one_and_what_cannot_be_read_is_one() {
    let world = strict("\"192.0.2.7\"").await;
    let rotated = [
        "2001:db8::1",
        "2001:db8::2",
        "2001:db8:0:0:ffff::1",
        "[2001:db8::4]:443",
    ];
    assert_eq!(through(&world, &rotated).await, 3);
    assert_eq!(through(&world, &["2001:db8:0:1::1"]).await, 3);
    let garbage = ["unknown", "", "1.1.1", "1.1.1.1, x", "_hidden", "1.1.1.1.1"];
    assert_eq!(through(&world, &garbage).await, 3);
}

#[tokio::test]
async fn t_49_forwarded_and_the_like_are_not_believed_and_loopback_is_not_exempt() {
    let world = strict("\"192.0.2.7\", \"127.0.0.1\"").await;
    let mut passed = 0;
    for number in 0..6 {
        let other = format!("for=3.3.3.{number}");
        let headers = [
            ("x-forwarded-for", "127.0.0.1"),
            ("forwarded", other.as_str()),
            ("x-real-ip", other.trim_start_matches("for=")),
        ];
        passed += usize::from(get_with(&world, "/", &headers).await.status == 200);
    }
    assert_eq!(passed, 3);
}

async fn post(world: &World, target: &str) -> Answer {
    let request = Request::post(target).header("accept", "text/html");
    world.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_flood_from_one_address_is_answered_429_with_a_time_to_come_back() {
    let world = strict("").await;
    for (target, kind) in [("/sign-in", "form"), ("/oidc/token", "call")] {
        for _ in 0..3 {
            assert_ne!(post(&world, target).await.status, 429, "{kind}");
        }
        let answer = post(&world, target).await;
        assert_eq!(answer.status, 429, "{kind}");
        let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=1_200).contains(&wait), "{kind}: {wait}");
        if kind == "form" {
            assert_eq!(answer.heading(), "A little too fast");
        } else {
            assert_eq!(answer.json()["error"], "temporarily_unavailable");
        }
    }
    for free in [
        "/healthz",
        "/oidc/jwks",
        "/oidc/.well-known/openid-configuration",
    ] {
        for _ in 0..10 {
            assert_eq!(world.get(free).await.status, 200, "{free}");
        }
    }
}

/// How many lines hold these words.
fn said(witness: &Witness, words: &str) -> usize {
    let lines = witness.lines();
    lines
        .iter()
        .filter(|line| line.text.contains(words))
        .count()
}

#[tokio::test]
async fn a_flood_is_told_of_once_a_minute_with_its_number() {
    let world = strict("\"192.0.2.7\"").await;
    let witness = Witness::new();
    for address in ["1.1.1.1", "1.1.1.2", "2001:db8::1"] {
        witness.watch(through(&world, &[address])).await;
    }
    assert_eq!(said(&witness, "answered 429"), 0);
    witness.watch(async { world.app.floods.tidy() }).await;
    assert_eq!(said(&witness, "answered 429"), 2);
    assert_eq!(said(&witness, "refused=6"), 1, "{:?}", witness.lines());
    assert_eq!(said(&witness, "refused=3"), 1);
    witness.watch(async { world.app.floods.tidy() }).await;
    assert_eq!(said(&witness, "answered 429"), 2);
}

#[tokio::test]
async fn a_proxy_that_is_not_trusted_is_told_of_once() {
    let world = strict("\"10.0.0.1\"").await;
    let witness = Witness::new();
    let ask = async |peer: &str, header: &'static str| {
        let request = Request::get("/healthz")
            .header(header, "198.51.100.1")
            .extension(Peer(peer.parse().unwrap()));
        let answer = world.send(request.body(Body::empty()).unwrap());
        assert_eq!(witness.watch(answer).await.status, 200);
    };
    // Trusted; a stranger; nobody's proxy.
    ask("10.0.0.1:1", "x-forwarded-for").await;
    ask("203.0.113.1:1", "x-forwarded-for").await;
    ask("127.0.0.1:1", "accept").await;
    assert_eq!(said(&witness, "http.trusted_proxies"), 0);
    for _ in 0..3 {
        ask("127.0.0.1:1", "forwarded").await;
        ask("10.0.0.2:1", "x-forwarded-for").await;
    }
    assert_eq!(said(&witness, "http.trusted_proxies"), 1);
}
