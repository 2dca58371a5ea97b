//! `/api/applications/:id/secrets`.

use oidc_core::{event::EventKind, time::Lifetime};
use serde_json::{Value, json};

use super::{
    applications::{create, path},
    caller::{Api, done, managed, person_token, refused},
    written_down::events,
};
use crate::kit::{RelyingParty, World, on_both};

on_both! {
    what_can_keep_a_secret_begins_with_one_that_works,
    a_secret_is_made_renamed_and_removed,
    what_cannot_be_a_secret_is_refused,
    a_secret_of_the_file_stays_and_says_where_it_stands,
    people_see_masks_and_are_shown_a_secret_after_a_fresh_sign_in,
    a_token_that_may_only_read_sees_no_secret,
    a_secret_that_has_expired_stays_listed,
    of_twenty_secrets_of_one_name_one_is_made,
    of_two_changes_of_secrets_made_on_the_same_state_one_is_refused,
    a_secret_that_does_not_open_hides_no_other,
    what_is_part_of_signet_gets_no_secret,
}

async fn of(api: &Api, application: &Value) -> Vec<Value> {
    let listed = done(
        &api.get(&format!("{}/secrets", path(application))).await,
        200,
    );
    listed.as_array().unwrap().clone()
}

async fn what_can_keep_a_secret_begins_with_one_that_works(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for public in ["SPA", "Native"] {
        assert!(
            of(&api, &create(&api, "Public", public).await)
                .await
                .is_empty()
        );
    }
    let web = create(&api, "Shop", "Traditional").await;
    assert_eq!(web.get("secret"), None);
    assert_eq!(of(&api, &web).await[0]["name"], "Default secret");
    let robot = create(&api, "Robot", "MachineToMachine").await;
    let secrets = of(&api, &robot).await;
    let value: &'static str = secrets[0]["value"].as_str().unwrap().to_owned().leak();
    assert_eq!(value.len(), 32);
    let id: &'static str = robot["id"].as_str().unwrap().to_owned().leak();
    done(
        &api.patch(&path(&robot), json!({"isAdmin": true})).await,
        200,
    );
    let machine = RelyingParty {
        net: world.clone(),
        client: id,
        redirect_uri: "",
        secret: Some(value),
    };
    let fields = [
        ("grant_type", "client_credentials"),
        ("resource", "https://default.logto.app/api"),
        ("scope", "all"),
    ];
    let answer = machine.post("/oidc/token", &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let token = answer.json()["access_token"].as_str().unwrap().to_owned();
    done(&Api::with(&world, &token).get("/applications").await, 200);
}

async fn a_secret_is_made_renamed_and_removed(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let shop = create(&api, "Shop", "Traditional").await;
    let all = format!("{}/secrets", path(&shop));
    let end = world.clock.now().plus(Lifetime::days(1)).as_millis();
    world.clock.advance(Lifetime::millis(1));
    let new = json!({"name": "May 2027", "expiresAt": end});
    let made = done(&api.post(&all, new).await, 201);
    let expected = json!({
        "tenantId": "default", "applicationId": shop["id"], "name": "May 2027",
        "value": made["value"], "createdAt": world.clock.now().as_millis(), "expiresAt": end,
        "lastUsedAt": null, "source": "console",
    });
    assert_eq!(made, expected);
    let one = format!("{all}/May%202027");
    let renamed = done(&api.patch(&one, json!({"name": "June"})).await, 200);
    assert_eq!(
        renamed["value"], "********",
        "it is shown where that is written down"
    );
    assert_eq!(renamed["createdAt"], made["createdAt"]);
    refused(
        &api.patch(&one, json!({"name": "x"})).await,
        404,
        "entity.not_exists",
    );
    let june = format!("{all}/June");
    let taken = api.patch(&june, json!({"name": "Default secret"})).await;
    refused(&taken, 422, "application.secret_name_exists");
    assert_eq!(of(&api, &shop).await[1]["value"], made["value"]);
    for (path, left) in [(june, 1), (format!("{all}/Default%20secret"), 0)] {
        done(&api.delete(&path).await, 204);
        refused(&api.delete(&path).await, 404, "entity.not_found");
        assert_eq!(of(&api, &shop).await.len(), left, "the last one may go");
    }
}

async fn what_cannot_be_a_secret_is_refused(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let shop = create(&api, "Shop", "Traditional").await;
    let all = format!("{}/secrets", path(&shop));
    for body in [
        json!({}),
        json!({"name": ""}),
        json!({"name": "x".repeat(257)}),
    ] {
        refused(&api.post(&all, body).await, 400, "guard.invalid_input");
    }
    let past = json!({"name": "x", "expiresAt": world.clock.now().as_millis()});
    refused(
        &api.post(&all, past.clone()).await,
        400,
        "request.invalid_input",
    );
    let nowhere = "/applications/none/secrets";
    refused(&api.post(nowhere, past).await, 400, "request.invalid_input");
    let new = || json!({"name": "x"});
    refused(
        &api.post(nowhere, new()).await,
        404,
        "entity.not_exists_with_id",
    );
    refused(&api.get(nowhere).await, 404, "entity.not_exists_with_id");
    let spa = format!("{}/secrets", path(&create(&api, "App", "SPA").await));
    refused(
        &api.post(&spa, new()).await,
        422,
        "entity.db_constraint_violated",
    );
    let same = api.post(&all, json!({"name": "Default secret"})).await;
    refused(&same, 422, "application.secret_name_exists");
    for number in 1..10 {
        done(
            &api.post(&all, json!({"name": number.to_string()})).await,
            201,
        );
    }
    refused(
        &api.post(&all, new()).await,
        422,
        "application.too_many_secrets",
    );
    let legacy = format!("{}/legacy-secret", path(&shop));
    refused(
        &api.delete(&legacy).await,
        400,
        "application.no_legacy_secret_found",
    );
}

async fn a_secret_of_the_file_stays_and_says_where_it_stands(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let listed = done(&api.get("/applications/idle/secrets").await, 200);
    let own = format!(
        "/applications/idle/secrets/{}",
        listed[0]["name"].as_str().unwrap()
    );
    let renamed = api.patch(&own, json!({"name": "another"})).await;
    for of_file in [renamed, api.delete(&own).await] {
        refused(&of_file, 422, "application.secret_declared_in_file");
        let place = of_file.json()["data"]["declaredAt"].clone();
        assert!(
            place.as_str().unwrap().starts_with("signet.toml:"),
            "{place}"
        );
    }
}

async fn people_see_masks_and_are_shown_a_secret_after_a_fresh_sign_in(world: World) {
    let (world, _folder) = managed(world).await;
    let robot = Api::of(&world).await;
    let shop = create(&robot, "Shop", "Traditional").await;
    let value = of(&robot, &shop).await[0]["value"].clone();
    let revealed = events(&world, &[EventKind::SecretRevealed]).await.len();
    assert_eq!(revealed, 1, "what a machine reads is written down");
    let token = person_token(&world, "spa", "ada@example.com", &["administrator"]).await;
    let ada = Api::with(&world, &token);
    assert_eq!(of(&ada, &shop).await[0]["value"], "********");
    let id = shop["id"].as_str().unwrap();
    let reveal = format!("/signet/applications/{id}/secrets/Default%20secret/reveal");
    let shown = done(&ada.post(&reveal, json!({})).await, 200);
    assert_eq!(shown["value"], value);
    let told = events(&world, &[EventKind::SecretRevealed]).await;
    assert_eq!(told.len(), 2);
    assert!(
        told.iter()
            .all(|event| event.data["changed"]["names"][0] == "Default secret")
    );
    let secrets = format!("{}/secrets", path(&shop));
    done(&ada.post(&secrets, json!({"name": "May"})).await, 201);
    let none = format!("/signet/applications/{id}/secrets/none/reveal");
    refused(&ada.post(&none, json!({})).await, 404, "entity.not_found");
    world.clock.advance(Lifetime::minutes(11));
    for stale in [
        ada.post(&reveal, json!({})).await,
        ada.post(&secrets, json!({"name": "June"})).await,
        ada.delete(&format!("{secrets}/May")).await,
    ] {
        refused(&stale, 401, "auth.insufficient_user_authentication");
    }
}

async fn a_token_that_may_only_read_sees_no_secret(world: World) {
    let (world, _folder) = managed(world).await;
    let robot = Api::of(&world).await;
    let shop = create(&robot, "Shop", "Traditional").await;
    let token = person_token(&world, "spa", "vera@example.com", &["viewer"]).await;
    let viewer = Api::with(&world, &token);
    assert_eq!(of(&viewer, &shop).await[0]["value"], "********");
    let id = shop["id"].as_str().unwrap();
    let reveal = format!("/signet/applications/{id}/secrets/Default%20secret/reveal");
    refused(
        &viewer.post(&reveal, json!({})).await,
        403,
        "auth.forbidden",
    );
}

async fn a_secret_that_has_expired_stays_listed(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let shop = create(&api, "Shop", "Traditional").await;
    let secrets = format!("{}/secrets", path(&shop));
    let end = world.clock.now().plus(Lifetime::millis(50)).as_millis();
    done(
        &api.post(&secrets, json!({"name": "short", "expiresAt": end}))
            .await,
        201,
    );
    world.clock.advance(Lifetime::seconds(1));
    assert_eq!(of(&api, &shop).await.len(), 2);
}

async fn of_twenty_secrets_of_one_name_one_is_made(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let shop = create(&api, "Shop", "Traditional").await;
    let secrets = format!("{}/secrets", path(&shop));
    let calls = (0..20).map(|_| api.post(&secrets, json!({"name": "May"})));
    let answers = futures_util::future::join_all(calls).await;
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(made, 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        refused(answer, 422, "application.secret_name_exists");
    }
    assert_eq!(of(&api, &shop).await.len(), 2);
}

async fn of_two_changes_of_secrets_made_on_the_same_state_one_is_refused(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let shop = create(&api, "Shop", "Traditional").await;
    let all = format!("{}/secrets", path(&shop));
    for name in ["a", "b", "c"] {
        done(&api.post(&all, json!({"name": name})).await, 201);
    }
    let one = |name: &str| format!("{all}/{name}");
    let tag = async || api.get(&all).await.header("etag").unwrap().to_owned();
    let writer = api.if_match(&tag().await);
    let renamed = writer.patch(&one("a"), json!({"name": "d"})).await;
    done(&renamed, 200);
    for late in [
        writer.patch(&one("b"), json!({"name": "x"})).await,
        writer.delete(&one("b")).await,
    ] {
        refused(&late, 412, "request.precondition_failed");
    }
    // A change goes on from the answer to the one before.
    let next = api.if_match(renamed.header("etag").unwrap());
    done(&next.delete(&one("d")).await, 204);
    let gone = next.delete(&one("d")).await;
    refused(&gone, 412, "request.precondition_failed");
    let writer = api.if_match(&tag().await);
    let (first, second) = (one("b"), one("c"));
    let (a, b) = tokio::join!(writer.delete(&first), writer.delete(&second));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 412]);
    assert_eq!(of(&api, &shop).await.len(), 2);
}

async fn a_secret_that_does_not_open_hides_no_other(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let web = create(&api, "Shop", "Traditional").await;
    let secrets = format!("{}/secrets", path(&web));
    let made = done(&api.post(&secrets, json!({"name": "Second"})).await, 201);
    // Copied into a row, it does not open there: it was sealed for another one.
    let id = web["id"].as_str().unwrap();
    let foreign = "(select sealed from signing_keys limit 1)";
    let damage = format!(
        "update client_secrets set sealed = {foreign} \
         where client_id = '{id}' and name = 'Default secret'"
    );
    world.sql(&damage).await;
    let listed = of(&api, &web).await;
    assert_eq!(listed[0]["value"], "********");
    assert_eq!((listed.len(), &listed[1]["value"]), (2, &made["value"]));
    let reveal = format!("/signet{secrets}/Second/reveal");
    assert_eq!(done(&api.post(&reveal, json!({})).await, 200), made);
    let reveal = format!("/signet{secrets}/Default%20secret/reveal");
    assert_eq!(api.post(&reveal, json!({})).await.status, 500);
}

async fn what_is_part_of_signet_gets_no_secret(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    world
        .sql("update clients set source = 'built-in' where id in ('web', 'robot', 'spa')")
        .await;
    for id in ["web", "robot", "spa"] {
        let secrets = format!("/applications/{id}/secrets");
        let answer = api.post(&secrets, json!({"name": "Mine"})).await;
        refused(&answer, 422, "application.built_in");
    }
}
