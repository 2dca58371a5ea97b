//! The address: one person's is one address however it is typed (T-50), and nothing typed there
//! becomes a header or a recipient (T-56).

use super::steps::{at_code_page, at_code_page_of, words};
use crate::kit::{World, on_both};

on_both! {
    t_50_spellings_of_one_address_are_one_recipient_and_one_account,
    t_50_what_only_looks_like_an_address_is_refused_and_nothing_is_sent,
    t_56_nothing_typed_adds_a_header_or_a_recipient,
    t_56_template_braces_in_an_address_stay_what_they_are,
    what_was_typed_wrongly_is_given_back_to_be_mended,
    an_address_of_254_bytes_signs_in_and_a_longer_one_is_told_and_given_back,
}

async fn t_50_spellings_of_one_address_are_one_recipient_and_one_account(world: World) {
    for (typed, canonical) in [
        ("User@Ex.com", "user@ex.com"),
        (" user@ex.com ", "user@ex.com"),
        ("user@EX.COM\r\n", "user@ex.com"),
        ("\u{a0}user@ex.com\u{200b}", "user@ex.com"),
        ("\u{202a}user@ex.com\u{202c}\u{feff}\t", "user@ex.com"),
        ("ada@Bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
    ] {
        let (_, page) = at_code_page(&world, typed).await;
        let mails = world.mails(canonical).await;
        assert_eq!(mails[0]["to"], canonical, "{typed:?}");
        let shown = canonical.replace("xn--bcher-kva", "bücher");
        assert!(words(&page).contains(&shown), "{typed:?}: {}", words(&page));
    }
    assert_eq!(world.mails("user@ex.com").await.len(), 5);
    let web = world.relying_party("web");
    let mut people = Vec::new();
    for typed in ["Eve@Ex.com", "eve@ex.com", " EVE@ex.com"] {
        world.pass(oidc_core::time::Lifetime::millis(1));
        let callback = world.browser().sign_in(&web.request(), typed).await;
        let tokens = web.redeem(&callback.parameter("code").unwrap()).await;
        let access = tokens.json()["access_token"].as_str().unwrap().to_owned();
        people.push(web.userinfo(&access).await.json()["sub"].clone());
    }
    people.dedup();
    assert_eq!(people.len(), 1, "{people:?}");
}

/// Types an address and expects to be told that it is none.
async fn refused(world: &World, typed: &str) {
    let mut browser = world.browser();
    let page = browser.visit(&world.relying_party("web").request()).await;
    let answer = browser.ask_for_code(&page, typed).await;
    assert_eq!(answer.status, 400, "{typed:?}: {}", answer.body);
    let told = [
        "look like an email address",
        "too long",
        "Enter your email address",
    ];
    let told = told.iter().any(|words_| words(&answer).contains(words_));
    assert!(told, "{typed:?}: {}", words(&answer));
    assert!(!answer.body.contains("/verification-code"), "{typed:?}");
}

async fn nothing_was_sent(world: &World) {
    let now = world.clock.now();
    let due = world.app.store.read(|mut tx| async move {
        tx.deliveries()
            .next_due(store::DeliveryKind::Mail, now)
            .await
    });
    assert_eq!(due.await.unwrap(), None);
}

async fn t_50_what_only_looks_like_an_address_is_refused_and_nothing_is_sent(world: World) {
    for typed in [
        "ｕser@ex.com",
        "user@ｅx.com",
        "us\u{200b}er@ex.com",
        "user@e\u{200b}x.com",
        "user@ex\u{ad}.com",
        "user\u{7}@ex.com",
        "ﬁ@ex.com",
        "user@ex。com",
        "\u{212a}@ex.com",
        "user",
        "user@",
        "user@localhost",
    ] {
        refused(&world, typed).await;
    }
    nothing_was_sent(&world).await;
}

async fn t_56_nothing_typed_adds_a_header_or_a_recipient(world: World) {
    let long = format!("{}@ex.com", "a".repeat(320));
    for typed in [
        "a@ex.com\r\nBcc: b@ex.com",
        "a@ex.com\nBcc: b@ex.com",
        "a@ex.com%0d%0aBcc: b@ex.com",
        "a@ex.com,b@ex.com",
        "a@ex.com;b@ex.com",
        "a@ex.com b@ex.com",
        "Ada <a@ex.com>",
        "<a@ex.com>",
        "\"a b\"@ex.com",
        "\"a@evil.example\"@ex.com",
        "a(b)@ex.com",
        "a@[127.0.0.1]",
        &long,
        "",
    ] {
        refused(&world, typed).await;
    }
    nothing_was_sent(&world).await;
    // Two fields of the name: one address at most gets a mail.
    let mut browser = world.browser();
    let page = browser.visit(&world.relying_party("web").request()).await;
    let form = page.form(0).with("email", "a@ex.com");
    let answer = browser
        .post(&form.action, format!("{}&email=b%40ex.com", form.body()))
        .await;
    browser.follow(answer).await;
    let (a, b) = (
        world.mails("a@ex.com").await.len(),
        world.mails("b@ex.com").await.len(),
    );
    assert!(a + b <= 1, "{a} {b}");
}

async fn t_56_template_braces_in_an_address_stay_what_they_are(world: World) {
    for email in ["{{code}}@ex.com", "{{7*7}}@ex.com", "'&`{%}@ex.com"] {
        let (_, page) = at_code_page(&world, email).await;
        assert!(words(&page).contains(email), "{}", words(&page));
        let mails = world.mails(email).await;
        assert_eq!((mails.len(), &mails[0]["to"]), (1, &email.into()));
        let code = mails[0]["code"].as_str().unwrap();
        assert_eq!(
            mails[0]["subject"],
            format!("{code} is your code for Bookstore")
        );
    }
}

async fn what_was_typed_wrongly_is_given_back_to_be_mended(world: World) {
    let mut browser = world.browser();
    let page = browser.visit(&world.relying_party("web").request()).await;
    let answer = browser.ask_for_code(&page, "ada@example").await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.form(0).value("email"), "ada@example");
    let answer = browser.ask_for_code(&answer, "ada@example.com").await;
    assert_eq!(answer.heading(), "Check your email");
    // A hint of the client is filled in, and is no more than that.
    let web = world.relying_party("web");
    let page = browser
        .visit(&web.request_with(&[("login_hint", "Eve@example.com")]))
        .await;
    assert_eq!(page.form(0).value("email"), "Eve@example.com");
    assert!(world.mails("eve@example.com").await.is_empty());
}

async fn an_address_of_254_bytes_signs_in_and_a_longer_one_is_told_and_given_back(world: World) {
    let of = |last: usize| {
        let (local, label) = ("a".repeat(64), "b".repeat(63));
        format!("{local}@{label}.{label}.{}.com", "c".repeat(last))
    };
    let longest = of(57);
    assert_eq!(longest.len(), 254);
    let (mut browser, page) = at_code_page_of(&world, "register", &longest).await;
    assert!(words(&page).contains(&longest), "{}", words(&page));
    let code = world.code(&longest).await;
    let callback = browser.type_code(&page, &code).await;
    assert!(callback.location().contains("code="));

    for long in [of(58), format!("{}@ex.com", "a".repeat(2000))] {
        let mut browser = world.browser();
        let page = browser.visit(&world.relying_party("web").request()).await;
        let answer = browser.submit(&page.form(0).with("email", &long)).await;
        assert_eq!(answer.status, 400);
        let told = "That address is too long";
        assert!(words(&answer).contains(told), "{}", words(&answer));
        assert_eq!(answer.form(0).value("email"), long, "nothing is lost");
    }
}
