//! Strangers who ask for as many codes as they can do not keep others from getting theirs (T-55).

use futures_util::{StreamExt, stream};
use oidc_core::{event::EventKind, time::Lifetime};

use super::{
    sends::{ask, behind_a_proxy, from, networks},
    steps::words,
};
use crate::kit::{Answer, Browser, World, on_both};

on_both! {
    t_55_hostile_networks_stop_neither_known_browsers_nor_newcomers_of_one_client,
    t_55_hostile_networks_stop_neither_known_browsers_nor_newcomers_of_the_instance,
    t_55_known_browsers_that_ask_for_too_much_do_not_stop_newcomers,
    t_55_a_cap_holds_for_strangers_and_known_browsers_together,
    t_55_a_site_of_ipv6_counts_as_one,
    t_55_a_refused_mail_uses_up_nothing_of_its_recipient,
    t_55_strangers_do_not_use_up_what_the_owner_of_an_address_may_ask_for,
}

/// A browser that has signed in before, and signed out.
async fn known(world: &World, ip: &str, email: &str) -> Browser {
    world.pass(Lifetime::millis(1));
    let mut browser = from(world, ip);
    let request = world.relying_party("web").request();
    let done = browser.sign_in(&request, email).await;
    assert!(done.parameter("code").is_some(), "{}", words(&done));
    browser
}

/// Asks once more, although it is signed in.
async fn ask_again(world: &World, browser: &mut Browser, email: &str) -> (bool, Answer) {
    let request = world
        .relying_party("web")
        .request_with(&[("prompt", "login")]);
    ask(browser, &request, email).await
}

/// Networks that ask as often as they are let, in turns; how many mails that makes.
async fn use_up(world: &World, ips: &[String], clients: &[&'static str]) -> usize {
    let (mut sent, mut round) = (0, 0);
    loop {
        let before = sent;
        for ip in ips {
            for client in clients {
                let request = world.relying_party(client).request();
                let email = format!("{client}-{}-{round}@example.com", ip.replace(':', "-"));
                sent += usize::from(ask(&mut from(world, ip), &request, &email).await.0);
            }
        }
        round += 1;
        if sent == before {
            return sent;
        }
    }
}

fn hostile() -> Vec<String> {
    let mut ips = networks(8);
    ips.extend(["2001:db8:1::1", "2001:db8:2::1"].map(str::to_owned));
    ips
}

async fn t_55_hostile_networks_stop_neither_known_browsers_nor_newcomers_of_one_client(
    world: World,
) {
    let world = behind_a_proxy(&world, "sends_per_client = \"80/1h\"").await;
    let mut owner = known(&world, "203.0.113.1", "ada@example.com").await;
    let sent = use_up(&world, &hostile(), &["web"]).await;
    assert!((30..60).contains(&sent), "{sent}");
    let request = world.relying_party("web").request();
    let mut newcomer = from(&world, "203.0.113.2");
    assert!(ask(&mut newcomer, &request, "bob@example.com").await.0);
    let mut newcomer = from(&world, "2001:db8:3::1");
    assert!(ask(&mut newcomer, &request, "eve@example.com").await.0);
    assert!(ask_again(&world, &mut owner, "ada@example.com").await.0);
    // Even from a network that has used its share.
    let mut neighbour = from(&world, "198.51.0.1");
    neighbour.jar.clone_from(&owner.jar);
    assert!(ask_again(&world, &mut neighbour, "ada@example.com").await.0);
    let events = world.events().await;
    let reached = events.iter().filter(|own| **own == EventKind::LimitReached);
    assert_eq!(reached.count(), hostile().len(), "once for each network");
}

async fn t_55_hostile_networks_stop_neither_known_browsers_nor_newcomers_of_the_instance(
    world: World,
) {
    let world = behind_a_proxy(&world, "sends_total = \"80/1h\"").await;
    let mut owner = known(&world, "203.0.113.1", "ada@example.com").await;
    let sent = use_up(&world, &hostile(), &["web", "other", "spa"]).await;
    assert!((30..60).contains(&sent), "{sent}");
    for client in ["web", "other", "spa"] {
        let request = world.relying_party(client).request();
        let (ip, email) = (
            format!("203.0.113.{}", client.len()),
            format!("{client}@example.com"),
        );
        assert!(ask(&mut from(&world, &ip), &request, &email).await.0);
    }
    assert!(ask_again(&world, &mut owner, "ada@example.com").await.0);
}

async fn t_55_known_browsers_that_ask_for_too_much_do_not_stop_newcomers(world: World) {
    let more = "sends_per_client = \"80/1h\"\nsends_per_recipient = \"100/1h\"";
    let world = behind_a_proxy(&world, more).await;
    let mut greedy = Vec::new();
    for (number, ip) in networks(6).iter().enumerate() {
        let email = format!("a{number}@example.com");
        greedy.push((known(&world, ip, &email).await, email));
    }
    loop {
        let mut sent = 0;
        for (browser, email) in &mut greedy {
            sent += usize::from(ask_again(&world, browser, email).await.0);
        }
        if sent == 0 {
            break;
        }
    }
    let request = world.relying_party("web").request();
    let mut newcomer = from(&world, "203.0.113.2");
    assert!(ask(&mut newcomer, &request, "bob@example.com").await.0);
}

async fn t_55_a_cap_holds_for_strangers_and_known_browsers_together(world: World) {
    let more = "sends_total = \"24/1h\"\nsends_per_recipient = \"100/1h\"";
    let world = behind_a_proxy(&world, more).await;
    let nodes = world.two_nodes().await;
    let owner = known(&world, "203.0.113.1", "ada@example.com").await;
    let web = world.relying_party("web");
    let (request, again) = (web.request(), web.request_with(&[("prompt", "login")]));
    let sent = stream::iter(networks(200).into_iter().enumerate())
        .map(|(number, ip)| {
            let mut browser = from(&world, &ip).at(&nodes[number % 2]);
            let (mut request, mut email) = (request.clone(), format!("a{number}@example.com"));
            if number > 150 {
                browser.jar.clone_from(&owner.jar);
                (request, email) = (again.clone(), "ada@example.com".to_owned());
            }
            tokio::spawn(async move { ask(&mut browser, &request, &email).await.0 })
        })
        .buffer_unordered(16)
        .filter(|sent| std::future::ready(*sent.as_ref().unwrap()))
        .count()
        .await;
    // Strangers have had 18, the owner among them before it was known; and then the other six.
    assert_eq!(sent, 23);
    assert_eq!(world.mails("ada@example.com").await.len(), 7);
}

async fn t_55_a_site_of_ipv6_counts_as_one(world: World) {
    let world = behind_a_proxy(&world, "sends_per_ip = \"3/10m\"").await;
    let lines: Vec<String> = (0..10)
        .map(|line| format!("2001:db8:1:{line:x}::1"))
        .collect();
    assert_eq!(use_up(&world, &lines, &["web"]).await, 12);
    let other = ["2001:db8:2::1".to_owned()];
    assert_eq!(use_up(&world, &other, &["web"]).await, 3);
}

async fn t_55_a_refused_mail_uses_up_nothing_of_its_recipient(world: World) {
    let more = "sends_per_client = \"4/1h\"\nsends_per_recipient = \"1/1h\"";
    let world = behind_a_proxy(&world, more).await;
    assert_eq!(use_up(&world, &networks(9), &["web"]).await, 3);
    let (web, other) = (world.relying_party("web"), world.relying_party("other"));
    let mut browser = from(&world, "203.0.113.1");
    for _ in 0..3 {
        assert!(!ask(&mut browser, &web.request(), "bob@example.com").await.0);
    }
    assert!(
        ask(&mut browser, &other.request(), "bob@example.com")
            .await
            .0
    );
    assert!(
        !ask(&mut browser, &other.request(), "bob@example.com")
            .await
            .0
    );
}

async fn t_55_strangers_do_not_use_up_what_the_owner_of_an_address_may_ask_for(world: World) {
    let world = behind_a_proxy(&world, "sends_per_recipient = \"3/1h\"").await;
    let mut owner = known(&world, "203.0.113.1", "ada@example.com").await;
    let request = world.relying_party("web").request();
    let mut sent = 0;
    for ip in networks(9) {
        sent += usize::from(
            ask(&mut from(&world, &ip), &request, "ada@example.com")
                .await
                .0,
        );
    }
    assert_eq!(sent, 2, "and one was the owner's, before it was known");
    let mut sent = 0;
    for _ in 0..9 {
        sent += usize::from(ask_again(&world, &mut owner, "ada@example.com").await.0);
    }
    assert_eq!(sent, 3);
    // Elsewhere its cookie is worth nothing.
    let mut sent = 0;
    for _ in 0..9 {
        sent += usize::from(ask_again(&world, &mut owner, "bob@example.com").await.0);
    }
    assert_eq!(sent, 3);
    assert!(
        !ask(
            &mut from(&world, "203.0.113.2"),
            &request,
            "bob@example.com"
        )
        .await
        .0
    );
}
