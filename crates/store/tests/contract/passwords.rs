//! Passwords as a sign-in reads and holds them, and the sign-in that waits for one.

use std::time::Duration;

use oidc_core::{
    account::{
        identifier::Identifier,
        password::{PasswordScheme, SealedPassword},
    },
    id::UserId,
    interaction::InteractionEvent,
    user::User,
};
use store::{Store, StoreError};

use crate::harness::samples::{NOW, identifier, interaction, later, session, user};

fn sealed(byte: u8, scheme: PasswordScheme) -> SealedPassword {
    SealedPassword {
        sealed: vec![byte; 40],
        scheme,
    }
}

/// Ada has a name, an address and a number; Bob an address alone, and is suspended.
fn people() -> [User; 2] {
    let ada = User {
        phone: Some("+14255551212".parse().unwrap()),
        username: Some("Ada_L".to_owned()),
        ..user("ada")
    };
    let bob = User {
        username: None,
        suspended_at: Some(NOW),
        ..user("bob")
    };
    [ada, bob]
}

async fn add(store: &Store) -> [UserId; 2] {
    let people = &people();
    let added = store.transact(|mut tx| async move {
        for user in people {
            assert!(tx.users().insert(user).await?);
        }
        Ok::<_, StoreError>(())
    });
    added.await.unwrap();
    people.clone().map(|user| user.id)
}

async fn a_password_is_read_by_each_identifier_of_its_account_and_by_no_other(store: Store) {
    let [ada, bob] = &add(&store).await;
    let phone = |number: &str| Identifier::Phone(number.parse().unwrap());
    let name = |text: &str| Identifier::Username(text.parse().unwrap());
    let own = &[
        identifier("ADA@example.com"),
        phone("+14255551212"),
        name("ada_l"),
    ];
    let others = &[
        identifier("eve@example.com"),
        phone("+14255551213"),
        name("bob"),
    ];
    let bobs = &identifier("bob@example.com");
    let first = &sealed(1, PasswordScheme::Bcrypt);
    store
        .transact(|mut tx| async move {
            let mut passwords = tx.passwords();
            for identifier in own {
                let found = passwords.of_identifier(identifier).await?;
                assert_eq!(found, Some((ada.clone(), None)), "{identifier:?}");
            }
            for user in [ada, bob] {
                assert!(passwords.set(user, first).await?);
            }
            for identifier in own {
                let found = passwords.of_identifier(identifier).await?;
                let expected = Some((ada.clone(), Some(first.clone())));
                assert_eq!(found, expected, "{identifier:?}");
            }
            for identifier in others {
                let found = passwords.of_identifier(identifier).await?;
                assert_eq!(found, None, "{identifier:?}");
            }
            // Whatever the state of the account.
            let found = passwords.of_identifier(bobs).await?;
            assert_eq!(found, Some((bob.clone(), Some(first.clone()))));
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn a_password_is_held_as_long_as_it_is_the_one_that_was_seen(store: Store) {
    let [ada, bob] = &add(&store).await;
    let first = &sealed(1, PasswordScheme::Bcrypt);
    let second = &sealed(2, PasswordScheme::Argon2id);
    store
        .transact(|mut tx| async move {
            let mut passwords = tx.passwords();
            assert!(!passwords.hold(ada, first).await?, "there is none");
            assert!(passwords.set(ada, first).await?);
            assert!(passwords.hold(ada, first).await?);
            assert_eq!(passwords.find(ada).await?.as_ref(), Some(first));
            assert!(!passwords.hold(ada, second).await?);
            assert!(!passwords.hold(bob, first).await?);
            assert!(passwords.set(ada, second).await?);
            assert!(!passwords.hold(ada, first).await?);
            assert!(passwords.hold(ada, second).await?);
            let nobody: UserId = "nobody".parse().unwrap();
            assert!(!passwords.hold(&nobody, second).await?);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn whoever_changes_a_password_waits_for_whoever_holds_it(store: Store) {
    let [ada, _] = &add(&store).await;
    let first = &sealed(1, PasswordScheme::Bcrypt);
    let set = store.transact(|mut tx| async move { tx.passwords().set(ada, first).await });
    assert!(set.await.unwrap());
    let held = store.transact(|mut tx| {
        let (store, user) = (store.clone(), ada.clone());
        async move {
            assert!(tx.passwords().hold(ada, first).await?);
            let changing = tokio::spawn(async move {
                let second = &sealed(2, PasswordScheme::Argon2id);
                let (user, store) = (&user, &store);
                let set =
                    store.transact(|mut tx| async move { tx.passwords().set(user, second).await });
                set.await
            });
            tokio::time::sleep(Duration::from_millis(100)).await;
            assert!(!changing.is_finished());
            assert_eq!(tx.passwords().find(ada).await?.as_ref(), Some(first));
            Ok::<_, StoreError>(changing)
        }
    });
    let changing = held.await.unwrap();
    assert!(changing.await.unwrap().unwrap());
    let found = store.transact(|mut tx| async move {
        let was = tx.passwords().hold(ada, first).await?;
        Ok::<_, StoreError>((was, tx.passwords().find(ada).await?))
    });
    let second = sealed(2, PasswordScheme::Argon2id);
    assert_eq!(found.await.unwrap(), (false, Some(second)));
}

async fn an_interaction_is_held_open_until_it_is_finished_and_whatever_was_proven(store: Store) {
    let [ada, _] = &add(&store).await;
    let (flow, other) = (&interaction(1), &interaction(2));
    let here = &session(4, ada.as_str());
    store
        .transact(|mut tx| async move {
            tx.sessions().insert(here).await?;
            let mut interactions = tx.interactions();
            assert!(!interactions.hold_open(&flow.id).await?, "there is none");
            interactions.insert(flow).await?;
            interactions.insert(other).await?;
            assert!(interactions.hold_open(&flow.id).await?);
            assert_eq!(interactions.find(&flow.id).await?.as_ref(), Some(flow));
            // Nor does a session that was made in it close it: its cookie may have been lost.
            let event = InteractionEvent::SignIn;
            assert!(interactions.complete(&flow.id, here, event).await?);
            assert!(interactions.hold_open(&flow.id).await?);
            interactions.finish(&flow.id, &here.id, later(1)).await?;
            assert!(!interactions.hold_open(&flow.id).await?);
            assert!(interactions.hold_open(&other.id).await?);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

crate::harness::laws! {
    a_password_is_read_by_each_identifier_of_its_account_and_by_no_other,
    a_password_is_held_as_long_as_it_is_the_one_that_was_seen,
    whoever_changes_a_password_waits_for_whoever_holds_it,
    an_interaction_is_held_open_until_it_is_finished_and_whatever_was_proven,
}
