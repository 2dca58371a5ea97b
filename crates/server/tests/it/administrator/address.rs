//! The first administrator proves the address they gave, in the session of the set-up.

use oidc_core::{event::EventKind, time::Lifetime};

use super::set_up::{ADA, code, on_the_host, send};
use crate::kit::{Browser, World, on_both};

on_both! {
    the_mailed_code_makes_the_address_the_administrators,
    t_51_the_code_counts_in_the_session_of_the_set_up_alone,
    t_44_wrong_codes_are_counted_and_another_one_can_be_asked_for,
    an_address_that_somebody_has_taken_meanwhile_stays_theirs,
    t_41_a_code_is_sent_for_our_own_form_alone,
    a_mistyped_address_is_changed_and_gets_a_code,
    a_mail_that_waits_for_a_mistyped_address_is_taken_back,
}

/// Somebody who has just set the instance up.
async fn first(world: &World) -> Browser {
    let code = code(world).await;
    let mut browser = world.browser();
    let answer = send(&mut browser, &code, "Ada@Example.com").await;
    assert_eq!(answer.location(), "/setup/email");
    browser
}

async fn address(world: &World) -> Option<String> {
    let all = on_the_host(world).all().await.unwrap();
    let email = all[0].email.as_ref()?;
    assert!(all[0].email_verified_at.is_some());
    Some(email.as_typed().to_owned())
}

async fn the_mailed_code_makes_the_address_the_administrators(world: World) {
    let mut browser = first(&world).await;
    let page = browser.get("/setup/email").await;
    page.shows("Enter the code we sent to");
    let mails = world.mails(ADA).await;
    assert_eq!(
        (mails.len(), &mails[0]["usage_type"]),
        (1, &"BindNewIdentifier".into())
    );
    assert_eq!(address(&world).await, None);
    let code = world.code(ADA).await;
    let answer = browser.submit(&page.form(0).with("code", &code)).await;
    assert_eq!(answer.location(), "/console");
    // What whoever has no console is shown.
    let page = browser.get("/?admin=setup").await;
    page.shows("You are the first administrator");
    page.hides("Nobody has confirmed");
    assert_eq!(address(&world).await.as_deref(), Some("Ada@Example.com"));
    // The page has done its work, and by mail the administrator signs in.
    assert_eq!(browser.get("/setup/email").await.status, 404);
    let tokens = world.relying_party("web").sign_in(ADA).await;
    let all = on_the_host(&world).all().await.unwrap();
    assert_eq!(tokens.claims()["sub"], all[0].id.as_str());
    assert!(world.events().await.contains(&EventKind::UserChanged));
}

async fn t_51_the_code_counts_in_the_session_of_the_set_up_alone(world: World) {
    let mut browser = first(&world).await;
    let code = world.code(ADA).await;
    let page = browser.get("/setup/email").await;
    // A browser without the session, and one with another's.
    let mut stranger = world.browser();
    assert_eq!(stranger.get("/setup/email").await.status, 404);
    let form = page.form(0).with("code", &code);
    assert_eq!(stranger.submit(&form).await.status, 403);
    let request = world.relying_party("web").request();
    stranger.sign_in(&request, "eve@example.com").await;
    assert_eq!(stranger.get("/setup/email").await.status, 404);
    assert_eq!(stranger.submit(&form).await.status, 403);
    assert_eq!(address(&world).await, None);
    browser.submit(&form).await.location();
    assert!(address(&world).await.is_some());
}

async fn t_44_wrong_codes_are_counted_and_another_one_can_be_asked_for(world: World) {
    let mut browser = first(&world).await;
    let code = world.code(ADA).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for left in (0..5).rev() {
        let page = browser.get("/setup/email").await;
        let told = browser.type_code(&page, wrong).await;
        if left > 1 {
            told.shows(&format!("You have {left} tries left."));
        }
    }
    // The right one is worth nothing now; another one is.
    let page = browser.get("/setup/email").await;
    browser.type_code(&page, &code).await;
    assert_eq!(address(&world).await, None);
    let page = browser.get("/setup/email").await;
    page.shows("no longer works");
    world.pass(Lifetime::minutes(1));
    let answer = browser.submit(&page.form(1)).await;
    assert_eq!(answer.location(), "/setup/email?sent=1");
    let page = browser.get(answer.location()).await;
    page.shows("We sent you a new code.");
    let code = world.code(ADA).await;
    world.pass(Lifetime::minutes(10));
    browser.type_code(&page, &code).await;
    assert_eq!(address(&world).await, None, "it has ended");
    let page = browser.get("/setup/email").await;
    browser.submit(&page.form(1)).await.location();
    let code = world.code(ADA).await;
    browser.type_code(&page, &code).await;
    assert!(address(&world).await.is_some());
}

async fn an_address_that_somebody_has_taken_meanwhile_stays_theirs(world: World) {
    let mut browser = first(&world).await;
    let code = world.code(ADA).await;
    world.relying_party("web").sign_in(ADA).await;
    let page = browser.get("/setup/email").await;
    let page = browser.type_code(&page, &code).await;
    page.shows("This address belongs to another account.");
    page.hides("You are the first administrator");
    assert_eq!(address(&world).await, None);
    // And another one is given there.
    let answer = browser
        .submit(&page.form(0).with("email", "second@example.com"))
        .await;
    assert_eq!(answer.location(), "/setup/email");
    let page = browser.get("/setup/email").await;
    let code = world.code("second@example.com").await;
    browser.type_code(&page, &code).await;
    assert_eq!(address(&world).await.as_deref(), Some("second@example.com"));
}

async fn a_mistyped_address_is_changed_and_gets_a_code(world: World) {
    let mut browser = first(&world).await;
    let old = world.code(ADA).await;
    let page = browser.get("/setup/email").await;
    let link = "href=\"/setup/email/address\"";
    assert!(page.body.contains(link), "{}", page.body);
    let done = browser.get("/?admin=setup").await;
    assert!(done.body.contains(link), "{}", done.body);
    let form = browser.get("/setup/email/address").await;
    let given = "value=\"Ada@Example.com\"";
    assert!(form.body.contains(given), "{}", form.body);
    for (typed, told) in [
        ("", "Enter your email address."),
        ("ada", "look like an email address"),
    ] {
        let again = browser.submit(&form.form(0).with("email", typed)).await;
        assert_eq!(again.status, 400);
        again.shows(told);
    }
    world.relying_party("web").sign_in("eve@example.com").await;
    let taken = form.form(0).with("email", "Eve@example.com");
    let taken = browser.submit(&taken).await;
    assert_eq!(taken.status, 400);
    taken.shows("This address belongs to another account.");
    let right = form.form(0).with("email", "Right@example.com");
    assert_eq!(
        browser
            .submit(&right.clone().with("csrf", "x"))
            .await
            .status,
        403
    );
    assert_eq!(browser.submit(&right).await.location(), "/setup/email");
    let page = browser.get("/setup/email").await;
    page.shows("right@example.com");
    // The code of the first address says nothing of this one.
    browser.type_code(&page, &old).await;
    assert_eq!(address(&world).await, None);
    let code = world.code("right@example.com").await;
    browser.type_code(&page, &code).await;
    assert_eq!(address(&world).await.as_deref(), Some("Right@example.com"));
    // It has done its work, and was nobody else's.
    assert_eq!(browser.get("/setup/email/address").await.status, 404);
    assert_eq!(browser.submit(&right).await.status, 404);
    assert_eq!(
        world.browser().get("/setup/email/address").await.status,
        404
    );
}

async fn t_41_a_code_is_sent_for_our_own_form_alone(world: World) {
    let mut browser = first(&world).await;
    let page = browser.get("/?admin=setup").await;
    let form = page.form(0);
    assert_eq!(
        browser.submit(&form.clone().with("csrf", "x")).await.status,
        403
    );
    assert_eq!(world.mails(ADA).await.len(), 1);
    assert_eq!(
        browser.submit(&form).await.location(),
        "/setup/email?sent=1"
    );
    assert_eq!(world.mails(ADA).await.len(), 2);
}

async fn a_mail_that_waits_for_a_mistyped_address_is_taken_back(world: World) {
    let mut browser = first(&world).await;
    let form = browser.get("/setup/email/address").await;
    let right = form.form(0).with("email", "right@example.com");
    assert_eq!(browser.submit(&right).await.location(), "/setup/email");
    assert!(world.mails(ADA).await.is_empty(), "nobody asked for it");
    assert_eq!(world.mails("right@example.com").await.len(), 1);
    let page = browser.get("/setup/email").await;
    let code = world.code("right@example.com").await;
    browser.type_code(&page, &code).await;
    assert_eq!(address(&world).await.as_deref(), Some("right@example.com"));
}
