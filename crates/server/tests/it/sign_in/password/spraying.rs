//! One password for each of many accounts: counted by where the tries come from (T-73).

use super::people::{
    ADA, PASSWORD, PASSWORD_FIRST, add, first_page, first_page_again, is_judged, let_in, naming,
    provider,
};
use crate::kit::{Answer, Browser, World, on_both};

on_both! {
    t_73_one_password_for_many_accounts_stops_at_the_limit_of_its_network,
    t_73_whoever_claims_to_be_elsewhere_is_counted_where_they_are,
}

/// Behind a proxy; the limit comes soon.
const PROXIED: &str = "[http]\ntrusted_proxies = [\"192.0.2.0/24\"]\n\
    [limits]\nfailures_per_ip = \"6/1h\"\n";
const ALONE: &str = "[limits]\nfailures_per_ip = \"6/1h\"\n";

/// A try of a browser from there that was never here.
async fn guess(world: &World, headers: &[(&'static str, &str)], email: &str) -> (Browser, Answer) {
    let mut browser = world.browser();
    for &(name, value) in headers {
        browser = browser.with_header(name, value);
    }
    let page = first_page(&mut browser).await;
    let form = naming(&page, email).with("password", PASSWORD);
    let answer = browser.submit(&form).await;
    (browser, answer)
}

async fn t_73_one_password_for_many_accounts_stops_at_the_limit_of_its_network(world: World) {
    let (world, _folder) = provider(world, PROXIED, &[PASSWORD_FIRST]).await;
    add(&world, ADA).await;
    let there = [("x-forwarded-for", "198.51.100.1")];
    let (mut owner, answer) = guess(&world, &there, ADA).await;
    let_in(&mut owner, answer).await;
    let mut judged = 0;
    for number in 0..12 {
        let behind = match number % 4 {
            0 => "198.51.100.1".to_owned(),
            1 => format!("9.9.9.{number}, 198.51.100.1"),
            2 => "::ffff:198.51.100.1".to_owned(),
            _ => format!("2001:db8::{number}, 198.51.100.1:4711"),
        };
        let name = format!("name{number}@example.com");
        let (_, answer) = guess(&world, &[("x-forwarded-for", behind.as_str())], &name).await;
        judged += usize::from(is_judged(&answer));
    }
    assert_eq!(judged, 6);
    // The right one from there has to wait, but for whom we know.
    let (_, answer) = guess(&world, &there, ADA).await;
    assert!(!is_judged(&answer));
    let page = first_page_again(&mut owner).await;
    let form = naming(&page, ADA).with("password", PASSWORD);
    let answer = owner.submit(&form).await;
    let_in(&mut owner, answer).await;
    let elsewhere = [("x-forwarded-for", "198.51.100.2")];
    let (mut browser, answer) = guess(&world, &elsewhere, ADA).await;
    let_in(&mut browser, answer).await;
}

async fn t_73_whoever_claims_to_be_elsewhere_is_counted_where_they_are(world: World) {
    let (world, _folder) = provider(world, ALONE, &[PASSWORD_FIRST]).await;
    let mut judged = 0;
    for number in 0..12 {
        let claimed = format!("198.51.100.{number}");
        let forwarded = format!("for={claimed}");
        let headers: [(&'static str, &str); 6] = [
            ("x-forwarded-for", claimed.as_str()),
            ("forwarded", &forwarded),
            ("x-real-ip", &claimed),
            ("x-client-ip", &claimed),
            ("cf-connecting-ip", &claimed),
            ("true-client-ip", &claimed),
        ];
        let name = format!("name{number}@example.com");
        let (_, answer) = guess(&world, &headers, &name).await;
        judged += usize::from(is_judged(&answer));
    }
    assert_eq!(judged, 6);
}
