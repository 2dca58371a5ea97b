//! Who is told that a session has ended, and what an operator sees of it.

use oidc_core::client::Client;
use store::{
    Delivery, DeliveryKind, DeliveryState, Failed, Keep, Participant, Standing, Store, StoreError,
};

use crate::harness::samples::{NOW, client, grant, later, mail, session, sid, user};

const CALL: DeliveryKind = DeliveryKind::BackchannelLogout;

/// A client that is told by a call, and in a frame where `front` says where.
fn told(name: &str, front: Option<&str>) -> Client {
    Client {
        backchannel_logout_uri: Some("https://shop.example/out".parse().unwrap()),
        frontchannel_logout_uri: front.map(|uri| uri.parse().unwrap()),
        ..client(name)
    }
}

async fn only_clients_of_the_session_that_can_be_told_are_told(store: Store) {
    let front = "https://shop.example/frame";
    let disabled = Client {
        disabled: true,
        ..told("off", Some(front))
    };
    let clients = [
        told("both", Some(front)),
        told("back", None),
        client("deaf"),
        disabled,
        told("elsewhere", Some(front)),
    ];
    let (here, there) = (session(1, "ada"), session(2, "ada"));
    let (called, framed, all) = store
        .transact(|mut tx| {
            let (clients, here, there) = (&clients, &here, &there);
            async move {
                for client in clients {
                    tx.clients().insert(client).await?;
                }
                tx.sessions().insert(here).await?;
                tx.sessions().insert(there).await?;
                for (number, client) in (1..).zip(&clients[..4]) {
                    let mut sessions = tx.sessions();
                    sessions
                        .join_client(&here.id, client.registrant(), &sid(number), NOW)
                        .await?;
                }
                let elsewhere = clients[4].registrant();
                tx.sessions()
                    .join_client(&there.id, elsewhere, &sid(9), NOW)
                    .await?;
                let mut told = tx.session_clients();
                Ok::<_, StoreError>((
                    told.called(&here.id).await?,
                    told.framed(&here.id).await?,
                    told.of(&here.id).await?,
                ))
            }
        })
        .await
        .unwrap();
    let participant = |name: &str, number| Participant {
        client_id: name.parse().unwrap(),
        sid: sid(number),
    };
    assert_eq!(called, [participant("back", 2), participant("both", 1)]);
    assert_eq!(framed, [(front.parse().unwrap(), sid(1))]);
    assert_eq!(all.len(), 4);
}

fn call(number: u32) -> Delivery {
    Delivery {
        kind: CALL,
        target: Some("shop".to_owned()),
        usage_type: None,
        ..mail(number)
    }
}

async fn the_calls_of_a_client_stand_as_they_were_left(store: Store) {
    let elsewhere = Delivery {
        target: Some("other".to_owned()),
        ..call(9)
    };
    let (before, retried, after) = store
        .transact(|mut tx| {
            let elsewhere = &elsewhere;
            async move {
                let mut calls = tx.deliveries();
                for call in [&call(1), &call(2), &call(3), elsewhere] {
                    calls.push(call).await?;
                }
                let before = calls.standing_of(CALL, "shop").await?;
                calls.sent(&[call(1).id], later(1), Keep::Wipe).await?;
                calls.retry(&call(2).id, later(9), "503", NOW).await?;
                let retried = calls.standing_of(CALL, "shop").await?;
                calls.dead(&call(2).id, later(2), "400").await?;
                calls.sent(&[call(3).id], later(3), Keep::Wipe).await?;
                Ok::<_, StoreError>((before, retried, calls.standing_of(CALL, "shop").await?))
            }
        })
        .await
        .unwrap();
    let nothing = Standing {
        waiting: 3,
        last_sent: None,
        last_failure: None,
    };
    assert_eq!(before, nothing);
    let failed = |state, at, why: &str| {
        let why = why.to_owned();
        Some(Failed { state, at, why })
    };
    let expected = Standing {
        waiting: 2,
        last_sent: Some(later(1)),
        last_failure: failed(DeliveryState::Waiting, later(9), "503"),
    };
    assert_eq!(retried, expected);
    let expected = Standing {
        waiting: 0,
        last_sent: Some(later(3)),
        last_failure: failed(DeliveryState::Dead, later(2), "400"),
    };
    assert_eq!(after, expected);
}

async fn calls_are_claimed_apart_from_mails(store: Store) {
    let (calls, mails) = store
        .transact(|mut tx| async move {
            let mut deliveries = tx.deliveries();
            deliveries.push(&call(1)).await?;
            deliveries.push(&mail(2)).await?;
            let lease = oidc_core::time::Lifetime::minutes(1);
            let mails = deliveries.claim(DeliveryKind::Mail, NOW, lease, 9).await?;
            let calls = deliveries.claim(CALL, NOW, lease, 9).await?;
            Ok::<_, StoreError>((calls, mails))
        })
        .await
        .unwrap();
    assert_eq!((calls.len(), mails.len()), (1, 1));
    assert_eq!((calls[0].id, mails[0].id), (call(1).id, mail(2).id));
}

async fn live_sessions_are_listed_newest_first_and_no_more_than_asked_for(store: Store) {
    let (all, few, of_ada, unended) = store
        .transact(|mut tx| async move {
            for name in ["ada", "eve"] {
                tx.users().insert(&user(name)).await?;
            }
            let mut over = session(4, "ada");
            over.expires_at = NOW;
            for session in [
                session(1, "ada"),
                session(2, "eve"),
                session(3, "ada"),
                over,
            ] {
                tx.sessions().insert(&session).await?;
            }
            let mut gone = session(5, "ada");
            gone.ended_at = Some(NOW);
            tx.sessions().insert(&gone).await?;
            let ada = user("ada").id;
            let mut sessions = tx.sessions();
            Ok::<_, StoreError>((
                sessions.live(None, NOW, 9).await?,
                sessions.live(None, NOW, 2).await?,
                sessions.live(Some(&ada), NOW, 9).await?,
                sessions.unended_of(&ada, 9).await?,
            ))
        })
        .await
        .unwrap();
    let numbers = |listed: &[(oidc_core::session::Session, oidc_core::user::User)]| {
        let bytes = listed.iter().map(|(session, user)| {
            assert_eq!(session.user_id, user.id);
            session.id.as_bytes()[15]
        });
        bytes.collect::<Vec<_>>()
    };
    assert_eq!(numbers(&all), [3, 2, 1]);
    assert_eq!(numbers(&few), [3, 2]);
    assert_eq!(numbers(&of_ada), [3, 1]);
    assert_eq!(unended, [1, 3, 4].map(|number| session(number, "ada").id));
}

async fn all_that_a_user_has_granted_is_revoked_and_nothing_of_others(store: Store) {
    let rows = store
        .transact(|mut tx| async move {
            for (number, name) in [(1, "ada"), (2, "ada"), (3, "eve")] {
                let here = session(number, name);
                tx.grants().insert(&grant(number, name, &here)).await?;
            }
            let (ada, eve) = (user("ada").id, user("eve").id);
            let mut grants = tx.grants();
            Ok::<_, StoreError>([
                grants.revoke_all_of(&ada, NOW).await?,
                grants.revoke_all_of(&ada, NOW).await?,
                grants.revoke_all_of(&eve, NOW).await?,
            ])
        })
        .await
        .unwrap();
    assert_eq!(rows, [2, 0, 1]);
}

crate::harness::laws! {
    only_clients_of_the_session_that_can_be_told_are_told,
    the_calls_of_a_client_stand_as_they_were_left,
    calls_are_claimed_apart_from_mails,
    live_sessions_are_listed_newest_first_and_no_more_than_asked_for,
    all_that_a_user_has_granted_is_revoked_and_nothing_of_others,
}
