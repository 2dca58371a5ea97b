//! Accounts that an operator makes, suspends and removes, as the people in them see it.

use engine::user::users::Users;
use oidc_core::user_field::UserField;

use crate::kit::{Tokens, World, on_both};

on_both! {
    whoever_has_the_address_of_a_made_account_signs_in_to_it_and_has_proven_it,
    a_suspended_account_is_of_no_use_until_it_is_let_in_again,
    with_an_account_its_sessions_and_tokens_end,
}

fn users(world: &World) -> Users {
    Users {
        store: world.app.store.clone(),
        clock: world.clock.clone(),
        entropy: world.app.entropy.clone(),
    }
}

fn change(field: UserField, text: &str) -> [(UserField, String); 1] {
    [(field, text.to_owned())]
}

async fn whoever_has_the_address_of_a_made_account_signs_in_to_it_and_has_proven_it(world: World) {
    let made = users(&world)
        .add(&change(UserField::Email, "ada@example.com"))
        .await;
    let made = made.unwrap();
    assert_eq!(made.email_verified_at, None);
    let web = world.relying_party("web");
    let claims = web.sign_in("ada@example.com").await.claims();
    assert_eq!(claims["sub"], made.id.as_str());
    assert_eq!(claims["email_verified"], true);
}

async fn a_suspended_account_is_of_no_use_until_it_is_let_in_again(world: World) {
    let web = world.relying_party("web");
    let (mut ada, code) = web.code("ada@example.com", &[]).await;
    let tokens = Tokens::of(&web.redeem(&code).await);
    for (suspended, works) in [("true", false), ("false", true)] {
        world.pass(oidc_core::time::Lifetime::seconds(1));
        let set = change(UserField::Suspended, suspended);
        let set = users(&world).set("ada@example.com", &set).await.unwrap();
        assert_eq!(set.updated_at, world.clock.now());
        assert_eq!(web.userinfo(&tokens.access).await.status == 200, works);
        assert_eq!(web.silent_code(&mut ada).await.is_some(), works);
    }
}

async fn with_an_account_its_sessions_and_tokens_end(world: World) {
    let web = world.relying_party("web");
    let (mut ada, code) = web.code("ada@example.com", &[]).await;
    let tokens = Tokens::of(&web.redeem(&code).await);
    let eve = web.sign_in("eve@example.com").await;
    let removed = users(&world).remove("ada@example.com").await.unwrap();
    assert!(removed.is_some());
    assert!(
        users(&world)
            .remove("ada@example.com")
            .await
            .unwrap()
            .is_none()
    );
    web.userinfo(&tokens.access)
        .await
        .refused(401, "invalid_token");
    web.refresh(tokens.refresh())
        .await
        .refused(400, "invalid_grant");
    assert_eq!(web.silent_code(&mut ada).await, None);
    assert_eq!(web.userinfo(&eve.access).await.status, 200);
    // Whoever comes back is somebody new.
    let again = web.sign_in("ada@example.com").await.claims();
    assert_ne!(again["sub"], tokens.claims()["sub"]);
}
