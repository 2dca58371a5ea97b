//! Signing up where new accounts have a password: the address is proven, then a password is chosen, and
//! one form makes account, password and session.

use oidc_core::time::Lifetime;
use serde_json::json;

use super::{
    newcomers::{
        HEADING, NOTHING, ONE, PAGE, at_new_password, choose, claims, made, reasons,
        with_new_passwords,
    },
    people::{
        ADA, OTHER, PASSWORD, PASSWORD_FIRST, add, assert_wrong, first_page, forged, is_signed_in,
        page_of, set_methods, sign_in, type_both,
    },
};
use crate::{
    kit::{World, on_both},
    sign_in::steps::{at_code_page_of, link},
};

on_both! {
    a_new_person_proves_an_address_chooses_a_password_and_later_signs_in_by_it_alone,
    there_is_no_account_before_there_is_a_password,
    the_page_speaks_the_language_that_is_clicked_on_it,
    t_39_without_a_proof_the_page_leads_to_the_first_one_and_its_form_makes_nothing,
    another_address_after_the_proof_needs_a_proof_of_its_own,
    a_person_with_an_account_is_asked_for_no_new_password,
    who_has_an_account_already_is_led_to_its_password_where_no_code_lets_in,
}

async fn a_new_person_proves_an_address_chooses_a_password_and_later_signs_in_by_it_alone(
    world: World,
) {
    let (world, _folder) = with_new_passwords(world, "").await;
    let people = [("register", ADA), ("sign-in", "bob@example.com")];
    let mut subjects = Vec::new();
    for (number, (screen, email)) in (1_i64..).zip(people) {
        let (mut browser, page) = at_new_password(&world, screen, email).await;
        page.shows(email);
        // Password managers read from it whose password it will be.
        assert_eq!(page.form(0).value("identifier"), email);
        let answer = choose(&mut browser, &page, PASSWORD).await;
        assert!(is_signed_in(&browser), "{} {}", answer.status, answer.body);
        assert_eq!(made(&world).await, [number; 3], "by one form");
        let claims = claims(&world, &mut browser, answer).await;
        assert_eq!(claims["email"], email);
        assert_eq!(claims["email_verified"], true);
        assert_eq!(claims["amr"], json!(["otp", "email"]));
        assert_eq!(world.mails(email).await.len(), 1, "no second code");
        subjects.push(claims["sub"].clone());
    }
    assert_ne!(subjects[0], subjects[1]);
    set_methods(&world, "SignInAndRegister", &[PASSWORD_FIRST]).await;
    for ((_, email), subject) in people.into_iter().zip(subjects) {
        let (_, wrong) = type_both(&world, email, OTHER).await;
        assert_wrong(&wrong);
        let (mut browser, answer) = type_both(&world, email, PASSWORD).await;
        let claims = claims(&world, &mut browser, answer).await;
        assert_eq!(claims["sub"], subject);
        assert_eq!(claims["amr"], json!(["pwd"]));
        assert_eq!(world.mails(email).await.len(), 1);
    }
}

async fn there_is_no_account_before_there_is_a_password(world: World) {
    let (world, _folder) = with_new_passwords(world, "").await;
    for (screen, first, email) in [
        ("register", "Create your account", ADA),
        ("sign-in", "Sign in", "bob@example.com"),
    ] {
        let (mut browser, page) = at_new_password(&world, screen, email).await;
        let form = page.form(0);
        // Neither the way back to the client nor the buttons of the offers lead past the page.
        let resume = format!("/oidc/auth/{}", form.value("flow"));
        assert_eq!(browser.visit(&resume).await.heading(), first);
        let offered = browser.submit(&forged(&form, "/sign-in/no-account")).await;
        assert_eq!(offered.location(), page_of(&form, PAGE));
        let offered = forged(&form, "/register/account-exists");
        let offered = browser.submit(&offered).await;
        assert_eq!(offered.location(), page_of(&form, "/sign-in/no-account"));
        assert!(!is_signed_in(&browser), "{screen}");
        assert_eq!(made(&world).await, NOTHING, "{screen}");
        let page = browser.get(&page_of(&form, PAGE)).await;
        assert_eq!(page.heading(), HEADING, "{screen}");
    }
    assert_eq!(world.app.hashing.computed(), 0);
}

/// Also on the answer to a form, which has no address to come back to.
async fn the_page_speaks_the_language_that_is_clicked_on_it(world: World) {
    let (world, _folder) = with_new_passwords(world, "").await;
    let (mut browser, page) = at_new_password(&world, "register", ADA).await;
    let refused = choose(&mut browser, &page, "xkq7vz").await;
    for english in [page, refused] {
        let french = browser.visit(&link(&english, "Français")).await;
        assert_eq!(french.heading(), "Créez un mot de passe");
        let refused = choose(&mut browser, &french, "xkq7vz").await;
        assert_eq!(refused.status, 400);
        let told = reasons(&refused);
        assert!(told[0].contains("8\u{a0}caractères"), "{told:?}");
        let english = browser.visit(&link(&refused, "English")).await;
        assert_eq!(english.heading(), HEADING);
    }
    assert_eq!(made(&world).await, NOTHING);
}

async fn t_39_without_a_proof_the_page_leads_to_the_first_one_and_its_form_makes_nothing(
    world: World,
) {
    let (world, _folder) = with_new_passwords(world, "").await;
    let stranger = world.browser().get(PAGE).await;
    assert_eq!(stranger.heading(), "This sign-in has expired");
    let mut begun = world.browser();
    let form = first_page(&mut begun).await.form(0);
    let (named, code_page) = at_code_page_of(&world, "register", ADA).await;
    for (mut browser, form, first) in [
        (begun, form, "/sign-in"),
        (named, code_page.form(0), "/register"),
    ] {
        let leads_back = page_of(&form, first);
        let asked = browser.get(&page_of(&form, PAGE)).await;
        assert_eq!(asked.location(), leads_back);
        assert_eq!(browser.get(PAGE).await.location(), leads_back);
        let form = forged(&form, PAGE).with("new_password", PASSWORD);
        assert_eq!(browser.submit(&form).await.location(), leads_back);
        let form = form.with("new_password", "short");
        assert_eq!(browser.submit(&form).await.location(), leads_back);
        assert!(!is_signed_in(&browser), "{first}");
    }
    assert_eq!(made(&world).await, NOTHING);
    assert_eq!(world.app.hashing.computed(), 0);
}

async fn another_address_after_the_proof_needs_a_proof_of_its_own(world: World) {
    let (world, _folder) = with_new_passwords(world, "").await;
    let victim = "victim@example.com";
    let (mut browser, page) = at_new_password(&world, "register", ADA).await;
    let asking = browser.get(&link(&page, "Change")).await;
    assert_eq!(asking.form(0).value("email"), ADA);
    world.pass(Lifetime::millis(1));
    let code_page = browser.ask_for_code(&asking, victim).await;
    let old_page = page;
    let old = choose(&mut browser, &old_page, PASSWORD).await;
    assert_eq!(old.location(), page_of(&old_page.form(0), "/register"));
    assert!(!is_signed_in(&browser), "the proof was for another address");
    assert_eq!(made(&world).await, NOTHING);
    let page = browser
        .type_code(&code_page, &world.code(victim).await)
        .await;
    assert_eq!(page.form(0).value("identifier"), victim);
    // The old tab shows the other address still: nothing is made of what is typed there.
    let old = choose(&mut browser, &old_page, OTHER).await;
    assert_eq!(old.location(), page_of(&page.form(0), PAGE));
    assert_eq!(made(&world).await, NOTHING);
    let answer = choose(&mut browser, &page, PASSWORD).await;
    let claims = claims(&world, &mut browser, answer).await;
    assert_eq!(claims["email"], victim);
    assert_eq!(made(&world).await, ONE);
}

async fn who_has_an_account_already_is_led_to_its_password_where_no_code_lets_in(world: World) {
    let (world, _folder) = with_new_passwords(world, "").await;
    add(&world, ADA).await;
    set_methods(&world, "SignInAndRegister", &[("email", true, false, true)]).await;
    let (mut browser, page) = at_code_page_of(&world, "register", ADA).await;
    let exists = browser.type_code(&page, &world.code(ADA).await).await;
    let answer = browser.submit(&exists.form(0)).await;
    assert_eq!(
        answer.location(),
        page_of(&page.form(0), "/sign-in/password")
    );
    let asks = browser.follow(answer).await;
    let form = asks.form(0).with("password", PASSWORD);
    let answer = browser.submit(&form).await;
    assert_eq!(claims(&world, &mut browser, answer).await["email"], ADA);
}

async fn a_person_with_an_account_is_asked_for_no_new_password(world: World) {
    let (world, _folder) = with_new_passwords(world, "").await;
    let id = add(&world, ADA).await;
    for screen in ["register", "sign-in"] {
        let (mut browser, page) = at_code_page_of(&world, screen, ADA).await;
        let mut answer = browser
            .submit(&page.form(0).with("code", &world.code(ADA).await))
            .await;
        if screen == "register" {
            let exists = page_of(&page.form(0), "/register/account-exists");
            assert_eq!(answer.location(), exists);
            let form = browser.get(&exists).await.form(0);
            let asked = browser.get(&page_of(&form, PAGE)).await;
            assert_eq!(asked.location(), exists);
            let chosen = forged(&form, PAGE).with("new_password", OTHER);
            assert_eq!(browser.submit(&chosen).await.location(), exists);
            answer = browser.submit(&form).await;
        }
        let claims = claims(&world, &mut browser, answer).await;
        assert_eq!(claims["sub"], id.as_str(), "{screen}");
    }
    assert_eq!(world.app.hashing.computed(), 0);
    set_methods(&world, "SignIn", &[PASSWORD_FIRST]).await;
    let (_, answer) = type_both(&world, ADA, OTHER).await;
    assert_wrong(&answer);
    sign_in(&world, ADA, PASSWORD).await;
}
