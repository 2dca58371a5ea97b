//! What is over is removed, a few rows at a time, and nothing that still counts.

use oidc_core::{
    day::Day,
    event::EventKind,
    grant,
    id::*,
    session,
    time::{Lifetime, Timestamp},
};
use store::{Counter, DeliveryKind, Keep, Store, StoreError};

use crate::harness::samples::{
    self, NOW, access_token, code, digest, evidence, family, identifier, interaction, mail, sid,
    user, verification_code,
};

/// The id that is minted at a moment.
fn at(time: Timestamp) -> [u8; 16] {
    *GrantId::floor(time).as_bytes()
}

/// Writes one of each as if it had been made at `time`; what is over is removed by `sweep`.
async fn write_one_of_each(store: &Store, time: Timestamp) {
    store
        .transact(|mut tx| async move {
            let mut session = samples::session(1, "ada");
            session.id = SessionId::from_bytes(at(time));
            let mut grant = samples::grant(1, "ada", &session);
            grant.id = GrantId::from_bytes(at(time));
            let mut flow = interaction(1);
            flow.id = InteractionId::from_bytes(at(time));
            let mut code = code(1, &grant);
            code.id = CodeId::from_bytes(at(time));
            let mut token = access_token(1, &grant);
            token.id = AccessTokenId::from_bytes(at(time));
            let mut family = family(1, &grant);
            family.id = FamilyId::from_bytes(at(time));
            let mut typed = verification_code(1, Some(&flow));
            typed.id = VerificationCodeId::from_bytes(at(time));
            let mut mail = mail(1);
            mail.id = DeliveryId::from_bytes(at(time));
            tx.sessions().insert(&session).await?;
            tx.clients().insert(&samples::client("shop")).await?;
            tx.sessions()
                .join_client(&session.id, grant.registrant(), &sid(1), NOW)
                .await?;
            tx.grants().insert(&grant).await?;
            tx.interactions().insert(&flow).await?;
            tx.interactions()
                .add_evidence(&evidence(1, &flow), &digest("holder"))
                .await?;
            tx.codes().insert(&code).await?;
            tx.access_tokens().insert(&token).await?;
            tx.refresh_tokens().insert(&family).await?;
            tx.verification_codes().replace(&typed).await?;
            tx.deliveries().push(&mail).await?;
            tx.deliveries().sent(&[mail.id], NOW, Keep::Day).await?;
            let send = Counter {
                kind: "send",
                subject: digest("ada"),
                limit: 5,
                window: Lifetime::hours(1),
            };
            tx.attempts().claim(&[send], time).await?;
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn sweep(store: &Store, now: Timestamp, limit: u32) -> u64 {
    store
        .transact(|mut tx| async move { tx.sweep().run(now, None, limit).await })
        .await
        .unwrap()
}

async fn what_still_counts_is_kept_and_what_is_over_goes_in_its_time(store: Store) {
    store
        .transact(|mut tx| async move { tx.users().insert(&user("ada")).await })
        .await
        .unwrap();
    write_one_of_each(&store, NOW).await;
    let after = |span: Lifetime| NOW.plus(span).plus(Lifetime::millis(1));
    assert_eq!(sweep(&store, after(Lifetime::ZERO), 500).await, 0);
    // Counter, typed code and flow, with its evidence, after their hour; a code after a day, an access
    // token a day after the longest life of one, what became of a mail after 30 days.
    assert_eq!(sweep(&store, after(Lifetime::minutes(59)), 500).await, 0);
    assert_eq!(sweep(&store, after(Lifetime::hours(1)), 500).await, 3);
    let a_day = Lifetime::days(1);
    assert_eq!(sweep(&store, after(a_day), 500).await, 1);
    assert_eq!(sweep(&store, after(Lifetime::days(2)), 500).await, 1);
    assert_eq!(sweep(&store, after(Lifetime::days(29)), 500).await, 0);
    assert_eq!(sweep(&store, after(Lifetime::days(30)), 500).await, 1);
    // The family and the grant a day after no grant of then can live.
    let ended = after(a_day).plus(grant::LIFETIME);
    assert_eq!(sweep(&store, ended, 500).await, 2);
    // The session when no grant that began on its last day can live.
    assert_eq!(sweep(&store, ended, 500).await, 0);
    assert_eq!(sweep(&store, ended.plus(session::ABSOLUTE), 500).await, 1);
    let found = store
        .read(|mut tx| async move {
            let ada = identifier("ada@example.com");
            tx.users().find_by_identifier(&ada).await
        })
        .await
        .unwrap();
    assert_eq!(found, Some(user("ada")));
}

async fn a_sweep_takes_no_more_than_it_may(store: Store) {
    for step in 0..4 {
        write_one_of_each(&store, NOW.plus(Lifetime::minutes(step))).await;
    }
    let far = NOW.plus(Lifetime::days(1000));
    let mut removed = Vec::new();
    loop {
        match sweep(&store, far, 7).await {
            0 => break,
            rows => removed.push(rows),
        }
    }
    // Eight tables and four rounds, and one counter that all of them hit.
    assert_eq!(removed, [7, 7, 7, 7, 5]);
}

async fn a_grant_without_offline_access_goes_with_the_last_of_its_session(store: Store) {
    let here = samples::session(1, "ada");
    let scopes = [
        "openid",
        "openid not_offline_access",
        "openid offline_access",
    ];
    let mut grants = [1, 2, 3].map(|number| samples::grant(number, "ada", &here));
    for (grant, scope) in grants.iter_mut().zip(scopes) {
        grant.scope = scope.parse().unwrap();
    }
    let after = |span: Lifetime| NOW.plus(Lifetime::days(1)).plus(span);
    let a_bit = Lifetime::millis(1);
    let mut token = access_token(1, &grants[2]);
    token.id = AccessTokenId::from_bytes(at(after(session::ABSOLUTE).plus(a_bit)));
    store
        .transact(|mut tx| {
            let (grants, token) = (&grants, &token);
            async move {
                tx.users().insert(&user("ada")).await?;
                for grant in grants {
                    tx.grants().insert(grant).await?;
                }
                tx.access_tokens().insert(token).await
            }
        })
        .await
        .unwrap();
    assert_eq!(sweep(&store, after(session::ABSOLUTE), 500).await, 0);
    let over = after(session::ABSOLUTE).plus(a_bit);
    assert_eq!(sweep(&store, over, 500).await, 2);
    let found = store
        .read(|mut tx| async move { tx.access_tokens().find_with_grant(&token.id).await })
        .await
        .unwrap();
    assert_eq!(found.unwrap().1.grant, grants[2]);
}

async fn a_browser_not_seen_for_a_year_is_forgotten(store: Store) {
    store
        .transact(|mut tx| async move {
            let mut browsers = tx.known_browsers();
            for (phone, at) in [("old", NOW), ("used", NOW), ("used", samples::later(1))] {
                browsers
                    .remember(&digest(phone), &digest("ada"), at)
                    .await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    let year = NOW.plus(Lifetime::days(365));
    assert_eq!(sweep(&store, year.minus(Lifetime::millis(1)), 500).await, 0);
    assert_eq!(sweep(&store, year, 500).await, 1);
    let known = store
        .read(|mut tx| async move {
            let mut browsers = tx.known_browsers();
            browsers.knows(&digest("used"), &digest("ada"), year).await
        })
        .await
        .unwrap();
    assert!(known);
}

async fn a_mail_that_waits_is_never_swept(store: Store) {
    store
        .transact(|mut tx| async move { tx.deliveries().push(&mail(1)).await })
        .await
        .unwrap();
    assert_eq!(sweep(&store, NOW.plus(Lifetime::days(39)), 500).await, 0);
    let rows = store
        .transact(|mut tx| async move {
            tx.deliveries()
                .expire(DeliveryKind::Mail, NOW.plus(Lifetime::days(39)))
                .await
        })
        .await
        .unwrap();
    assert_eq!(rows, 1);
    assert_eq!(sweep(&store, NOW.plus(Lifetime::days(39)), 500).await, 1);
}

async fn what_became_of_a_mail_goes_with_the_events_around_it_but_not_within_a_day(store: Store) {
    let mut old = mail(1);
    old.id = DeliveryId::from_bytes(at(NOW));
    let written: Result<_, StoreError> = store
        .transact(|mut tx| {
            let old = &old;
            async move {
                tx.deliveries().push(old).await?;
                tx.deliveries().sent(&[old.id], NOW, Keep::Wipe).await
            }
        })
        .await;
    written.unwrap();
    let sweep = |kept, after| {
        let store = &store;
        let now = NOW.plus(after).plus(Lifetime::millis(1));
        async move {
            let swept: Result<_, StoreError> = store
                .transact(|mut tx| async move { tx.sweep().run(now, Some(kept), 9).await })
                .await;
            swept.unwrap()
        }
    };
    let year = Lifetime::days(365);
    assert_eq!(sweep(year, Lifetime::days(29)).await, 0);
    assert_eq!(sweep(Lifetime::hours(1), Lifetime::hours(23)).await, 0);
    assert_eq!(sweep(Lifetime::days(7), Lifetime::days(7)).await, 1);
}

async fn events_go_when_they_were_kept_as_long_as_is_asked_and_not_before(store: Store) {
    let times = [NOW, NOW.plus(Lifetime::millis(1)), samples::later(5)];
    let written = times.map(|time| {
        let mut event = samples::event(1, EventKind::SessionStarted);
        event.id = EventId::from_bytes(at(time));
        event.at = time;
        event
    });
    let kept = Lifetime::days(30);
    let over = NOW.plus(kept).plus(Lifetime::millis(1));
    let (told, left) = store
        .transact(|mut tx| {
            let written = &written;
            async move {
                for event in written {
                    tx.events().append(event).await?;
                }
                let told = [
                    tx.sweep().run(NOW.plus(kept), Some(kept), 500).await?,
                    tx.sweep().run(over, None, 500).await?,
                    tx.sweep().run(over, Some(kept), 500).await?,
                    tx.sweep().run(over, Some(kept), 500).await?,
                ];
                Ok::<_, StoreError>((told, tx.events().recent(9).await?))
            }
        })
        .await
        .unwrap();
    assert_eq!(told, [0, 0, 1, 0]);
    assert_eq!(left, [written[2].clone(), written[1].clone()]);
}

async fn on_which_days_somebody_was_active_is_kept_for_400_days(store: Store) {
    let today = Day::of(NOW);
    let days = [today.minus(401), today.minus(400), today];
    let ada = samples::user("ada");
    let (removed, left) = store
        .transact(|mut tx| {
            let ada = &ada;
            async move {
                tx.users().insert(ada).await?;
                for day in days {
                    tx.activity().note(&ada.id, day).await?;
                }
                let removed = tx.sweep().run(NOW, None, 500).await?;
                let left = tx.activity().active_users(days[0], today).await?;
                Ok::<_, StoreError>((removed, left))
            }
        })
        .await
        .unwrap();
    assert_eq!(removed, 1);
    let mut left = left;
    left.sort_unstable();
    assert_eq!(left, [(days[1], 1), (days[2], 1)]);
}

crate::harness::laws! {
    what_still_counts_is_kept_and_what_is_over_goes_in_its_time,
    a_sweep_takes_no_more_than_it_may,
    a_grant_without_offline_access_goes_with_the_last_of_its_session,
    a_browser_not_seen_for_a_year_is_forgotten,
    a_mail_that_waits_is_never_swept,
    what_became_of_a_mail_goes_with_the_events_around_it_but_not_within_a_day,
    events_go_when_they_were_kept_as_long_as_is_asked_and_not_before,
    on_which_days_somebody_was_active_is_kept_for_400_days,
}
