//! Whoever gets the id of a client that was removed finds nothing that hung from the former one.

use std::sync::Arc;

use oidc_core::{
    client::Client,
    id::{AccessTokenId, SessionId},
    time::Lifetime,
};
use sqlx::{Connection, Executor, SqliteConnection};
use store::{Delivery, DeliveryKind, Options, Standing, Store, StoreError};
use tokio::sync::Barrier;

use crate::harness::{
    file, on_server, race,
    samples::{NOW, client, grant, id, later, mail, session, sid, user},
};

const CALL: DeliveryKind = DeliveryKind::BackchannelLogout;

/// A client that is told of the end of sessions in both ways, under one of its registrations.
fn told(name: &str, registration: &str) -> Client {
    Client {
        backchannel_logout_uri: Some("https://shop.example/out".parse().unwrap()),
        frontchannel_logout_uri: Some("https://shop.example/frame".parse().unwrap()),
        registration: Some(registration.parse().unwrap()),
        ..client(name)
    }
}

fn call(number: u32, target: &str) -> Delivery {
    Delivery {
        kind: CALL,
        target: Some(target.to_owned()),
        usage_type: None,
        ..mail(number)
    }
}

async fn the_next_client_of_an_id_hears_of_no_session_of_the_former(store: Store) {
    let here = session(1, "ada");
    let (shop, anew, other) = (
        told("shop", "first"),
        told("shop", "second"),
        told("other", "first"),
    );
    store
        .transact(|mut tx| {
            let (here, shop, anew, other) = (&here, &shop, &anew, &other);
            async move {
                tx.users().insert(&user("ada")).await?;
                tx.sessions().insert(here).await?;
                for (number, client) in [(1, shop), (2, other)] {
                    tx.clients().insert(client).await?;
                    tx.sessions()
                        .join_client(&here.id, client.registrant(), &sid(number), NOW)
                        .await?;
                }
                for delivery in [call(1, "shop"), call(2, "shop"), call(3, "other")] {
                    tx.deliveries().push(&delivery).await?;
                }
                // No mail has a client for its target.
                let mail = Delivery {
                    target: Some("shop".to_owned()),
                    ..mail(4)
                };
                tx.deliveries().push(&mail).await?;
                tx.deliveries()
                    .retry(&call(2, "shop").id, later(1), "503", NOW)
                    .await?;
                assert!(tx.clients().remove(&shop.id, later(1)).await?);
                assert!(tx.clients().insert(anew).await?);
                let mut clients = tx.session_clients();
                let called = clients.called(&here.id).await?;
                let called: Vec<_> = called.iter().map(|told| told.client_id.as_str()).collect();
                assert_eq!(called, ["other"]);
                assert_eq!(clients.framed(&here.id).await?.len(), 1);
                let all = clients.of(&here.id).await?;
                assert_eq!(all, std::slice::from_ref(&other.id));
                let found = tx.sessions().find_with_user(&here.id, &shop.id).await?;
                assert!(!found.unwrap().2, "it was not there");
                let nothing = Standing {
                    waiting: 0,
                    last_sent: None,
                    last_failure: None,
                };
                let mut deliveries = tx.deliveries();
                assert_eq!(deliveries.standing_of(CALL, "shop").await?, nothing);
                let lease = Lifetime::minutes(1);
                let calls = deliveries.claim(CALL, later(2), lease, 9).await?;
                let calls: Vec<_> = calls.iter().map(|call| call.target.as_deref()).collect();
                assert_eq!(calls, [Some("other")]);
                let mails = deliveries.claim(DeliveryKind::Mail, NOW, lease, 9).await?;
                assert_eq!(mails.len(), 1);
                Ok::<_, StoreError>(())
            }
        })
        .await
        .unwrap();
}

async fn a_client_that_is_gone_joins_no_session(store: Store) {
    let here = session(1, "ada");
    let (shop, anew) = (told("shop", "first"), told("shop", "second"));
    store
        .transact(|mut tx| {
            let (here, shop, anew) = (&here, &shop, &anew);
            async move {
                tx.sessions().insert(here).await?;
                let mut told = Vec::new();
                for there in [None, Some(anew)] {
                    if let Some(client) = there {
                        tx.clients().insert(client).await?;
                    }
                    // As a node writes that knows the former one.
                    tx.sessions()
                        .join_client(&here.id, shop.registrant(), &sid(1), NOW)
                        .await?;
                    told.push(tx.sessions().sid_of(&here.id, &shop.id).await?);
                }
                tx.sessions()
                    .join_client(&here.id, anew.registrant(), &sid(2), NOW)
                    .await?;
                told.push(tx.sessions().sid_of(&here.id, &shop.id).await?);
                assert_eq!(told, [None, None, Some(sid(2))]);
                // One that is older than such names has none.
                tx.clients().remove(&anew.id, NOW).await?;
                let unnamed = Client {
                    registration: None,
                    ..anew.clone()
                };
                tx.clients().insert(&unnamed).await?;
                tx.sessions()
                    .join_client(&here.id, unnamed.registrant(), &sid(3), NOW)
                    .await?;
                let found = tx.sessions().sid_of(&here.id, &shop.id).await?;
                assert_eq!(found, Some(sid(3)));
                Ok::<_, StoreError>(())
            }
        })
        .await
        .unwrap();
}

async fn what_a_client_leaves_behind_in_many_sessions_goes_in_turns(store: Store) {
    const MANY: u32 = 1_500;
    let shop = &told("shop", "first");
    store
        .transact(|mut tx| async move {
            tx.clients().insert(shop).await?;
            for number in 1..=MANY {
                let here = session(number, "ada");
                tx.sessions().insert(&here).await?;
                let (shop, sid) = (shop.registrant(), sid(number));
                tx.sessions().join_client(&here.id, shop, &sid, NOW).await?;
                tx.deliveries().push(&call(number, "shop")).await?;
            }
            assert!(tx.clients().remove(&shop.id, NOW).await?);
            assert!(!tx.clients().insert(shop).await?, "not all are gone yet");
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    store.finish_removal(&shop.id, later(1)).await.unwrap();
    store
        .transact(|mut tx| async move {
            for number in 1..=MANY {
                let here = SessionId::from_bytes(id(number));
                assert_eq!(tx.session_clients().of(&here).await?, []);
            }
            assert_eq!(tx.deliveries().standing_of(CALL, "shop").await?.waiting, 0);
            assert!(tx.clients().insert(shop).await?);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

/// The client's sign-out ends a grant that would outlive the session, and stands beside the session.
async fn a_grant_that_a_sign_out_ended_stays_ended_while_a_removal_goes_on(store: Store) {
    const MANY: u32 = 1_000;
    let (shop, here) = (&told("shop", "first"), &session(1, "ada"));
    let ended = grant(MANY + 1, "ada", here);
    let ended = &ended;
    let token = store.transact(|mut tx| async move {
        tx.users().insert(&user("ada")).await?;
        tx.clients().insert(shop).await?;
        tx.sessions().insert(here).await?;
        tx.sessions()
            .join_client(&here.id, shop.registrant(), &sid(1), NOW)
            .await?;
        for number in 1..=MANY {
            tx.grants().insert(&grant(number, "ada", here)).await?;
        }
        tx.grants().insert(ended).await?;
        tx.sessions().sign_out(&here.id, &shop.id, NOW).await?;
        tx.clients().remove(&shop.id, later(1)).await?;
        let none = AccessTokenId::from_bytes([9; 16]);
        tx.grants().find_of_signed(&ended.id, &none).await
    });
    let found = token.await.unwrap().unwrap();
    assert_eq!(found.grant.revoked_at, None, "its turn has not come");
    assert!(found.session.unwrap().client_signed_out);
}

/// Each alone has several portions, so that one who finds its own taken finds nothing else instead.
async fn two_that_finish_removals_together_leave_nothing_behind(store: Store) {
    const MANY: u32 = 3_500;
    const AT_ONCE: u32 = 500;
    let (shop, library) = (&told("shop", "first"), &told("library", "first"));
    store
        .transact(|mut tx| async move {
            for client in [shop, library] {
                tx.clients().insert(client).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    // No transaction takes long, however busy the machine is.
    for turn in 0..MANY / AT_ONCE {
        store
            .transact(|mut tx| async move {
                for number in turn * AT_ONCE + 1..=(turn + 1) * AT_ONCE {
                    let here = session(number, "ada");
                    tx.sessions().insert(&here).await?;
                    let (shop, sid) = (shop.registrant(), sid(number));
                    tx.sessions().join_client(&here.id, shop, &sid, NOW).await?;
                    tx.deliveries().push(&call(number, "library")).await?;
                }
                Ok::<_, StoreError>(())
            })
            .await
            .unwrap();
    }
    store
        .transact(|mut tx| async move {
            for client in [shop, library] {
                assert!(tx.clients().remove(&client.id, NOW).await?);
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    let finished = race(2, |_| {
        let store = store.clone();
        async move {
            while store.go_on_removing(later(1)).await? {}
            Ok::<_, StoreError>(())
        }
    });
    for outcome in finished.await {
        outcome.unwrap();
    }
    store
        .read(|mut tx| async move {
            for number in 1..=MANY {
                let here = SessionId::from_bytes(id(number));
                assert_eq!(tx.session_clients().of(&here).await?, [], "{number}");
            }
            let calls = tx.deliveries().standing_of(CALL, "library").await?;
            assert_eq!(calls.waiting, 0);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn what_was_written_for_a_client_that_was_gone_ends_before_the_next_of_its_id(store: Store) {
    let (here, shop) = (&session(1, "ada"), &told("shop", "second"));
    let given = &grant(1, "ada", here);
    store
        .transact(|mut tx| async move {
            tx.users().insert(&user("ada")).await?;
            tx.sessions().insert(here).await?;
            tx.grants().insert(given).await?;
            tx.deliveries().push(&call(1, "shop")).await?;
            tx.deliveries().push(&call(2, "other")).await?;
            assert!(tx.clients().insert(shop).await?);
            let none = AccessTokenId::from_bytes([9; 16]);
            let found = tx.grants().find_of_signed(&given.id, &none).await?;
            assert_eq!(found.unwrap().grant.revoked_at, Some(shop.created_at));
            for (target, waiting) in [("shop", 0), ("other", 1)] {
                let calls = tx.deliveries().standing_of(CALL, target).await?;
                assert_eq!(calls.waiting, waiting, "{target}");
            }
            // Nothing of one that is there.
            tx.deliveries().push(&call(3, "shop")).await?;
            assert!(!tx.clients().insert(shop).await?);
            let calls = tx.deliveries().standing_of(CALL, "shop").await?;
            assert_eq!(calls.waiting, 1);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn however_much_was_written_for_a_client_that_was_gone_its_id_is_free(store: Store) {
    const MANY: u32 = 2_500;
    let shop = &told("shop", "second");
    store
        .transact(|mut tx| async move {
            for number in 1..=MANY {
                tx.deliveries().push(&call(number, "shop")).await?;
            }
            assert!(tx.clients().insert(shop).await?);
            let calls = tx.deliveries().standing_of(CALL, "shop").await?;
            assert_eq!(calls.waiting, 0);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn joins_anew(store: &Store, here: SessionId) {
    let anew = &told("shop", "second");
    store
        .transact(|mut tx| async move {
            assert_eq!(
                tx.session_clients().of(&here).await?,
                std::slice::from_ref(&anew.id)
            );
            assert!(tx.clients().insert(anew).await?);
            assert_eq!(tx.session_clients().of(&here).await?, []);
            tx.sessions()
                .join_client(&here, anew.registrant(), &sid(2), NOW)
                .await?;
            let found = tx.sessions().sid_of(&here, &anew.id).await?;
            assert_eq!(found, Some(sid(2)));
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

/// One who joins sees the client; it is removed before that is committed.
async fn joined_meanwhile(store: Store) {
    let (here, shop) = (&session(1, "ada"), told("shop", "first"));
    let (id, first) = (here.id, &shop);
    store
        .transact(|mut tx| async move {
            tx.sessions().insert(here).await?;
            tx.clients().insert(first).await
        })
        .await
        .unwrap();
    let met = Arc::new(Barrier::new(2));
    race(2, |number| {
        let (store, met, shop) = (store.clone(), Arc::clone(&met), shop.clone());
        async move {
            let (met, shop) = (&met, &shop);
            if number == 0 {
                let joined = store.transact(|mut tx| async move {
                    tx.sessions()
                        .join_client(&id, shop.registrant(), &sid(1), NOW)
                        .await?;
                    met.wait().await;
                    met.wait().await;
                    Ok::<_, StoreError>(())
                });
                joined.await.unwrap();
            } else {
                met.wait().await;
                let removed = store
                    .transact(|mut tx| async move { tx.clients().remove(&shop.id, later(1)).await })
                    .await;
                assert!(removed.unwrap());
                met.wait().await;
            }
        }
    })
    .await;
    joins_anew(&store, id).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_joined_while_its_client_was_removed_is_forgotten_on_postgresql() {
    on_server(Options::default(), |store| {
        Box::pin(joined_meanwhile(store))
    })
    .await;
}

/// SQLite has one writer: such a row comes from elsewhere.
#[tokio::test]
async fn a_session_that_a_former_client_has_joined_is_forgotten_on_sqlite() {
    let (_folder, url) = file();
    let store = Store::open(&url).await.unwrap();
    let here = &session(1, "ada");
    let id = here.id;
    store
        .transact(|mut tx| async move { tx.sessions().insert(here).await })
        .await
        .unwrap();
    let mut conn = SqliteConnection::connect(&url).await.unwrap();
    conn.execute(
        "insert into session_clients (session_id, client_id, sid, joined_at) \
         select id, 'shop', 'AaIVBkFmmFreSvPasdsIcw', 1 from sessions",
    )
    .await
    .unwrap();
    conn.close().await.unwrap();
    joins_anew(&store, id).await;
    store.close().await;
}

crate::harness::laws! {
    two_that_finish_removals_together_leave_nothing_behind,
    what_was_written_for_a_client_that_was_gone_ends_before_the_next_of_its_id,
    however_much_was_written_for_a_client_that_was_gone_its_id_is_free,
    the_next_client_of_an_id_hears_of_no_session_of_the_former,
    a_client_that_is_gone_joins_no_session,
    what_a_client_leaves_behind_in_many_sessions_goes_in_turns,
    a_grant_that_a_sign_out_ended_stays_ended_while_a_removal_goes_on,
}
