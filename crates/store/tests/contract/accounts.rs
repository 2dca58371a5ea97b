//! Accounts as an operator lists, changes and removes them.

use oidc_core::consent::Consent;
use oidc_core::{time::Timestamp, user::User};
use store::{Store, StoreError, Unique};

use crate::harness::samples::{NOW, access_token, client, grant, later, session, sid, user};

async fn add(store: &Store, users: &[User]) {
    let added = store
        .transact(|mut tx| async move {
            let mut added = true;
            for user in users {
                added &= tx.users().insert(user).await?;
            }
            Ok::<_, StoreError>(added)
        })
        .await;
    assert!(added.unwrap());
}

async fn people_are_listed_newest_first_and_in_parts(store: Store) {
    let born = |name: &str, at: Timestamp| User {
        created_at: at,
        ..user(name)
    };
    // Two of the same moment are told apart by their ids.
    let people = [
        born("ada", NOW),
        born("eve", later(1)),
        born("joe", later(1)),
        born("kim", later(2)),
    ];
    add(&store, &people).await;
    let parts = store
        .read(|mut tx| async move {
            let (mut parts, mut last) = (Vec::new(), None);
            loop {
                let found = tx.users().newest(last.as_ref(), 2).await?.rows;
                parts.push(found.iter().map(|user| user.id.to_string()).collect());
                last = found.last().cloned();
                if last.is_none() {
                    return Ok::<Vec<Vec<String>>, StoreError>(parts);
                }
            }
        })
        .await
        .unwrap();
    assert_eq!(parts, [vec!["kim", "joe"], vec!["eve", "ada"], vec![]]);
}

async fn a_change_is_written_over_the_row_and_what_is_unique_is_told_beforehand(store: Store) {
    let (ada, eve) = (user("ada"), user("eve"));
    let number = || Some("+14255551212".parse().unwrap());
    add(
        &store,
        &[
            ada.clone(),
            User {
                phone: number(),
                ..eve
            },
        ],
    )
    .await;
    let change = |change: fn(&mut User)| {
        let mut user = ada.clone();
        change(&mut user);
        user
    };
    let same = change(|_| {});
    let email = change(|user| user.email = Some("EVE@example.com".parse().unwrap()));
    let phone = change(|user| user.phone = Some("+1 425 555 1212".parse().unwrap()));
    let name = change(|user| user.username = Some("EVE".to_owned()));
    let free = change(|user| {
        user.email = Some("countess@example.com".parse().unwrap());
        user.phone = Some("+442079460000".parse().unwrap());
        user.username = None;
        user.suspended_at = Some(NOW);
        user.profile.clear();
    });
    store
        .transact(|mut tx| {
            let (same, email, phone, name, free) = (&same, &email, &phone, &name, &free);
            async move {
                let mut users = tx.users();
                for (user, taken) in [
                    (same, None),
                    (email, Some(Unique::Email)),
                    (phone, Some(Unique::Phone)),
                    (name, Some(Unique::Username)),
                    (free, None),
                ] {
                    assert_eq!(users.taken(user).await?, taken);
                }
                assert!(users.update(free).await?);
                assert_eq!(users.find(&free.id).await?.as_ref(), Some(free));
                assert!(!users.update(&nobody()).await?);
                assert_eq!(users.find(&nobody().id).await?, None);
                Ok::<_, StoreError>(())
            }
        })
        .await
        .unwrap();
}

fn nobody() -> User {
    user("nobody")
}

#[expect(clippy::too_many_lines, reason = "one story, from two accounts to one")]
async fn with_a_user_everything_goes_that_hangs_from_it_and_nothing_else(store: Store) {
    let (ada, eve) = (user("ada"), user("eve"));
    add(&store, &[ada.clone(), eve.clone()]).await;
    let (here, there) = (session(1, "ada"), session(2, "eve"));
    let (own, other) = (grant(1, "ada", &here), grant(2, "eve", &there));
    let tokens = [access_token(1, &own), access_token(2, &other)];
    let shop = client("shop");
    store
        .transact(|mut tx| {
            let (own, other, tokens) = (&own, &other, &tokens);
            let (here, there, shop, ada, eve) = (&here, &there, &shop, &ada, &eve);
            async move {
                tx.clients().insert(shop).await?;
                for (user, session, grant) in [(ada, here, own), (eve, there, other)] {
                    tx.sessions().insert(session).await?;
                    let sid = sid(u32::from(user.id == eve.id));
                    tx.sessions()
                        .join_client(&session.id, shop.registrant(), &sid, NOW)
                        .await?;
                    tx.grants().insert(grant).await?;
                    let agreed = Consent::to(grant.scope.clone());
                    tx.consents()
                        .remember(&user.id, shop.registrant(), &agreed, NOW)
                        .await?;
                }
                for token in tokens {
                    tx.access_tokens().insert(token).await?;
                }
                Ok::<_, StoreError>(())
            }
        })
        .await
        .unwrap();
    let live = || async {
        store
            .read(|mut tx| {
                let tokens = &tokens;
                async move {
                    let mut live = Vec::new();
                    for token in tokens {
                        let found = tx.access_tokens().find_with_grant(&token.id).await?;
                        let context =
                            found.map(|(_, found)| found.counting(&client("shop")).unwrap());
                        live.push(context.is_some_and(|context| context.is_live(NOW)));
                    }
                    Ok::<_, StoreError>(live)
                }
            })
            .await
            .unwrap()
    };
    assert_eq!(live().await, [true, true]);
    store
        .transact(|mut tx| {
            let (ada, eve, here, shop) = (&ada.id, &eve.id, &here, shop.registrant());
            async move {
                assert_eq!(tx.sessions().unended_of(ada, 1).await?, [here.id]);
                assert!(!tx.users().end_some(ada, later(1)).await?);
                assert_eq!(tx.consents().find(ada, shop).await?, None);
                assert!(tx.consents().find(eve, shop).await?.is_some());
                // The grant was revoked there: nothing is left to revoke.
                assert!(!tx.grants().revoke(&own.id, later(2)).await?);
                assert!(
                    tx.grants()
                        .find(&other.id)
                        .await?
                        .unwrap()
                        .revoked_at
                        .is_none()
                );
                assert!(tx.users().remove(ada).await?);
                assert!(!tx.users().remove(ada).await?);
                Ok::<_, StoreError>(())
            }
        })
        .await
        .unwrap();
    assert_eq!(live().await, [false, true]);
}

async fn an_account_is_barred_once_and_without_its_row_nothing_counts(store: Store) {
    let ada = user("ada");
    add(&store, std::slice::from_ref(&ada)).await;
    let here = session(1, "ada");
    let shop = client("shop").id;
    store
        .transact(|mut tx| {
            let (ada, here, shop) = (&ada.id, &here, &shop);
            async move {
                tx.sessions().insert(here).await?;
                let mut users = tx.users();
                assert!(users.hold(ada).await?);
                assert!(users.suspend(ada, later(1)).await?);
                assert!(users.suspend(ada, later(2)).await?);
                let barred = users.find(ada).await?.unwrap();
                assert_eq!(barred.suspended_at, Some(later(1)));
                assert_eq!(barred.updated_at, later(2));
                assert!(!users.touch_sign_in(ada, later(3)).await?);
                assert_eq!(users.find(ada).await?.unwrap(), barred);
                assert!(!users.touch_sign_in(&nobody().id, NOW).await?);
                assert!(!users.hold(&nobody().id).await?);
                assert!(!users.suspend(&nobody().id, NOW).await?);
                assert!(users.remove(ada).await?);
                let found = tx.sessions().find_with_user(&here.id, shop).await?;
                assert!(found.is_none());
                Ok::<_, StoreError>(())
            }
        })
        .await
        .unwrap();
}

crate::harness::laws! {
    people_are_listed_newest_first_and_in_parts,
    a_change_is_written_over_the_row_and_what_is_unique_is_told_beforehand,
    with_a_user_everything_goes_that_hangs_from_it_and_nothing_else,
    an_account_is_barred_once_and_without_its_row_nothing_counts,
}
