//! Signing in: the way it should go.

use crate::{browser::Browser, provider::Provider, scene, shop, shop_at, signed_in};

#[tokio::test]
async fn a_visitor_signs_in_and_is_greeted_with_claims_userinfo_and_every_step() {
    let (provider, mut browser) = scene().await;
    browser.get("/").await.shows("Create account");
    signed_in(&provider, &mut browser).await;
    let page = browser.get("/").await;
    page.shows("ada@example.com");
    page.shows("reader-1");
    page.shows("Whether the provider has proof that the address is yours.");
    page.shows("21 November 2025, 12:20:31 UTC");
    page.shows("poetry");
    page.shows("in 60 minutes");
    for step in [
        "You were sent to the provider",
        "The provider sent you back",
        "The shop redeemed the code",
        "The tokens arrived",
        "The shop checked the ID token",
        "The shop asked who you are",
    ] {
        page.shows(step);
    }
    page.shows("access… (43 characters)");
    page.hides("access-00");
    page.hides("refresh-00");
    page.hides("code-00");
    page.hides(crate::SECRET);
}

#[tokio::test]
async fn what_the_provider_says_is_text_and_never_markup() {
    let (provider, mut browser) = scene().await;
    signed_in(&provider, &mut browser).await;
    let page = browser.get("/").await;
    page.hides("<Lovelace>");
    page.shows("Hello, Ada &lt;Lovelace&gt;");
}

#[tokio::test]
async fn a_token_signed_with_rs256_is_as_good_as_one_with_es256() {
    let (provider, mut browser) = scene().await;
    provider.lie(|lies| lies.rs256 = true);
    signed_in(&provider, &mut browser).await;
    browser.get("/").await.shows("RS256");
}

#[tokio::test]
async fn keys_that_change_after_discovery_are_looked_up_again() {
    let (provider, mut browser) = scene().await;
    let request = browser.get("/sign-in").await.location().to_owned();
    provider.rotate_keys();
    let answer = browser.get(&provider.approve(&request)).await;
    assert_eq!(answer.location(), "/");
    assert_eq!(provider.discoveries(), 2);
}

#[tokio::test]
async fn discovery_is_asked_once_for_many_visitors() {
    let (provider, mut browser) = scene().await;
    for _ in 0..3 {
        browser.get("/sign-in").await.location();
    }
    assert_eq!(provider.discoveries(), 1);
}

#[tokio::test]
async fn two_tabs_can_sign_in_at_the_same_time_in_any_order() {
    let (provider, mut browser) = scene().await;
    let first = browser.get("/sign-in").await.location().to_owned();
    let second = browser.get("/sign-in").await.location().to_owned();
    assert_eq!(
        browser.get(&provider.approve(&second)).await.location(),
        "/"
    );
    assert_eq!(browser.get(&provider.approve(&first)).await.location(), "/");
}

#[tokio::test]
async fn a_restart_in_the_middle_of_a_sign_in_does_not_disturb_it() {
    let (provider, mut browser) = scene().await;
    let request = browser.get("/sign-in").await.location().to_owned();
    browser.net = shop(&provider);
    browser.get("/").await.shows("No answer yet.");
    assert_eq!(
        browser.get(&provider.approve(&request)).await.location(),
        "/"
    );
    let page = browser.get("/").await;
    page.shows("ada@example.com");
    page.shows("The tokens arrived");
    page.hides("restarted");
}

#[tokio::test]
async fn after_a_restart_readers_are_signed_in_and_only_the_steps_are_gone_and_say_so() {
    let (provider, mut browser) = scene().await;
    signed_in(&provider, &mut browser).await;
    browser.net = shop(&provider);
    let page = browser.get("/").await;
    page.shows("ada@example.com");
    page.shows("poetry");
    page.shows("The shop has been restarted. The steps were from before");
    page.hides("The tokens arrived");
    assert_eq!(
        browser.post("/refresh", String::new()).await.location(),
        "/"
    );
    let page = browser.get("/").await;
    page.shows("New tokens arrived");
    page.hides("restarted");
}

#[tokio::test]
async fn a_sign_out_over_a_restart_ends_in_the_shop() {
    let (provider, mut browser) = scene().await;
    signed_in(&provider, &mut browser).await;
    let url = browser
        .post("/sign-out", String::new())
        .await
        .location()
        .to_owned();
    let state = url.split("state=").nth(1).unwrap();
    browser.net = shop(&provider);
    let back = browser.get(&format!("/?state={state}")).await;
    assert_eq!(back.location(), "/");
    let page = browser.get("/").await;
    page.shows("Create account");
    page.hides("restarted");
}

#[tokio::test]
async fn the_steps_are_shown_to_the_browser_that_took_them_and_to_no_other() {
    let (provider, mut browser) = scene().await;
    let mut other = Browser::new(browser.net.clone());
    signed_in(&provider, &mut browser).await;
    other.get("/").await.hides("What just happened");
    signed_in(&provider, &mut other).await;
    other.post("/refresh", String::new()).await;
    other.get("/").await.shows("New tokens arrived");
    let page = browser.get("/").await;
    page.shows("The tokens arrived");
    page.hides("New tokens arrived");
}

#[tokio::test]
async fn a_sign_in_abandoned_half_way_shows_its_request_and_that_no_answer_came() {
    let (_provider, mut browser) = scene().await;
    browser.get("/sign-in").await;
    let page = browser.get("/").await;
    page.shows("You were sent to the provider");
    page.shows("No answer yet.");
    page.shows("The SHA-256 of a secret the shop keeps (PKCE).");
}

#[tokio::test]
async fn the_request_asks_for_a_refresh_token_and_passes_experiments_on() {
    let (provider, mut browser) = scene().await;
    let query = provider.read(browser.get("/sign-in").await.location());
    assert_eq!(query["scope"], "openid profile email offline_access");
    assert_eq!(query["prompt"], "consent");
    assert_eq!(query["redirect_uri"], "http://localhost:3000/callback");
    let query = provider.read(
        browser
            .get("/sign-in?prompt=login&ui_locales=fr&max_age=60&scope=x")
            .await
            .location(),
    );
    assert_eq!(
        (&*query["prompt"], &*query["ui_locales"], &*query["max_age"]),
        ("login", "fr", "60")
    );
    assert_eq!(query["scope"], "openid profile email offline_access");
}

#[tokio::test]
async fn create_account_asks_for_the_registration_page_first() {
    let (provider, mut browser) = scene().await;
    let query = provider.read(browser.get("/sign-up").await.location());
    assert_eq!(query["first_screen"], "register");
}

#[tokio::test]
async fn the_provider_can_begin_a_sign_in_and_nobody_else_can() {
    let (provider, mut browser) = scene().await;
    let address = format!("/auth/initiate?iss={}&login_hint=ada", provider.issuer);
    let query = provider.read(browser.get(&address).await.location());
    assert_eq!(query["login_hint"], "ada");
    let form = format!("iss={}", provider.issuer);
    let answer = browser.post("/auth/initiate", form).await;
    provider.read(answer.location());
    for other in ["/auth/initiate?iss=https://evil.example", "/auth/initiate"] {
        let page = browser.get(other).await;
        assert_eq!(page.status, 400);
        page.shows("We sign in elsewhere");
    }
}

#[tokio::test]
async fn no_cookie_reaches_4096_bytes_even_when_the_provider_says_a_lot() {
    let (provider, mut browser) = scene().await;
    // The first fits into a cookie, just so.
    for length in [2_400, 9_000] {
        provider.lie(|lies| lies.extra = Some("x".repeat(length).into()));
        signed_in(&provider, &mut browser).await;
        browser.post("/refresh", String::new()).await;
    }
    assert!(
        (3_000..4_096).contains(&browser.longest_cookie),
        "{}",
        browser.longest_cookie
    );
    let page = browser.get("/").await;
    page.shows("ada@example.com");
    page.shows("(left out: too long for a cookie)");
}

#[tokio::test]
async fn a_browser_never_holds_more_than_five_sign_ins_under_way() {
    let (provider, mut browser) = scene().await;
    let mut last = String::new();
    for _ in 0..7 {
        last = browser.get("/sign-in").await.location().to_owned();
    }
    assert_eq!(browser.jar.len(), 5);
    assert!(
        browser
            .jar
            .keys()
            .all(|name| name.starts_with("bookstore_"))
    );
    assert_eq!(browser.get(&provider.approve(&last)).await.location(), "/");
}

#[tokio::test]
async fn cookies_are_secure_where_the_shop_is_reached_over_https() {
    let provider = Provider::start().await;
    let mut browser = Browser::new(shop_at("https://shop.example", &provider.issuer));
    let set = browser.get("/sign-in").await.headers["set-cookie"]
        .to_str()
        .unwrap()
        .to_owned();
    for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Max-Age=600"] {
        assert!(set.contains(attribute), "{attribute} in {set}");
    }
}

#[tokio::test]
async fn without_userinfo_about_the_same_person_the_id_token_still_counts() {
    let (provider, mut browser) = scene().await;
    provider.lie(|lies| lies.userinfo_subject = Some("somebody-else".into()));
    signed_in(&provider, &mut browser).await;
    let page = browser.get("/").await;
    page.shows("Hello, ada@example.com");
    page.shows("about somebody else");
    page.hides("poetry");
}

#[tokio::test]
async fn without_a_refresh_token_the_page_says_why_and_offers_no_refresh() {
    let (provider, mut browser) = scene().await;
    provider.lie(|lies| lies.no_refresh_token = true);
    signed_in(&provider, &mut browser).await;
    let page = browser.get("/").await;
    page.shows("there is nothing to refresh");
    page.hides("action=\"/refresh\"");
}
