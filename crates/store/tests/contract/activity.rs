//! How many people came and were active.

use oidc_core::{day::Day, time::Lifetime};
use store::{DaysAgo, Store, StoreError};

use crate::harness::samples::{NOW, user};

async fn people_are_counted_once_on_each_day_and_once_in_each_span(store: Store) {
    let today = Day::of(NOW);
    let people = [user("ada"), user("bob"), user("eve")];
    let counts = store.transact(|mut tx| {
        let people = &people;
        async move {
            for user in people {
                tx.users().insert(user).await?;
            }
            let [ada, bob, eve] = people;
            let mut activity = tx.activity();
            for (user, back) in [
                (ada, 0),
                (ada, 0),
                (ada, 1),
                (bob, 1),
                (eve, 7),
                (ada, 7),
                (bob, 62),
                (eve, 63),
            ] {
                activity.note(&user.id, today.minus(back)).await?;
            }
            let mut days = activity.active_users(today.minus(7), today).await?;
            days.sort_unstable();
            let ago = DaysAgo::between;
            let spans = [ago(6, 0), ago(7, 0), ago(6, 2), ago(7, 7)];
            let near = activity.active_within(today, spans).await?;
            let spans = [ago(62, 8), ago(62, 62), ago(0, 0), ago(62, 0)];
            let far = activity.active_within(today, spans).await?;
            Ok::<_, StoreError>((days, near, far))
        }
    });
    let (days, near, far) = counts.await.unwrap();
    let expected = [(today.minus(7), 2), (today.minus(1), 2), (today, 1)];
    assert_eq!(days, expected);
    assert_eq!(near, [2, 3, 0, 2]);
    assert_eq!(far, [1, 1, 1, 3]);
}

async fn with_an_account_it_is_forgotten_when_it_was_active(store: Store) {
    let today = Day::of(NOW);
    let ada = user("ada");
    let (before, after) = store
        .transact(|mut tx| {
            let ada = &ada;
            async move {
                tx.users().insert(ada).await?;
                tx.activity().note(&ada.id, today).await?;
                let before = tx.activity().active_users(today, today).await?;
                tx.users().remove(&ada.id).await?;
                // Tokens may be under way that were asked for before.
                tx.activity().note(&ada.id, today).await?;
                let after = tx.activity().active_users(today, today).await?;
                Ok::<_, StoreError>((before, after))
            }
        })
        .await
        .unwrap();
    assert_eq!((before, after), (vec![(today, 1)], vec![]));
}

async fn people_are_counted_by_the_day_they_came(store: Store) {
    let today = Day::of(NOW);
    let midnight = today.begins();
    let moments = [
        midnight.minus(Lifetime::millis(1)),
        midnight,
        today.minus(-1).begins().minus(Lifetime::millis(1)),
        today.minus(-1).begins(),
    ];
    let (all, days) = store
        .transact(|mut tx| async move {
            for (number, at) in moments.into_iter().enumerate() {
                let mut user = user(&format!("user{number}"));
                user.created_at = at;
                tx.users().insert(&user).await?;
            }
            let all = tx.activity().users().await?;
            Ok::<_, StoreError>((all, tx.activity().new_users(today, today).await?))
        })
        .await
        .unwrap();
    assert_eq!((all, days), (4, vec![(today, 2)]));
}

crate::harness::laws! {
    people_are_counted_once_on_each_day_and_once_in_each_span,
    with_an_account_it_is_forgotten_when_it_was_active,
    people_are_counted_by_the_day_they_came,
}
