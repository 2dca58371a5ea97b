//! Few wrong codes for each of many addresses: counted by where they come from and altogether, so
//! that no address has to be tried often before somebody notices (T-46).

use futures_util::future::join_all;
use oidc_core::{event::EventKind, time::Lifetime};

use super::{
    sends::{ask, behind_a_proxy, from},
    steps::{resend, words},
};
use crate::kit::{Answer, Browser, World, on_both};

on_both! {
    t_46_codes_of_many_addresses_tried_from_one_network_are_counted_together,
    t_46_parallel_tries_from_one_network_do_not_beat_its_limit,
    t_46_a_site_of_ipv6_has_a_limit_of_its_own,
    t_46_a_right_code_is_not_held_against_the_network,
    t_46_many_failures_altogether_tighten_limits_and_lock_nobody_out,
}

/// A browser from there that stands at the code page of this address.
async fn at_code_page(world: &World, ip: &str, email: &str) -> (Browser, Answer) {
    world.pass(Lifetime::millis(1));
    let mut browser = from(world, ip);
    let request = world.relying_party("web").request();
    let (sent, answer) = ask(&mut browser, &request, email).await;
    assert!(sent, "{}", words(&answer));
    let page = browser.follow(answer).await;
    (browser, page)
}

/// Whether a wrong code was judged; false when there is a pause.
async fn is_judged(browser: &mut Browser, page: &Answer) -> bool {
    let answer = browser.submit(&page.form(0).with("code", "000000")).await;
    match answer.status.as_u16() {
        303 => true,
        429 => {
            assert!(
                words(&answer).contains("Too many wrong codes. Try again in"),
                "{}",
                words(&answer)
            );
            false
        }
        status => panic!("{status}: {}", answer.body),
    }
}

/// Three tries for each of so many addresses; how many were judged.
async fn spray(world: &World, name: &str, ips: &[&str], number: usize) -> usize {
    let mut judged = 0;
    for (place, ip) in (0..number).zip(ips.iter().cycle()) {
        let email = format!("{name}{place}@example.com");
        let (mut browser, page) = at_code_page(world, ip, &email).await;
        for _ in 0..3 {
            judged += usize::from(is_judged(&mut browser, &page).await);
        }
    }
    judged
}

async fn limits_reached(world: &World) -> usize {
    let events = world.events().await;
    let reached = events.iter().filter(|own| **own == EventKind::LimitReached);
    reached.count()
}

async fn t_46_codes_of_many_addresses_tried_from_one_network_are_counted_together(world: World) {
    let world = behind_a_proxy(&world, "failures_per_ip = \"20/1h\"").await;
    let web = world.relying_party("web");
    let mut owner = from(&world, "198.51.100.1");
    owner.sign_in(&web.request(), "ada@example.com").await;
    assert_eq!(spray(&world, "a", &["198.51.100.1"], 10).await, 20);
    assert_eq!(limits_reached(&world).await, 1, "once, not per refusal");
    // Somebody else is not concerned, and a browser that is known goes on, even from there.
    assert_eq!(spray(&world, "b", &["198.51.100.2"], 1).await, 3);
    world.pass(Lifetime::millis(1));
    let page = owner.visit(&web.request_with(&[("prompt", "login")])).await;
    let page = owner.ask_for_code(&page, "ada@example.com").await;
    let code = world.code("ada@example.com").await;
    assert!(is_judged(&mut owner, &page).await);
    let done = owner.type_code(&page, &code).await;
    assert!(done.parameter("code").is_some(), "{}", words(&done));
    // A right code from there has to wait for the end of the hour.
    let (mut browser, page) = at_code_page(&world, "198.51.100.1", "eve@example.com").await;
    assert!(!is_judged(&mut browser, &page).await);
    world.pass(Lifetime::hours(1));
    assert_eq!(spray(&world, "c", &["198.51.100.1"], 1).await, 3);
}

async fn t_46_parallel_tries_from_one_network_do_not_beat_its_limit(world: World) {
    let world = behind_a_proxy(&world, "failures_per_ip = \"20/1h\"").await;
    let nodes = world.two_nodes().await;
    let mut tries = Vec::new();
    for number in 0..16_usize {
        let email = format!("a{number}@example.com");
        let (browser, page) = at_code_page(&world, "198.51.100.1", &email).await;
        for _ in 0..4 {
            let (mut browser, page) = (browser.clone().at(&nodes[number % 2]), page.clone());
            tries.push(tokio::spawn(
                async move { is_judged(&mut browser, &page).await },
            ));
        }
    }
    let judged = join_all(tries).await;
    let judged = judged.into_iter().filter(|own| *own.as_ref().unwrap());
    assert_eq!(judged.count(), 20);
    assert_eq!(limits_reached(&world).await, 1);
}

async fn t_46_a_site_of_ipv6_has_a_limit_of_its_own(world: World) {
    let world = behind_a_proxy(&world, "failures_per_ip = \"4/1h\"").await;
    let lines: Vec<String> = (0..12)
        .map(|line| format!("2001:db8:1:{line:x}::1"))
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    assert_eq!(spray(&world, "a", &lines, 12).await, 16);
    assert_eq!(spray(&world, "b", &["2001:db8:2::1"], 2).await, 4);
}

async fn t_46_a_right_code_is_not_held_against_the_network(world: World) {
    let world = behind_a_proxy(&world, "failures_per_ip = \"4/1h\"").await;
    for number in 0..10 {
        let email = format!("a{number}@example.com");
        let ip = "2001:db8:1:2::1";
        let (mut browser, page) = at_code_page(&world, ip, &email).await;
        if number % 4 == 0 {
            assert!(is_judged(&mut browser, &page).await);
        }
        let code = world.code(&email).await;
        let offer = browser.type_code(&page, &code).await;
        assert!(offer.heading().starts_with("There is no account"));
    }
    // Three were wrong, and a right one forgives no other.
    assert_eq!(spray(&world, "b", &["2001:db8:1:2::1"], 1).await, 1);
}

async fn t_46_many_failures_altogether_tighten_limits_and_lock_nobody_out(world: World) {
    let more = "failures_total = \"12/1h\"\nfailures_per_ip = \"40/1h\"";
    let world = behind_a_proxy(&world, more).await;
    let web = world.relying_party("web");
    let mut owner = from(&world, "198.51.100.9");
    owner.sign_in(&web.request(), "ada@example.com").await;
    let ips = ["198.51.100.1", "198.51.100.2", "198.51.100.3"];
    assert_eq!(spray(&world, "a", &ips, 4).await, 12);
    assert_eq!(limits_reached(&world).await, 1);
    // A stranger now has a tenth, and whoever comes from elsewhere still comes in.
    assert_eq!(spray(&world, "b", &["198.51.100.4"], 3).await, 4);
    let (mut browser, page) = at_code_page(&world, "198.51.100.5", "eve@example.com").await;
    let code = world.code("eve@example.com").await;
    let offer = browser.type_code(&page, &code).await;
    assert!(offer.heading().starts_with("There is no account"));
    // Whom we know has all of it.
    let page = owner.visit(&web.request_with(&[("prompt", "login")])).await;
    let mut page = owner.ask_for_code(&page, "ada@example.com").await;
    for number in 0..15 {
        if number % 5 == 4 {
            page = resend(&world, &mut owner, &page).await;
        }
        assert!(is_judged(&mut owner, &page).await, "{number}");
    }
}
