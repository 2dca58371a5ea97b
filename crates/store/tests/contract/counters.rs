//! Counters that protect people.

use oidc_core::time::{Lifetime, Timestamp};
use store::{Claim, Count, Counter, Store, StoreError};

use crate::harness::samples::{NOW, digest, later};

const HOUR: Lifetime = Lifetime::hours(1);

fn counter_of(kind: &'static str, subject: &str, limit: u32) -> Counter {
    Counter {
        kind,
        subject: digest(subject),
        limit,
        window: HOUR,
    }
}

fn counted(count: u32, until: Timestamp) -> Claim {
    Claim::Counted(vec![Count { count, until }])
}

fn full(until: Timestamp) -> Claim {
    Claim::Full { at: 0, until }
}

async fn a_window_starts_with_the_first_hit_and_refuses_past_its_limit(store: Store) {
    let told = store
        .transact(|mut tx| async move {
            let mut attempts = tx.attempts();
            let send = [counter("send", 2)];
            let mut told = Vec::new();
            let times: [Timestamp; 6] =
                [NOW, later(10), later(59), later(59), later(60), later(61)];
            for at in times {
                told.push(attempts.claim(&send, at).await?);
            }
            Ok::<_, StoreError>(told)
        })
        .await
        .unwrap();
    assert_eq!(
        told,
        [
            counted(1, later(60)),
            counted(2, later(60)),
            full(later(60)),
            full(later(60)),
            counted(1, later(120)),
            counted(2, later(120)),
        ]
    );
}

async fn counters_are_apart_by_kind_and_subject_and_can_be_reset(store: Store) {
    let told = store
        .transact(|mut tx| async move {
            let mut attempts = tx.attempts();
            let ada = [counter("send", 1)];
            attempts.claim(&ada, NOW).await?;
            let mut told = vec![
                attempts.claim(&[counter_of("send", "eve", 1)], NOW).await?,
                attempts.claim(&[counter_of("fail", "ada", 1)], NOW).await?,
                attempts.claim(&ada, NOW).await?,
            ];
            attempts.forgive(&ada[0], &[], NOW).await?;
            told.push(attempts.claim(&ada, NOW).await?);
            told.push(attempts.claim(&[counter("none", 0)], NOW).await?);
            Ok::<_, StoreError>(told)
        })
        .await
        .unwrap();
    let (allowed, refused) = (counted(1, later(60)), full(later(60)));
    assert_eq!(
        told,
        [
            allowed.clone(),
            allowed.clone(),
            refused.clone(),
            allowed,
            refused
        ]
    );
}

fn counter(kind: &'static str, limit: u32) -> Counter {
    counter_of(kind, "ada", limit)
}

async fn counters_that_are_claimed_together_count_all_or_none(store: Store) {
    let told = store
        .transact(|mut tx| async move {
            let mut attempts = tx.attempts();
            let (small, large) = (counter("small", 2), counter("large", 9));
            let mut told = Vec::new();
            for at in [NOW, later(10), later(20), later(60), later(61)] {
                told.push(attempts.claim(&[large, small], at).await?);
            }
            let seen = attempts.read(&[small, large], later(61)).await?;
            let over = attempts.read(&[small, large], later(600)).await?;
            Ok::<_, StoreError>((told, seen, over))
        })
        .await
        .unwrap();
    let count = |count, until| Count { count, until };
    let both = |number, until| Claim::Counted(vec![count(number, until); 2]);
    let full = Claim::Full {
        at: 1,
        until: later(60),
    };
    let claims = vec![
        both(1, later(60)),
        both(2, later(60)),
        full,
        both(1, later(120)),
        both(2, later(120)),
    ];
    assert_eq!(told.0, claims);
    assert_eq!(told.1, vec![count(2, later(120)); 2]);
    assert_eq!(told.2, vec![count(0, later(660)); 2]);
}

async fn counters_are_counted_while_all_and_those_that_are_watched_have_room(store: Store) {
    store
        .transact(|mut tx| async move {
            let mut attempts = tx.attempts();
            let (own, watched) = (
                [counter("own", 5), counter("other", 9)],
                [counter("all", 1)],
            );
            let first = attempts.count_if_room(&own, &watched, NOW).await?;
            let begun = Count {
                count: 1,
                until: later(60),
            };
            assert_eq!(first, Some(vec![begun; 2]));
            let seen = attempts.read(&watched, NOW).await?;
            assert_eq!(seen[0].count, 0, "looked at, not counted");
            attempts.count(&watched, NOW).await?;
            assert_eq!(attempts.count_if_room(&own, &watched, NOW).await?, None);
            assert_eq!(attempts.read(&own, NOW).await?, vec![begun; 2]);
            // Its window is over: as if it had never been.
            let again = attempts.count_if_room(&own, &watched, later(60)).await?;
            assert_eq!(again.map(|counts| counts[0].count), Some(1));
            assert_eq!(attempts.count_if_room(&[], &watched, NOW).await?, None);
            let many = [counter("own", 5); 9];
            assert_eq!(attempts.count_if_room(&many, &[], NOW).await?, None);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn who_is_forgiven_counts_from_nothing_again_and_the_others_get_one_hit_back(store: Store) {
    let told = store
        .transact(|mut tx| async move {
            let mut attempts = tx.attempts();
            let all = [counter("own", 5), counter("line", 5), counter("site", 5)];
            attempts.count(&all, NOW).await?;
            attempts.count(&all, later(10)).await?;
            attempts.forgive(&all[0], &all[1..], later(10)).await?;
            let stood = attempts.read(&all, later(10)).await?;
            Ok::<_, StoreError>((stood, attempts.count(&all, later(10)).await?))
        })
        .await
        .unwrap();
    let count = |count, until| Count { count, until };
    let old = later(60);
    assert_eq!(told.0, [count(0, old), count(1, old), count(1, old)]);
    assert_eq!(told.1, [count(1, old), count(2, old), count(2, old)]);
}

async fn a_hit_can_be_given_back_and_many_counters_are_counted_at_once(store: Store) {
    const KINDS: [&str; 11] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];
    let told = store
        .transact(|mut tx| async move {
            let mut attempts = tx.attempts();
            let all = KINDS.map(|kind| counter(kind, 5));
            assert_eq!(attempts.read(&[], NOW).await?, []);
            assert_eq!(attempts.count(&[], NOW).await?, []);
            attempts.count(&all, NOW).await?;
            let twice = attempts.count(&all, NOW).await?;
            attempts.give_back(&all[1..]).await?;
            Ok::<_, StoreError>((twice, attempts.read(&all, NOW).await?))
        })
        .await
        .unwrap();
    let counts = |told: &[Count]| told.iter().map(|own| own.count).collect::<Vec<_>>();
    assert_eq!(counts(&told.0), [2; 11]);
    assert_eq!(counts(&told.1), [2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
}

crate::harness::laws! {
    counters_that_are_claimed_together_count_all_or_none,
    a_hit_can_be_given_back_and_many_counters_are_counted_at_once,
    a_window_starts_with_the_first_hit_and_refuses_past_its_limit,
    counters_are_apart_by_kind_and_subject_and_can_be_reset,
    counters_are_counted_while_all_and_those_that_are_watched_have_room,
    who_is_forgiven_counts_from_nothing_again_and_the_others_get_one_hit_back,
}
