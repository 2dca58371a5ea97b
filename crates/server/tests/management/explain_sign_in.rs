//! Why somebody cannot sign in: each fault that is planted is named as the first failing check, and a
//! sign-in that is really tried ends there.

use engine::jobs::deliver::deliver;
use oidc_core::{time::Lifetime, user_field::UserField};
use serde_json::{Value, json};
use testkit::mailgun::{Mailgun, Reply};

use super::caller::{Api, also, done, managed, managed_also, refused};
use crate::kit::{Answer, Browser, Setup, World, on_both};

on_both! {
    whoever_can_sign_in_is_told_so_and_does,
    the_checks_are_told_once_each_and_in_their_order,
    a_suspended_account_is_named,
    a_limit_of_mails_is_named_with_its_end,
    a_limit_of_wrong_codes_is_named_with_its_end,
    a_connector_that_cannot_be_read_is_named,
    a_provider_that_refuses_us_is_named_in_its_own_words,
    a_registration_that_is_closed_is_named_and_an_open_one_asks,
    a_wrong_redirect_uri_is_named_with_what_differs,
    an_application_that_is_unknown_disabled_or_no_place_for_people_is_named,
    an_identifier_that_lets_nobody_in_is_named,
    a_code_that_has_expired_or_is_used_up_is_named,
    the_last_code_is_found_however_the_address_was_typed,
    of_several_limits_the_one_that_lasts_longest_is_named,
    a_third_party_asks_what_it_may_have,
    asking_counts_sends_and_writes_nothing,
    a_question_that_does_not_fit_is_refused,
}

pub(super) const ADA: &str = "ada@example.com";
const CALLBACK: &str = "https://rp.example/cb";

async fn explain(api: &Api, question: Value) -> Value {
    done(&api.post("/signet/explain-sign-in", question).await, 200)
}

/// Of a sign-in to the bookstore.
pub(super) async fn of(api: &Api, identifier: &str) -> Value {
    let question = json!({
        "identifier": identifier, "applicationId": "web", "redirectUri": CALLBACK,
    });
    explain(api, question).await
}

#[track_caller]
pub(super) fn check<'a>(explained: &'a Value, id: &str) -> &'a Value {
    let checks = explained["checks"].as_array().unwrap();
    let found = checks.iter().find(|check| check["id"] == id);
    found.unwrap_or_else(|| panic!("{id}: {explained}"))
}

/// That this check is the first that fails, and the sentence says why.
#[track_caller]
pub(super) fn fails_at(explained: &Value, id: &str) -> String {
    assert_eq!(explained["firstFailing"], id, "{explained}");
    let failing = check(explained, id);
    assert_eq!(failing["verdict"], "fail");
    assert!(failing["remedy"].is_string(), "{failing}");
    let because = failing["because"].as_str().unwrap();
    let sentence = explained["sentence"].as_str().unwrap();
    assert!(
        sentence.contains("cannot sign in") && sentence.ends_with(because),
        "{sentence}"
    );
    because.to_owned()
}

#[track_caller]
pub(super) fn passes(explained: &Value) {
    assert_eq!(explained.get("firstFailing"), None, "{explained}");
    let sentence = explained["sentence"].as_str().unwrap();
    assert!(sentence.contains("can sign in"), "{sentence}");
}

/// A browser at the code page of a sign-in, and that page.
pub(super) async fn at_code_page(world: &World, email: &str) -> (Browser, Answer) {
    // Ids are ordered by time, and mails by their ids.
    world.pass(Lifetime::millis(1));
    let mut browser = world.browser();
    let page = browser.visit(&world.relying_party("web").request()).await;
    let page = browser.ask_for_code(&page, email).await;
    assert_eq!(page.heading(), "Check your email", "{}", page.body);
    (browser, page)
}

/// Where a sign-in ends that is tried with the right code.
async fn tried(world: &World, email: &str) -> Answer {
    let (mut browser, page) = at_code_page(world, email).await;
    browser.type_code(&page, &world.code(email).await).await
}

/// Whether the application got its code.
pub(super) fn got_in(answer: &Answer) -> bool {
    answer.status == 303 && answer.parameter("code").is_some()
}

pub(super) async fn deliver_all(world: &World) {
    while deliver(&world.app).await.unwrap() {}
}

/// The same world, whose file says this too.
async fn reset(world: &World, more: &str) -> World {
    let more = also(more);
    let setup = Setup {
        more,
        ..Setup::default()
    };
    world.set_up(setup).await
}

async fn whoever_can_sign_in_is_told_so_and_does(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    world.relying_party("web").sign_in(ADA).await;
    let explained = of(&api, " ADA@example.com ").await;
    passes(&explained);
    assert_eq!(
        explained["sentence"],
        "ada@example.com can sign in to Bookstore."
    );
    for id in [
        "application",
        "redirectUri",
        "identifier",
        "account",
        "suspension",
        "limits",
    ] {
        assert_eq!(check(&explained, id)["verdict"], "pass", "{explained}");
    }
    for id in ["mail", "code", "expected", "chosen", "fresh", "consent"] {
        assert_eq!(check(&explained, id)["verdict"], "pass", "{explained}");
    }
    let callback = tried(&world, ADA).await;
    assert!(got_in(&callback), "{}", callback.body);
    // Nothing needs to be known of where.
    let explained = explain(&api, json!({"identifier": ADA})).await;
    passes(&explained);
    for id in ["application", "redirectUri"] {
        assert_eq!(check(&explained, id)["verdict"], "skipped");
    }
}

async fn the_checks_are_told_once_each_and_in_their_order(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let order = [
        "application",
        "redirectUri",
        "identifier",
        "account",
        "password",
        "suspension",
        "limits",
        "mail",
        "code",
        "expected",
        "chosen",
        "fresh",
        "consent",
    ];
    for identifier in [ADA, "+33 6 12 34 56 78", ""] {
        let explained = of(&api, identifier).await;
        let checks = explained["checks"].as_array().unwrap();
        let ids: Vec<_> = checks
            .iter()
            .map(|check| check["id"].as_str().unwrap())
            .collect();
        assert_eq!(ids, order, "{identifier}");
    }
}

async fn a_suspended_account_is_named(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    world.relying_party("web").sign_in(ADA).await;
    let suspended = [(UserField::Suspended, "true".to_owned())];
    world.users().set(ADA, &suspended).await.unwrap();
    fails_at(&of(&api, ADA).await, "suspension");
    let page = tried(&world, ADA).await;
    assert!(!got_in(&page));
    assert_eq!(page.heading(), "Your account is suspended", "{}", page.body);
}

async fn a_limit_of_mails_is_named_with_its_end(world: World) {
    let more = "[limits]\nsends_per_recipient = \"2/10m\"\n";
    let (world, _folder) = managed(world).await;
    let world = reset(&world, more).await;
    let api = Api::of(&world).await;
    at_code_page(&world, ADA).await;
    passes(&of(&api, ADA).await);
    at_code_page(&world, ADA).await;
    let explained = of(&api, ADA).await;
    let why = fails_at(&explained, "limits");
    assert!(why.contains("codes were sent to this address"), "{why}");
    let mut browser = world.browser();
    let page = browser.visit(&world.relying_party("web").request()).await;
    let form = page.form(0).with("email", ADA);
    assert_eq!(browser.submit(&form).await.status, 429);
    // It is over when it says.
    let until = check(&explained, "limits")["until"].as_i64().unwrap();
    let wait = until - world.clock.now().as_millis();
    world.pass(Lifetime::millis(wait));
    assert_eq!(check(&of(&api, ADA).await, "limits")["verdict"], "pass");
    assert_eq!(browser.submit(&form).await.status, 303);
}

async fn a_limit_of_wrong_codes_is_named_with_its_end(world: World) {
    let (world, _folder) = managed(world).await;
    let world = reset(&world, "[limits]\nfailures_per_address = \"3/1h\"\n").await;
    let api = Api::of(&world).await;
    let (mut browser, page) = at_code_page(&world, ADA).await;
    let code = world.code(ADA).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..3 {
        passes(&of(&api, ADA).await);
        browser.type_code(&page, wrong).await;
    }
    let explained = of(&api, ADA).await;
    let why = fails_at(&explained, "limits");
    assert!(why.contains("wrong codes"), "{why}");
    let paused = browser.type_code(&page, &code).await;
    assert_eq!(paused.status, 429, "{}", paused.body);
    // Another address is not concerned.
    passes(&of(&api, "bob@example.com").await);
}

async fn a_connector_that_cannot_be_read_is_named(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    // Copied into a column, it does not open there.
    world
        .sql(
            "insert into connectors (id, kind, provider, sealed_config, source, updated_at) values \
             ('email', 'email', 'pigeon', (select sealed from signing_keys limit 1), 'file', 0)",
        )
        .await;
    world
        .sql("update versions set number = number + 1 where noun = 'connectors'")
        .await;
    assert!(world.app.refresh_snapshot().await.unwrap());
    fails_at(&of(&api, ADA).await, "mail");
    at_code_page(&world, ADA).await;
    assert!(world.mails(ADA).await.is_empty());
}

async fn a_provider_that_refuses_us_is_named_in_its_own_words(world: World) {
    let (world, _folder) = managed(world).await;
    let mailgun = Mailgun::answering(Reply::of("401 X", "Forbidden")).await;
    let more = format!(
        "[email]\nconnector = \"mailgun\"\n[email.mailgun]\ndomain = \"mg.example.com\"\n\
         api_key = \"key-of-the-operator\"\nfrom = \"Shop <shop@mg.example.com>\"\n\
         base_url = \"http://127.0.0.1:{}\"\n",
        mailgun.port
    );
    let world = reset(&world, &more).await;
    let api = Api::of(&world).await;
    passes(&of(&api, ADA).await);
    at_code_page(&world, ADA).await;
    passes(&of(&api, ADA).await);
    deliver_all(&world).await;
    // Whoever asked, and everybody else.
    for email in [ADA, "bob@example.com"] {
        let why = fails_at(&of(&api, email).await, "mail");
        assert!(why.contains("401"), "{why}");
        assert!(!why.contains("key-of-the-operator"), "{why}");
    }
}

async fn a_registration_that_is_closed_is_named_and_an_open_one_asks(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let open = of(&api, ADA).await;
    passes(&open);
    assert_eq!(check(&open, "account")["verdict"], "ask");
    let sentence = open["sentence"].as_str().unwrap();
    assert!(sentence.contains("asked whether to make one"), "{sentence}");
    let page = tried(&world, ADA).await;
    assert!(
        page.body.contains("action=\"/sign-in/no-account\""),
        "{}",
        page.body
    );
    let closed = reset(&world, "[sign_in]\nmode = \"SignIn\"\n").await;
    let api = Api::of(&closed).await;
    fails_at(&of(&api, ADA).await, "account");
    let page = tried(&closed, ADA).await;
    assert!(
        page.body.contains("New accounts can’t be created here"),
        "{}",
        page.body
    );
}

async fn a_wrong_redirect_uri_is_named_with_what_differs(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let web = world.relying_party("web");
    for (uri, is_refused) in [("https://rp.example/cb/", true), (CALLBACK, false)] {
        let question = json!({"identifier": ADA, "applicationId": "web", "redirectUri": uri});
        let explained = explain(&api, question).await;
        let request = web.request_with(&[("redirect_uri", uri)]);
        let answer = world.browser().get(&request).await;
        if is_refused {
            let why = fails_at(&explained, "redirectUri");
            assert!(why.contains(CALLBACK), "{why}");
            let remedy = check(&explained, "redirectUri")["remedy"].as_str().unwrap();
            assert!(remedy.contains("ends with a slash"), "{remedy}");
            assert_eq!(answer.status, 400);
        } else {
            passes(&explained);
            assert_eq!(answer.status, 303);
        }
    }
}

async fn an_application_that_is_unknown_disabled_or_no_place_for_people_is_named(world: World) {
    let shop = "[[applications]]\nid = \"shop\"\nkind = \"spa\"\n\
        redirect_uris = [\"https://shop.example/cb\"]\n";
    let (world, _folder) = managed_also(world, shop).await;
    let api = Api::of(&world).await;
    let question = |id: &str| json!({"identifier": ADA, "applicationId": id});
    passes(&explain(&api, question("shop")).await);
    let taken_out = reset(&world, "").await;
    let (api, web) = (Api::of(&taken_out).await, taken_out.relying_party("web"));
    for id in ["shop", "none", "no such id", "robot"] {
        let why = fails_at(&explain(&api, question(id)).await, "application");
        assert_eq!(why == "shop is disabled.", id == "shop", "{why}");
        let changes = [
            ("client_id", id),
            ("redirect_uri", "https://shop.example/cb"),
        ];
        let answer = taken_out.browser().get(&web.request_with(&changes)).await;
        assert_eq!(answer.status, 400, "{id}");
    }
}

async fn an_identifier_that_lets_nobody_in_is_named(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    world.relying_party("web").sign_in(ADA).await;
    for typed in ["+33 6 12 34 56 78", "ada", ""] {
        fails_at(&of(&api, typed).await, "identifier");
        let mut browser = world.browser();
        let page = browser.visit(&world.relying_party("web").request()).await;
        let refused = browser.submit(&page.form(0).with("email", typed)).await;
        assert_eq!(refused.status, 400, "{typed}");
    }
    // Only new accounts are let in.
    let world = reset(&world, "[sign_in]\nmode = \"Register\"\n").await;
    let api = Api::of(&world).await;
    fails_at(&of(&api, ADA).await, "identifier");
    let page = tried(&world, ADA).await;
    assert!(!got_in(&page));
    assert!(
        !page.body.contains("action=\"/register/account-exists\""),
        "{}",
        page.body
    );
    let new = of(&api, "bob@example.com").await;
    passes(&new);
    let callback = tried(&world, "bob@example.com").await;
    assert!(got_in(&callback), "{}", callback.body);
}

async fn a_code_that_has_expired_or_is_used_up_is_named(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    world.relying_party("web").sign_in(ADA).await;
    let (mut browser, page) = at_code_page(&world, "Ada@Example.com").await;
    let code = world.code(ADA).await;
    let explained = of(&api, ADA).await;
    passes(&explained);
    assert!(check(&explained, "code")["until"].is_i64(), "{explained}");
    world.pass(Lifetime::minutes(11));
    another_code_helps(&of(&api, ADA).await, "has expired");
    let over = browser.type_code(&page, &code).await;
    assert!(!got_in(&over));
    assert!(over.body.contains("expired"), "{}", over.body);
    let (mut browser, page) = at_code_page(&world, ADA).await;
    let code = world.code(ADA).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        browser.type_code(&page, wrong).await;
    }
    another_code_helps(&of(&api, ADA).await, "counts no more");
    let over = browser.type_code(&page, &code).await;
    assert!(!got_in(&over));
    // Another one helps.
    let callback = tried(&world, ADA).await;
    assert!(got_in(&callback), "{}", callback.body);
    passes(&of(&api, ADA).await);
}

/// That the last code is worth nothing, which keeps nobody out: they ask for another one.
#[track_caller]
fn another_code_helps(explained: &Value, why: &str) {
    passes(explained);
    let code = check(explained, "code");
    assert_eq!(code["verdict"], "ask", "{explained}");
    assert_eq!(code["remedy"], "Have them ask for another code.");
    assert!(explained["sentence"].as_str().unwrap().contains(why));
}

async fn the_last_code_is_found_however_the_address_was_typed(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let plain = "ada@xn--bcher-kva.example";
    for typed in ["Ada@BÜCHER.example", "ada@bücher.example", plain] {
        at_code_page(&world, typed).await;
        let until = world.clock.now().plus(Lifetime::minutes(10)).as_millis();
        for asked in [plain, "ADA@Bücher.Example"] {
            let code = check(&of(&api, asked).await, "code").clone();
            assert_eq!(
                (&code["verdict"], &code["until"]),
                (&json!("pass"), &json!(until))
            );
        }
        world.pass(Lifetime::minutes(1));
    }
}

async fn of_several_limits_the_one_that_lasts_longest_is_named(world: World) {
    let (world, _folder) = managed(world).await;
    let limits = "[limits]\nsends_per_recipient = \"1/10m\"\nsends_per_client = \"1/1h\"\n";
    let world = reset(&world, limits).await;
    let api = Api::of(&world).await;
    at_code_page(&world, ADA).await;
    let explained = of(&api, ADA).await;
    fails_at(&explained, "limits");
    let until = check(&explained, "limits")["until"].as_i64().unwrap();
    let ten_minutes = world.clock.now().plus(Lifetime::minutes(10));
    assert!(until > ten_minutes.as_millis(), "{explained}");
}

async fn a_third_party_asks_what_it_may_have(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let question = json!({"identifier": ADA, "applicationId": "club"});
    world.relying_party("web").sign_in(ADA).await;
    let explained = explain(&api, question.clone()).await;
    passes(&explained);
    assert_eq!(check(&explained, "consent")["verdict"], "ask");
    let club = world.relying_party("club");
    let mut browser = world.browser();
    world.pass(Lifetime::millis(1));
    let page = browser.visit(&club.request()).await;
    let page = browser.ask_for_code(&page, ADA).await;
    let page = browser.type_code(&page, &world.code(ADA).await).await;
    assert!(page.body.contains("action=\"/consent\""), "{}", page.body);
    let agreed = browser.submit(&page.form(0)).await;
    let agreed = browser.follow(agreed).await;
    assert!(got_in(&agreed), "{}", agreed.body);
    let explained = explain(&api, question).await;
    assert_eq!(check(&explained, "consent")["verdict"], "pass");
}

async fn asking_counts_sends_and_writes_nothing(world: World) {
    let (world, _folder) = managed(world).await;
    let world = reset(&world, "[limits]\nsends_per_recipient = \"2/10m\"\n").await;
    let api = Api::of(&world).await;
    at_code_page(&world, ADA).await;
    let tables = [
        "select cast(coalesce(sum(count), 0) as bigint) from attempts",
        "select count(*) from deliveries",
        "select count(*) from verification_codes",
        "select cast(coalesce(sum(tries), 0) as bigint) from verification_codes",
        "select count(*) from events",
        "select count(*) from users",
        "select count(*) from sessions",
        "select count(*) from interactions",
    ];
    let mut before = Vec::new();
    for sql in tables {
        before.push(world.number(sql).await);
    }
    for _ in 0..5 {
        passes(&of(&api, ADA).await);
        passes(&of(&api, "bob@example.com").await);
    }
    for (sql, before) in tables.into_iter().zip(before) {
        assert_eq!(world.number(sql).await, before, "{sql}");
    }
}

async fn a_question_that_does_not_fit_is_refused(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for bad in [
        json!({}),
        json!({"identifier": 1}),
        json!({"identifier": ADA, "applicationId": null}),
        json!({"identifier": "a".repeat(2_049)}),
    ] {
        let answer = api.post("/signet/explain-sign-in", bad).await;
        refused(&answer, 400, "guard.invalid_input");
    }
}
