//! Sign-ins under way, the codes mailed in them, and the counters that protect people.

use oidc_core::{
    account::usage_type::UsageType,
    time::{Lifetime, Timestamp},
};
use store::{Attempt, Finished, Hit, Store, StoreError};

use crate::harness::samples::{
    NOW, digest, interaction, later, session, verification, verification_code,
};

const HOUR: Lifetime = Lifetime::hours(1);

async fn an_interaction_comes_back_as_it_was_written(store: Store) {
    let (first, id) = (interaction(1), interaction(1).id);
    let email = "ada@example.com".parse().unwrap();
    let changed = store
        .transact(|mut tx| {
            let (first, email) = (&first, &email);
            async move {
                let mut interactions = tx.interactions();
                assert_eq!(interactions.find(&id).await?, None);
                interactions.insert(first).await?;
                assert_eq!(interactions.find(&id).await?.as_ref(), Some(first));
                interactions
                    .set_email(&id, email, UsageType::Register)
                    .await?;
                interactions.prove(&id, &session(4, "ada").id).await?;
                interactions.find(&id).await
            }
        })
        .await
        .unwrap();
    let mut expected = first;
    expected.email = Some(email);
    expected.purpose = UsageType::Register;
    expected.session_id = Some(session(4, "ada").id);
    assert_eq!(changed, Some(expected));
}

async fn a_browser_goes_on_where_it_was_last(store: Store) {
    let mut finished = interaction(3);
    finished.finished_at = Some(NOW);
    let mut elsewhere = interaction(4);
    elsewhere.browser = digest("another browser");
    let told = store
        .transact(|mut tx| {
            let all = [&interaction(1), &interaction(2), &finished, &elsewhere].map(Clone::clone);
            async move {
                let mut interactions = tx.interactions();
                for one in &all {
                    interactions.insert(one).await?;
                }
                let browser = digest("browser");
                let newest = interactions.newest_of_browser(&browser, NOW).await?;
                let finished = interactions.finish(&all[1].id, later(1)).await?;
                assert_eq!(finished, Finished::OneOfSeveral);
                let finished = interactions.finish(&all[1].id, later(2)).await?;
                assert_eq!(finished, Finished::Before);
                let next = interactions.newest_of_browser(&browser, later(1)).await?;
                let over = interactions.newest_of_browser(&browser, later(60)).await?;
                // What another browser has under way, or this one had, is not counted.
                let last = interactions.finish(&all[0].id, later(2)).await?;
                assert_eq!(last, Finished::Last);
                Ok::<_, StoreError>((newest.map(|i| i.id), next.map(|i| i.id), over))
            }
        })
        .await
        .unwrap();
    assert_eq!(
        told,
        (Some(interaction(2).id), Some(interaction(1).id), None)
    );
}

async fn an_interaction_is_proven_once_and_again_only_by_its_own_proof(store: Store) {
    let [first, second, third] = [1, 2, 3].map(|number| session(number, "ada").id);
    let told = store
        .transact(|mut tx| async move {
            let (flow, mut interactions) = (interaction(1), tx.interactions());
            interactions.insert(&flow).await?;
            let told = [
                interactions.prove_again(&flow.id, &first, &second).await?,
                interactions.prove(&flow.id, &first).await?,
                interactions.prove(&flow.id, &second).await?,
                interactions.prove_again(&flow.id, &second, &third).await?,
                interactions.prove_again(&flow.id, &first, &third).await?,
            ];
            let found = interactions.find(&flow.id).await?.unwrap();
            assert_eq!(found.session_id, Some(third));
            interactions.finish(&flow.id, later(1)).await?;
            assert!(!interactions.prove_again(&flow.id, &third, &first).await?);
            let mut finished = interaction(2);
            finished.finished_at = Some(NOW);
            interactions.insert(&finished).await?;
            assert!(!interactions.prove(&finished.id, &first).await?);
            Ok::<_, StoreError>(told)
        })
        .await
        .unwrap();
    assert_eq!(told, [false, true, false, false, true]);
}

async fn proofs_belong_to_their_interaction(store: Store) {
    let (one, other) = (interaction(1), interaction(2));
    let (first, second) = (verification(5, &one), verification(6, &one));
    let told = store
        .transact(|mut tx| {
            let (one, other, first, second) = (&one, &other, &first, &second);
            async move {
                let mut interactions = tx.interactions();
                interactions.insert(one).await?;
                interactions.insert(other).await?;
                interactions.add_verification(second).await?;
                interactions.add_verification(first).await?;
                Ok::<_, StoreError>((
                    interactions.verifications(&one.id).await?,
                    interactions.verifications(&other.id).await?,
                ))
            }
        })
        .await
        .unwrap();
    assert_eq!(told, (vec![first, second], Vec::new()));
}

async fn t_46_a_new_code_kills_the_one_before_it(store: Store) {
    let (one, other) = (interaction(1), interaction(2));
    let (old, new) = (
        verification_code(7, Some(&one)),
        verification_code(8, Some(&one)),
    );
    let elsewhere = verification_code(9, Some(&other));
    store
        .transact(|mut tx| {
            let (one, other, old, new, elsewhere) = (&one, &other, &old, &new, &elsewhere);
            async move {
                let mut codes = tx.verification_codes();
                assert_eq!(codes.newest(&one.id).await?, None);
                assert_eq!(codes.replace(old).await?, []);
                assert_eq!(codes.replace(elsewhere).await?, []);
                codes.try_once(&one.id, NOW, 5).await?;
                assert_eq!(codes.replace(new).await?, [old.mail_id]);
                assert_eq!(codes.newest(&one.id).await?.as_ref(), Some(new));
                assert_eq!(codes.newest(&other.id).await?.as_ref(), Some(elsewhere));
                assert!(!codes.consume(&old.id, NOW).await?);
                assert!(codes.consume(&new.id, NOW).await?);
                assert!(!codes.consume(&new.id, NOW).await?);
                Ok::<_, StoreError>(())
            }
        })
        .await
        .unwrap();
}

async fn a_code_without_a_flow_is_one_per_recipient_and_purpose(store: Store) {
    let (first, second) = (verification_code(1, None), verification_code(2, None));
    let mut other = verification_code(3, None);
    other.usage_type = UsageType::MfaVerification;
    let alive = store
        .transact(|mut tx| {
            let (first, second, other) = (&first, &second, &other);
            async move {
                let mut codes = tx.verification_codes();
                assert_eq!(codes.replace(first).await?, []);
                assert_eq!(codes.replace(other).await?, []);
                assert_eq!(codes.replace(second).await?, [first.mail_id]);
                let mut alive = Vec::new();
                for code in [first, second, other] {
                    alive.push(codes.consume(&code.id, NOW).await?);
                }
                Ok::<_, StoreError>(alive)
            }
        })
        .await
        .unwrap();
    assert_eq!(alive, [false, true, true]);
}

async fn every_try_is_counted_until_there_are_none_left(store: Store) {
    let (one, mut expected) = (interaction(1), verification_code(7, Some(&interaction(1))));
    let (id, code) = (one.id, expected.clone());
    let told = store
        .transact(|mut tx| {
            let code = &code;
            async move {
                let mut codes = tx.verification_codes();
                let mut told = vec![codes.try_once(&id, NOW, 2).await?];
                codes.replace(code).await?;
                told.push(codes.try_once(&id, code.expires_at, 2).await?);
                for _ in 0..3 {
                    told.push(codes.try_once(&id, later(1), 2).await?);
                }
                codes.consume(&code.id, NOW).await?;
                told.push(codes.try_once(&id, later(1), 9).await?);
                Ok::<_, StoreError>(told)
            }
        })
        .await
        .unwrap();
    expected.tries = 1;
    let first = expected.clone();
    expected.tries = 2;
    assert_eq!(
        told,
        [
            Attempt::Missing,
            Attempt::Expired,
            Attempt::Counted(first),
            Attempt::Counted(expected),
            Attempt::Exhausted,
            Attempt::Consumed,
        ]
    );
}

async fn a_window_starts_with_the_first_hit_and_refuses_past_its_limit(store: Store) {
    let told = store
        .transact(|mut tx| async move {
            let mut attempts = tx.attempts();
            let ada = digest("ada");
            let mut told = Vec::new();
            let times: [Timestamp; 6] =
                [NOW, later(10), later(59), later(59), later(60), later(61)];
            for at in times {
                told.push(attempts.hit("send", &ada, 2, HOUR, at).await?);
            }
            Ok::<_, StoreError>(told)
        })
        .await
        .unwrap();
    assert_eq!(
        told,
        [
            Hit::Allowed { count: 1 },
            Hit::Allowed { count: 2 },
            Hit::Refused { until: later(60) },
            Hit::Refused { until: later(60) },
            Hit::Allowed { count: 1 },
            Hit::Allowed { count: 2 },
        ]
    );
}

async fn counters_are_apart_by_kind_and_subject_and_can_be_reset(store: Store) {
    let told = store
        .transact(|mut tx| async move {
            let mut attempts = tx.attempts();
            let (ada, eve) = (digest("ada"), digest("eve"));
            attempts.hit("send", &ada, 1, HOUR, NOW).await?;
            let mut told = vec![
                attempts.hit("send", &eve, 1, HOUR, NOW).await?,
                attempts.hit("fail", &ada, 1, HOUR, NOW).await?,
                attempts.hit("send", &ada, 1, HOUR, NOW).await?,
            ];
            attempts.reset("send", &ada).await?;
            told.push(attempts.hit("send", &ada, 1, HOUR, NOW).await?);
            told.push(attempts.hit("none", &ada, 0, HOUR, NOW).await?);
            Ok::<_, StoreError>(told)
        })
        .await
        .unwrap();
    let (allowed, refused) = (Hit::Allowed { count: 1 }, Hit::Refused { until: later(60) });
    assert_eq!(told, [allowed, allowed, refused, allowed, refused]);
}

crate::harness::laws! {
    an_interaction_comes_back_as_it_was_written,
    a_browser_goes_on_where_it_was_last,
    an_interaction_is_proven_once_and_again_only_by_its_own_proof,
    proofs_belong_to_their_interaction,
    t_46_a_new_code_kills_the_one_before_it,
    a_code_without_a_flow_is_one_per_recipient_and_purpose,
    every_try_is_counted_until_there_are_none_left,
    a_window_starts_with_the_first_hit_and_refuses_past_its_limit,
    counters_are_apart_by_kind_and_subject_and_can_be_reset,
}
