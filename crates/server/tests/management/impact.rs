//! What would go with an application or an account that is removed.

use serde_json::json;

use super::caller::{Api, done, managed, person_token, refused};
use crate::kit::{World, on_both};

on_both! {
    what_hangs_from_an_application_and_from_a_person_is_counted,
    what_is_not_there_is_told_so_and_nobody_else_asks,
}

async fn what_hangs_from_an_application_and_from_a_person_is_counted(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let asked = async |path: &str| {
        done(
            &api.post("/signet/impact", json!({"delete": path})).await,
            200,
        )
    };
    let nothing = json!({"grants": 0, "people": 0, "secrets": 1, "isCapped": false});
    assert_eq!(asked("/applications/web").await, nothing);
    let web = world.relying_party("web");
    web.sign_in("ada@example.com").await;
    web.sign_in("ada@example.com").await;
    web.sign_in("eve@example.com").await;
    world
        .relying_party("other")
        .sign_in("ada@example.com")
        .await;
    let two = json!({"grants": 3, "people": 2, "secrets": 1, "isCapped": false});
    assert_eq!(asked("/applications/web").await, two);
    let ada = world
        .users()
        .find("ada@example.com")
        .await
        .unwrap()
        .unwrap();
    let of_ada = format!("/users/{}", ada.id);
    let three = json!({"grants": 3, "applications": 2, "sessions": 3, "isCapped": false});
    assert_eq!(asked(&of_ada).await, three);
    // It is a question: nothing has gone.
    assert_eq!(asked(&of_ada).await, three);
}

async fn what_is_not_there_is_told_so_and_nobody_else_asks(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for path in ["/applications/gone", "/users/gone", "/users/abcdefghijkl"] {
        let answer = api.post("/signet/impact", json!({"delete": path})).await;
        assert_eq!(answer.status, 404, "{path} {}", answer.body);
    }
    for path in [
        "",
        "/",
        "/applications/",
        "/applications/web/secrets",
        "/roles/x",
        "web",
    ] {
        let answer = api.post("/signet/impact", json!({"delete": path})).await;
        refused(&answer, 400, "guard.invalid_input");
    }
    let token = person_token(&world, "spa", "vera@example.com", &["viewer"]).await;
    let question = json!({"delete": "/applications/web"});
    let viewer = Api::with(&world, &token)
        .post("/signet/impact", question)
        .await;
    refused(&viewer, 403, "auth.forbidden");
}
