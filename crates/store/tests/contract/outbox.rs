//! Mail waiting to go.

use oidc_core::time::Lifetime;
use store::{Keep, Mail, MailState, Store, StoreError};

use crate::harness::samples::{NOW, later, mail};

const LEASE: Lifetime = Lifetime::minutes(1);

async fn a_mail_is_claimed_by_one_until_the_lease_is_over(store: Store) {
    let (first, second, third) = store
        .transact(|mut tx| async move {
            let mut outbox = tx.outbox();
            outbox.push(&mail(1)).await?;
            Ok::<_, StoreError>((
                outbox.claim(NOW, LEASE, 10).await?,
                outbox.claim(NOW, LEASE, 10).await?,
                outbox.claim(later(1), LEASE, 10).await?,
            ))
        })
        .await
        .unwrap();
    assert_eq!(
        first,
        [Mail {
            attempts: 1,
            ..mail(1)
        }]
    );
    assert_eq!(second, []);
    assert_eq!(
        third,
        [Mail {
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
                let mut outbox = tx.outbox();
                for mail in &mails {
                    outbox.push(mail).await?;
                }
                Ok::<_, StoreError>((
                    outbox.claim(NOW, LEASE, 2).await?,
                    outbox.claim(NOW, LEASE, 9).await?,
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
            let mut outbox = tx.outbox();
            for number in 1..=3 {
                outbox.push(&mail(number)).await?;
            }
            outbox.claim(NOW, LEASE, 9).await?;
            outbox.sent(&[mail(1).id], later(1), Keep::Wipe).await?;
            outbox
                .sent(&[mail(2).id, mail(3).id], later(2), Keep::Day)
                .await?;
            let states = [
                outbox.state(&mail(1).id).await?,
                outbox.state(&mail(9).id).await?,
            ];
            assert_eq!(outbox.claim(later(5), LEASE, 9).await?, []);
            Ok::<_, StoreError>((
                outbox.recent_sent(NOW, 9).await?,
                outbox.recent_sent(later(3), 9).await?,
                states,
            ))
        })
        .await
        .unwrap();
    let sent = |number| Mail {
        attempts: 1,
        sent_at: Some(later(2)),
        ..mail(number)
    };
    assert_eq!(kept, [sent(3), sent(2)]);
    assert_eq!(since, []);
    assert_eq!(states, [Some(MailState::Sent), None]);
}

async fn a_mail_is_retried_later_or_given_up(store: Store) {
    let told = store
        .transact(|mut tx| async move {
            let (one, two) = (mail(1).id, mail(2).id);
            let mut outbox = tx.outbox();
            outbox.push(&mail(1)).await?;
            outbox.push(&mail(2)).await?;
            outbox.claim(NOW, LEASE, 9).await?;
            outbox.retry(&one, later(2), "429").await?;
            outbox.dead(&two, NOW, "401").await?;
            let states = (outbox.state(&one).await?, outbox.state(&two).await?);
            let due = outbox.next_due(NOW).await?;
            let now = outbox.claim(later(1), LEASE, 9).await?.len();
            let then = outbox.claim(later(2), LEASE, 9).await?.len();
            Ok::<_, StoreError>((states, due, now, then))
        })
        .await
        .unwrap();
    let states = (Some(MailState::Waiting), Some(MailState::Dead));
    assert_eq!(told, (states, Some(later(2)), 0, 1));
}

async fn an_expired_mail_is_wiped_but_not_while_it_is_being_sent(store: Store) {
    let told = store
        .transact(|mut tx| async move {
            let (one, two) = (mail(1).id, mail(2).id);
            let mut outbox = tx.outbox();
            outbox.push(&mail(1)).await?;
            outbox.claim(later(9), Lifetime::minutes(2), 9).await?;
            outbox.push(&mail(2)).await?;
            let early = outbox.expire(later(9)).await?;
            let at_ten = outbox.expire(later(10)).await?;
            let states = (outbox.state(&one).await?, outbox.state(&two).await?);
            let at_eleven = outbox.expire(later(11)).await?;
            outbox.sent(&[one], later(11), Keep::Day).await?;
            Ok::<_, StoreError>((early, at_ten, states, at_eleven, outbox.state(&one).await?))
        })
        .await
        .unwrap();
    let states = (Some(MailState::Waiting), Some(MailState::Expired));
    assert_eq!(told, (0, 1, states, 1, Some(MailState::Expired)));
}

async fn a_mail_is_withdrawn_unless_it_is_being_sent(store: Store) {
    let told = store
        .transact(|mut tx| async move {
            let (one, two, three) = (mail(1).id, mail(2).id, mail(3).id);
            let mut outbox = tx.outbox();
            outbox.push(&mail(1)).await?;
            outbox.push(&mail(2)).await?;
            outbox.claim(NOW, LEASE, 9).await?;
            outbox.sent(&[two], NOW, Keep::Day).await?;
            outbox.push(&mail(3)).await?;
            let told = [
                outbox.withdraw(&one, NOW).await?,
                outbox.withdraw(&two, later(1)).await?,
                outbox.withdraw(&three, NOW).await?,
                outbox.withdraw(&one, later(1)).await?,
                outbox.withdraw(&one, later(1)).await?,
            ];
            let mut states = Vec::new();
            for id in [one, two, three] {
                states.push(outbox.state(&id).await?);
            }
            assert_eq!(outbox.claim(later(2), LEASE, 9).await?, []);
            Ok::<_, StoreError>((told, states))
        })
        .await
        .unwrap();
    assert_eq!(told.0, [false, false, true, true, false]);
    let (expired, sent) = (Some(MailState::Expired), Some(MailState::Sent));
    assert_eq!(told.1, [expired, sent, expired]);
}

async fn the_next_mail_is_due_when_its_time_or_its_lease_is_over(store: Store) {
    let told = store
        .transact(|mut tx| async move {
            let mut outbox = tx.outbox();
            let none = outbox.next_due(NOW).await?;
            outbox.push(&mail(1)).await?;
            let at_once = outbox.next_due(NOW).await?;
            outbox.claim(NOW, LEASE, 9).await?;
            let leased = outbox.next_due(NOW).await?;
            let expired = outbox.next_due(later(10)).await?;
            Ok::<_, StoreError>([none, at_once, leased, expired])
        })
        .await
        .unwrap();
    assert_eq!(told, [None, Some(NOW), Some(later(1)), None]);
}

crate::harness::laws! {
    a_mail_is_claimed_by_one_until_the_lease_is_over,
    only_what_is_due_and_unexpired_is_claimed_oldest_first,
    a_sent_mail_is_wiped_unless_the_mailbox_wants_it,
    a_mail_is_retried_later_or_given_up,
    an_expired_mail_is_wiped_but_not_while_it_is_being_sent,
    a_mail_is_withdrawn_unless_it_is_being_sent,
    the_next_mail_is_due_when_its_time_or_its_lease_is_over,
}
