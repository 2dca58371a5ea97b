//! Events are searched and counted by the database as a search in memory would do it.

use oidc_core::{
    actor::Actor,
    event::{Event, EventContext, EventKind},
    id::{ClientId, EventId, InteractionId, UserId},
    time::{Lifetime, Timestamp},
};
use serde_json::Map;
use store::{Store, StoreError, WantedEvents, WantedKinds};

use crate::harness::samples::NOW;

const KINDS: [EventKind; 3] = [
    EventKind::SessionStarted,
    EventKind::MailDead,
    EventKind::TokensRefreshed,
];

fn at(second: u32) -> Timestamp {
    NOW.plus(Lifetime::seconds(second))
}

/// One in each second, in which everything that can be looked for comes in turns of its own.
fn events() -> Vec<Event> {
    let one = |n: u32| {
        let turn = |of: u32| (n % of) as usize;
        let mut id = *EventId::floor(at(n)).as_bytes();
        id[15] = 7;
        Event {
            id: EventId::from_bytes(id),
            kind: KINDS[turn(3)],
            at: at(n),
            actor: [
                None,
                Some(Actor::System),
                Some(Actor::User("ada".parse().unwrap())),
            ][turn(3)]
            .clone(),
            user_id: [None, Some("ada"), Some("bob"), Some("eve")][turn(4)]
                .map(|id| id.parse().unwrap()),
            client_id: [Some("shop"), Some("club"), None, None, Some("shop")][turn(5)]
                .map(|id| id.parse().unwrap()),
            context: EventContext {
                request_id: n.is_multiple_of(2).then(|| format!("request{}", n / 8)),
                flow: n
                    .is_multiple_of(6)
                    .then(|| InteractionId::from_bytes([u8::from(n.is_multiple_of(12)); 16])),
                ..EventContext::default()
            },
            data: Map::new(),
        }
    };
    (0..60).map(one).collect()
}

fn is_wanted(event: &Event, wanted: &WantedEvents<'_>) -> bool {
    let kind = match wanted.kinds {
        WantedKinds::Any => true,
        WantedKinds::Only(kinds) => kinds.contains(&event.kind),
        WantedKinds::Except(kinds) => !kinds.contains(&event.kind),
    };
    let context = &event.context;
    kind && (wanted.user.is_none() || wanted.user == event.user_id.as_ref())
        && (wanted.client.is_none() || wanted.client == event.client_id.as_ref())
        && (wanted.actor.is_none() || wanted.actor == event.actor.as_ref())
        && (wanted.request_id.is_none() || wanted.request_id == context.request_id.as_deref())
        && (wanted.flow.is_none() || wanted.flow == context.flow.as_ref())
        && wanted.from.is_none_or(|from| event.at >= from)
        && wanted.until.is_none_or(|until| event.at <= until)
        && wanted.before.is_none_or(|before| event.id < *before)
}

async fn every_search_finds_what_one_in_memory_would(store: Store) {
    let events = events();
    let written = store.transact(|mut tx| {
        let events = &events;
        async move {
            for event in events {
                tx.events().append(event).await?;
            }
            Ok::<_, StoreError>(())
        }
    });
    written.await.unwrap();
    let (user, client): (UserId, ClientId) = ("ada".parse().unwrap(), "shop".parse().unwrap());
    let (actor, flow) = (Actor::System, InteractionId::from_bytes([1; 16]));
    let every: Vec<EventKind> = EventKind::ALL.to_vec();
    let mut tried = 0;
    for kinds in [
        WantedKinds::Any,
        WantedKinds::Only(&KINDS[..1]),
        WantedKinds::Only(&KINDS[1..]),
        WantedKinds::Only(&every),
        WantedKinds::Only(&[]),
        WantedKinds::Except(&KINDS[..2]),
    ] {
        // Each other condition by itself, and each with each.
        for which in 0_u32..1 << 7 {
            if which.count_ones() > 2 {
                continue;
            }
            let has = |bit: u32| which & (1 << bit) != 0;
            for (offset, most) in [(0, 100), (3, 4)] {
                let wanted = WantedEvents {
                    kinds,
                    user: has(0).then_some(&user),
                    client: has(1).then_some(&client),
                    actor: has(2).then_some(&actor),
                    request_id: has(3).then_some("request3"),
                    flow: has(4).then_some(&flow),
                    from: has(5).then(|| at(10)),
                    until: has(5).then(|| at(40)),
                    before: has(6).then(|| &events[30].id),
                    offset,
                    most,
                };
                compare(&store, &events, &wanted).await;
                tried += 1;
            }
        }
    }
    assert!(tried > 300);
}

async fn compare(store: &Store, events: &[Event], wanted: &WantedEvents<'_>) {
    let found = store.read(|mut tx| async move {
        let mut search = tx.event_search();
        let all = search.count(wanted, 1_000).await?;
        let some = search.count(wanted, 2).await?;
        Ok::<_, StoreError>((search.page(wanted).await?, all, some))
    });
    let (page, all, some) = found.await.unwrap();
    let in_memory = events.iter().rev().filter(|event| is_wanted(event, wanted));
    let in_memory: Vec<&Event> = in_memory.collect();
    let (skipped, most) = (wanted.offset.unsigned_abs(), wanted.most.unsigned_abs());
    let expected = in_memory.iter().skip(usize::try_from(skipped).unwrap());
    let expected: Vec<EventId> = expected
        .take(usize::try_from(most).unwrap())
        .map(|event| event.id)
        .collect();
    let end = usize::try_from(skipped + most).unwrap();
    let last = expected.last().copied();
    let next = last.filter(|_| in_memory.len() > end);
    assert_eq!(page.next, next, "{wanted:?}");
    let page: Vec<EventId> = page.found.rows.iter().map(|event| event.id).collect();
    assert_eq!(page, expected, "{wanted:?}");
    let total = i64::try_from(in_memory.len()).unwrap();
    assert_eq!((all, some), (total, total.min(2)), "{wanted:?}");
}

async fn times_that_no_clock_shows_find_nothing_or_everything(store: Store) {
    let event = &events()[0];
    store
        .transact(|mut tx| async move { tx.events().append(event).await })
        .await
        .unwrap();
    let far = Timestamp::from_millis(i64::MAX);
    let past = Timestamp::from_millis(-1);
    for (from, until, count) in [
        (None, Some(far), 1),
        (Some(far), None, 0),
        (Some(past), None, 1),
        (None, Some(past), 0),
        (Some(event.at), Some(event.at), 1),
    ] {
        let wanted = &WantedEvents {
            from,
            until,
            ..WantedEvents::default()
        };
        let counted = store.read(|mut tx| async move { tx.event_search().count(wanted, 9).await });
        let counted: Result<i64, StoreError> = counted.await;
        assert_eq!(counted.unwrap(), count, "{from:?} {until:?}");
    }
}

crate::harness::laws! {
    every_search_finds_what_one_in_memory_would,
    times_that_no_clock_shows_find_nothing_or_everything,
}
