//! What comes after a proven code: no account yet, one already, or a suspended one; and no second
//! code for any of it.

use std::time::Duration;

use oidc_core::account::email::EmailAddress;
use store::StoreError;

use super::steps::{at_code_page, at_code_page_of, link, register, suspend};
use crate::kit::{Answer, World, on_both, on_both_alone};

on_both! {
    signing_in_without_an_account_offers_one_and_one_button_makes_it,
    registering_with_an_account_offers_to_sign_in_and_one_button_does,
    an_offer_survives_reload_and_the_page_it_belongs_to_is_found_again,
    another_address_after_a_proof_needs_a_code_of_its_own,
    a_suspended_account_is_told_after_a_proof_only_and_gets_no_further,
    an_account_suspended_in_front_of_the_offer_gets_no_further,
    somebody_who_registers_meanwhile_is_signed_in_to_the_same_account,
    changing_between_sign_in_and_register_on_the_way_works,
}

on_both_alone! {
    an_account_that_is_suspended_while_its_code_is_typed_gets_no_session,
}

/// Who the client is told has signed in.
async fn subject(world: &World, callback: &Answer) -> String {
    let web = world.relying_party("web");
    let code = callback.parameter("code").expect("a code");
    let access = web.redeem(&code).await.json()["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    web.userinfo(&access).await.json()["sub"]
        .as_str()
        .unwrap()
        .to_owned()
}

async fn signing_in_without_an_account_offers_one_and_one_button_makes_it(world: World) {
    let (mut browser, page) = at_code_page(&world, "ada@example.com").await;
    let offer = browser
        .type_code(&page, &world.code("ada@example.com").await)
        .await;
    assert_eq!(offer.heading(), "There is no account for ada@example.com");
    assert!(
        !browser.jar.contains_key("signet_session_3001"),
        "nobody is in yet"
    );
    let answer = browser.submit(&offer.form(0)).await;
    let first = browser.follow(answer).await;
    let first = subject(&world, &first).await;
    assert_eq!(
        world.mails("ada@example.com").await.len(),
        1,
        "no second code"
    );
    // From now on there is one.
    let (mut browser, page) = at_code_page(&world, "ada@example.com").await;
    let done = browser
        .type_code(&page, &world.code("ada@example.com").await)
        .await;
    assert_eq!(subject(&world, &done).await, first);
}

async fn registering_with_an_account_offers_to_sign_in_and_one_button_does(world: World) {
    let (mut browser, page) = at_code_page_of(&world, "register", "ada@example.com").await;
    let done = browser
        .type_code(&page, &world.code("ada@example.com").await)
        .await;
    let first = subject(&world, &done).await;
    let (mut browser, page) = at_code_page_of(&world, "register", "ada@example.com").await;
    let offer = browser
        .type_code(&page, &world.code("ada@example.com").await)
        .await;
    assert_eq!(offer.heading(), "You already have an account");
    assert!(
        !browser.jar.contains_key("signet_session_3001"),
        "nobody is in yet"
    );
    let answer = browser.submit(&offer.form(0)).await;
    let done = browser.follow(answer).await;
    assert_eq!(subject(&world, &done).await, first);
    assert_eq!(
        world.mails("ada@example.com").await.len(),
        2,
        "no further code"
    );
}

async fn an_offer_survives_reload_and_the_page_it_belongs_to_is_found_again(world: World) {
    let (mut browser, page) = at_code_page(&world, "ada@example.com").await;
    let code = world.code("ada@example.com").await;
    let typed = page.form(0).with("code", &code);
    let answer = browser.submit(&typed).await;
    let offer = answer.location().to_owned();
    for _ in 0..2 {
        let page = browser.get(&offer).await;
        assert_eq!(page.heading(), "There is no account for ada@example.com");
    }
    // The code typed a second time says the same again, and so does the code page itself.
    let again = browser.submit(&typed).await;
    let again = browser.follow(again).await;
    assert_eq!(again.heading(), "There is no account for ada@example.com");
    // The button twice: the second press finds the way back taken, or takes it.
    let form = again.form(0);
    let (one, two) = (browser.submit(&form).await, browser.submit(&form).await);
    assert_eq!(one.location(), two.location());
    assert!(browser.follow(two).await.parameter("code").is_some());
}

async fn another_address_after_a_proof_needs_a_code_of_its_own(world: World) {
    register(&world, "victim@example.com").await;
    world.pass(oidc_core::time::Lifetime::millis(1));
    let (mut browser, page) = at_code_page(&world, "ada@example.com").await;
    let offer = browser
        .type_code(&page, &world.code("ada@example.com").await)
        .await;
    let asking = browser.get(&link(&offer, "Use a different address")).await;
    assert_eq!(asking.form(0).value("email"), "ada@example.com");
    let page = browser.ask_for_code(&asking, "victim@example.com").await;
    assert_eq!(page.heading(), "Check your email");
    let old = browser.submit(&offer.form(0)).await;
    let old = browser.follow(old).await;
    assert_eq!(
        old.heading(),
        "Sign in",
        "the proof was for another address"
    );
    assert!(!browser.jar.contains_key("signet_session_3001"));
    let done = browser
        .type_code(&page, &world.code("victim@example.com").await)
        .await;
    assert!(done.parameter("code").is_some());
}

async fn a_suspended_account_is_told_after_a_proof_only_and_gets_no_further(world: World) {
    let (world, _folder) = world.on_disk().await;
    register(&world, "eve@example.com").await;
    suspend(&world, "eve@example.com").await;
    for screen in ["sign-in", "register"] {
        let (mut browser, page) = at_code_page_of(&world, screen, "eve@example.com").await;
        let flow = page.form(0).value("flow").to_owned();
        let code = world.code("eve@example.com").await;
        let told = browser.type_code(&page, &code).await;
        assert_eq!(told.status, 403, "{screen}");
        assert_eq!(told.heading(), "Your account is suspended", "{screen}");
        assert_eq!(
            link(&told, "Use a different address"),
            "https://rp.example/"
        );
        assert!(!browser.jar.contains_key("signet_session_3001"), "{screen}");
        // Nor by reload, nor by the addresses of the next steps, nor by their buttons.
        let asks = if screen == "register" {
            "Create your account"
        } else {
            "Sign in"
        };
        for next in [
            "sign-in/verification-code",
            "sign-in/no-account",
            "register/account-exists",
        ] {
            let answer = browser.visit(&format!("/{next}?flow={flow}")).await;
            assert_eq!(answer.heading(), asks, "{screen}: {next}");
            let form = page.form(0).with("code", &code);
            let form = crate::kit::Form {
                action: format!("/{next}"),
                ..form
            };
            let answer = browser.submit(&form).await;
            let answer = browser.follow(answer).await;
            assert_eq!(answer.heading(), asks, "{screen}: {next}");
        }
        let answer = browser.visit(&format!("/oidc/auth/{flow}")).await;
        assert_eq!(answer.status, 200, "{screen}");
        assert!(!browser.jar.contains_key("signet_session_3001"), "{screen}");
    }
}

async fn an_account_suspended_in_front_of_the_offer_gets_no_further(world: World) {
    let (world, _folder) = world.on_disk().await;
    register(&world, "eve@example.com").await;
    let (mut browser, page) = at_code_page_of(&world, "register", "eve@example.com").await;
    let offer = browser
        .type_code(&page, &world.code("eve@example.com").await)
        .await;
    assert_eq!(offer.heading(), "You already have an account");
    suspend(&world, "eve@example.com").await;
    let answer = browser.submit(&offer.form(0)).await;
    assert_eq!(answer.heading(), "Your account is suspended");
    assert!(!browser.jar.contains_key("signet_session_3001"));
}

/// Until the server tells of somebody who waits for a row. SQLite has one writer: whoever comes
/// second there cannot have read what the first is about to change.
pub(super) async fn until_somebody_waits(world: &World) {
    const WAITING: &str = "select count(*) from pg_stat_activity \
        where datname = current_database() and wait_event_type = 'Lock'";
    while world.is_postgres() && world.number(WAITING).await == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// The code is typed while the account's row is held by whoever suspends it.
async fn an_account_that_is_suspended_while_its_code_is_typed_gets_no_session(given: World) {
    let (world, _folder) = given.on_disk().await;
    register(&world, "eve@example.com").await;
    let sessions = "select count(*) from sessions";
    let before = world.number(sessions).await;
    let (browser, page) = at_code_page(&world, "eve@example.com").await;
    let form = page
        .form(0)
        .with("code", &world.code("eve@example.com").await);
    let eve: EmailAddress = "eve@example.com".parse().unwrap();
    let now = world.clock.now();
    let suspended = world.app.store.transact(|mut tx| {
        let (mut browser, form, eve) = (browser.clone(), form.clone(), eve.clone());
        let world = world.clone();
        async move {
            let found = tx.users().find_by_identifier(&eve.into()).await?;
            tx.users().suspend(&found.unwrap().id, now).await?;
            let typed = tokio::spawn(async move { browser.submit(&form).await });
            until_somebody_waits(&world).await;
            Ok::<_, StoreError>(typed)
        }
    });
    let answer = suspended.await.unwrap().await.unwrap();
    assert_eq!(answer.status, 403);
    assert_eq!(answer.heading(), "Your account is suspended");
    assert_eq!(world.number(sessions).await, before);
}

async fn somebody_who_registers_meanwhile_is_signed_in_to_the_same_account(world: World) {
    let (mut slow, page) = at_code_page(&world, "ada@example.com").await;
    let offer = slow
        .type_code(&page, &world.code("ada@example.com").await)
        .await;
    let (mut quick, page) = at_code_page_of(&world, "register", "ada@example.com").await;
    let done = quick
        .type_code(&page, &world.code("ada@example.com").await)
        .await;
    let first = subject(&world, &done).await;
    let answer = slow.submit(&offer.form(0)).await;
    let done = slow.follow(answer).await;
    assert_eq!(subject(&world, &done).await, first);
}

async fn changing_between_sign_in_and_register_on_the_way_works(world: World) {
    let mut browser = world.browser();
    let page = browser.visit(&world.relying_party("web").request()).await;
    let page = browser.get(&link(&page, "Create account")).await;
    assert_eq!(page.heading(), "Create your account");
    let page = browser.get(&link(&page, "Sign in")).await;
    let page = browser.get(&link(&page, "Create account")).await;
    let page = browser.ask_for_code(&page, "ada@example.com").await;
    assert!(
        page.form(0).action.starts_with("/register/"),
        "{}",
        page.form(0).action
    );
    assert_eq!(
        world.mails("ada@example.com").await[0]["usage_type"],
        "Register"
    );
    let done = browser
        .type_code(&page, &world.code("ada@example.com").await)
        .await;
    assert!(done.parameter("code").is_some());
}
