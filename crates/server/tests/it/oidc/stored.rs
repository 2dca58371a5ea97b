//! What strangers may write by beginning sign-ins: so many megabytes per network.

use axum::{body::Body, http::Request};
use oidc_core::{event::EventKind, time::Lifetime};

use crate::kit::{Answer, Setup, World, on_both};

on_both! {
    sign_ins_begun_from_one_network_are_bounded_in_bytes_whatever_it_sends,
    a_budget_is_one_for_all_nodes,
}

async fn with_budget(world: &World, more: &'static str) -> World {
    world
        .set_up(Setup {
            more,
            ..Setup::default()
        })
        .await
}

const ONE: &str = "[http]\ntrusted_proxies = [\"192.0.2.0/24\"]\n[limits]\n\
    pages_per_ip = \"1000000/1s\"\nstored_mb_per_network = \"1/1h\"";
const TWO: &str = "[http]\ntrusted_proxies = [\"192.0.2.0/24\"]\n[limits]\n\
    pages_per_ip = \"1000000/1s\"\nstored_mb_per_network = \"2/1h\"";

async fn begin(world: &World, ip: &str, state: &str) -> Answer {
    let target = world.relying_party("web").request_with(&[("state", state)]);
    let request = Request::get(target)
        .header("accept", "text/html")
        .header("x-forwarded-for", ip);
    world.send(request.body(Body::empty()).unwrap()).await
}

/// How many sign-ins can be begun.
async fn begun(nodes: &[&World], ip: &str, state: &str) -> usize {
    let (mut begun, mut refused) = (0, 0);
    for node in nodes.iter().cycle() {
        let answer = begin(node, ip, state).await;
        match answer.status.as_u16() {
            303 => begun += 1,
            429 => refused += 1,
            status => panic!("{status}: {}", answer.body),
        }
        if refused >= 10 {
            break;
        }
    }
    begun
}

async fn sign_ins_begun_from_one_network_are_bounded_in_bytes_whatever_it_sends(world: World) {
    let world = with_budget(&world, ONE).await;
    let large = "x".repeat(3_500);
    let many = begun(&[&world], "198.51.100.1", &large).await;
    assert!((180..230).contains(&many), "{many}");
    let answer = begin(&world, "198.51.100.1", &large).await;
    assert_eq!(answer.heading(), "A little too fast");
    let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((3_500..=3_600).contains(&wait), "{wait}");
    let events = world.events().await;
    assert_eq!(events, [EventKind::LimitReached], "once");
    // A request costs what it stores, and the rest of a site is the same network.
    let small = begun(&[&world], "2001:db8:1:1::1", "x").await;
    assert!(small > 2 * many, "{small}");
    assert_eq!(begin(&world, "2001:db8:1:2::1", "x").await.status, 429);
    for other in ["198.51.100.2", "2001:db8:2::1"] {
        assert_eq!(begin(&world, other, &large).await.status, 303, "{other}");
    }
    // What is known from before is still there, and an hour later it begins anew.
    world.pass(Lifetime::hours(1));
    assert_eq!(begin(&world, "198.51.100.1", &large).await.status, 303);
}

async fn a_budget_is_one_for_all_nodes(world: World) {
    let world = with_budget(&world, TWO).await;
    let nodes = world.two_nodes().await;
    let state = "x".repeat(3_500);
    let many = begun(&[&nodes[0], &nodes[1]], "198.51.100.1", &state).await;
    assert!((360..460).contains(&many), "{many}");
    // A node that comes later gets nothing of what is drawn already.
    let late = world.another_node().await;
    if world.is_postgres() {
        let answer = begin(&late, "198.51.100.1", &state).await;
        assert_eq!(answer.status, 429);
    }
}
