//! Mails as an operator sees to them.

use oidc_core::{
    id::{DeliveryId, InteractionId},
    time::{Lifetime, Timestamp},
};
use store::{Delivery, DeliveryKind, DeliveryState, Keep, Mail, Store, StoreError, Tried};

use crate::harness::{
    race,
    samples::{NOW, digest, id, later, mail},
};

const LEASE: Lifetime = Lifetime::minutes(1);
const MAIL: DeliveryKind = DeliveryKind::Mail;
const MANY: usize = 20;

async fn push(store: &Store, deliveries: &[Delivery]) {
    let pushed: Result<_, StoreError> = store
        .transact(|mut tx| async move {
            for delivery in deliveries {
                tx.deliveries().push(delivery).await?;
            }
            Ok(())
        })
        .await;
    pushed.unwrap();
}

async fn find(store: &Store, number: u32) -> Mail {
    let found: Result<_, StoreError> = store
        .read(|mut tx| async move { tx.mails().find(&mail(number).id).await })
        .await;
    found.unwrap().unwrap()
}

/// Claims what is due and gives up this one.
async fn give_up(store: &Store, number: u32, at: Timestamp) {
    let given_up: Result<_, StoreError> = store
        .transact(|mut tx| async move {
            tx.deliveries().claim(MAIL, at, LEASE, 9).await?;
            tx.deliveries().dead(&mail(number).id, at, "401: no").await
        })
        .await;
    given_up.unwrap();
}

async fn what_became_of_a_mail_is_kept_with_who_had_it_and_how_long(store: Store) {
    let flow = InteractionId::from_bytes(id(7));
    let written = Delivery {
        flow: Some(flow),
        recipient: Some(digest("ada@example.com")),
        ..mail(1)
    };
    push(&store, &[written, mail(2)]).await;
    let tried = |by| Tried {
        at: later(1),
        by: Some(by),
        took: Some(Lifetime::millis(640)),
    };
    let told: Result<_, StoreError> = store
        .transact(|mut tx| async move {
            let mut deliveries = tx.deliveries();
            deliveries.claim(MAIL, NOW, LEASE, 9).await?;
            let (one, two) = (mail(1).id, mail(2).id);
            deliveries
                .retry(&one, later(2), "503: later", tried("smtp"))
                .await?;
            let delayed = tx.mails().of_flows(&[flow]).await?;
            let mut deliveries = tx.deliveries();
            deliveries
                .sent(&[one], tried("mailgun"), Keep::Wipe)
                .await?;
            deliveries.dead(&two, tried("mailgun"), "401: no").await?;
            Ok(delayed)
        })
        .await;
    let delayed = told.unwrap();
    assert_eq!(delayed.len(), 1);
    let seen = |mail: &Mail| {
        (
            (mail.state, mail.failure.clone(), mail.tried_at),
            (mail.connector.clone(), mail.took.map(Lifetime::as_millis)),
        )
    };
    let by = |kind: &str| (Some(kind.to_owned()), Some(640));
    let tried_at = Some(later(1));
    let later_on = Some("503: later".to_owned());
    let waiting = (DeliveryState::Waiting, later_on, tried_at);
    assert_eq!(seen(&delayed[0]), (waiting, by("smtp")));
    let sent = find(&store, 1).await;
    assert_eq!(
        seen(&sent),
        ((DeliveryState::Sent, None, tried_at), by("mailgun"))
    );
    assert_eq!((sent.flow, sent.sealed), (Some(flow), None));
    assert_eq!(sent.recipient, Some(digest("ada@example.com")));
    let dead = find(&store, 2).await;
    let no = (DeliveryState::Dead, Some("401: no".to_owned()), tried_at);
    assert_eq!(seen(&dead), (no, by("mailgun")));
}

async fn mails_are_listed_newest_first_by_their_state_and_without_other_deliveries(store: Store) {
    let call = Delivery {
        kind: DeliveryKind::BackchannelLogout,
        usage_type: None,
        ..mail(4)
    };
    push(&store, &[mail(1), mail(2), mail(3), call]).await;
    give_up(&store, 2, NOW).await;
    let listed: Result<_, StoreError> = store
        .read(|mut tx| async move {
            let mut lists = Vec::new();
            for (state, before, most) in [
                (None, None, 9),
                (None, None, 2),
                (None, Some(mail(3).id), 9),
                (Some(DeliveryState::Dead), None, 9),
                (Some(DeliveryState::Waiting), Some(mail(3).id), 9),
                (Some(DeliveryState::Sent), None, 9),
            ] {
                let page = tx.mails().page(state, before.as_ref(), most).await?;
                let ids = page.mails.into_iter().map(|mail| mail.id);
                lists.push((ids.collect::<Vec<DeliveryId>>(), page.next));
            }
            let call = tx.mails().find(&mail(4).id).await?;
            Ok((lists, call))
        })
        .await;
    let (lists, call) = listed.unwrap();
    let ids = |numbers: &[u32]| numbers.iter().map(|n| mail(*n).id).collect::<Vec<_>>();
    let expected: [(&[u32], Option<u32>); 6] = [
        (&[3, 2, 1], None),
        (&[3, 2], Some(2)),
        (&[2, 1], None),
        (&[2], None),
        (&[1], None),
        (&[], None),
    ];
    let expected = expected.map(|(these, next)| (ids(these), next.map(|n| mail(n).id)));
    assert_eq!(lists, expected);
    assert_eq!(call, None);
}

async fn a_mail_that_was_given_up_is_sent_again_as_long_as_its_code_is_good(store: Store) {
    push(&store, &[mail(1)]).await;
    give_up(&store, 1, NOW).await;
    let again = |at| {
        let store = &store;
        async move {
            let done: Result<_, StoreError> = store
                .transact(|mut tx| async move {
                    let sent = tx.mails().send_now(&mail(1).id, at).await?;
                    let claimed = tx.deliveries().claim(MAIL, at, LEASE, 9).await?;
                    Ok((sent.is_some(), claimed.len()))
                })
                .await;
            done.unwrap()
        }
    };
    assert_eq!(again(later(1)).await, (true, 1));
    // Somebody has it in hand.
    assert_eq!(again(later(1)).await, (false, 0));
    give_up(&store, 1, later(2)).await;
    assert_eq!(again(later(10)).await, (false, 0), "its code is over");
    assert!(find(&store, 1).await.sealed.is_some());
    let wipe = |at| {
        let store = &store;
        async move {
            let wiped: Result<_, StoreError> = store
                .transact(|mut tx| async move { tx.mails().forget_texts(at).await })
                .await;
            wiped.unwrap()
        }
    };
    assert_eq!(wipe(later(9)).await, 0);
    assert_eq!(wipe(later(10)).await, 1);
    assert_eq!(find(&store, 1).await.sealed, None);
    assert_eq!(again(later(9)).await, (false, 0), "its text is wiped");
}

async fn a_mail_that_waits_for_its_next_try_is_tried_at_once(store: Store) {
    let waits = Delivery {
        next_attempt_at: later(5),
        ..mail(1)
    };
    push(&store, &[waits, mail(2)]).await;
    let told: Result<_, StoreError> = store
        .transact(|mut tx| async move {
            let first = tx.mails().send_now(&mail(1).id, later(1)).await?;
            let second = tx.mails().send_now(&mail(1).id, later(1)).await?;
            // Nobody needs to hurry one that is due.
            let due = tx.mails().send_now(&mail(2).id, later(1)).await?;
            Ok((first.is_some(), second.is_some(), due.is_some()))
        })
        .await;
    assert_eq!(told.unwrap(), (true, false, false));
    assert_eq!(find(&store, 1).await.next_attempt_at, later(1));
}

async fn a_mail_is_taken_back_unless_it_is_being_sent_or_was(store: Store) {
    push(&store, &[mail(1), mail(2)]).await;
    give_up(&store, 2, NOW).await;
    push(&store, &[mail(3), mail(4)]).await;
    let told: Result<_, StoreError> = store
        .transact(|mut tx| async move {
            tx.deliveries().sent(&[mail(4).id], NOW, Keep::Day).await?;
            let mut told = Vec::new();
            for number in [1, 2, 3, 4, 3] {
                let taken = tx.mails().cancel(&mail(number).id, NOW, "no more").await?;
                told.push(taken.map(|mail| (mail.state, mail.failure, mail.sealed)));
            }
            let claimed = tx.deliveries().claim(MAIL, later(5), LEASE, 9).await?;
            Ok((told, claimed.len()))
        })
        .await;
    let taken = |why: &str| Some((DeliveryState::Dead, Some(why.to_owned()), None));
    // What the other side said of one that was given up is not lost.
    let expected = vec![None, taken("401: no"), taken("no more"), None, None];
    // The one that was being sent is tried again.
    assert_eq!(told.unwrap(), (expected, 1));
}

async fn the_text_of_a_mail_goes_with_the_code_that_gave_way(store: Store) {
    push(&store, &[mail(1)]).await;
    give_up(&store, 1, NOW).await;
    let told: Result<_, StoreError> = store
        .transact(|mut tx| async move {
            let first = tx.deliveries().withdraw_mail(&mail(1).id, later(1)).await?;
            let second = tx.deliveries().withdraw_mail(&mail(1).id, later(1)).await?;
            let again = tx.mails().send_now(&mail(1).id, later(1)).await?;
            Ok((first, second, again))
        })
        .await;
    assert_eq!(told.unwrap(), (true, false, None));
    let kept = find(&store, 1).await;
    assert_eq!((kept.state, kept.sealed), (DeliveryState::Dead, None));
    assert_eq!(kept.failure.as_deref(), Some("401: no"));
}

async fn what_the_mailbox_shows_is_wiped_after_a_day(store: Store) {
    let minted = |at| Delivery {
        id: DeliveryId::floor(at),
        ..mail(1)
    };
    let (old, new) = (minted(NOW), minted(NOW.plus(Lifetime::hours(2))));
    push(&store, &[old.clone(), new.clone()]).await;
    let wiped: Result<_, StoreError> = store
        .transact(|mut tx| {
            let (old, new) = (old.id, new.id);
            async move {
                tx.deliveries().sent(&[old, new], NOW, Keep::Day).await?;
                let at = NOW.plus(Lifetime::hours(25));
                let wiped = tx.mails().forget_texts(at).await?;
                let kept = tx.deliveries().recent_sent(MAIL, NOW, 9).await?;
                Ok((wiped, kept.len(), kept[0].id == new))
            }
        })
        .await;
    assert_eq!(wiped.unwrap(), (1, 1, true));
}

async fn of_many_who_have_a_mail_sent_at_once_one_is_told_that_it_is_done(store: Store) {
    push(&store, &[mail(1)]).await;
    give_up(&store, 1, NOW).await;
    let told = race(MANY, |_| {
        let store = store.clone();
        async move {
            let done: Result<_, StoreError> = store
                .transact(|mut tx| async move { tx.mails().send_now(&mail(1).id, later(1)).await })
                .await;
            done.unwrap().is_some()
        }
    })
    .await;
    assert_eq!(told.iter().filter(|done| **done).count(), 1);
}

async fn a_mail_is_claimed_or_taken_back_and_never_both(store: Store) {
    push(&store, &[mail(1)]).await;
    let told = race(MANY, |number| {
        let store = store.clone();
        async move {
            let done: Result<_, StoreError> = store
                .transact(|mut tx| async move {
                    if number % 2 == 0 {
                        let claimed = tx.deliveries().claim(MAIL, NOW, LEASE, 9).await?;
                        return Ok(claimed.len());
                    }
                    let taken = tx.mails().cancel(&mail(1).id, NOW, "no more").await?;
                    Ok(usize::from(taken.is_some()))
                })
                .await;
            done.unwrap()
        }
    })
    .await;
    assert_eq!(told.into_iter().sum::<usize>(), 1);
}

crate::harness::laws! {
    what_became_of_a_mail_is_kept_with_who_had_it_and_how_long,
    mails_are_listed_newest_first_by_their_state_and_without_other_deliveries,
    a_mail_that_was_given_up_is_sent_again_as_long_as_its_code_is_good,
    a_mail_that_waits_for_its_next_try_is_tried_at_once,
    a_mail_is_taken_back_unless_it_is_being_sent_or_was,
    the_text_of_a_mail_goes_with_the_code_that_gave_way,
    what_the_mailbox_shows_is_wiped_after_a_day,
    of_many_who_have_a_mail_sent_at_once_one_is_told_that_it_is_done,
    a_mail_is_claimed_or_taken_back_and_never_both,
}
