//! What happened is written down with who did it, and in which request.

use oidc_core::{
    actor::Actor,
    event::{Event, EventContext, EventKind},
    time::Lifetime,
};
use store::StoreError;

use crate::kit::{Setup, Tokens, World, on_both};

on_both! {
    a_sign_in_is_told_with_person_application_network_browser_request_and_flow,
    a_replayed_code_is_told_of_the_client_that_sent_it,
}

const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X)";

/// The newest event of a kind.
async fn newest(world: &World, kind: EventKind) -> Event {
    let store = &world.app.store;
    let recent = store.read(|mut tx| async move { tx.events().recent(99).await });
    let recent: Result<_, StoreError> = recent.await;
    let mut recent = recent.unwrap().into_iter();
    recent.find(|event| event.kind == kind).unwrap()
}

async fn a_sign_in_is_told_with_person_application_network_browser_request_and_flow(world: World) {
    let mut browser = world.browser().with_header("user-agent", PHONE);
    let request = world
        .relying_party("web")
        .request_with(&[("first_screen", "register")]);
    let page = browser.visit(&request).await;
    let page = browser.ask_for_code(&page, "ada@example.com").await;
    let flow = page.form(0).value("flow").parse().unwrap();
    let code = world.code("ada@example.com").await;
    let form = page.form(0).with("code", &code);
    let answer = browser.submit(&form).await;
    let request_id = answer.header("x-request-id").unwrap().to_owned();
    browser.follow(answer).await;
    for kind in [EventKind::UserRegistered, EventKind::SessionStarted] {
        let event = newest(&world, kind).await;
        assert_eq!(
            event.actor,
            event.user_id.clone().map(Actor::User),
            "{kind}"
        );
        assert!(event.user_id.is_some(), "{kind}");
        assert_eq!(event.client_id, Some("web".parse().unwrap()), "{kind}");
        let context = EventContext {
            ip: Some("192.0.2.7".to_owned()),
            agent: Some(PHONE.parse().unwrap()),
            request_id: Some(request_id.clone()),
            flow: Some(flow),
        };
        assert_eq!(event.context, context, "{kind}");
    }
    let ended = browser.get("/oidc/session/end?client_id=web").await;
    let event = newest(&world, EventKind::SessionEnded).await;
    assert_eq!(
        event.context.request_id.as_deref(),
        ended.header("x-request-id")
    );
    assert_eq!(event.context.flow, None);
}

async fn a_replayed_code_is_told_of_the_client_that_sent_it(world: World) {
    let web = world.relying_party("web");
    let (_, code) = web.code("ada@example.com", &[]).await;
    Tokens::of(&web.redeem(&code).await);
    let replay = web.redeem(&code).await;
    let event = newest(&world, EventKind::GrantCodeReplayed).await;
    assert_eq!(event.actor, Some(Actor::Client("web".parse().unwrap())));
    assert_eq!(event.context.ip.as_deref(), Some("192.0.2.7"));
    assert_eq!(
        event.context.request_id.as_deref(),
        replay.header("x-request-id")
    );
    assert_eq!(event.context.agent, None, "nothing is made up");
}

/// How many events are left after a sweep, so long after a sign-in.
async fn left(setup: &'static str, after: Lifetime) -> usize {
    let world = World::with(Setup {
        more: setup,
        ..Setup::default()
    })
    .await;
    world.relying_party("web").sign_in("ada@example.com").await;
    world.pass(after);
    let now = world.clock.now();
    let kept = world.app.snapshot().policy.events_kept.unwrap().lifetime();
    let store = &world.app.store;
    let swept: Result<_, StoreError> = store
        .transact(|mut tx| async move { tx.sweep().run(now, Some(kept), 500).await })
        .await;
    swept.unwrap();
    world.events().await.len()
}

#[tokio::test]
async fn events_are_kept_for_a_year_or_as_long_as_the_file_says() {
    let short = "[events]\nkeep = \"30d\"\n";
    assert_ne!(left("", Lifetime::days(364)).await, 0);
    assert_eq!(left("", Lifetime::days(366)).await, 0);
    assert_ne!(left(short, Lifetime::days(29)).await, 0);
    assert_eq!(left(short, Lifetime::days(31)).await, 0);
}
