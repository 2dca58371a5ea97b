//! How many mails leave: per recipient, per IP address, per client, and altogether (T-55); counted
//! on every path (T-47), by address and IP address and nothing a caller can vary (T-48).

use axum::http::StatusCode;
use futures_util::{StreamExt, stream};

use super::steps::{at_code_page, resend, words};
use crate::kit::{Answer, Browser, Setup, World, on_both};

on_both! {
    t_55_a_thousand_requests_for_one_recipient_send_ten_mails,
    t_55_mails_asked_for_from_one_ip_address_are_capped,
    t_55_mails_asked_for_through_one_client_are_capped,
    t_55_mails_altogether_are_capped,
    t_55_when_nothing_can_be_counted_nothing_is_sent,
    t_47_every_way_to_ask_for_a_code_is_counted,
    t_48_no_further_field_or_header_gives_a_fresh_limit,
    a_limit_that_was_reached_says_when_to_come_back_and_does,
}

/// Behind a proxy, so that requests may come from anywhere; no flood control in the way.
const PROXIED: &str = "[http]\ntrusted_proxies = [\"192.0.2.0/24\"]\n[limits]\n\
    forms_per_ip = \"1000000/1s\"\npages_per_ip = \"1000000/1s\"";

pub(super) async fn behind_a_proxy(world: &World, more: &'static str) -> World {
    let more = Box::leak(format!("{PROXIED}\n{more}").into_boxed_str());
    world
        .set_up(Setup {
            more,
            ..Setup::default()
        })
        .await
}

pub(super) fn from(world: &World, ip: &str) -> Browser {
    world.browser().with_header("x-forwarded-for", ip)
}

/// Asks for a code; whether one was sent.
pub(super) async fn ask(browser: &mut Browser, request: &str, email: &str) -> (bool, Answer) {
    let page = browser.visit(request).await;
    let answer = browser.submit(&page.form(0).with("email", email)).await;
    match answer.status {
        StatusCode::SEE_OTHER => (true, answer),
        StatusCode::TOO_MANY_REQUESTS => (false, answer),
        status => panic!("{status}: {}", answer.body),
    }
}

async fn t_55_a_thousand_requests_for_one_recipient_send_ten_mails(world: World) {
    let world = behind_a_proxy(&world, "").await;
    let nodes = world.two_nodes().await;
    let request = world.relying_party("web").request();
    let sent = stream::iter(0..1_000_usize)
        .map(|number| {
            let ip = format!("198.51.{}.{}", number / 250, number % 250);
            let mut browser = from(&world, &ip).at(&nodes[number % 2]);
            let request = request.clone();
            tokio::spawn(async move { ask(&mut browser, &request, "ada@example.com").await.0 })
        })
        .buffer_unordered(16)
        .filter(|sent| std::future::ready(*sent.as_ref().unwrap()))
        .count()
        .await;
    assert_eq!(sent, 10);
    assert_eq!(world.mails("ada@example.com").await.len(), 10);
    // Another person is not concerned.
    assert!(
        ask(
            &mut from(&world, "198.51.100.1"),
            &request,
            "bob@example.com"
        )
        .await
        .0
    );
}

/// How many of `number` requests for different people got a mail.
async fn sent(world: &World, client: &'static str, number: u32, ips: &[&str]) -> usize {
    let request = world.relying_party(client).request();
    let mut sent = 0;
    for (place, ip) in (0..number).zip(ips.iter().cycle()) {
        let email = format!("{client}{place}@example.com");
        sent += usize::from(ask(&mut from(world, ip), &request, &email).await.0);
    }
    sent
}

async fn t_55_mails_asked_for_from_one_ip_address_are_capped(world: World) {
    let world = behind_a_proxy(&world, "sends_per_ip = \"7/10m\"").await;
    let mapped = [
        "198.51.100.1",
        "::ffff:198.51.100.1",
        "9.9.9.9, 198.51.100.1",
    ];
    assert_eq!(sent(&world, "web", 20, &mapped).await, 7);
    assert_eq!(sent(&world, "other", 3, &["198.51.100.2"]).await, 3);
    let rotated = ["2001:db8:1:2::1", "2001:db8:1:2:ffff::1", "2001:db8:1:2::3"];
    assert_eq!(sent(&world, "spa", 20, &rotated).await, 7);
    // Those whose address cannot be told share one limit.
    assert_eq!(
        sent(&world, "native", 20, &["unknown", "garbage", "1.2.3"]).await,
        7
    );
}

/// So many addresses of different networks.
pub(super) fn networks(number: usize) -> Vec<String> {
    (0..number)
        .map(|number| format!("198.51.{}.{}", number / 250, number % 250))
        .collect()
}

async fn t_55_mails_asked_for_through_one_client_are_capped(world: World) {
    let world = behind_a_proxy(&world, "sends_per_client = \"6/1h\"").await;
    let ips = networks(15);
    let ips: Vec<&str> = ips.iter().map(String::as_str).collect();
    // One in four is kept for browsers that have signed in before.
    assert_eq!(sent(&world, "web", 15, &ips).await, 5);
    assert_eq!(sent(&world, "other", 3, &ips).await, 3);
}

async fn t_55_mails_altogether_are_capped(world: World) {
    let world = behind_a_proxy(&world, "sends_total = \"8/1h\"").await;
    let ips = networks(12);
    let ips: Vec<&str> = ips.iter().map(String::as_str).collect();
    assert_eq!(sent(&world, "web", 4, &ips[..4]).await, 4);
    assert_eq!(sent(&world, "other", 8, &ips[4..]).await, 2);
}

async fn t_55_when_nothing_can_be_counted_nothing_is_sent(world: World) {
    let (world, _folder) = world.on_disk().await;
    let mut browser = world.browser();
    let page = browser.visit(&world.relying_party("web").request()).await;
    let code_page = browser.ask_for_code(&page, "ada@example.com").await;
    let code = world.code("ada@example.com").await;
    world.sql("alter table attempts rename to lost").await;
    let answer = browser
        .submit(&page.form(0).with("email", "bob@example.com"))
        .await;
    assert_eq!(answer.status, 500);
    assert_eq!(answer.heading(), "Something went wrong");
    assert_eq!(browser.submit(&code_page.form(1)).await.status, 500);
    assert_eq!(world.number("select count(*) from deliveries").await, 1);
    // Nor is a try made that could not be counted: the right code waits until counting works.
    let right = code_page.form(0).with("code", &code);
    assert_eq!(browser.submit(&right).await.status, 500);
    assert_eq!(world.number("select count(*) from users").await, 0);
    world.sql("alter table lost rename to attempts").await;
    let answer = browser.submit(&right).await;
    assert!(
        answer.location().starts_with("/sign-in/no-account"),
        "{}",
        answer.location()
    );
}

async fn t_47_every_way_to_ask_for_a_code_is_counted(world: World) {
    let world = behind_a_proxy(&world, "sends_per_recipient = \"4/10m\"").await;
    let (mut browser, page) = at_code_page(&world, "ada@example.com").await;
    world.mails("ada@example.com").await;
    let page = resend(&world, &mut browser, &page).await;
    assert_eq!(page.status, 200);
    let web = world.relying_party("web");
    let register = web.request_with(&[("first_screen", "register")]);
    let mut newcomer = from(&world, "198.51.100.1");
    assert!(ask(&mut newcomer, &register, "ada@example.com").await.0);
    assert!(
        ask(&mut newcomer, &register, "ADA@example.com").await.0,
        "four in all"
    );
    // From here on all of them are refused.
    let answer = resend(&world, &mut browser, &page).await;
    assert_eq!(answer.status, 429);
    assert!(
        words(&answer).contains("sent several codes already"),
        "{}",
        words(&answer)
    );
    for request in [web.request(), register] {
        let (sent, answer) = ask(&mut newcomer, &request, "Ada@Example.com ").await;
        assert!(!sent);
        assert!(words(&answer).contains("Too many attempts. Try again in 10 minutes"));
    }
    assert_eq!(world.mails("ada@example.com").await.len(), 4);
}

async fn t_48_no_further_field_or_header_gives_a_fresh_limit(world: World) {
    let more = "[limits]\nsends_per_recipient = \"3/10m\"\nsends_per_ip = \"5/10m\"";
    let world = world
        .set_up(Setup {
            more,
            ..Setup::default()
        })
        .await;
    let request = world.relying_party("web").request();
    let mut sent = 0;
    for number in 0..12 {
        let ip = format!("198.51.100.{number}");
        let mut browser = world.browser();
        for name in [
            "x-forwarded-for",
            "forwarded",
            "x-real-ip",
            "x-client-ip",
            "cf-connecting-ip",
        ] {
            browser = browser.with_header(name, &ip);
        }
        browser = browser
            .with_header("user-agent", &ip)
            .with_header("accept-language", &ip);
        let page = browser.visit(&format!("{request}&extra={number}")).await;
        let form = page.form(0).with("email", "ada@example.com");
        let form = form
            .with(&format!("field{number}"), &ip)
            .with("recipient", &ip);
        let answer = browser
            .post(&format!("/sign-in?x={number}"), form.body())
            .await;
        sent += usize::from(answer.status == 303);
    }
    assert_eq!(sent, 3);
    let mut others = 0;
    for number in 0..12 {
        let mut browser = from(&world, &format!("198.51.100.{number}"));
        let email = format!("bob{number}@example.com");
        others += usize::from(ask(&mut browser, &request, &email).await.0);
    }
    assert_eq!(
        others, 0,
        "five wishes from this IP address, whatever came of them"
    );
}

async fn a_limit_that_was_reached_says_when_to_come_back_and_does(world: World) {
    let more = "[limits]\nsends_per_recipient = \"1/10m\"";
    let world = world
        .set_up(Setup {
            more,
            ..Setup::default()
        })
        .await;
    let (mut browser, page) = at_code_page(&world, "ada@example.com").await;
    let first = world.code("ada@example.com").await;
    world.pass(oidc_core::time::Lifetime::minutes(7));
    let answer = resend(&world, &mut browser, &page).await;
    assert_eq!(answer.status, 429);
    assert!(
        words(&answer).contains("another in 3 minutes"),
        "{}",
        words(&answer)
    );
    // The code that was sent still works.
    let right = browser.clone().type_code(&answer, &first).await;
    assert!(
        right.heading().starts_with("There is no account"),
        "{}",
        words(&right)
    );
    world.pass(oidc_core::time::Lifetime::minutes(3));
    let (_, page) = at_code_page(&world, "ada@example.com").await;
    assert_eq!(page.status, 200);
}
