//! What waits to go out.

use oidc_core::time::{Lifetime, Timestamp};
use sqlx::{Connection, Executor, PgConnection, SqliteConnection};
use store::{Delivery, DeliveryKind, DeliveryState, Keep, Store, StoreError};

use crate::harness::samples::{NOW, later, mail};

const LEASE: Lifetime = Lifetime::minutes(1);
const MAIL: DeliveryKind = DeliveryKind::Mail;

async fn a_mail_is_claimed_by_one_until_the_lease_is_over(store: Store) {
    let (first, second, third) = store
        .transact(|mut tx| async move {
            let mut deliveries = tx.deliveries();
            deliveries.push(&mail(1)).await?;
            Ok::<_, StoreError>((
                deliveries.claim(MAIL, NOW, LEASE, 10).await?,
                deliveries.claim(MAIL, NOW, LEASE, 10).await?,
                deliveries.claim(MAIL, later(1), LEASE, 10).await?,
            ))
        })
        .await
        .unwrap();
    assert_eq!(
        first,
        [Delivery {
            attempts: 1,
            ..mail(1)
        }]
    );
    assert_eq!(second, []);
    assert_eq!(
        third,
        [Delivery {
            attempts: 2,
            ..mail(1)
        }]
    );
}

async fn only_what_is_due_and_unexpired_is_claimed_oldest_first(store: Store) {
    let mut early = mail(9);
    early.next_attempt_at = NOW.minus(Lifetime::minutes(1));
    let mut not_due = mail(3);
    not_due.next_attempt_at = later(5);
    let mut expired = mail(4);
    expired.expires_at = NOW;
    let (claimed, rest) = store
        .transact(|mut tx| {
            let mails = [&mail(1), &early, &mail(2), &not_due, &expired].map(Clone::clone);
            async move {
                let mut deliveries = tx.deliveries();
                for mail in &mails {
                    deliveries.push(mail).await?;
                }
                Ok::<_, StoreError>((
                    deliveries.claim(MAIL, NOW, LEASE, 2).await?,
                    deliveries.claim(MAIL, NOW, LEASE, 9).await?,
                ))
            }
        })
        .await
        .unwrap();
    assert_eq!(claimed[0].id, early.id);
    assert_eq!((claimed.len(), rest.len()), (2, 1));
}

async fn a_sent_mail_is_wiped_unless_the_mailbox_wants_it(store: Store) {
    let (kept, since, states) = store
        .transact(|mut tx| async move {
            let mut deliveries = tx.deliveries();
            for number in 1..=3 {
                deliveries.push(&mail(number)).await?;
            }
            deliveries.claim(MAIL, NOW, LEASE, 9).await?;
            deliveries.sent(&[mail(1).id], later(1), Keep::Wipe).await?;
            deliveries
                .sent(&[mail(2).id, mail(3).id], later(2), Keep::Day)
                .await?;
            let states = [
                deliveries.state(&mail(1).id).await?,
                deliveries.state(&mail(9).id).await?,
            ];
            assert_eq!(deliveries.claim(MAIL, later(5), LEASE, 9).await?, []);
            Ok::<_, StoreError>((
                deliveries.recent_sent(MAIL, NOW, 9).await?,
                deliveries.recent_sent(MAIL, later(3), 9).await?,
                states,
            ))
        })
        .await
        .unwrap();
    let sent = |number| Delivery {
        attempts: 1,
        sent_at: Some(later(2)),
        ..mail(number)
    };
    assert_eq!(kept, [sent(3), sent(2)]);
    assert_eq!(since, []);
    assert_eq!(states, [Some(DeliveryState::Sent), None]);
}

async fn a_mail_is_retried_later_or_given_up(store: Store) {
    let told = store
        .transact(|mut tx| async move {
            let (one, two) = (mail(1).id, mail(2).id);
            let mut deliveries = tx.deliveries();
            deliveries.push(&mail(1)).await?;
            deliveries.push(&mail(2)).await?;
            deliveries.claim(MAIL, NOW, LEASE, 9).await?;
            deliveries.retry(&one, later(2), "429", NOW).await?;
            deliveries.dead(&two, NOW, "401").await?;
            let states = (deliveries.state(&one).await?, deliveries.state(&two).await?);
            let due = deliveries.next_due(MAIL, NOW).await?;
            let now = deliveries.claim(MAIL, later(1), LEASE, 9).await?.len();
            let then = deliveries.claim(MAIL, later(2), LEASE, 9).await?.len();
            Ok::<_, StoreError>((states, due, now, then))
        })
        .await
        .unwrap();
    let states = (Some(DeliveryState::Waiting), Some(DeliveryState::Dead));
    assert_eq!(told, (states, Some(later(2)), 0, 1));
}

async fn an_expired_mail_is_wiped_but_not_while_it_is_being_sent(store: Store) {
    let told = store
        .transact(|mut tx| async move {
            let (one, two) = (mail(1).id, mail(2).id);
            let mut deliveries = tx.deliveries();
            deliveries.push(&mail(1)).await?;
            deliveries
                .claim(MAIL, later(9), Lifetime::minutes(2), 9)
                .await?;
            deliveries.push(&mail(2)).await?;
            let early = deliveries.expire(MAIL, later(9)).await?;
            let at_ten = deliveries.expire(MAIL, later(10)).await?;
            let states = (deliveries.state(&one).await?, deliveries.state(&two).await?);
            let at_eleven = deliveries.expire(MAIL, later(11)).await?;
            deliveries.sent(&[one], later(11), Keep::Day).await?;
            Ok::<_, StoreError>((
                early,
                at_ten,
                states,
                at_eleven,
                deliveries.state(&one).await?,
            ))
        })
        .await
        .unwrap();
    let states = (Some(DeliveryState::Waiting), Some(DeliveryState::Expired));
    assert_eq!(told, (0, 1, states, 1, Some(DeliveryState::Expired)));
}

async fn a_mail_is_withdrawn_unless_it_is_being_sent(store: Store) {
    let told = store
        .transact(|mut tx| async move {
            let (one, two, three) = (mail(1).id, mail(2).id, mail(3).id);
            let mut deliveries = tx.deliveries();
            deliveries.push(&mail(1)).await?;
            deliveries.push(&mail(2)).await?;
            deliveries.claim(MAIL, NOW, LEASE, 9).await?;
            deliveries.sent(&[two], NOW, Keep::Day).await?;
            deliveries.push(&mail(3)).await?;
            let told = [
                deliveries.withdraw_mail(&one, NOW).await?,
                deliveries.withdraw_mail(&two, later(1)).await?,
                deliveries.withdraw_mail(&three, NOW).await?,
                deliveries.withdraw_mail(&one, later(1)).await?,
                deliveries.withdraw_mail(&one, later(1)).await?,
            ];
            let mut states = Vec::new();
            for id in [one, two, three] {
                states.push(deliveries.state(&id).await?);
            }
            assert_eq!(deliveries.claim(MAIL, later(2), LEASE, 9).await?, []);
            Ok::<_, StoreError>((told, states))
        })
        .await
        .unwrap();
    assert_eq!(told.0, [false, false, true, true, false]);
    let (expired, sent) = (Some(DeliveryState::Expired), Some(DeliveryState::Sent));
    assert_eq!(told.1, [expired, sent, expired]);
}

async fn the_next_mail_is_due_when_its_time_or_its_lease_is_over(store: Store) {
    let told = store
        .transact(|mut tx| async move {
            let mut deliveries = tx.deliveries();
            let none = deliveries.next_due(MAIL, NOW).await?;
            deliveries.push(&mail(1)).await?;
            let at_once = deliveries.next_due(MAIL, NOW).await?;
            deliveries.claim(MAIL, NOW, LEASE, 9).await?;
            let leased = deliveries.next_due(MAIL, NOW).await?;
            let expired = deliveries.next_due(MAIL, later(10)).await?;
            Ok::<_, StoreError>([none, at_once, leased, expired])
        })
        .await
        .unwrap();
    assert_eq!(told, [None, Some(NOW), Some(later(1)), None]);
}

/// A call for one of ours.
fn to(number: u32, target: &str, due: Timestamp) -> Delivery {
    Delivery {
        kind: DeliveryKind::BackchannelLogout,
        target: Some(target.to_owned()),
        usage_type: None,
        next_attempt_at: due,
        ..mail(number)
    }
}

async fn those_for_one_receiver_are_claimed_apart_from_those_for_others(store: Store) {
    let calls = [
        to(1, "shop", later(0)),
        to(2, "library", NOW.minus(Lifetime::minutes(1))),
        to(3, "shop", NOW.minus(Lifetime::minutes(2))),
        to(4, "museum", later(1)),
        to(5, "shop", later(0)),
    ];
    let (kind, calls) = (DeliveryKind::BackchannelLogout, &calls);
    store
        .transact(|mut tx| async move {
            let mut deliveries = tx.deliveries();
            deliveries.push(&mail(9)).await?;
            for call in calls {
                deliveries.push(call).await?;
            }
            assert_eq!(
                deliveries.due_targets(kind, NOW).await?,
                ["shop", "library"]
            );
            let own = deliveries.claim_for((kind, "shop"), NOW, LEASE, 2).await?;
            let ids: Vec<_> = own.iter().map(|call| call.id).collect();
            assert_eq!(ids[0], mail(3).id);
            assert_eq!((ids.len(), own[1].attempts), (2, 1));
            let more = deliveries.claim_for((kind, "shop"), NOW, LEASE, 9).await?;
            assert_eq!(more.len(), 1);
            assert_eq!(
                deliveries.claim_for((kind, "shop"), NOW, LEASE, 9).await?,
                []
            );
            assert_eq!(
                deliveries
                    .claim_for((kind, "museum"), NOW, LEASE, 9)
                    .await?,
                []
            );
            assert_eq!(deliveries.due_targets(kind, NOW).await?, ["library"]);
            let all = ["shop", "library", "museum"];
            assert_eq!(deliveries.due_targets(kind, later(1)).await?, all);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

crate::harness::laws! {
    those_for_one_receiver_are_claimed_apart_from_those_for_others,
    a_mail_is_claimed_by_one_until_the_lease_is_over,
    only_what_is_due_and_unexpired_is_claimed_oldest_first,
    a_sent_mail_is_wiped_unless_the_mailbox_wants_it,
    a_mail_is_retried_later_or_given_up,
    an_expired_mail_is_wiped_but_not_while_it_is_being_sent,
    a_mail_is_withdrawn_unless_it_is_being_sent,
    the_next_mail_is_due_when_its_time_or_its_lease_is_over,
}

/// What a newer version does to a row of its own kind.
const TOMORROW: &str = "update deliveries set kind = 'pigeon'";

/// One that waits, one that is being sent, one that was sent.
async fn write_three(store: &Store) {
    store
        .transact(|mut tx| async move {
            let mut deliveries = tx.deliveries();
            for number in [2, 3] {
                deliveries.push(&mail(number)).await?;
            }
            deliveries.claim(MAIL, NOW, LEASE, 9).await?;
            deliveries.sent(&[mail(3).id], NOW, Keep::Day).await?;
            deliveries.push(&mail(1)).await
        })
        .await
        .unwrap();
}

/// A mail beside them is claimed, expired and swept as ever.
async fn nothing_touches_them(store: &Store) {
    let far = NOW.plus(Lifetime::days(39));
    let told = store
        .transact(|mut tx| async move {
            let mut deliveries = tx.deliveries();
            let next = deliveries.next_due(MAIL, NOW).await?;
            deliveries.push(&mail(4)).await?;
            let claimed = deliveries.claim(MAIL, later(5), LEASE, 9).await?;
            let claimed: Vec<_> = claimed.into_iter().map(|delivery| delivery.id).collect();
            let shown = deliveries.recent_sent(MAIL, NOW, 9).await?;
            let withdrawn = deliveries.withdraw_mail(&mail(1).id, later(5)).await?;
            let expired = deliveries.expire(MAIL, far).await?;
            let swept = tx.sweep().run(far, None, 9).await?;
            let mut states = Vec::new();
            for number in 1..=4 {
                states.push(tx.deliveries().state(&mail(number).id).await?);
            }
            Ok::<_, StoreError>((next, claimed, shown, withdrawn, expired, swept, states))
        })
        .await
        .unwrap();
    let (waiting, sent) = (Some(DeliveryState::Waiting), Some(DeliveryState::Sent));
    let states = vec![waiting, waiting, sent, None];
    assert_eq!(
        told,
        (None, vec![mail(4).id], Vec::new(), false, 1, 1, states)
    );
}

#[tokio::test]
async fn what_is_of_a_kind_of_tomorrow_is_left_alone_on_sqlite() {
    let (_folder, url) = crate::harness::file();
    let store = Store::open(&url).await.unwrap();
    write_three(&store).await;
    let mut conn = SqliteConnection::connect(&url).await.unwrap();
    conn.execute(TOMORROW).await.unwrap();
    nothing_touches_them(&store).await;
    store.close().await;
}

#[tokio::test]
async fn what_is_of_a_kind_of_tomorrow_is_left_alone_on_postgresql() {
    let Some(server) = crate::harness::server() else {
        return;
    };
    let schema = crate::harness::Schema::new(server).await;
    let store = Store::open(&schema.url).await.unwrap();
    write_three(&store).await;
    let mut conn = PgConnection::connect(&schema.url).await.unwrap();
    conn.execute(TOMORROW).await.unwrap();
    conn.close().await.unwrap();
    nothing_touches_them(&store).await;
    store.close().await;
    schema.drop().await;
}

#[tokio::test]
async fn no_plan_of_postgresql_claims_more_than_was_asked_for() {
    let Some(server) = crate::harness::server() else {
        return;
    };
    let schema = crate::harness::Schema::new(server).await;
    // What is left is to go through all rows, and for each through what is due.
    let off = ["hashjoin", "mergejoin", "hashagg", "sort", "material"];
    let off = off.map(|way| format!("&options[enable_{way}]=off"));
    let url = format!("{}{}", schema.url, off.concat());
    let store = Store::open(&url).await.unwrap();
    let (mails, calls) = store
        .transact(|mut tx| async move {
            let mut deliveries = tx.deliveries();
            for number in 1..=9 {
                deliveries.push(&mail(number)).await?;
                deliveries.push(&to(number + 9, "shop", NOW)).await?;
            }
            let kind = DeliveryKind::BackchannelLogout;
            let mails = deliveries.claim(MAIL, NOW, LEASE, 2).await?;
            let calls = deliveries.claim_for((kind, "shop"), NOW, LEASE, 2).await?;
            Ok::<_, StoreError>((mails, calls))
        })
        .await
        .unwrap();
    assert_eq!((mails.len(), calls.len()), (2, 2));
    store.close().await;
    schema.drop().await;
}
