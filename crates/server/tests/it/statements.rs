//! What each route costs the database: a statement more is a decision, not an accident.
//!
//! `cargo test -p signet --test it statements -- --nocapture` prints the table.

use engine::jobs::deliver::{Round, Search};
use oidc_core::time::Lifetime;
use serde_json::json;
use store::{DeliveryKind, Flavour};

use crate::kit::{Answer, Browser, RelyingParty, Tokens, Witness, World, on_both};

on_both! {
    no_route_runs_more_statements_than_are_written_beside_it,
}

/// The most statements of one route.
const ROUTES: &[(&str, usize)] = &[
    ("sign-up: authorize", 1),
    ("sign-up: page", 1),
    ("sign-up: address", 6),
    ("sign-up: mail", 2),
    ("sign-up: code page", 1),
    ("sign-up: code", 10),
    ("sign-up: resume", 5),
    // One of them is the event, and one, once a day, that the person was active.
    ("sign-up: token", 6),
    ("sign-up: userinfo", 1),
    ("sign-up", 33),
    ("sign-in", 32),
    ("sign-in again in the same browser", 38),
    ("wrong code", 5),
    ("password: address and password", 13),
    ("password: wrong", 5),
    ("sign-up with a password: the password", 12),
    ("single sign-on, new to the application", 5),
    ("single sign-on", 4),
    ("consent page", 2),
    ("consent", 11),
    ("single sign-on of a third party", 6),
    ("silent refusal", 1),
    ("refresh", 4),
    ("userinfo", 1),
    ("discovery", 0),
    ("keys", 0),
];

/// Counts, and remembers what it counted.
struct Counts {
    witness: Witness,
    counted: Vec<(&'static str, usize)>,
}

impl Counts {
    async fn of<T>(&mut self, route: &'static str, work: impl Future<Output = T>) -> T {
        let answer = self.witness.watch(work).await;
        let ran = self.witness.take_statements();
        // Of interest when the number has changed.
        for sql in &ran {
            println!("  {route}: {sql}");
        }
        self.counted.push((route, ran.len()));
        answer
    }

    /// The sum of what was counted under such names.
    fn sum(&self, prefix: &str) -> usize {
        let parts = self.counted.iter();
        let parts = parts.filter(|(route, _)| route.starts_with(prefix));
        parts.map(|(_, count)| count).sum()
    }
}

/// From the authorization request to userinfo, for whoever has this address.
async fn whole(
    counts: &mut Counts,
    world: &World,
    (browser, web): (&mut Browser, &RelyingParty),
    (screen, email): (&str, &str),
) -> Tokens {
    let request = web.request_with(&[("first_screen", screen), ("prompt", "login")]);
    let request = if browser.jar.is_empty() {
        web.request_with(&[("first_screen", screen)])
    } else {
        request
    };
    let answer = counts.of("sign-up: authorize", browser.get(&request)).await;
    let page = counts.of("sign-up: page", browser.follow(answer)).await;
    let form = page.form(0).with("email", email);
    let answer = counts.of("sign-up: address", browser.submit(&form)).await;
    let delivery = async {
        let round = Round::new(world.app.engine.clone(), DeliveryKind::Mail);
        round.begin(Search::Rung).await.unwrap();
        round.end().await;
    };
    counts.of("sign-up: mail", delivery).await;
    let page = counts
        .of("sign-up: code page", browser.follow(answer))
        .await;
    let code = world.code(email).await;
    let form = page.form(0).with("code", &code);
    let answer = counts.of("sign-up: code", browser.submit(&form)).await;
    let callback = counts.of("sign-up: resume", browser.follow(answer)).await;
    let code = callback.parameter("code").expect("a code");
    let answer = counts.of("sign-up: token", web.redeem(&code)).await;
    let tokens = Tokens::of(&answer);
    let answer = counts
        .of("sign-up: userinfo", web.userinfo(&tokens.access))
        .await;
    assert_eq!(answer.status, 200);
    tokens
}

async fn no_route_runs_more_statements_than_are_written_beside_it(world: World) {
    let database = world.app.store.flavour();
    // The first request of a network draws what it may write for many to come.
    world
        .relying_party("web")
        .sign_in("first@example.com")
        .await;
    let mut counts = Counts {
        witness: Witness::new(),
        counted: Vec::new(),
    };
    let web = world.relying_party("web");
    let mut all = Vec::new();
    let mut browser = world.browser();
    let people = [
        ("sign-up", ("register", "ada@example.com"), false),
        (
            "sign-in again in the same browser",
            ("sign-in", "ada@example.com"),
            true,
        ),
        ("sign-in", ("sign-in", "first@example.com"), false),
    ];
    let mut tokens = None;
    for (name, person, same) in people {
        if !same {
            browser = world.browser();
        }
        counts.counted.clear();
        // Two mails of one moment have no order, and the newest one is read.
        world.pass(Lifetime::millis(1));
        tokens = Some(whole(&mut counts, &world, (&mut browser, &web), person).await);
        let sum = counts.sum("sign-up: ");
        if name == "sign-up" {
            all.append(&mut counts.counted);
        }
        all.push((name, sum));
    }
    counts.counted.clear();
    rest(&mut counts, &world, (&mut browser, &tokens.unwrap())).await;
    by_password(&mut counts, world).await;
    all.append(&mut counts.counted);
    judge(database, &all);
}

/// The routes of somebody who is signed in.
async fn rest(counts: &mut Counts, world: &World, (browser, tokens): (&mut Browser, &Tokens)) {
    let (web, other) = (world.relying_party("web"), world.relying_party("other"));
    let code = |answer: Answer| assert!(answer.parameter("code").is_some());
    let first = "single sign-on, new to the application";
    code(counts.of(first, browser.get(&other.request())).await);
    code(
        counts
            .of("single sign-on", browser.get(&web.request()))
            .await,
    );
    let club = world.relying_party("club");
    let asked = browser.get(&club.request()).await;
    let page = counts.of("consent page", browser.follow(asked)).await;
    code(counts.of("consent", browser.submit(&page.form(0))).await);
    let third = "single sign-on of a third party";
    code(counts.of(third, browser.get(&club.request())).await);
    let silent = web.request_with(&[("prompt", "none"), ("max_age", "0")]);
    counts.of("silent refusal", browser.get(&silent)).await;
    let answer = counts.of("refresh", web.refresh(tokens.refresh())).await;
    assert_eq!(answer.status, 200);
    let answer = counts.of("userinfo", web.userinfo(&tokens.access)).await;
    assert_eq!(answer.status, 200);
    let metadata = "/oidc/.well-known/openid-configuration";
    counts.of("discovery", world.get(metadata)).await;
    counts.of("keys", world.get("/oidc/jwks")).await;
    let mut stranger = world.browser();
    let page = stranger.visit(&web.request()).await;
    let page = stranger.ask_for_code(&page, "bob@example.com").await;
    let code = world.code("bob@example.com").await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let form = page.form(0).with("code", wrong);
    counts.of("wrong code", stranger.submit(&form)).await;
}

/// Where people sign in by an address and a password, in browsers that were never here.
async fn by_password(counts: &mut Counts, world: World) {
    let (world, _folder) = world.managed("").await;
    let method = json!({
        "identifier": "email", "password": true, "verificationCode": true,
        "isPasswordPrimary": true,
    });
    let settings = json!({"signIn": {"methods": [method]}});
    world.manage("PATCH", "/sign-in-exp", &settings).await;
    let account = json!({"primaryEmail": "eve@example.com", "password": "violet harbour 42"});
    world.manage("POST", "/users", &account).await;
    let right = "password: address and password";
    for (route, typed) in [
        ("password: wrong", "amber lantern 17"),
        (right, "violet harbour 42"),
    ] {
        let mut browser = world.browser();
        let page = browser.visit(&world.relying_party("web").request()).await;
        let form = page.form(0).with("email", "eve@example.com");
        let form = form.with("password", typed);
        let answer = counts.of(route, browser.submit(&form)).await;
        let is_in = browser.follow(answer).await.status == 303;
        assert_eq!(is_in, route == right, "{route}");
    }
    let sign_up = json!({"identifiers": ["email"], "password": true, "verify": true});
    let settings = json!({ "signUp": sign_up });
    world.manage("PATCH", "/sign-in-exp", &settings).await;
    with_new_password(counts, &world).await;
}

/// Where new accounts have a password, from the proof of the address on.
async fn with_new_password(counts: &mut Counts, world: &World) {
    let email = "dan@example.com";
    let web = world.relying_party("web");
    let mut browser = world.browser();
    let request = web.request_with(&[("first_screen", "register")]);
    let page = browser.visit(&request).await;
    let page = browser.ask_for_code(&page, email).await;
    let page = browser.type_code(&page, &world.code(email).await).await;
    let form = page.form(0).with("new_password", "violet harbour 42");
    let route = "sign-up with a password: the password";
    let answer = counts.of(route, browser.submit(&form)).await;
    let callback = browser.follow(answer).await;
    assert!(callback.parameter("code").is_some());
}

fn judge(database: Flavour, counted: &[(&str, usize)]) {
    println!("| route ({database:?}) | statements | at most |\n| --- | --- | --- |");
    let mut over = Vec::new();
    for (route, most) in ROUTES {
        let found = counted.iter().find(|(name, _)| name == route);
        let (_, count) = found.unwrap_or_else(|| panic!("{route} was not counted"));
        println!("| {route} | {count} | {most} |");
        if count > most {
            over.push(*route);
        }
    }
    assert!(over.is_empty(), "more statements than written: {over:?}");
    assert_eq!(counted.len(), ROUTES.len(), "every route has a number");
}
