//! What an authorization request says about the first page: `first_screen`, `interaction_mode`,
//! `login_hint`, `ui_locales` (Core §3.1.2.1).

use crate::kit::{Answer, Setup, World};

async fn page(changes: &[(&'static str, &str)]) -> (String, Answer) {
    let world = World::with(Setup::default()).await;
    let mut browser = world.browser();
    let web = world.relying_party("web");
    let answer = browser.get(&web.request_with(changes)).await;
    let location = answer.location().to_owned();
    let page = browser.follow(answer).await;
    assert_eq!(page.status, 200);
    (location, page)
}

#[tokio::test]
async fn the_parameters_of_every_sdk_lead_to_their_page() {
    for (name, value, path) in [
        ("first_screen", "", "/sign-in?"),
        ("first_screen", "register", "/register?"),
        ("first_screen", "identifier:register", "/register?"),
        ("first_screen", "sign_in", "/sign-in?"),
        ("first_screen", "signIn", "/sign-in?"),
        ("first_screen", "identifier:sign_in", "/sign-in?"),
        ("first_screen", "https://evil.example", "/sign-in?"),
        ("interaction_mode", "signUp", "/register?"),
        ("interaction_mode", "signIn", "/sign-in?"),
        ("interaction_mode", "teapot", "/sign-in?"),
    ] {
        let (location, _) = page(&[(name, value)]).await;
        assert!(location.starts_with(path), "{name}={value}: {location}");
        assert!(location.contains("app_id=web"), "{location}");
    }
    let both = [("first_screen", "sign_in"), ("interaction_mode", "signUp")];
    assert!(page(&both).await.0.starts_with("/sign-in?"));
}

#[tokio::test]
async fn the_login_hint_is_filled_in_and_nothing_else_comes_of_it() {
    let email = |page: &Answer| {
        let fields = page.form(0).fields;
        let field = fields.iter().find(|(name, _)| name == "email");
        field.unwrap().1.clone()
    };
    let (location, hinted) = page(&[("login_hint", "ada+books@example.com")]).await;
    assert_eq!(email(&hinted), "ada+books@example.com");
    assert!(!location.contains("ada"), "an address in a URL: {location}");
    let hostile = "\"><script>alert(1)</script>";
    let (_, page_with) = page(&[("login_hint", hostile)]).await;
    assert_eq!(email(&page_with), hostile);
    assert!(!page_with.body.contains("<script>alert"));
    let (_, page_without) = page(&[("login_hint", &"x".repeat(300))]).await;
    assert_eq!(email(&page_without), "");
}

#[tokio::test]
async fn the_languages_a_client_asks_for_are_spoken() {
    let lang = |page: &Answer| {
        let at = page.body.find("lang=\"").unwrap() + "lang=\"".len();
        page.body[at..].split('"').next().unwrap().to_owned()
    };
    for (wanted, spoken) in [
        ("fr", "fr"),
        ("xx fr-CA en", "fr"),
        ("en", "en"),
        ("xx", "en"),
        ("\"><script>", "en"),
    ] {
        let (_, page) = page(&[("ui_locales", wanted)]).await;
        assert_eq!(lang(&page), spoken, "{wanted}");
    }
}
