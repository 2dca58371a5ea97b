//! What providers report of mails that they took.

use oidc_core::{
    mail_report::{MailReport, Reported},
    message_id::MessageId,
    time::Timestamp,
};
use store::{Delivery, DeliveryKind, DeliveryState, Keep, Mail, Noted, Store, StoreError};

use crate::harness::{
    race,
    samples::{NOW, later, mail},
};

const MANY: usize = 18;

fn message(number: u32) -> MessageId {
    format!("{number}@mg.example.com").parse().unwrap()
}

fn report(number: u32, state: Reported, at: Timestamp) -> MailReport {
    MailReport {
        message: message(number),
        state,
        at,
        detail: Some(format!("{state} at {}", at.as_millis())),
    }
}

async fn push(store: &Store, delivery: &Delivery) {
    let pushed: Result<_, StoreError> = store
        .transact(|mut tx| async move { tx.deliveries().push(delivery).await })
        .await;
    pushed.unwrap();
}

/// A provider takes a mail that waits.
async fn take(store: &Store, number: u32) {
    let taken: Result<_, StoreError> = store
        .transact(|mut tx| async move {
            let id = mail(number).id;
            tx.deliveries().sent(&[id], NOW, Keep::Wipe).await?;
            tx.mail_reports().took_as(&id, &message(number)).await
        })
        .await;
    taken.unwrap();
}

async fn hand_over(store: &Store, number: u32) {
    push(store, &mail(number)).await;
    take(store, number).await;
}

async fn note(store: &Store, report: &MailReport) -> Noted {
    let noted: Result<_, StoreError> = store
        .transact(|mut tx| async move { tx.mail_reports().note(report).await })
        .await;
    noted.unwrap()
}

async fn find(store: &Store, number: u32) -> Mail {
    let found: Result<_, StoreError> = store
        .read(|mut tx| async move { tx.mails().find(&mail(number).id).await })
        .await;
    found.unwrap().unwrap()
}

/// What is known of a mail, as the report that said so.
async fn known(store: &Store, number: u32) -> Option<MailReport> {
    let mail = find(store, number).await;
    Some(MailReport {
        message: message(number),
        state: mail.reported?,
        at: mail.reported_at?,
        detail: mail.report,
    })
}

async fn a_report_counts_after_another_as_the_rule_has_it(store: Store) {
    let before = Reported::ALL.iter().copied().map(Some);
    let mut number = 0;
    for last in before.chain([None]) {
        for new in Reported::ALL.iter().copied() {
            for at in [later(1), later(2), later(3)] {
                number += 1;
                hand_over(&store, number).await;
                let last = last.map(|last| report(number, last, later(2)));
                if let Some(last) = &last {
                    assert_eq!(note(&store, last).await, Noted::Counts);
                }
                let told = last.as_ref().map(|last| (last.state, last.at));
                let (new, counts) = (report(number, new, at), new.counts_after(told, at));
                let noted = if counts { Noted::Counts } else { Noted::Stale };
                assert_eq!(note(&store, &new).await, noted, "{last:?} {new:?}");
                let holds = if counts { Some(new) } else { last };
                assert_eq!(known(&store, number).await, holds);
            }
        }
    }
}

async fn a_report_that_is_repeated_changes_nothing(store: Store) {
    for (number, state) in (1..).zip(Reported::ALL.iter().copied()) {
        hand_over(&store, number).await;
        let told = report(number, state, later(1));
        assert_eq!(note(&store, &told).await, Noted::Counts);
        for _ in 0..2 {
            assert_eq!(note(&store, &told).await, Noted::Stale);
        }
        let other_words = MailReport {
            detail: None,
            ..told.clone()
        };
        assert_eq!(note(&store, &other_words).await, Noted::Stale);
        assert_eq!(known(&store, number).await, Some(told));
    }
}

async fn what_is_reported_changes_nothing_else_of_the_mail(store: Store) {
    hand_over(&store, 1).await;
    let sent = find(&store, 1).await;
    assert_eq!((sent.state, sent.reported), (DeliveryState::Sent, None));
    let without_words = MailReport {
        detail: None,
        ..report(1, Reported::Bounced, later(1))
    };
    assert_eq!(note(&store, &without_words).await, Noted::Counts);
    let bounced = Mail {
        reported: Some(Reported::Bounced),
        reported_at: Some(later(1)),
        report: None,
        ..sent
    };
    assert_eq!(find(&store, 1).await, bounced);
}

async fn a_report_of_an_unknown_id_touches_no_mail(store: Store) {
    hand_over(&store, 1).await;
    hand_over(&store, 2).await;
    push(&store, &mail(3)).await;
    for number in [3, 9] {
        let told = report(number, Reported::Bounced, later(1));
        assert_eq!(note(&store, &told).await, Noted::Unknown);
    }
    let told = report(2, Reported::Bounced, later(1));
    assert_eq!(note(&store, &told).await, Noted::Counts);
    for number in [1, 3] {
        assert_eq!(known(&store, number).await, None);
    }
    assert_eq!(known(&store, 2).await, Some(told));
}

async fn a_mail_is_known_by_the_id_it_was_taken_as_last(store: Store) {
    hand_over(&store, 1).await;
    let again: Result<_, StoreError> = store
        .transact(|mut tx| async move {
            let mut reports = tx.mail_reports();
            reports.took_as(&mail(1).id, &message(2)).await
        })
        .await;
    again.unwrap();
    let (former, latter) = (
        report(1, Reported::Delivered, later(1)),
        report(2, Reported::Delivered, later(1)),
    );
    assert_eq!(note(&store, &former).await, Noted::Unknown);
    assert_eq!(note(&store, &latter).await, Noted::Counts);
}

async fn what_is_no_mail_is_not_reported_of(store: Store) {
    let call = Delivery {
        kind: DeliveryKind::BackchannelLogout,
        usage_type: None,
        ..mail(1)
    };
    push(&store, &call).await;
    let may_follow: Result<_, StoreError> = store
        .transact(|mut tx| async move { tx.mail_reports().may_follow().await })
        .await;
    assert!(!may_follow.unwrap());
    take(&store, 1).await;
    let told = report(1, Reported::Delivered, later(1));
    assert_eq!(note(&store, &told).await, Noted::Unknown);
}

async fn of_reports_at_once_each_state_counts_once_at_most_and_the_last_holds(store: Store) {
    hand_over(&store, 1).await;
    let told = race(MANY, |number| {
        let store = store.clone();
        async move {
            let state = Reported::ALL[number % Reported::ALL.len()];
            (state, note(&store, &report(1, state, later(1))).await)
        }
    })
    .await;
    let counted = |state: Reported| {
        let counted = told.iter().filter(|told| **told == (state, Noted::Counts));
        counted.count()
    };
    assert!(counted(Reported::Delayed) <= 1, "{told:?}");
    assert!(counted(Reported::Delivered) <= 1, "{told:?}");
    assert_eq!(counted(Reported::Bounced), 1, "{told:?}");
    assert!(told.iter().all(|(_, noted)| *noted != Noted::Unknown));
    let bounced = report(1, Reported::Bounced, later(1));
    assert_eq!(known(&store, 1).await, Some(bounced));
}

/// What is said to a provider whose report comes while its answer is still being written down.
async fn a_report_finds_its_mail_or_is_told_that_one_may_follow(store: Store) {
    for number in 1..=10 {
        push(&store, &mail(number)).await;
        let told = race(2, |runner| {
            let store = store.clone();
            async move {
                if runner == 0 {
                    take(&store, number).await;
                    return None;
                }
                let told = &report(number, Reported::Delivered, later(1));
                let noted: Result<_, StoreError> = store
                    .transact(|mut tx| async move {
                        let mut reports = tx.mail_reports();
                        let may_follow = reports.may_follow().await?;
                        Ok((may_follow, reports.note(told).await?))
                    })
                    .await;
                Some(noted.unwrap())
            }
        })
        .await;
        let (may_follow, noted) = told[1].unwrap();
        assert!(may_follow || noted == Noted::Counts, "{noted:?}");
        let again = note(&store, &report(number, Reported::Delivered, later(1))).await;
        let wanted = match noted {
            Noted::Counts | Noted::Stale => Noted::Stale,
            Noted::Unknown => Noted::Counts,
        };
        assert_eq!(again, wanted);
    }
}

crate::harness::laws! {
    a_report_counts_after_another_as_the_rule_has_it,
    a_report_that_is_repeated_changes_nothing,
    what_is_reported_changes_nothing_else_of_the_mail,
    a_report_of_an_unknown_id_touches_no_mail,
    a_mail_is_known_by_the_id_it_was_taken_as_last,
    what_is_no_mail_is_not_reported_of,
    of_reports_at_once_each_state_counts_once_at_most_and_the_last_holds,
    a_report_finds_its_mail_or_is_told_that_one_may_follow,
}
