//! Languages: `ui_locales`, then the visitor's switch, then `Accept-Language`, then the fallback;
//! and mails speak the language of the pages.

use scraper::{Html, Selector};

use super::steps::{at_code_page_of, link, resend, words};
use crate::kit::{Answer, Browser, Setup, World, on_both};

on_both! {
    the_switch_counts_for_the_rest_of_the_flow_even_against_the_client,
    ui_locales_outrank_what_was_clicked_in_an_earlier_flow,
    accept_language_counts_when_nobody_has_chosen,
    a_mail_speaks_the_language_of_its_page,
    the_switch_works_on_every_page_whatever_led_to_it,
}

fn lang(page: &Answer) -> String {
    let document = Html::parse_document(&page.body);
    let html = document
        .select(&Selector::parse("html").unwrap())
        .next()
        .unwrap();
    html.attr("lang").unwrap().to_owned()
}

async fn the_switch_counts_for_the_rest_of_the_flow_even_against_the_client(world: World) {
    let mut browser = world.browser();
    let request = world
        .relying_party("web")
        .request_with(&[("ui_locales", "en")]);
    let page = browser.visit(&request).await;
    assert_eq!(
        (lang(&page).as_str(), page.heading().as_str()),
        ("en", "Sign in")
    );
    let page = browser.get(&link(&page, "Français")).await;
    assert_eq!(
        (lang(&page).as_str(), page.heading().as_str()),
        ("fr", "Connexion")
    );
    let page = browser.ask_for_code(&page, "ada@example.com").await;
    assert_eq!(
        (lang(&page).as_str(), page.heading().as_str()),
        ("fr", "Consultez vos e-mails")
    );
    let page = browser.type_code(&page, "123456").await;
    assert!(
        words(&page).contains("Il vous reste 4 essais"),
        "{}",
        words(&page)
    );
    let page = browser
        .type_code(&page, &world.code("ada@example.com").await)
        .await;
    assert_eq!(lang(&page), "fr");
    let page = browser.get(&link(&page, "English")).await;
    assert_eq!(
        (lang(&page).as_str(), page.form(0).action.as_str()),
        ("en", "/sign-in/no-account")
    );
}

async fn ui_locales_outrank_what_was_clicked_in_an_earlier_flow(world: World) {
    let mut browser = world.browser();
    let web = world.relying_party("web");
    let page = browser.visit(&web.request()).await;
    browser.get(&link(&page, "Français")).await;
    let page = browser
        .visit(&web.request_with(&[("ui_locales", "de en-GB")]))
        .await;
    assert_eq!(lang(&page), "en");
    // Without a wish of the client the choice is remembered.
    let page = browser.visit(&web.request()).await;
    assert_eq!(lang(&page), "fr");
    let mut english = browser.clone().with_header("accept-language", "en");
    assert_eq!(lang(&english.visit(&web.request()).await), "fr");
}

async fn accept_language_counts_when_nobody_has_chosen(world: World) {
    let web = world.relying_party("web");
    for (header, expected) in [
        ("fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        ("de, en;q=0.5, fr;q=0.4", "en"),
        ("de", "en"),
        ("<script>", "en"),
    ] {
        let mut browser = world.browser().with_header("accept-language", header);
        assert_eq!(
            lang(&browser.visit(&web.request()).await),
            expected,
            "{header}"
        );
        let wished = web.request_with(&[("ui_locales", "fr")]);
        assert_eq!(lang(&browser.visit(&wished).await), "fr", "{header}");
    }
    let more = "[branding]\nlanguage = \"fr\"";
    let world = world
        .set_up(Setup {
            more,
            ..Setup::default()
        })
        .await;
    let page = world
        .browser()
        .visit(&world.relying_party("web").request())
        .await;
    assert_eq!(lang(&page), "fr", "the operator's fallback");
}

async fn a_mail_speaks_the_language_of_its_page(world: World) {
    let mut browser = world.browser();
    let request = world
        .relying_party("web")
        .request_with(&[("ui_locales", "fr")]);
    let page = browser.visit(&request).await;
    let page = browser.ask_for_code(&page, "ada@example.com").await;
    let mail = world.mails("ada@example.com").await.remove(0);
    let code = mail["code"].as_str().unwrap();
    assert_eq!(
        mail["subject"],
        format!("{code} est votre code pour Bookstore")
    );
    for part in ["text", "html"] {
        let body = mail[part].as_str().unwrap();
        assert!(
            body.contains("Voici votre code pour vous connecter à"),
            "{part}: {body}"
        );
        assert!(body.contains("valable 10"), "{part}: {body}");
        assert!(body.contains(code), "{part}: {body}");
    }
    assert!(mail["html"].as_str().unwrap().contains("<html lang=\"fr\""));
    // Switched on the code page: the next mail follows.
    let page = browser.get(&link(&page, "English")).await;
    resend(&world, &mut browser, &page).await;
    let mail = world.mails("ada@example.com").await.remove(0);
    let code = mail["code"].as_str().unwrap();
    assert_eq!(
        mail["subject"],
        format!("{code} is your code for Bookstore")
    );
    let (_, _) = at_code_page_of(&world, "register", "bob@example.com").await;
    let mail = world.mails("bob@example.com").await.remove(0);
    assert!(
        mail["text"]
            .as_str()
            .unwrap()
            .contains("to create your account for Bookstore")
    );
}

/// Clicks the switch: the same page, in French, in the same sign-in.
async fn switched(browser: &mut crate::kit::Browser, page: &Answer) -> Answer {
    let target = link(page, "Français");
    let answer = browser.visit(&target).await;
    assert_eq!(
        lang(&answer),
        "fr",
        "{target}: {} {}",
        answer.status,
        answer.body
    );
    answer
}

async fn the_switch_works_on_every_page_whatever_led_to_it(world: World) {
    for (base, public_url) in [("", None), ("/auth", Some("http://localhost:3001/auth"))] {
        let more = "[limits]\nsends_per_recipient = \"1/10m\"\nfailures_per_address = \"1/1h\"";
        let world = world
            .set_up(Setup {
                more,
                public_url,
                ..Setup::default()
            })
            .await;
        world.pass(oidc_core::time::Lifetime::hours(2));
        let web = world.relying_party("web");
        let mut browser = world.browser();
        let page = browser.visit(&format!("{base}{}", web.request())).await;
        // A newer sign-in of another client in the same browser must not be taken for this one.
        browser
            .visit(&format!("{base}{}", world.relying_party("other").request()))
            .await;
        // Pages that answer a form stand at addresses without a query.
        let refused = browser.submit(&page.form(0).with("email", "nobody")).await;
        let french = switched(&mut browser.clone(), &refused).await;
        assert_eq!(
            french.form(0).value("flow"),
            page.form(0).value("flow"),
            "{base}"
        );
        let code_page = browser.ask_for_code(&page, "ada@example.com").await;
        let limited = browser.submit(&code_page.form(1)).await;
        assert_eq!(limited.status, 429);
        let french = switched(&mut browser.clone(), &limited).await;
        assert_eq!(french.heading(), "Consultez vos e-mails", "{base}");
        assert_eq!(
            french.form(0).value("flow"),
            page.form(0).value("flow"),
            "{base}"
        );
        browser.type_code(&code_page, "123456").await;
        let paused = browser
            .submit(&code_page.form(0).with("code", "123456"))
            .await;
        assert_eq!(paused.status, 429);
        let french = switched(&mut browser.clone(), &paused).await;
        assert_eq!(
            french.form(0).value("flow"),
            page.form(0).value("flow"),
            "{base}"
        );
        switch_elsewhere(&mut browser, base).await;
    }
}

/// Pages below /oidc, pages that are not there, and one whose address has double slashes.
async fn switch_elsewhere(browser: &mut Browser, base: &str) {
    for (path, heading) in [
        (
            "/oidc/session/end/success?app_id=web",
            "Déconnexion réussie",
        ),
        ("/no/such/page", "Cette page n’existe pas"),
        ("//oidc//session/end/success", "Déconnexion réussie"),
        ("//evil.example/x", "Cette page n’existe pas"),
        ("/?app_id=web", "Cette connexion a expiré"),
    ] {
        let page = browser.get(&format!("{base}{path}")).await;
        let target = link(&page, "Français");
        assert!(
            !target.starts_with("//"),
            "{path}: leads elsewhere: {target}"
        );
        let french = switched(&mut browser.clone(), &page).await;
        assert_eq!(french.heading(), heading, "{base}{path}");
    }
}
