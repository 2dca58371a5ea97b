//! What is told of passwords: nothing of what was typed, neither in pages nor in logs, events or the
//! database (T-70, T-111).

use oidc_core::{
    event::{Event, EventKind},
    id::InteractionId,
};
use serde_json::json;
use store::StoreError;
use testkit::secrets::Secrets;

use super::{
    newcomers::{ONE, assert_refused, at_new_password, choose, made, with_new_passwords},
    people::{
        ADA, OTHER, PASSWORD, PASSWORD_FIRST, add, add_with, assert_wrong, filled, first_page,
        let_in, naming, provider, type_both,
    },
};
use crate::{
    kit::{Answer, Browser, Line, Witness, World, occurs, on_both},
    sign_in::steps::suspend,
};

on_both! {
    t_111_nothing_that_is_typed_as_a_password_is_shown_logged_or_kept,
    t_111_nothing_that_is_chosen_as_a_password_is_shown_logged_or_kept,
    a_wrong_password_is_told_without_whose_it_may_be,
    a_right_password_is_told_by_its_session_or_by_what_is_still_to_be_done,
    a_new_account_with_a_password_is_told_as_one_without,
}

/// What is typed and is no password of anybody.
const GUESSES: [&str; 3] = [
    OTHER,
    "scarlet meadow 99\u{7f}",
    "cafe\u{301} of the evening",
];

async fn walk(world: &World) -> Vec<Answer> {
    let mut seen = Vec::new();
    add_with(world, ADA, json!({"password": PASSWORD})).await;
    let mut browser = world.browser();
    let page = first_page(&mut browser).await;
    let form = naming(&page, ADA);
    for guess in GUESSES {
        let answer = browser.submit(&form.clone().with("password", guess)).await;
        seen.push(answer.clone());
        let page = browser.follow(answer).await;
        seen.push(page);
    }
    // A password where an address is asked for, and an address that is none beside a password.
    let mistaken = form.clone().with("email", "not an address");
    let answer = browser.submit(&mistaken.with("password", PASSWORD)).await;
    assert_eq!(answer.status, 400);
    seen.push(answer);
    let answer = browser.submit(&form.with("password", PASSWORD)).await;
    seen.push(answer.clone());
    seen.push(browser.follow(answer).await);
    seen
}

/// Neither the lines of the log nor the pages nor the database have anything of these, nor of
/// [`PASSWORD`]; nor does the log have the address.
async fn assert_untold(world: &World, witness: &Witness, seen: &[Answer], guesses: &[&str]) {
    let typed = || guesses.iter().copied().chain([PASSWORD]);
    let mut secrets = Secrets::default();
    for secret in typed().chain([ADA]) {
        secrets.saw(secret);
    }
    let lines = witness.lines();
    let ours = |line: &&Line| line.target.starts_with("signet");
    assert!(lines.iter().any(|line| ours(&line)), "it did listen");
    for line in &lines {
        assert_eq!(secrets.leaks(&line.text), [""; 0], "{}", line.target);
    }
    let dump = world.dump().await;
    assert!(occurs(&dump, ADA), "the dump does show what stands there");
    for typed in typed() {
        let encoded: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
        for text in [typed, encoded.as_str()] {
            for answer in seen {
                assert!(!answer.body.contains(text), "{text:?}: {}", answer.body);
                let headers = format!("{:?}", answer.headers);
                assert!(!headers.contains(text), "{text:?}: {headers}");
            }
            assert!(!occurs(&dump, text), "{text:?} stands in the database");
        }
    }
}

async fn t_111_nothing_that_is_typed_as_a_password_is_shown_logged_or_kept(world: World) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST]).await;
    let witness = Witness::new();
    let seen = witness.watch(walk(&world)).await;
    assert_untold(&world, &witness, &seen, &GUESSES).await;
}

/// What is chosen and is not taken: as too common, as no password, and as made of the address.
const REFUSED: [&str; 3] = ["sunshine20251", "scarlet meadow 99\u{7f}", "adaadaada-7"];

async fn walk_of_newcomer((browser, mut page): (&mut Browser, Answer)) -> Vec<Answer> {
    let mut seen = Vec::new();
    for typed in REFUSED {
        page = choose(browser, &page, typed).await;
        assert_refused(&page);
        seen.push(page.clone());
    }
    let answer = choose(browser, &page, PASSWORD).await;
    seen.push(answer.clone());
    seen.push(browser.follow(answer).await);
    seen
}

async fn t_111_nothing_that_is_chosen_as_a_password_is_shown_logged_or_kept(world: World) {
    let (world, _folder) = with_new_passwords(world, "").await;
    let (mut browser, page) = at_new_password(&world, "register", ADA).await;
    let witness = Witness::new();
    let seen = witness.watch(walk_of_newcomer((&mut browser, page))).await;
    assert_eq!(made(&world).await, ONE);
    assert_untold(&world, &witness, &seen, &REFUSED).await;
}

/// The events of a kind, newest first.
async fn events(world: &World, kind: EventKind) -> Vec<Event> {
    let store = &world.app.store;
    let recent = store.read(|mut tx| async move { tx.events().recent(99).await });
    let recent: Result<_, StoreError> = recent.await;
    let recent = recent.unwrap().into_iter();
    recent.filter(|event| event.kind == kind).collect()
}

async fn a_wrong_password_is_told_without_whose_it_may_be(world: World) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST]).await;
    add(&world, ADA).await;
    let mut flows: Vec<InteractionId> = Vec::new();
    for email in [ADA, "bob@example.com"] {
        let (mut browser, form) = filled(&world, email, OTHER).await;
        assert_wrong(&browser.submit(&form).await);
        flows.push(form.value("flow").parse().unwrap());
        // What nobody's password can be is no try.
        let too_long = form.with("password", &"x".repeat(257));
        assert_wrong(&browser.submit(&too_long).await);
    }
    let told = events(&world, EventKind::PasswordWrong).await;
    assert_eq!(told.len(), 2);
    for event in &told {
        assert_eq!((&event.user_id, &event.actor), (&None, &None));
        assert_eq!(event.client_id, Some("web".parse().unwrap()));
        assert_eq!(event.context.ip.as_deref(), Some("192.0.2.7"));
        assert!(flows.contains(&event.context.flow.unwrap()));
        assert!(event.data.is_empty(), "{:?}", event.data);
    }
}

async fn a_right_password_is_told_by_its_session_or_by_what_is_still_to_be_done(world: World) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST]).await;
    let ada = add(&world, ADA).await;
    let (mut browser, answer) = type_both(&world, ADA, PASSWORD).await;
    let_in(&mut browser, answer).await;
    let started = events(&world, EventKind::SessionStarted).await;
    assert_eq!(started.len(), 1);
    assert_eq!(started[0].user_id, Some(ada));
    let accepted = events(&world, EventKind::PasswordAccepted).await;
    assert!(accepted.is_empty());
    suspend(&world, ADA).await;
    let (_, answer) = type_both(&world, ADA, PASSWORD).await;
    assert_eq!(answer.status, 403);
    let accepted = events(&world, EventKind::PasswordAccepted).await;
    assert_eq!(accepted.len(), 1);
    assert_eq!(accepted[0].data["next"], "suspended");
    assert!(events(&world, EventKind::PasswordWrong).await.is_empty());
}

async fn a_new_account_with_a_password_is_told_as_one_without(world: World) {
    let (world, _folder) = with_new_passwords(world, "").await;
    let (mut browser, page) = at_new_password(&world, "register", ADA).await;
    let accepted = events(&world, EventKind::CodeAccepted).await;
    assert_eq!(accepted.len(), 1);
    assert_eq!(accepted[0].data["next"], "create_password");
    let refused = choose(&mut browser, &page, "sunshine20251").await;
    assert_refused(&refused);
    assert!(events(&world, EventKind::UserRegistered).await.is_empty());
    let answer = choose(&mut browser, &page, PASSWORD).await;
    let_in(&mut browser, answer).await;
    let registered = events(&world, EventKind::UserRegistered).await;
    let started = events(&world, EventKind::SessionStarted).await;
    assert_eq!((registered.len(), started.len()), (1, 1));
    assert_eq!(registered[0].user_id, started[0].user_id);
    let flow: InteractionId = page.form(0).value("flow").parse().unwrap();
    for event in [&registered[0], &started[0]] {
        assert_eq!(event.client_id, Some("web".parse().unwrap()));
        assert_eq!(event.context.flow, Some(flow));
        assert!(event.data.is_empty(), "{:?}", event.data);
    }
    for kind in [EventKind::PasswordWrong, EventKind::PasswordAccepted] {
        assert!(events(&world, kind).await.is_empty(), "{kind:?}");
    }
}
