//! The digest of a password in the row of another account opens nothing (T-78).

use oidc_core::{account::password::SealedPassword, id::UserId};
use serde_json::json;
use store::StoreError;

use super::people::{
    ADA, OTHER, PASSWORD, PASSWORD_FIRST, add, add_with, ask_for_code, assert_wrong, is_signed_in,
    provider, sign_in, type_both,
};
use crate::{
    kit::{World, on_both},
    sign_in::enumeration::told,
};

on_both! {
    t_78_passwords_that_changed_places_open_neither_account_and_tell_it_of_neither,
}

async fn password(world: &World, user: &UserId) -> SealedPassword {
    let store = &world.app.store;
    let found = store.read(|mut tx| async move { tx.passwords().find(user).await });
    let found: Result<_, StoreError> = found.await;
    found.unwrap().unwrap()
}

/// Each gets what is sealed for the other.
async fn swap(world: &World, (one, other): (&UserId, &UserId)) {
    let of_one = &password(world, one).await;
    let of_other = &password(world, other).await;
    let swapped = world.app.store.transact(|mut tx| async move {
        assert!(tx.passwords().set(one, of_other).await?);
        assert!(tx.passwords().set(other, of_one).await?);
        Ok::<_, StoreError>(())
    });
    swapped.await.unwrap();
}

async fn t_78_passwords_that_changed_places_open_neither_account_and_tell_it_of_neither(
    world: World,
) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST]).await;
    let eve = "eve@example.com";
    let ids = (
        add(&world, ADA).await,
        add_with(&world, eve, json!({"password": OTHER})).await,
    );
    swap(&world, (&ids.0, &ids.1)).await;
    let (_, unknown) = type_both(&world, "bob@example.com", PASSWORD).await;
    for email in [ADA, eve] {
        for typed in [PASSWORD, OTHER] {
            let (browser, answer) = type_both(&world, email, typed).await;
            assert_wrong(&answer);
            assert!(!is_signed_in(&browser));
            assert_eq!(told(&answer, email), told(&unknown, "bob@example.com"));
        }
    }
    // Each still gets in by a code.
    let (mut browser, page) = ask_for_code(&world, ADA).await;
    let by_code = browser.type_code(&page, &world.code(ADA).await).await;
    assert!(by_code.parameter("code").is_some());
    swap(&world, (&ids.0, &ids.1)).await;
    sign_in(&world, ADA, PASSWORD).await;
    sign_in(&world, eve, OTHER).await;
}
