//! Whoever gets the id of a client that was removed finds nothing that hung from the former one.

use oidc_core::{client::Client, id::SessionId, time::Lifetime};
use store::{Delivery, DeliveryKind, Standing, Store, StoreError};

use crate::harness::samples::{NOW, client, grant, id, later, mail, session, sid, user};

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
                    .retry(&call(2, "shop").id, later(1), "503")
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
    store.finish_removals(later(1)).await.unwrap();
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
        let none = oidc_core::id::AccessTokenId::from_bytes([9; 16]);
        tx.grants().find_of_signed(&ended.id, &none).await
    });
    let found = token.await.unwrap().unwrap();
    assert_eq!(found.grant.revoked_at, None, "its turn has not come");
    assert!(found.session.unwrap().client_signed_out);
}

crate::harness::laws! {
    the_next_client_of_an_id_hears_of_no_session_of_the_former,
    a_client_that_is_gone_joins_no_session,
    what_a_client_leaves_behind_in_many_sessions_goes_in_turns,
    a_grant_that_a_sign_out_ended_stays_ended_while_a_removal_goes_on,
}
