//! A password that is changed while somebody signs in with the old one (T-75).

use oidc_core::{
    account::password::{Password, SealedPassword},
    id::UserId,
};
use serde_json::json;
use store::StoreError;

use super::people::{
    ADA, OTHER, PASSWORD, PASSWORD_FIRST, add, add_with, assert_wrong, filled, is_wrong, provider,
    quick, sign_in, type_both,
};
use crate::{
    kit::{World, on_both, on_both_alone},
    sign_in::outcomes::until_somebody_waits,
};

on_both! {
    t_75_a_changed_password_lets_nobody_in_and_does_not_come_back,
    of_right_passwords_at_once_each_is_right_though_the_digest_is_made_anew,
}

on_both_alone! {
    t_75_a_password_that_is_changed_between_look_and_proof_proves_nothing,
}

const ROUNDS: usize = 20;
const AT_ONCE: usize = 3;

const SESSIONS: &str = "select count(*) from sessions";

/// The digests are made anew at the first sign-in, so that one who was too late could bring the old
/// password back.
async fn t_75_a_changed_password_lets_nobody_in_and_does_not_come_back(world: World) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST]).await;
    for round in 0..ROUNDS {
        let email = format!("ada{round}@example.com");
        let id = add(&world, &email).await;
        let before = world.number(SESSIONS).await;
        let mut forms = Vec::new();
        for _ in 0..AT_ONCE {
            forms.push(filled(&world, &email, PASSWORD).await);
        }
        let changing = tokio::spawn({
            let (world, path) = (world.clone(), format!("/users/{id}/password"));
            async move {
                let changed = json!({"password": OTHER});
                world.manage("PATCH", &path, &changed).await
            }
        });
        let posts: Vec<_> = forms
            .into_iter()
            .map(|(mut browser, form)| {
                tokio::spawn(async move { is_wrong(&browser.submit(&form).await) })
            })
            .collect();
        changing.await.unwrap();
        // Those before it may still be under way.
        let (_, late) = type_both(&world, &email, PASSWORD).await;
        assert_wrong(&late);
        let mut right = 0;
        for post in posts {
            right += i64::from(!post.await.unwrap());
        }
        let begun = world.number(SESSIONS).await - before;
        assert_eq!(begun, right, "round {round}");
        let (_, late) = type_both(&world, &email, PASSWORD).await;
        assert_wrong(&late);
        sign_in(&world, &email, OTHER).await;
    }
}

/// The first one changes what the others have read.
async fn of_right_passwords_at_once_each_is_right_though_the_digest_is_made_anew(world: World) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST]).await;
    add(&world, ADA).await;
    let mut posts = Vec::new();
    for _ in 0..AT_ONCE {
        let (mut browser, form) = filled(&world, ADA, PASSWORD).await;
        posts.push(async move { is_wrong(&browser.submit(&form).await) });
    }
    let posts: Vec<_> = posts.into_iter().map(tokio::spawn).collect();
    for post in posts {
        assert!(!post.await.unwrap());
    }
    assert_eq!(world.number(SESSIONS).await, 3);
    sign_in(&world, ADA, PASSWORD).await;
}

/// The digest of this password for the row of this user.
async fn sealed(world: &World, user: &UserId, password: &str) -> SealedPassword {
    let password: Password = password.parse().unwrap();
    let (hashing, entropy) = (&world.app.hashing, &world.app.entropy);
    let digest = hashing.make(&password, entropy).await.unwrap();
    let key = &world.app.secrets.sealing;
    digest.seal(key, user, &mut entropy.rng()).unwrap()
}

/// The password is typed while the row of the account is held by whoever changes it: what was read
/// before is right, and is not the password any more when it is proven.
async fn t_75_a_password_that_is_changed_between_look_and_proof_proves_nothing(given: World) {
    let (world, _folder) = provider(given, "", &[PASSWORD_FIRST]).await;
    // The first one would be made anew, the second one not.
    let native = json!({"password": PASSWORD});
    for (email, kept) in [(ADA, quick()), ("bob@example.com", native)] {
        let id = add_with(&world, email, kept).await;
        let (browser, form) = filled(&world, email, PASSWORD).await;
        let changed_to = sealed(&world, &id, OTHER).await;
        let changed = world.app.store.transact(|mut tx| {
            let (mut browser, form) = (browser.clone(), form.clone());
            let (world, id, changed_to) = (world.clone(), id.clone(), changed_to.clone());
            async move {
                assert!(tx.passwords().set(&id, &changed_to).await?);
                let typed = tokio::spawn(async move { browser.submit(&form).await });
                until_somebody_waits(&world).await;
                Ok::<_, StoreError>(typed)
            }
        });
        let answer = changed.await.unwrap().await.unwrap();
        assert_wrong(&answer);
        assert_eq!(world.number(SESSIONS).await, 0, "{email}");
        let (_, answer) = type_both(&world, email, PASSWORD).await;
        assert_wrong(&answer);
    }
    sign_in(&world, ADA, OTHER).await;
    sign_in(&world, "bob@example.com", OTHER).await;
    world.app.store.close().await;
}
