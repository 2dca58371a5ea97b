//! `/api/users/{id}/logto-configs`: what is chosen for a person about second factors and passkeys.

use oidc_core::event::EventKind;
use serde_json::json;

use super::{
    caller::{Api, done, managed, refused},
    users::{create, id},
    written_down::events,
};
use crate::kit::{World, on_both};

on_both! {
    what_was_never_chosen_is_told_as_programs_expect,
    what_is_not_chosen_anew_stays_as_it_was,
    what_cannot_be_chosen_is_refused_and_names_the_member,
    of_two_choices_made_on_the_same_state_one_is_refused,
    of_twenty_choices_at_once_none_is_lost,
    what_was_chosen_is_an_event_that_names_it_and_not_the_value,
}

async fn chooser(world: &World) -> (Api, String) {
    let api = Api::of(world).await;
    let ada = create(&api, json!({"username": "ada"})).await;
    let path = format!("/users/{}/logto-configs", id(&ada));
    (api, path)
}

async fn what_was_never_chosen_is_told_as_programs_expect(world: World) {
    let (world, _folder) = managed(world).await;
    let (api, path) = chooser(&world).await;
    let nothing = json!({
        "mfa": {"skipped": false, "skipMfaOnSignIn": false},
        "passkeySignIn": {"skipped": false},
    });
    assert_eq!(done(&api.get(&path).await, 200), nothing);
    assert_eq!(done(&api.patch(&path, json!({})).await, 200), nothing);
    let unknown = "/users/nobody/logto-configs";
    refused(&api.get(unknown).await, 404, "entity.not_found");
    let answer = api.patch(unknown, json!({})).await;
    refused(&answer, 404, "entity.not_found");
}

async fn what_is_not_chosen_anew_stays_as_it_was(world: World) {
    let (world, _folder) = managed(world).await;
    let (api, path) = chooser(&world).await;
    for (change, then) in [
        (
            json!({"mfa": {"enabled": true, "skipped": true}}),
            json!({
                "mfa": {"enabled": true, "skipped": true, "skipMfaOnSignIn": false},
                "passkeySignIn": {"skipped": false},
            }),
        ),
        (
            json!({"mfa": {"skipped": false}, "passkeySignIn": {"skipped": true}}),
            json!({
                "mfa": {"enabled": true, "skipped": false, "skipMfaOnSignIn": false},
                "passkeySignIn": {"skipped": true},
            }),
        ),
        (
            json!({"mfa": {"enabled": false, "skipMfaOnSignIn": true}, "passkeySignIn": {}}),
            json!({
                "mfa": {"enabled": false, "skipped": false, "skipMfaOnSignIn": true},
                "passkeySignIn": {"skipped": true},
            }),
        ),
    ] {
        assert_eq!(done(&api.patch(&path, change).await, 200), then);
        assert_eq!(done(&api.get(&path).await, 200), then);
    }
}

async fn what_cannot_be_chosen_is_refused_and_names_the_member(world: World) {
    let (world, _folder) = managed(world).await;
    let (api, path) = chooser(&world).await;
    for (body, member) in [
        (json!({"mfa": {"enabled": "yes"}}), "mfa.enabled"),
        (json!({"mfa": {"enabled": null}}), "mfa.enabled"),
        (json!({"mfa": null}), "mfa"),
        (json!({"mfa": [true]}), "mfa"),
        (
            json!({"passkeySignIn": {"skipped": 1}}),
            "passkeySignIn.skipped",
        ),
    ] {
        let answer = api.patch(&path, body.clone()).await;
        refused(&answer, 400, "guard.invalid_input");
        let message = answer.json()["message"].as_str().unwrap().to_owned();
        assert!(
            message.starts_with(&format!("{member}: ")),
            "{body}: {message}"
        );
    }
    let unchanged = done(&api.get(&path).await, 200);
    assert_eq!(unchanged["mfa"].get("enabled"), None);
}

async fn of_two_choices_made_on_the_same_state_one_is_refused(world: World) {
    let (world, _folder) = managed(world).await;
    let (api, path) = chooser(&world).await;
    let read = api.get(&path).await;
    let own = api.if_match(read.header("etag").unwrap());
    let first = own.patch(&path, json!({"mfa": {"skipped": true}})).await;
    assert_eq!(first.status, 200, "{}", first.body);
    let second = own.patch(&path, json!({"mfa": {"enabled": true}})).await;
    refused(&second, 412, "request.precondition_failed");
    let after = done(&api.get(&path).await, 200);
    assert_eq!(
        after["mfa"],
        json!({"skipped": true, "skipMfaOnSignIn": false})
    );
}

async fn of_twenty_choices_at_once_none_is_lost(world: World) {
    let (world, _folder) = managed(world).await;
    let (api, path) = chooser(&world).await;
    let changes = [
        json!({"mfa": {"enabled": true}}),
        json!({"mfa": {"skipped": true}}),
        json!({"mfa": {"skipMfaOnSignIn": true}}),
        json!({"passkeySignIn": {"skipped": true}}),
    ];
    let mut tasks = tokio::task::JoinSet::new();
    for change in changes.iter().cycle().take(20) {
        let (api, path, change) = (api.clone(), path.clone(), change.clone());
        tasks.spawn(async move { api.patch(&path, change).await.status });
    }
    for status in tasks.join_all().await {
        assert_eq!(status, 200);
    }
    let all = json!({
        "mfa": {"enabled": true, "skipped": true, "skipMfaOnSignIn": true},
        "passkeySignIn": {"skipped": true},
    });
    assert_eq!(done(&api.get(&path).await, 200), all);
}

async fn what_was_chosen_is_an_event_that_names_it_and_not_the_value(world: World) {
    let (world, _folder) = managed(world).await;
    let (api, path) = chooser(&world).await;
    done(
        &api.patch(&path, json!({"mfa": {"enabled": true}})).await,
        200,
    );
    let told = events(&world, &[EventKind::UserChanged]).await;
    assert_eq!(told[0].data["changed"], json!(["sign_in_choices"]));
}
