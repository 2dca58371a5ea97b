//! Two tabs of one browser that both stand before an offer: each keeps its own (T-40, T-44a).

use oidc_core::time::Lifetime;

use crate::kit::{Answer, Browser, World, on_both};

on_both! {
    two_tabs_keep_their_offers_whichever_is_taken_first,
    the_offer_of_one_tab_outlives_the_arrival_of_the_other,
    t_40_a_proof_counts_for_the_browser_that_gave_it_and_for_its_flow_only,
    of_many_proofs_the_eight_newest_stay,
    t_40_a_proof_makes_one_session_and_no_second_one,
}

/// A tab that has proven an address without an account; the page with the offer.
async fn at_offer(
    world: &World,
    browser: &mut Browser,
    client: &'static str,
    email: &str,
) -> Answer {
    world.pass(Lifetime::millis(1));
    let page = browser.visit(&world.relying_party(client).request()).await;
    let page = browser.ask_for_code(&page, email).await;
    let code = world.code(email).await;
    let offer = browser.type_code(&page, &code).await;
    assert_eq!(
        offer.form(0).action,
        "/sign-in/no-account",
        "{}",
        offer.body
    );
    offer
}

async fn take(browser: &mut Browser, offer: &Answer, callback: &str) {
    let answer = browser.submit(&offer.form(0)).await;
    let answer = browser.follow(answer).await;
    assert!(
        answer.location().starts_with(callback),
        "{}",
        answer.location()
    );
    assert!(answer.parameter("code").is_some());
}

fn proofs(browser: &Browser) -> usize {
    let name = browser.net.cookie("proof");
    browser
        .jar
        .keys()
        .filter(|known| known.starts_with(&name))
        .count()
}

async fn two_tabs_keep_their_offers_whichever_is_taken_first(world: World) {
    for first_first in [true, false] {
        let mut browser = world.browser();
        let (ada, bob) = if first_first {
            ("ada@example.com", "bob@example.com")
        } else {
            ("carol@example.com", "dan@example.com")
        };
        let first = at_offer(&world, &mut browser, "web", ada).await;
        let second = at_offer(&world, &mut browser, "other", bob).await;
        assert_eq!(proofs(&browser), 2);
        let (web, other) = ("https://rp.example/cb", "https://other.example/cb");
        if first_first {
            take(&mut browser, &first, web).await;
            take(&mut browser, &second, other).await;
        } else {
            take(&mut browser, &second, other).await;
            take(&mut browser, &first, web).await;
        }
        assert_eq!(proofs(&browser), 0, "a proof ends with its flow");
    }
}

async fn the_offer_of_one_tab_outlives_the_arrival_of_the_other(world: World) {
    super::steps::register(&world, "bob@example.com").await;
    let mut browser = world.browser();
    let offer = at_offer(&world, &mut browser, "web", "ada@example.com").await;
    let other = world.relying_party("other").request();
    world.pass(Lifetime::minutes(1));
    let done = browser.sign_in(&other, "bob@example.com").await;
    assert!(done.parameter("code").is_some());
    take(&mut browser, &offer, "https://rp.example/cb").await;
}

async fn t_40_a_proof_counts_for_the_browser_that_gave_it_and_for_its_flow_only(world: World) {
    let mut browser = world.browser();
    let first = at_offer(&world, &mut browser, "web", "ada@example.com").await;
    let second = at_offer(&world, &mut browser, "other", "bob@example.com").await;
    let name = |offer: &Answer| {
        format!(
            "{}.{}",
            browser.net.cookie("proof"),
            offer.form(0).value("flow")
        )
    };
    let (one, two) = (name(&first), name(&second));
    // Another browser that shares the planted cookie, but did not see the answer to the code.
    let mut planted = world.browser();
    let shared = browser.net.cookie("browser");
    planted
        .jar
        .insert(shared.clone(), browser.jar[&shared].clone());
    let answer = planted.submit(&first.form(0)).await;
    assert!(
        answer.location().starts_with("/sign-in?"),
        "{}",
        answer.location()
    );
    // The proof of one flow under the name of another.
    let mut mixed = browser.clone();
    mixed.jar.insert(two, browser.jar[&one].clone());
    let answer = mixed.submit(&second.form(0)).await;
    assert!(
        answer.location().starts_with("/sign-in?"),
        "{}",
        answer.location()
    );
    // The neighbour: the browser itself goes on, and closing it ends the proofs.
    let mut closed = browser.clone();
    closed.reopen();
    assert_eq!(proofs(&closed), 0);
    take(&mut browser, &second, "https://other.example/cb").await;
}

async fn of_many_proofs_the_eight_newest_stay(world: World) {
    let mut browser = world.browser();
    let mut offers = Vec::new();
    for number in 0..10 {
        let email = format!("visitor-{number}@example.com");
        offers.push(at_offer(&world, &mut browser, "web", &email).await);
        world.pass(Lifetime::minutes(1));
    }
    assert_eq!(proofs(&browser), 8);
    let answer = browser.submit(&offers[1].form(0)).await;
    assert!(
        answer.location().starts_with("/sign-in?"),
        "{}",
        answer.location()
    );
    take(&mut browser, &offers[2], "https://rp.example/cb").await;
    take(&mut browser, &offers[9], "https://rp.example/cb").await;
}

async fn t_40_a_proof_makes_one_session_and_no_second_one(world: World) {
    let mut browser = world.browser();
    let offer = at_offer(&world, &mut browser, "web", "ada@example.com").await;
    let mut again = browser.clone();
    let answer = browser.submit(&offer.form(0)).await;
    let refused = again.submit(&offer.form(0)).await;
    assert!(
        refused.location().starts_with("/register?"),
        "{}",
        refused.location()
    );
    let session = world.cookie("session");
    assert!(browser.jar.contains_key(&session) && !again.jar.contains_key(&session));
    let answer = browser.follow(answer).await;
    assert!(answer.parameter("code").is_some());
}
