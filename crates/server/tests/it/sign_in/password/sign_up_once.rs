//! One proof of a new address makes one account and one session, in the browser that gave it: whatever is
//! sent again, from another tab, or by another browser.

use oidc_core::time::Lifetime;

use super::{
    newcomers::{
        HEADING, NOTHING, ONE, PAGE, at_new_password, choose, made, reasons, with_new_passwords,
    },
    people::{
        ADA, OTHER, PASSWORD, PASSWORD_FIRST, assert_wrong, is_signed_in, let_in, page_of,
        set_methods, sign_in, type_both,
    },
};
use crate::{
    kit::{Browser, World, on_both},
    sign_in::steps::at_code_page_of,
};

on_both! {
    reload_back_and_the_code_once_more_lead_to_the_page_until_the_account_is_made,
    the_form_sent_twice_makes_one_account_and_one_session,
    the_forms_of_two_tabs_at_once_make_one_account_and_one_session,
    t_41_the_form_is_refused_without_its_token_or_from_elsewhere,
    t_40_t_102_another_browser_gets_no_page_and_makes_nothing,
    t_102_two_sign_ups_in_two_tabs_of_one_browser_both_finish,
}

const OVER: &str = "This sign-in has expired";

async fn reload_back_and_the_code_once_more_lead_to_the_page_until_the_account_is_made(
    world: World,
) {
    let (world, _folder) = with_new_passwords(world, "").await;
    let (mut browser, code_page) = at_code_page_of(&world, "register", ADA).await;
    let code = world.code(ADA).await;
    let typed = code_page.form(0).with("code", &code);
    let asks = page_of(&typed, PAGE);
    assert_eq!(browser.submit(&typed).await.location(), asks);
    let refused = browser.get(&asks).await;
    let refused = choose(&mut browser, &refused, "short").await;
    assert_eq!(refused.status, 400);
    for path in ["/register/verification-code", PAGE, PAGE] {
        let page = browser.visit(&page_of(&typed, path)).await;
        assert_eq!(page.heading(), HEADING, "{path}");
        assert!(reasons(&page).is_empty(), "{path}");
    }
    let again = browser.submit(&typed).await;
    let page = browser.follow(again).await;
    assert_eq!(page.heading(), HEADING);
    assert_eq!(made(&world).await, NOTHING);
    let answer = choose(&mut browser, &page, PASSWORD).await;
    let_in(&mut browser, answer).await;
    assert_eq!(browser.visit(&asks).await.heading(), OVER);
    let late = choose(&mut browser, &page, OTHER).await;
    assert_eq!(late.heading(), OVER);
    assert_eq!(made(&world).await, ONE);
    set_methods(&world, "SignIn", &[PASSWORD_FIRST]).await;
    let (_, answer) = type_both(&world, ADA, OTHER).await;
    assert_wrong(&answer);
    sign_in(&world, ADA, PASSWORD).await;
}

async fn the_form_sent_twice_makes_one_account_and_one_session(world: World) {
    let (world, _folder) = with_new_passwords(world, "").await;
    let (mut browser, page) = at_new_password(&world, "register", ADA).await;
    let mut lost = browser.clone();
    let answer = choose(&mut browser, &page, PASSWORD).await;
    // What is sent, or asked for, before the way back to the client leads there.
    let again = choose(&mut browser, &page, OTHER).await;
    assert_eq!(again.location(), answer.location());
    let asked = browser.get(&page_of(&page.form(0), PAGE)).await;
    assert_eq!(asked.location(), answer.location());
    // A browser that never got the answer has to prove the address once more.
    let late = choose(&mut lost, &page, OTHER).await;
    assert_eq!(late.location(), page_of(&page.form(0), "/register"));
    let asked = lost.get(&page_of(&page.form(0), PAGE)).await;
    assert_eq!(asked.location(), late.location());
    assert!(!is_signed_in(&lost));
    let_in(&mut browser, again).await;
    assert_eq!(made(&world).await, ONE);
    set_methods(&world, "SignIn", &[PASSWORD_FIRST]).await;
    let (_, answer) = type_both(&world, ADA, OTHER).await;
    assert_wrong(&answer);
    sign_in(&world, ADA, PASSWORD).await;
}

async fn the_forms_of_two_tabs_at_once_make_one_account_and_one_session(world: World) {
    let (world, _folder) = with_new_passwords(world, "").await;
    let (browser, page) = at_new_password(&world, "register", ADA).await;
    let leads_back = page_of(&page.form(0), "/register");
    let posts = [PASSWORD, OTHER, PASSWORD, OTHER].map(|password| {
        let (mut tab, page) = (browser.clone(), page.clone());
        let post = tokio::spawn(async move {
            let answer = choose(&mut tab, &page, password).await;
            (tab, answer)
        });
        (password, post)
    });
    let mut kept = Vec::new();
    for (password, post) in posts {
        let (tab, answer) = post.await.unwrap();
        if is_signed_in(&tab) {
            kept.push((password, tab, answer));
        } else {
            assert_eq!(answer.location(), leads_back);
        }
    }
    assert_eq!(kept.len(), 1);
    assert_eq!(made(&world).await, ONE);
    let (password, mut tab, answer) = kept.remove(0);
    let_in(&mut tab, answer).await;
    set_methods(&world, "SignIn", &[PASSWORD_FIRST]).await;
    sign_in(&world, ADA, password).await;
    let other = if password == PASSWORD {
        OTHER
    } else {
        PASSWORD
    };
    let (_, answer) = type_both(&world, ADA, other).await;
    assert_wrong(&answer);
}

async fn t_41_the_form_is_refused_without_its_token_or_from_elsewhere(world: World) {
    let (world, _folder) = with_new_passwords(world, "").await;
    let (mut browser, page) = at_new_password(&world, "register", ADA).await;
    let form = page.form(0).with("new_password", PASSWORD);
    let (_, foreign) = at_new_password(&world, "register", "eve@example.com").await;
    let foreign = foreign.form(0).value("csrf").to_owned();
    for forged in [
        form.clone().without("csrf"),
        form.clone().with("csrf", ""),
        form.clone().with("csrf", &foreign),
    ] {
        assert_eq!(browser.submit(&forged).await.status, 403);
    }
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let mut elsewhere = browser.clone().with_header(name, value);
        let answer = elsewhere.submit(&form).await;
        assert_eq!(answer.status, 403, "{name}: {value}");
        assert!(answer.cookies().is_empty(), "{name}: {value}");
    }
    assert_eq!(made(&world).await, NOTHING);
    assert_eq!(world.app.hashing.computed(), 0);
    let answer = browser.submit(&form).await;
    let_in(&mut browser, answer).await;
    assert_eq!(made(&world).await, ONE);
}

/// The cookie with the proof of this flow.
fn proof(world: &World, flow: &str) -> String {
    format!("{}.{flow}", world.cookie("proof"))
}

async fn t_40_t_102_another_browser_gets_no_page_and_makes_nothing(world: World) {
    let (world, _folder) = with_new_passwords(world, "").await;
    let (mut browser, page) = at_new_password(&world, "register", ADA).await;
    let (form, asks) = (page.form(0), page_of(&page.form(0), PAGE));
    let mut stranger = world.browser();
    assert_eq!(stranger.visit(&asks).await.heading(), OVER);
    let answer = choose(&mut stranger, &page, OTHER).await;
    assert_eq!(answer.status, 403, "{}", answer.body);
    // The cookie of the sign-in, which was planted, is not enough; nor is it with a proof that was
    // made up, or that was given in another flow.
    let (eve, own) = at_new_password(&world, "register", "eve@example.com").await;
    let own = eve.jar[&proof(&world, own.form(0).value("flow"))].clone();
    let made_up = "BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned();
    let shared = world.cookie("browser");
    for planted in [None, Some(made_up), Some(own)] {
        let mut thief: Browser = world.browser();
        let value = browser.jar[&shared].clone();
        thief.jar.insert(shared.clone(), value);
        if let Some(planted) = planted {
            thief.jar.insert(proof(&world, form.value("flow")), planted);
        }
        let leads_back = page_of(&form, "/register");
        assert_eq!(thief.get(&asks).await.location(), leads_back);
        let answer = choose(&mut thief, &page, OTHER).await;
        assert_eq!(answer.location(), leads_back);
        let refused = choose(&mut thief, &page, "short").await;
        assert_eq!(refused.location(), leads_back, "it says nothing either");
        assert!(!is_signed_in(&thief));
    }
    assert_eq!(made(&world).await, NOTHING);
    assert_eq!(world.app.hashing.computed(), 0);
    let answer = choose(&mut browser, &page, PASSWORD).await;
    let_in(&mut browser, answer).await;
    assert_eq!(made(&world).await, ONE);
    set_methods(&world, "SignIn", &[PASSWORD_FIRST]).await;
    sign_in(&world, ADA, PASSWORD).await;
}

async fn t_102_two_sign_ups_in_two_tabs_of_one_browser_both_finish(world: World) {
    let (world, _folder) = with_new_passwords(world, "").await;
    let mut browser = world.browser();
    let mut tabs = Vec::new();
    for (client, email, callback) in [
        ("web", ADA, "https://rp.example/cb?code="),
        ("other", "bob@example.com", "https://other.example/cb?code="),
    ] {
        // Ids are ordered by time, and mails by their ids.
        world.pass(Lifetime::millis(1));
        let client = world.relying_party(client);
        let request = client.request_with(&[("first_screen", "register")]);
        let page = browser.visit(&request).await;
        let page = browser.ask_for_code(&page, email).await;
        let page = browser.type_code(&page, &world.code(email).await).await;
        assert_eq!(page.form(0).value("identifier"), email);
        tabs.push((page, callback));
    }
    for (page, callback) in tabs.into_iter().rev() {
        let answer = choose(&mut browser, &page, PASSWORD).await;
        let done = browser.follow(answer).await;
        assert!(done.location().starts_with(callback), "{callback}");
    }
    assert_eq!(made(&world).await, [2, 2, 2]);
}
