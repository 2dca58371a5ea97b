//! Many at once: one statement decides, and exactly as many win as may.

use std::collections::HashSet;

use oidc_core::{
    key::KeyStage,
    source::Source,
    time::{Lifetime, Timestamp},
};
use serde_json::json;
use store::{Attempt, Claim, Counter, Finished, Store, StoreError};

use crate::harness::{
    race,
    samples::{
        NOW, client, code, digest, family, grant, interaction, key, later, mail, session, user,
        verification_code,
    },
};

const MANY: usize = 16;

/// Runs one unit of work many times at once; what each was told.
macro_rules! at_once {
    ($store:expr, $runners:expr, |$tx:ident, $number:ident| $work:expr) => {{
        let store = $store.clone();
        race($runners, |$number| {
            let store = store.clone();
            async move {
                store
                    .transact(|mut $tx| async move { $work.await })
                    .await
                    .unwrap()
            }
        })
        .await
    }};
}

fn winners(told: &[bool]) -> usize {
    told.iter().filter(|won| **won).count()
}

async fn a_code_is_redeemed_by_exactly_one(store: Store) {
    let code = code(1, &grant(1, "ada", &session(1, "ada")));
    let written = &code;
    store
        .transact(|mut tx| async move { tx.codes().insert(written).await })
        .await
        .unwrap();
    let id = code.id;
    assert_eq!(
        winners(&at_once!(store, MANY, |tx, _n| tx
            .codes()
            .consume(&id, NOW))),
        1
    );
}

async fn t_24_a_generation_is_succeeded_by_exactly_one(store: Store) {
    let family = family(1, &grant(1, "ada", &session(1, "ada")));
    let written = &family;
    store
        .transact(|mut tx| async move {
            let here = session(1, "ada");
            tx.users().insert(&user("ada")).await?;
            tx.sessions().insert(&here).await?;
            tx.grants().insert(&grant(1, "ada", &here)).await?;
            tx.refresh_tokens().insert(written).await
        })
        .await
        .unwrap();
    let id = family.id;
    for generation in 0..3 {
        let told = at_once!(store, 50, |tx, _n| tx.refresh_tokens().rotate(
            &id,
            generation,
            NOW,
            later(9)
        ));
        assert_eq!(winners(&told), 1);
    }
    let found = store
        .read(|mut tx| async move { tx.refresh_tokens().find_with_grant(&id).await })
        .await
        .unwrap();
    assert_eq!(found.unwrap().0.generation, 3);
    assert_eq!(
        winners(&at_once!(store, 50, |tx, _n| tx
            .refresh_tokens()
            .revoke(&id, NOW))),
        1
    );
}

async fn t_45_no_more_tries_are_counted_than_there_are(store: Store) {
    let code = verification_code(1, Some(&interaction(1)));
    let written = &code;
    store
        .transact(|mut tx| async move {
            tx.interactions().insert(&interaction(1)).await?;
            tx.verification_codes().replace(written).await
        })
        .await
        .unwrap();
    let id = interaction(1).id;
    let told = at_once!(store, 50, |tx, _n| tx
        .verification_codes()
        .try_once(&id, None, NOW, 5));
    let mut tries: Vec<_> = told
        .iter()
        .filter_map(|attempt| match attempt {
            Attempt::Counted(code) => Some(code.tries),
            Attempt::Exhausted => None,
            other => panic!("{other:?}"),
        })
        .collect();
    tries.sort_unstable();
    assert_eq!(tries, [1, 2, 3, 4, 5]);
    let (flow, digest) = (id, code.digest);
    let told = at_once!(store, MANY, |tx, _n| async move {
        let mut codes = tx.verification_codes();
        let attempt = codes.try_once(&flow, Some(&digest), NOW, 99).await?;
        Ok::<_, StoreError>(matches!(attempt, Attempt::Taken(_)))
    });
    assert_eq!(winners(&told), 1);
}

async fn t_55_a_counter_lets_through_exactly_its_limit(store: Store) {
    let hour = Lifetime::hours(1);
    let counters = [Counter {
        kind: "send",
        subject: digest("ada"),
        limit: 10,
        window: hour,
    }];
    let told = at_once!(store, 50, |tx, _n| async move {
        tx.attempts().claim(&counters, NOW).await
    });
    let mut counts: Vec<_> = told
        .iter()
        .filter_map(|claim| match claim {
            Claim::Counted(counts) => Some(counts[0].count),
            Claim::Full { until, .. } => {
                assert_eq!(*until, NOW.plus(hour));
                None
            }
        })
        .collect();
    counts.sort_unstable();
    assert_eq!(counts, (1..=10).collect::<Vec<_>>());
}

async fn t_55_counters_that_are_claimed_together_let_through_exactly_the_smallest(store: Store) {
    let subject = digest("ada");
    let counters = [("wide", 40), ("small", 10), ("wider", 50)].map(|(kind, limit)| Counter {
        kind,
        subject,
        limit,
        window: Lifetime::hours(1),
    });
    let told = at_once!(store, 50, |tx, _n| async move {
        tx.attempts().claim(&counters, NOW).await
    });
    let counted = |claim: &&Claim| matches!(claim, Claim::Counted(_));
    assert_eq!(told.iter().filter(counted).count(), 10);
    let stand = store
        .read(|mut tx| async move { tx.attempts().read(&counters, NOW).await })
        .await
        .unwrap();
    assert!(stand.iter().all(|own| own.count == 10), "{stand:?}");
}

async fn of_nodes_that_start_together_one_writes_and_all_agree(store: Store) {
    let keys = at_once!(store, MANY, |tx, n| async move {
        tx.keys().insert_if_absent(&key(&format!("key-{n}"))).await
    });
    let blobs = at_once!(store, MANY, |tx, n| async move {
        let sealed = n.to_be_bytes();
        tx.settings()
            .insert_blob_if_absent("key", &sealed, NOW)
            .await
    });
    let settings = at_once!(store, MANY, |tx, n| async move {
        tx.settings()
            .insert_if_absent("x", &json!(n), Source::BuiltIn, NOW)
            .await
    });
    let clients = at_once!(store, MANY, |tx, _n| async move {
        tx.clients().insert(&client("demo-app")).await
    });
    let users = at_once!(store, MANY, |tx, n| async move {
        let mut user = user(&format!("user-{n}"));
        user.email = Some("ada@example.com".parse().unwrap());
        tx.users().insert(&user).await
    });
    for told in [&keys, &blobs, &settings, &clients, &users] {
        assert_eq!(winners(told), 1);
    }
    let winner = keys.iter().position(|won| *won).unwrap();
    let all = store
        .read(|mut tx| async move { tx.keys().all().await })
        .await
        .unwrap();
    assert_eq!(all.rows, [key(&format!("key-{winner}"))]);
}

async fn a_mail_is_claimed_by_exactly_one_node(store: Store) {
    store
        .transact(|mut tx| async move {
            for number in 0..40 {
                tx.deliveries().push(&mail(number)).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    let told = at_once!(store, MANY, |tx, _n| tx.deliveries().claim(
        store::DeliveryKind::Mail,
        NOW,
        Lifetime::minutes(1),
        5
    ));
    let mut claimed: Vec<_> = told.iter().flatten().map(|mail| mail.id).collect();
    // Nodes that step over each other's rows may leave some for the next round, never share one.
    let rest = store
        .transact(|mut tx| async move {
            tx.deliveries()
                .claim(store::DeliveryKind::Mail, NOW, Lifetime::minutes(1), 99)
                .await
        })
        .await
        .unwrap();
    claimed.extend(rest.iter().map(|mail| mail.id));
    claimed.sort_unstable();
    assert_eq!(
        claimed,
        (0..40).map(|number| mail(number).id).collect::<Vec<_>>()
    );
}

async fn an_interaction_is_finished_and_a_session_ended_by_exactly_one(store: Store) {
    store
        .transact(|mut tx| async move {
            tx.interactions().insert(&interaction(1)).await?;
            tx.sessions().insert(&session(1, "ada")).await?;
            tx.grants()
                .insert(&grant(1, "ada", &session(1, "ada")))
                .await
        })
        .await
        .unwrap();
    let flow = interaction(1).id;
    let here = session(1, "ada");
    let (id, grant) = (here.id, grant(1, "ada", &here).id);
    let finished = at_once!(store, MANY, |tx, _n| async move {
        let finished = tx.interactions().finish(&flow, &id, NOW).await?;
        Ok::<_, StoreError>(finished != Finished::Before)
    });
    let ended = at_once!(store, MANY, |tx, _n| tx.sessions().end(&id, NOW));
    let revoked = at_once!(store, MANY, |tx, _n| tx.grants().revoke(&grant, NOW));
    for told in [finished, ended, revoked] {
        assert_eq!(winners(&told), 1);
    }
}

async fn of_tabs_that_renew_a_session_at_once_exactly_one_does(store: Store) {
    store
        .transact(|mut tx| async move { tx.sessions().insert(&session(1, "ada")).await })
        .await
        .unwrap();
    let renewed = at_once!(store, MANY, |tx, n| async move {
        let mut fresh = session(1, "ada");
        fresh.digest = digest(&n.to_string());
        tx.sessions().renew(&fresh, &digest("session")).await
    });
    assert_eq!(winners(&renewed), 1);
}

async fn of_codes_asked_for_at_once_exactly_one_lives(store: Store) {
    let in_flow = at_once!(store, MANY, |tx, n| async move {
        let number = u32::try_from(n).unwrap();
        tx.verification_codes()
            .replace(&verification_code(number, Some(&interaction(1))))
            .await
    });
    let without = at_once!(store, MANY, |tx, n| async move {
        let number = 100 + u32::try_from(n).unwrap();
        tx.verification_codes()
            .replace(&verification_code(number, None))
            .await
    });
    for told in [in_flow, without] {
        let replaced: HashSet<_> = told.iter().flatten().collect();
        let every = told.iter().flatten().count();
        assert_eq!((replaced.len(), every), (MANY - 1, MANY - 1), "once each");
    }
    at_once!(store, MANY, |tx, n| async move {
        let here = session(1, "ada");
        tx.known_browsers()
            .remember(&digest("phone"), &digest("ada"), NOW)
            .await?;
        let said = oidc_core::consent::Consent::to(format!("s{n}").parse().unwrap());
        tx.consents()
            .remember(&here.user_id, client("shop").registrant(), &said, NOW)
            .await
    });
    let alive = store
        .transact(|mut tx| async move {
            let mut alive = 0;
            let (ada, shop) = (session(1, "ada").user_id, client("shop"));
            let agreed = tx.consents().find(&ada, shop.registrant()).await?.unwrap();
            assert_eq!(agreed.scope.iter().count(), MANY, "none is lost");
            for number in (0..16).chain(100..116) {
                let id = verification_code(number, None).id;
                alive += u32::from(tx.verification_codes().consume(&id, NOW).await?);
            }
            Ok::<_, StoreError>(alive)
        })
        .await
        .unwrap();
    assert_eq!(alive, 2);
}

/// A key that signs and, published since, one that is to follow it a moment later.
async fn two_keys(store: &Store) {
    let mut next = key("next");
    (next.stage, next.activates_at) = (KeyStage::Next, Some(later(1)));
    let written = &next;
    store
        .transact(|mut tx| async move {
            assert!(tx.keys().insert_if_absent(&key("old")).await?);
            assert!(tx.keys().insert_if_absent(written).await?);
            let early = tx.keys().activate("next", later(9), NOW).await?;
            assert!(!early, "too early");
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn stages(store: &Store) -> Vec<(String, KeyStage, Option<Timestamp>)> {
    let all = store
        .read(|mut tx| async move { tx.keys().all().await })
        .await
        .unwrap();
    let rows = all.rows.into_iter();
    rows.map(|key| (key.kid, key.stage, key.retires_at))
        .collect()
}

async fn a_key_is_activated_and_removed_by_exactly_one(store: Store) {
    two_keys(&store).await;
    let told = at_once!(store, MANY, |tx, _n| tx.keys().activate(
        "next",
        later(9),
        later(1)
    ));
    assert_eq!(winners(&told), 1);
    let (signs, gone) = ("next".to_owned(), "old".to_owned());
    assert_eq!(
        stages(&store).await,
        [
            (signs, KeyStage::Current, None),
            (gone, KeyStage::Previous, Some(later(9)))
        ]
    );
    let told = at_once!(store, MANY, |tx, n| async move {
        tx.keys().retire("old", &n.to_le_bytes(), later(10)).await
    });
    assert_eq!(winners(&told), 1);
    let gone = &stages(&store).await[1];
    assert_eq!((gone.1, gone.2), (KeyStage::Retired, Some(later(10))));
    let told = at_once!(store, MANY, |tx, _n| tx
        .keys()
        .remove("old", KeyStage::Retired));
    assert_eq!(winners(&told), 1);
    let told = at_once!(store, MANY, |tx, _n| tx
        .keys()
        .remove("next", KeyStage::Next));
    assert_eq!(winners(&told), 0, "it is in another stage");
}

async fn of_keys_that_are_wanted_at_once_exactly_one_takes_the_place_of_the_next(store: Store) {
    two_keys(&store).await;
    let told = at_once!(store, MANY, |tx, n| async move {
        let mut key = key(&format!("new-{n}"));
        (key.stage, key.activates_at) = (KeyStage::Next, Some(NOW));
        assert!(!tx.keys().hurry(&key, "next").await?, "it does not sign");
        tx.keys().hurry(&key, "old").await
    });
    assert_eq!(winners(&told), 1);
    let stages: Vec<_> = stages(&store).await;
    let [(old, KeyStage::Current, None), (new, KeyStage::Next, None)] = &stages[..] else {
        panic!("{stages:?}")
    };
    assert!(old == "old" && new.starts_with("new-"), "{stages:?}");
}

crate::harness::laws! {
    a_code_is_redeemed_by_exactly_one,
    t_24_a_generation_is_succeeded_by_exactly_one,
    t_45_no_more_tries_are_counted_than_there_are,
    t_55_a_counter_lets_through_exactly_its_limit,
    t_55_counters_that_are_claimed_together_let_through_exactly_the_smallest,
    of_nodes_that_start_together_one_writes_and_all_agree,
    a_mail_is_claimed_by_exactly_one_node,
    an_interaction_is_finished_and_a_session_ended_by_exactly_one,
    of_tabs_that_renew_a_session_at_once_exactly_one_does,
    of_codes_asked_for_at_once_exactly_one_lives,
    a_key_is_activated_and_removed_by_exactly_one,
    of_keys_that_are_wanted_at_once_exactly_one_takes_the_place_of_the_next,
}
