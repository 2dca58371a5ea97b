//! Who may change everything, and the codes that let them in.

use oidc_core::{
    id::UserId,
    role::ManagingRole::{Administrator, Viewer},
    time::Lifetime,
};
use store::{Store, StoreError};

use crate::harness::{
    race,
    samples::{NOW, digest, later, user},
};

/// Accounts that differ in everything that is unique.
async fn accounts(store: &Store, names: &[&str]) -> Vec<UserId> {
    let users: Vec<_> = names.iter().map(|name| user(name)).collect();
    let users = &users;
    store
        .transact(|mut tx| async move {
            for user in users {
                assert!(tx.users().insert(user).await?);
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    users.iter().map(|user| user.id.clone()).collect()
}

async fn the_last_one_is_the_only_one_who_is_not_suspended(store: Store) {
    let ids = &accounts(&store, &["ada", "bob"]).await;
    store
        .transact(|mut tx| async move {
            let [ada, bob] = ids.as_slice() else {
                return Ok(());
            };
            assert!(!tx.administrators().any().await?);
            assert!(!tx.administrators().is_last(ada).await?);
            assert!(tx.administrators().add(ada, NOW).await?);
            assert!(!tx.administrators().add(ada, NOW).await?);
            assert!(tx.administrators().any().await?);
            assert!(tx.administrators().is_last(ada).await?);
            assert!(!tx.administrators().is_last(bob).await?);
            assert!(tx.administrators().add(bob, later(1)).await?);
            assert!(!tx.administrators().is_last(ada).await?);
            tx.users().suspend(bob, later(1)).await?;
            assert!(tx.administrators().is_last(ada).await?);
            assert!(!tx.administrators().is_last(bob).await?);
            let all = tx.administrators().all(10).await?;
            assert_eq!(
                all.iter().map(|user| &user.id).collect::<Vec<_>>(),
                [ada, bob]
            );
            assert_eq!(tx.administrators().all(1).await?.len(), 1);
            assert!(tx.administrators().has(bob).await?);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn one_whose_address_is_not_proven_takes_the_place_of_such_a_one_alone(store: Store) {
    let ids = &accounts(&store, &["ada", "bob"]).await;
    store
        .transact(|mut tx| async move {
            let [ada, bob] = ids.as_slice() else {
                return Ok(());
            };
            let mut waiting = tx.users().find(bob).await?.unwrap();
            waiting.email_verified_at = None;
            assert!(tx.users().update(&waiting).await?);
            for id in ids {
                assert!(tx.administrators().add(id, NOW).await?);
            }
            assert!(tx.administrators().is_last(ada).await?);
            assert!(!tx.administrators().is_last(bob).await?);
            let mut ada_too = tx.users().find(ada).await?.unwrap();
            ada_too.email_verified_at = None;
            assert!(tx.users().update(&ada_too).await?);
            assert!(!tx.administrators().is_last(ada).await?);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn who_manages_the_instance_is_listed_once_with_what_allows_the_most(store: Store) {
    let ids = &accounts(&store, &["ada", "bob", "eve"]).await;
    store
        .transact(|mut tx| async move {
            let [ada, bob, eve] = ids.as_slice() else {
                return Ok(());
            };
            assert_eq!(tx.administrators().role_of(ada).await?, None);
            assert!(tx.administrators().give(bob, Viewer, NOW).await?);
            assert!(!tx.administrators().give(bob, Viewer, later(1)).await?);
            assert!(tx.administrators().give(ada, Viewer, later(1)).await?);
            assert!(tx.administrators().add(ada, later(2)).await?);
            assert_eq!(tx.administrators().role_of(ada).await?, Some(Administrator));
            assert_eq!(tx.administrators().role_of(bob).await?, Some(Viewer));
            assert_eq!(tx.administrators().role_of(eve).await?, None);
            let all = tx.administrators().managers(10).await?;
            let all: Vec<_> = all.iter().map(|(user, role)| (&user.id, *role)).collect();
            assert_eq!(all, [(bob, Viewer), (ada, Administrator)]);
            assert_eq!(tx.administrators().managers(1).await?.len(), 1);
            assert!(tx.administrators().take(ada, Administrator).await?);
            assert!(!tx.administrators().take(ada, Administrator).await?);
            assert_eq!(tx.administrators().role_of(ada).await?, Some(Viewer));
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn there_is_one_code_of_the_set_up_and_it_is_used_once(store: Store) {
    let ids = &accounts(&store, &["ada"]).await;
    store
        .transact(|mut tx| async move {
            let email = "Ada@example.com".parse().unwrap();
            tx.setup_codes().put(&digest("first"), NOW).await?;
            tx.setup_codes().put(&digest("second"), NOW).await?;
            assert!(!tx.setup_codes().consume(&digest("first"), later(1)).await?);
            assert!(
                tx.setup_codes()
                    .consume(&digest("second"), later(1))
                    .await?
            );
            assert!(
                !tx.setup_codes()
                    .consume(&digest("second"), later(1))
                    .await?
            );
            tx.setup_codes().put_back().await?;
            // T-43: neither at its end, nor before it was made.
            let end = NOW.plus(Lifetime::hours(24));
            assert!(!tx.setup_codes().consume(&digest("second"), end).await?);
            let before = NOW.minus(Lifetime::minutes(2));
            assert!(!tx.setup_codes().consume(&digest("second"), before).await?);
            let last = end.minus(Lifetime::millis(1));
            assert!(tx.setup_codes().consume(&digest("second"), last).await?);
            for id in ids {
                assert_eq!(tx.setup_codes().unproven(id).await?, None);
                tx.setup_codes().note(id, &email).await?;
                // Who has an address needs none of the set-up.
                assert_eq!(tx.setup_codes().unproven(id).await?, None);
                let mut user = tx.users().find(id).await?.unwrap();
                user.email = None;
                assert!(tx.users().update(&user).await?);
                let given = tx.setup_codes().unproven(id).await?;
                assert_eq!(given.unwrap().as_typed(), "Ada@example.com");
                tx.setup_codes().proven(id).await?;
                assert_eq!(tx.setup_codes().unproven(id).await?, None);
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn each_has_one_recovery_code_and_it_goes_with_the_account(store: Store) {
    let ids = &accounts(&store, &["ada", "bob"]).await;
    store
        .transact(|mut tx| async move {
            let [ada, bob] = ids.as_slice() else {
                return Ok(());
            };
            assert!(!tx.recovery_codes().any(NOW).await?);
            tx.recovery_codes().put(ada, &digest("first"), NOW).await?;
            tx.recovery_codes().put(ada, &digest("second"), NOW).await?;
            tx.recovery_codes().put(bob, &digest("bobs"), NOW).await?;
            assert_eq!(tx.recovery_codes().owner(&digest("first")).await?, None);
            let owner = tx.recovery_codes().owner(&digest("second")).await?;
            assert_eq!(owner.as_ref(), Some(ada));
            let end = NOW.plus(Lifetime::minutes(10));
            assert!(!tx.recovery_codes().consume(&digest("bobs"), end).await?);
            assert!(!tx.recovery_codes().any(end).await?);
            let last = end.minus(Lifetime::millis(1));
            assert!(tx.recovery_codes().consume(&digest("bobs"), last).await?);
            assert!(tx.recovery_codes().any(last).await?, "there is that of ada");
            tx.users().remove(ada).await?;
            assert!(!tx.recovery_codes().any(last).await?);
            assert_eq!(tx.recovery_codes().owner(&digest("second")).await?, None);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn t_67_of_many_who_use_a_code_at_once_one_does(store: Store) {
    store
        .transact(|mut tx| async move { tx.setup_codes().put(&digest("code"), NOW).await })
        .await
        .unwrap();
    let told = race(16, |_| {
        let store = store.clone();
        async move {
            let won = store.transact(|mut tx| async move {
                tx.setup_codes().consume(&digest("code"), NOW).await
            });
            won.await.unwrap()
        }
    });
    assert_eq!(told.await.iter().filter(|won| **won).count(), 1);
}

crate::harness::laws! {
    the_last_one_is_the_only_one_who_is_not_suspended,
    one_whose_address_is_not_proven_takes_the_place_of_such_a_one_alone,
    who_manages_the_instance_is_listed_once_with_what_allows_the_most,
    there_is_one_code_of_the_set_up_and_it_is_used_once,
    each_has_one_recovery_code_and_it_goes_with_the_account,
    t_67_of_many_who_use_a_code_at_once_one_does,
}
