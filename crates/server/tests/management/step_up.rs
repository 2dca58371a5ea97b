//! What a person changes with a fresh sign-in alone (RFC 9470): whoever holds a token that was left
//! open must not become somebody who manages this instance.

use oidc_core::time::Lifetime;
use serde_json::json;

use super::caller::{Api, done, managed, person_token, refused};
use crate::kit::{World, on_both};

on_both! {
    t_66_who_signs_in_as_a_manager_is_changed_after_a_fresh_sign_in_alone,
    the_last_administrator_keeps_an_address_to_sign_in_with,
    where_answers_of_the_console_go_is_changed_after_a_fresh_sign_in_alone,
}

async fn id_of(api: &Api, email: &str) -> String {
    let found = done(&api.get(&format!("/users?search={email}")).await, 200);
    found[0]["id"].as_str().unwrap().to_owned()
}

async fn t_66_who_signs_in_as_a_manager_is_changed_after_a_fresh_sign_in_alone(world: World) {
    let (world, _folder) = managed(world).await;
    person_token(&world, "spa", "bob@example.com", &["administrator"]).await;
    person_token(&world, "spa", "carl@example.com", &[]).await;
    let token = person_token(&world, "spa", "ada@example.com", &["administrator"]).await;
    let ada = Api::with(&world, &token);
    world.clock.advance(Lifetime::minutes(11));
    let robot = Api::of(&world).await;
    for manager in ["bob@example.com", "ada@example.com"] {
        let path = format!("/users/{}", id_of(&robot, manager).await);
        for stale in [
            ada.patch(&path, json!({"primaryEmail": "eve@example.com"}))
                .await,
            ada.patch(&path, json!({"username": "eve"})).await,
            ada.patch(
                &format!("{path}/password"),
                json!({"password": "evesevesevese"}),
            )
            .await,
            ada.patch(
                &format!("{path}/is-suspended"),
                json!({"isSuspended": true}),
            )
            .await,
            ada.patch(
                &format!("{path}/logto-configs"),
                json!({"mfa": {"skipMfaOnSignIn": true}}),
            )
            .await,
            ada.delete(&path).await,
        ] {
            refused(&stale, 401, "auth.insufficient_user_authentication");
        }
        // What opens nothing is changed as ever.
        done(&ada.patch(&path, json!({"name": "Somebody"})).await, 200);
        let read = done(&robot.get(&path).await, 200);
        assert_eq!(read["primaryEmail"], manager);
        assert_eq!(read["hasPassword"], false);
    }
    let carl = format!("/users/{}", id_of(&robot, "carl@example.com").await);
    done(
        &ada.patch(&carl, json!({"primaryEmail": "karl@example.com"}))
            .await,
        200,
    );
    // A machine proves who it is with every token.
    let bob = format!("/users/{}", id_of(&robot, "bob@example.com").await);
    done(
        &robot
            .patch(&bob, json!({"primaryEmail": "rob@example.com"}))
            .await,
        200,
    );
}

async fn the_last_administrator_keeps_an_address_to_sign_in_with(world: World) {
    let (world, _folder) = managed(world).await;
    person_token(&world, "spa", "ada@example.com", &["administrator"]).await;
    let robot = Api::of(&world).await;
    let ada = format!("/users/{}", id_of(&robot, "ada@example.com").await);
    // Somebody without an address cannot sign in, administrator or not.
    let other = done(&robot.post("/users", json!({"name": "Nobody"})).await, 200);
    let ids = json!({"userIds": [other["id"]]});
    assert_eq!(
        robot.post("/roles/administrator/users", ids).await.status,
        201
    );
    for gone in [
        robot.patch(&ada, json!({"primaryEmail": null})).await,
        robot.patch(&ada, json!({"primaryEmail": ""})).await,
        robot.delete(&ada).await,
        robot.delete(&format!("{ada}/roles/administrator")).await,
    ] {
        refused(&gone, 422, "user.last_administrator");
    }
    // With a mistyped address no administrator could sign in any more.
    let lady = json!({"primaryEmail": "lady@example.com"});
    let moved = robot.patch(&ada, lady.clone()).await;
    refused(&moved, 422, "user.last_administrator");
    person_token(&world, "spa", "bob@example.com", &["administrator"]).await;
    done(&robot.patch(&ada, lady).await, 200);
}

async fn where_answers_of_the_console_go_is_changed_after_a_fresh_sign_in_alone(world: World) {
    let (world, _folder) = managed(world).await;
    let token = person_token(&world, "spa", "ada@example.com", &["administrator"]).await;
    let ada = Api::with(&world, &token);
    world.clock.advance(Lifetime::minutes(11));
    let uris = json!({"redirectUris": ["https://evil.example/cb"], "postLogoutRedirectUris": []});
    for change in [
        json!({"oidcClientMetadata": uris}),
        json!({"customClientMetadata": {"corsAllowedOrigins": ["https://evil.example"]}}),
    ] {
        let stale = ada.patch("/applications/spa", change).await;
        refused(&stale, 401, "auth.insufficient_user_authentication");
    }
    let named = ada
        .patch("/applications/spa", json!({"name": "Console"}))
        .await;
    refused(&named, 422, "application.declared_in_file");
}
