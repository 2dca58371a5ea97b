//! How SQLite runs each search.

use super::*;
use crate::Store;

const TWO: [EventKind; 2] = [EventKind::MailDead, EventKind::LogoutDead];
const SPAN: &str = "id>? AND id<?";

/// What SQLite says of how it runs a statement.
async fn plan(store: &Store, statement: &Composed) -> Vec<String> {
    statement.plan(store).await.unwrap()
}

/// That so many walks of this index answer a search, and no look at every event.
async fn assert_walks(store: &Store, wanted: &WantedEvents<'_>, index: &str, walks: usize) {
    let index = &index.replace("SPAN", SPAN);
    let page = plan(store, &wanted.page(Flavour::Sqlite)).await;
    let counted = plan(store, &wanted.count(100, Flavour::Sqlite)).await;
    for steps in [&page, &counted] {
        let walked = steps.iter().filter(|step| step.contains(index));
        assert_eq!(walked.count(), walks, "{steps:#?}");
        let scans = steps.iter().filter(|step| step.starts_with("SCAN"));
        let mut scans = scans.filter(|step| step.contains("events"));
        assert_eq!(scans.next(), None, "{steps:#?}");
    }
    // No walk is sorted: it stands in its order, and ends when there are enough.
    for (at, _) in page
        .iter()
        .enumerate()
        .filter(|step| step.1.contains(index))
    {
        let next = page.get(at + 1).map_or("", |step| &**step);
        assert!(!next.contains("TEMP B-TREE"), "{page:#?}");
    }
}

fn of_a_span(kinds: WantedKinds<'_>) -> WantedEvents<'_> {
    WantedEvents {
        kinds,
        most: 20,
        from: Some(Timestamp::from_millis(7)),
        until: Some(Timestamp::from_millis(9)),
        ..WantedEvents::default()
    }
}

#[tokio::test]
async fn what_is_known_best_of_events_leads_on_sqlite() {
    let store = Store::open("sqlite::memory:").await.unwrap();
    let (user, client) = ("ada".parse().unwrap(), "shop".parse().unwrap());
    let (actor, flow) = (Actor::System, InteractionId::from_bytes([1; 16]));
    let mut wanted = WantedEvents {
        user: Some(&user),
        client: Some(&client),
        actor: Some(&actor),
        request_id: Some("abc"),
        flow: Some(&flow),
        ..of_a_span(WantedKinds::Only(&TWO))
    };
    assert_walks(
        &store,
        &wanted,
        "events_of_request (request_id=? AND SPAN)",
        1,
    )
    .await;
    wanted.request_id = None;
    assert_walks(&store, &wanted, "events_of_flow (flow=? AND SPAN)", 1).await;
    wanted.flow = None;
    assert_walks(&store, &wanted, "events_of_user (user_id=? AND SPAN)", 1).await;
    wanted.user = None;
    let index = "events_of_client_and_kind (client_id=? AND kind=? AND SPAN)";
    assert_walks(&store, &wanted, index, 2).await;
    wanted.kinds = WantedKinds::Only(&TWO[..1]);
    assert_walks(&store, &wanted, index, 1).await;
    wanted.kinds = WantedKinds::Any;
    assert_walks(&store, &wanted, "events_of_actor (actor=? AND SPAN)", 1).await;
    wanted.actor = None;
    assert_walks(
        &store,
        &wanted,
        "events_of_client (client_id=? AND SPAN)",
        1,
    )
    .await;
}

#[tokio::test]
async fn events_of_anybody_are_walked_by_kind_or_by_time_on_sqlite() {
    let store = Store::open("sqlite::memory:").await.unwrap();
    let (index, time) = (
        "events_of_kind (kind=? AND SPAN)",
        "USING PRIMARY KEY (SPAN)",
    );
    for (kinds, index, walks) in [
        (WantedKinds::Only(&TWO[..1]), index, 1),
        (WantedKinds::Only(&TWO), index, 2),
        (WantedKinds::Any, time, 1),
        (WantedKinds::Except(&TWO), time, 1),
        (WantedKinds::Only(EventKind::ALL), time, 1),
    ] {
        assert_walks(&store, &of_a_span(kinds), index, walks).await;
    }
}
