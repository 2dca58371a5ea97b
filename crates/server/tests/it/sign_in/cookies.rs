//! Cookies and sessions: what is set, what is believed, and several tabs at once (T-40, T-44a).

use std::collections::BTreeSet;

use oidc_core::time::Lifetime;

use super::steps::{at_code_page, at_code_page_of};
use crate::kit::{Answer, Browser, Setup, World, on_both};

on_both! {
    t_40_the_session_changes_at_every_proof_and_the_old_one_is_dead,
    t_40_a_planted_cookie_never_becomes_signed_in,
    t_40_another_person_in_the_same_browser_ends_the_first_ones_session,
    t_44a_cookies_of_a_walk_have_the_right_attributes,
    t_44a_two_tabs_with_two_clients_both_finish,
    two_tabs_with_the_same_client_both_finish,
}

const COOKIES: [&str; 3] = ["browser", "device", "session"];

async fn t_40_the_session_changes_at_every_proof_and_the_old_one_is_dead(world: World) {
    let web = world.relying_party("web");
    let mut browser = world.browser();
    browser.sign_in(&web.request(), "ada@example.com").await;
    let first = browser.jar["signet_session_3001"].clone();
    world.pass(Lifetime::minutes(1));
    let again = web.request_with(&[("prompt", "login")]);
    browser.sign_in(&again, "ada@example.com").await;
    assert_ne!(browser.jar["signet_session_3001"], first);
    let mut thief = world.browser();
    thief.jar.insert("signet_session_3001".to_owned(), first);
    let silent = web.request_with(&[("prompt", "none")]);
    let answer = thief.get(&silent).await;
    assert_eq!(answer.parameter("error").as_deref(), Some("login_required"));
    assert!(browser.get(&silent).await.parameter("code").is_some());
}

async fn t_40_a_planted_cookie_never_becomes_signed_in(world: World) {
    // A token of the right form that nobody has issued, and a live flow of the attacker's.
    let (mut eve, _) = at_code_page(&world, "eve@example.com").await;
    let mut planted = eve.jar.clone();
    world.pass(Lifetime::millis(1));
    eve.sign_in(&world.relying_party("other").request(), "eve@example.com")
        .await;
    planted.insert(
        "signet_session_3001".to_owned(),
        eve.jar["signet_session_3001"].clone(),
    );
    planted.insert(
        "signet_device_3001".to_owned(),
        eve.jar["signet_device_3001"].clone(),
    );
    let mut victim = world.browser();
    victim.jar.clone_from(&planted);
    let fresh = world
        .relying_party("web")
        .request_with(&[("prompt", "login")]);
    victim.sign_in(&fresh, "ada@example.com").await;
    for name in ["signet_session_3001", "signet_device_3001"] {
        assert_ne!(victim.jar[name], planted[name], "{name}");
    }
    // What the attacker knows opens nothing of the victim's.
    let mut attacker = world.browser();
    attacker.jar.clone_from(&planted);
    let silent = world
        .relying_party("web")
        .request_with(&[("prompt", "none")]);
    let answer = attacker.get(&silent).await;
    assert_eq!(answer.parameter("error").as_deref(), Some("login_required"));
    // A made-up token is no session either, before or after.
    let made_up = "BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let mut browser = world.browser();
    browser
        .jar
        .insert("signet_session_3001".to_owned(), made_up.to_owned());
    let web = world.relying_party("web");
    browser.sign_in(&web.request(), "bob@example.com").await;
    assert_ne!(browser.jar["signet_session_3001"], made_up);
}

async fn t_40_another_person_in_the_same_browser_ends_the_first_ones_session(world: World) {
    let web = world.relying_party("web");
    let mut browser = world.browser();
    browser.sign_in(&web.request(), "ada@example.com").await;
    let adas = browser.jar["signet_session_3001"].clone();
    let again = web.request_with(&[("prompt", "login")]);
    browser.sign_in(&again, "eve@example.com").await;
    let mut thief = world.browser();
    thief.jar.insert("signet_session_3001".to_owned(), adas);
    let answer = thief.get(&web.request_with(&[("prompt", "none")])).await;
    assert_eq!(answer.parameter("error").as_deref(), Some("login_required"));
}

/// A whole sign-up, with every cookie line that was set on the way.
async fn walk(world: &World, base: &str) -> (Browser, Vec<String>) {
    let mut lines: Vec<String> = Vec::new();
    let mut keep = |answer: &Answer| {
        lines.extend(answer.cookies().iter().map(|line| (*line).to_owned()));
    };
    let web = world.relying_party("web");
    let mut browser = world.browser();
    let request = web.request_with(&[("first_screen", "register")]);
    let answer = browser.get(&format!("{base}{request}")).await;
    keep(&answer);
    let page = browser.follow(answer).await;
    let page = browser.ask_for_code(&page, "ada@example.com").await;
    let french = browser.get(&super::steps::link(&page, "Français")).await;
    keep(&french);
    let code = sent_code(world).await;
    let answer = browser.submit(&page.form(0).with("code", &code)).await;
    keep(&answer);
    let answer = browser.follow(answer).await;
    assert!(answer.parameter("code").is_some(), "{}", answer.location());
    let answer = browser
        .get(&format!("{base}/oidc/session/end?client_id=web"))
        .await;
    keep(&answer);
    (browser, lines)
}

/// The code, read from the deliveries: the mailbox is not there for every public address.
pub(crate) async fn sent_code(world: &World) -> String {
    while engine::jobs::deliver::deliver(&world.app).await.unwrap() {}
    let now = world.clock.now().minus(Lifetime::days(1));
    let mails = world.app.store.read(|mut tx| async move {
        tx.deliveries()
            .recent_sent(store::DeliveryKind::Mail, now, 1)
            .await
    });
    let mail = mails.await.unwrap().remove(0);
    let sealing = &world.app.secrets.sealing;
    let letter = engine::mail::letter::Letter::unseal(&mail, sealing).unwrap();
    letter.code.expose().clone()
}

fn attributes_are_right(line: &str, attributes: &str, path: &str, secure: bool) {
    let attributes: BTreeSet<&str> = attributes.split("; ").collect();
    assert!(attributes.contains("HttpOnly"), "{line}");
    assert!(attributes.contains("SameSite=Lax"), "{line}");
    assert!(
        attributes.contains(format!("Path={path}").as_str()),
        "{line}"
    );
    assert_eq!(attributes.contains("Secure"), secure, "{line}");
    assert!(
        !attributes
            .iter()
            .any(|a| a.to_lowercase().starts_with("domain")),
        "{line}"
    );
    let known = ["HttpOnly", "SameSite=Lax", "Secure"];
    let other = |a: &&&str| !known.contains(a) && !a.starts_with("Path=");
    assert!(
        attributes
            .iter()
            .filter(other)
            .all(|a| a.starts_with("Max-Age=")),
        "{line}"
    );
}

async fn t_44a_cookies_of_a_walk_have_the_right_attributes(world: World) {
    let host = "__Host-signet_";
    for (public_url, prefix, suffix, path, secure) in [
        (None, "signet_", "_3001", "/", false),
        (Some("https://id.example.com"), host, "", "/", true),
        (
            Some("https://id.example.com:8443"),
            host,
            "_8443",
            "/",
            true,
        ),
        (
            Some("https://example.com/auth"),
            "signet_",
            "",
            "/auth",
            true,
        ),
    ] {
        let world = world
            .set_up(Setup {
                public_url,
                ..Setup::default()
            })
            .await;
        let base = world.app.urls.base_path().to_owned();
        let (_, lines) = walk_once(&world, &base).await;
        let mut names = BTreeSet::new();
        for line in &lines {
            let (pair, attributes) = line.split_once("; ").unwrap();
            let name = pair.split_once('=').unwrap().0;
            let name = name
                .strip_prefix(prefix)
                .and_then(|rest| rest.strip_suffix(suffix));
            names.insert(name.expect(line).to_owned());
            attributes_are_right(line, attributes, path, secure);
        }
        for name in COOKIES {
            assert!(names.contains(name), "{name}: {lines:?}");
        }
        assert!(names.contains("lang") && names.len() == 4, "{names:?}");
        let cleared = lines.last().unwrap();
        assert!(
            cleared.contains(&format!("session{suffix}=;")) && cleared.contains("Max-Age=0"),
            "{cleared}"
        );
    }
}

/// On a database that several worlds share, the account exists from the second walk on.
async fn walk_once(world: &World, base: &str) -> (Browser, Vec<String>) {
    if world.is_postgres() {
        world
            .clone()
            .on_disk()
            .await
            .0
            .sql("delete from users")
            .await;
    }
    world.pass(Lifetime::minutes(1));
    walk(world, base).await
}

async fn t_44a_two_tabs_with_two_clients_both_finish(world: World) {
    let mut browser = world.browser();
    let (web, other) = (world.relying_party("web"), world.relying_party("other"));
    let first = browser
        .visit(&web.request_with(&[("first_screen", "register")]))
        .await;
    let second = browser.visit(&other.request()).await;
    let first = browser.ask_for_code(&first, "ada@example.com").await;
    let second = browser.ask_for_code(&second, "bob@example.com").await;
    let code = world.code("ada@example.com").await;
    let done = browser.type_code(&first, &code).await;
    assert!(
        done.location().starts_with("https://rp.example/cb?code="),
        "{}",
        done.location()
    );
    let code = world.code("bob@example.com").await;
    let offer = browser.type_code(&second, &code).await;
    let done = browser.submit(&offer.form(0)).await;
    let done = browser.follow(done).await;
    assert!(
        done.location()
            .starts_with("https://other.example/cb?code="),
        "{}",
        done.location()
    );
    let tokens = other.redeem(&done.parameter("code").unwrap()).await;
    assert_eq!(tokens.status, 200, "{}", tokens.body);
}

async fn two_tabs_with_the_same_client_both_finish(world: World) {
    let (mut browser, first) = at_code_page_of(&world, "register", "ada@example.com").await;
    let web = world.relying_party("web");
    let second = browser
        .visit(&web.request_with(&[("state", "second")]))
        .await;
    let code = world.code("ada@example.com").await;
    let done = browser.type_code(&first, &code).await;
    assert_eq!(done.parameter("state").as_deref(), Some("af0ifjsldkj"));
    // The other tab still asks for an address; it goes on by itself, as its own sign-in.
    world.pass(Lifetime::minutes(1));
    let page = browser.ask_for_code(&second, "ada@example.com").await;
    let code = world.code("ada@example.com").await;
    let done = browser.type_code(&page, &code).await;
    assert_eq!(done.parameter("state").as_deref(), Some("second"));
    assert!(done.parameter("code").is_some());
}

#[tokio::test]
async fn t_44a_cookies_tossed_by_a_sibling_subdomain_have_no_effect() {
    let public_url = Some("https://id.example.com");
    let world = World::with(Setup {
        public_url,
        ..Setup::default()
    })
    .await;
    let web = world.relying_party("web");
    let mut eve = world.browser();
    let callback = sign_up(&world, &mut eve, "eve@example.com").await;
    assert!(callback.parameter("code").is_some());
    // A sibling can set any name but those that begin with `__Host-`.
    let mut victim = world.browser();
    for (name, value) in &eve.jar {
        victim
            .jar
            .insert(name.trim_start_matches("__Host-").to_owned(), value.clone());
    }
    let silent = web.request_with(&[("prompt", "none")]);
    let answer = victim.get(&silent).await;
    assert_eq!(answer.parameter("error").as_deref(), Some("login_required"));
    assert!(
        eve.get(&silent).await.parameter("code").is_some(),
        "under its real name it counts"
    );
}

async fn sign_up(world: &World, browser: &mut Browser, email: &str) -> Answer {
    let request = world
        .relying_party("web")
        .request_with(&[("first_screen", "register")]);
    let page = browser.visit(&request).await;
    let page = browser.ask_for_code(&page, email).await;
    let code = sent_code(world).await;
    browser.type_code(&page, &code).await
}
