//! Accounts that an operator makes, suspends and removes, as the people in them see it.

use oidc_core::user_field::UserField;

use crate::kit::{Tokens, World, on_both};

on_both! {
    whoever_has_the_address_of_a_made_account_signs_in_to_it_and_has_proven_it,
    a_suspended_account_is_of_no_use_until_it_is_let_in_again,
    with_an_account_its_sessions_and_tokens_end,
    changes_of_different_fields_at_once_all_hold,
}

fn change(field: UserField, text: &str) -> [(UserField, String); 1] {
    [(field, text.to_owned())]
}

async fn whoever_has_the_address_of_a_made_account_signs_in_to_it_and_has_proven_it(world: World) {
    let made = world
        .users()
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
    for suspended in ["true", "false"] {
        world.pass(oidc_core::time::Lifetime::seconds(1));
        let set = change(UserField::Suspended, suspended);
        let set = world.users().set("ada@example.com", &set).await.unwrap();
        assert_eq!(set.updated_at, world.clock.now());
        // Session and tokens ended with the suspension, and stay ended.
        assert_ne!(web.userinfo(&tokens.access).await.status, 200);
        assert_eq!(web.silent_code(&mut ada).await, None);
    }
    let again = web.sign_in("ada@example.com").await.claims();
    assert_eq!(again["sub"], tokens.claims()["sub"]);
}

async fn changes_of_different_fields_at_once_all_hold(world: World) {
    use UserField::{
        Birthdate, EmailVerified, FamilyName, Gender, GivenName, Locale, Name, Nickname, Phone,
        Suspended, Username, Website, Zoneinfo,
    };
    const CHANGES: [(UserField, &str); 13] = [
        (EmailVerified, "true"),
        (Phone, "+442079460000"),
        (Username, "ada"),
        (Name, "Ada Lovelace"),
        (GivenName, "Ada"),
        (FamilyName, "Lovelace"),
        (Nickname, "Countess"),
        (Website, "https://ada.example/"),
        (Gender, "female"),
        (Birthdate, "1815-12-10"),
        (Zoneinfo, "Europe/London"),
        (Locale, "en-GB"),
        (Suspended, "true"),
    ];
    let email = "ada@example.com";
    let made = world.users().add(&change(UserField::Email, email)).await;
    let mut expected = made.unwrap();
    for (field, text) in CHANGES {
        field.set(&mut expected, text, world.clock.now()).unwrap();
    }
    let changes = CHANGES.map(|(field, text)| {
        let users = world.users();
        tokio::spawn(async move { users.set(email, &change(field, text)).await })
    });
    for set in changes {
        set.await.unwrap().unwrap();
    }
    let found = world.users().find(email).await.unwrap();
    assert_eq!(found, Some(expected));
}

async fn with_an_account_its_sessions_and_tokens_end(world: World) {
    let web = world.relying_party("web");
    let (mut ada, code) = web.code("ada@example.com", &[]).await;
    let tokens = Tokens::of(&web.redeem(&code).await);
    let eve = web.sign_in("eve@example.com").await;
    let removed = world.users().remove("ada@example.com").await.unwrap();
    assert!(removed.is_some());
    assert!(
        world
            .users()
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
