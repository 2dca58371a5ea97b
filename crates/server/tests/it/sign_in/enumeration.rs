//! Before a code is proven nothing tells whether an address has an account: not the answers
//! (T-53), not the work that is done for them (T-54).

use std::collections::BTreeMap;

use super::steps::{in_one_piece, register, resend, suspend, wrong};
use crate::kit::{Answer, Browser, Setup, Witness, World, on_both};

on_both! {
    t_53_known_unknown_and_suspended_addresses_are_answered_alike,
    t_53_a_limited_address_looks_alike_and_says_when_to_try_again,
    t_54_the_same_statements_run_for_known_unknown_and_suspended_addresses,
}

/// As long as each other, so that nothing but what they are can make a difference.
const PEOPLE: [&str; 3] = ["ada@example.com", "bob@example.com", "eve@example.com"];

/// Ada has an account, Bob has none, Eve's is suspended.
async fn with_people(world: World) -> (World, tempfile::TempDir) {
    let (world, folder) = world.on_disk().await;
    register(&world, PEOPLE[0]).await;
    register(&world, PEOPLE[2]).await;
    suspend(&world, PEOPLE[2]).await;
    world.pass(oidc_core::time::Lifetime::hours(2));
    (world, folder)
}

/// Everything a visitor could tell an answer from another one by, with what is random in each
/// taken out: the address itself, the flow, the form's token, nonces and references.
pub(super) fn told(answer: &Answer, email: &str) -> String {
    let mut headers = BTreeMap::new();
    for (name, value) in &answer.headers {
        let values: &mut Vec<String> = headers.entry(name.to_string()).or_default();
        values.push(value.to_str().unwrap().to_owned());
    }
    headers.remove("x-request-id");
    headers.remove("logto-core-request-id");
    let text = format!(
        "{}\n{headers:?}\n{}",
        answer.status,
        in_one_piece(&answer.body)
    );
    let parts = text.replace(email, "EMAIL");
    let mut out = String::new();
    let mut word = String::new();
    for c in parts.chars().chain(['\n']) {
        if c.is_ascii_alphanumeric() || c == '-' || c == '_' {
            word.push(c);
            continue;
        }
        // Ids of 22 characters, digests and cookies of 43, nonces of 16.
        let random = [16, 22, 43].contains(&word.len())
            && word
                .bytes()
                .any(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
        out.push_str(if random { "RANDOM" } else { &word });
        word.clear();
        out.push(c);
    }
    out
}

/// Every step up to a proof, as one browser sees it.
async fn steps(world: &World, screen: &str, email: &str) -> Vec<String> {
    let web = world.relying_party("web");
    let mut browser = world.browser();
    let mut seen = Vec::new();
    let mut keep = |answer: &Answer, browser: &Browser| {
        let cookies: Vec<&String> = browser.jar.keys().collect();
        seen.push(format!("{cookies:?}\n{}", told(answer, email)));
    };
    let page = browser
        .visit(&web.request_with(&[("first_screen", screen)]))
        .await;
    let answer = browser.submit(&page.form(0).with("email", email)).await;
    keep(&answer, &browser);
    let page = browser.follow(answer).await;
    keep(&page, &browser);
    let status = format!(
        "/{screen}/verification-code/status?flow={}",
        page.form(0).value("flow")
    );
    keep(&browser.get(&status).await, &browser);
    let code = world.code(email).await;
    keep(&browser.get(&status).await, &browser);
    let answer = browser
        .submit(&page.form(0).with("code", &wrong(&code, 0)))
        .await;
    keep(&answer, &browser);
    keep(&browser.follow(answer).await, &browser);
    let page = resend(world, &mut browser, &page).await;
    keep(&page, &browser);
    keep(
        &browser.submit(&page.form(0).with("code", "")).await,
        &browser,
    );
    seen
}

async fn t_53_known_unknown_and_suspended_addresses_are_answered_alike(world: World) {
    let (world, _folder) = with_people(world).await;
    for screen in ["sign-in", "register"] {
        let expected = steps(&world, screen, PEOPLE[1]).await;
        for known in [PEOPLE[0], PEOPLE[2]] {
            let seen = steps(&world, screen, known).await;
            for (step, (seen, expected)) in seen.iter().zip(&expected).enumerate() {
                assert_eq!(seen, expected, "{screen}, step {step}, {known}");
            }
            assert_eq!(seen.len(), 8);
        }
    }
    // The mails are alike too: whoever reads over a shoulder learns nothing.
    let mut mails = Vec::new();
    for email in PEOPLE {
        let mail = world.mails(email).await.remove(0);
        let code = mail["code"].as_str().unwrap();
        mails.push(mail["text"].as_str().unwrap().replace(code, "CODE"));
    }
    assert!(mails.iter().all(|mail| *mail == mails[0]), "{mails:?}");
}

async fn t_53_a_limited_address_looks_alike_and_says_when_to_try_again(world: World) {
    let (world, _folder) = with_people(world).await;
    let more = "[limits]\nsends_per_recipient = \"1/10m\"\nfailures_per_address = \"2/1h\"";
    let world = world
        .set_up(Setup {
            more,
            ..Setup::default()
        })
        .await;
    let mut all = Vec::new();
    for email in PEOPLE {
        let mut browser = world.browser();
        let mut seen = Vec::new();
        let page = browser.visit(&world.relying_party("web").request()).await;
        let code_page = browser.ask_for_code(&page, email).await;
        let answer = browser.submit(&page.form(0).with("email", email)).await;
        assert_eq!(answer.status, 429);
        assert!(
            answer.body.contains("Try again in 10 minutes"),
            "{}",
            answer.body
        );
        seen.push(told(&answer, email));
        for _ in 0..3 {
            let answer = browser
                .submit(&code_page.form(0).with("code", "123456"))
                .await;
            seen.push(told(&answer, email));
        }
        assert!(
            seen[3].contains("Too many wrong codes. Try again in 60 minutes"),
            "{}",
            seen[3]
        );
        all.push(seen);
    }
    assert_eq!(all[0], all[1]);
    assert_eq!(all[2], all[1]);
}

/// The statements of each step before a proof.
async fn statements(world: &World, screen: &str, email: &str) -> Vec<Vec<String>> {
    let witness = Witness::new();
    let mut browser = world.browser();
    let web = world.relying_party("web");
    let page = browser
        .visit(&web.request_with(&[("first_screen", screen)]))
        .await;
    let mut ran = Vec::new();
    let form = page.form(0).with("email", email);
    let answer = witness.watch(browser.submit(&form)).await;
    ran.push(witness.take_statements());
    let page = witness.watch(browser.follow(answer)).await;
    ran.push(witness.take_statements());
    let code = witness.watch(world.code(email)).await;
    ran.push(witness.take_statements());
    let answer = witness
        .watch(browser.submit(&page.form(0).with("code", &wrong(&code, 0))))
        .await;
    ran.push(witness.take_statements());
    witness.watch(browser.follow(answer)).await;
    ran.push(witness.take_statements());
    witness.watch(resend(world, &mut browser, &page)).await;
    ran.push(witness.take_statements());
    // What was sent again leaves now, and not beside the mail of the next person.
    world.code(email).await;
    ran
}

async fn t_54_the_same_statements_run_for_known_unknown_and_suspended_addresses(world: World) {
    let (world, _folder) = with_people(world).await;
    // After the time that passed, the first delivery looks for changes of other nodes first.
    statements(&world, "sign-in", "first@example.com").await;
    for screen in ["sign-in", "register"] {
        let expected = statements(&world, screen, PEOPLE[1]).await;
        for known in [PEOPLE[0], PEOPLE[2]] {
            assert_eq!(
                statements(&world, screen, known).await,
                expected,
                "{screen}, {known}"
            );
        }
        // It does see: limits come first, then the code and its mail, in one transaction.
        let send: Vec<&str> = expected[0].iter().map(String::as_str).collect();
        let place = |what: &str| {
            let found = send.iter().position(|sql| sql.contains(what));
            found.unwrap_or_else(|| panic!("{what}: {send:#?}"))
        };
        assert!(place("insert into attempts") < place("insert into verification_codes"));
        assert!(place("insert into verification_codes") < place("insert into deliveries"));
        for (step, ran) in expected.iter().enumerate() {
            assert!(!ran.is_empty(), "step {step} was seen");
            let asks = ran.iter().find(|sql| sql.contains(" users"));
            assert_eq!(asks, None, "step {step} looks at accounts before a proof");
        }
    }
}
