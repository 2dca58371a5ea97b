//! Administrators over the API: listed, made, and ended by those who have proven a moment ago who they
//! are (RFC 9470).

use engine::administrator::last::LastAdministrator;
use oidc_core::{event::EventKind, id::ClientId, time::Lifetime, user_field::UserField};
use serde_json::json;

use super::{
    caller::{Api, also, done, give_machine_role, managed, person_token, refused},
    written_down::events,
};
use crate::kit::{Answer, Setup, World, on_both};

on_both! {
    administrators_are_listed_made_and_ended,
    who_is_named_wrongly_is_told_so,
    t_67_the_last_administrator_stays,
    whom_the_file_names_stays_until_it_does_not,
    a_person_who_signed_in_ten_minutes_ago_must_do_so_again_and_a_machine_need_not,
    a_viewer_sees_them_and_changes_nothing,
    of_two_who_end_administrators_on_the_same_state_one_is_refused,
}

const PATH: &str = "/signet/administrators";

async fn account(world: &World, email: &str) -> String {
    let fields = [(UserField::Email, email.to_owned())];
    world.users().add(&fields).await.unwrap().id.to_string()
}

async fn administrators_are_listed_made_and_ended(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    assert_eq!(done(&api.get(PATH).await, 200), json!([]));
    let ada = account(&world, "Ada@example.com").await;
    let bob = account(&world, "bob@example.com").await;
    let made = done(&api.post(PATH, json!({"userId": ada})).await, 201);
    let shown = json!({
        "id": ada, "name": null, "primaryEmail": "Ada@example.com", "isEmailVerified": false,
        "role": "administrator", "isSuspended": false, "lastSignInAt": null, "source": "console",
    });
    assert_eq!(made, shown);
    let again = json!({"primaryEmail": "ada@EXAMPLE.com"});
    assert_eq!(done(&api.post(PATH, again).await, 200), shown);
    world.clock.advance(Lifetime::millis(1));
    done(
        &api.post(PATH, json!({"primaryEmail": "bob@example.com"}))
            .await,
        201,
    );
    let listed = done(&api.get(PATH).await, 200);
    assert_eq!(listed[0], shown);
    assert_eq!(
        (listed.as_array().unwrap().len(), &listed[1]["id"]),
        (2, &json!(bob))
    );
    done(&api.delete(&format!("{PATH}/{ada}")).await, 204);
    refused(
        &api.delete(&format!("{PATH}/{ada}")).await,
        404,
        "entity.not_found",
    );
    let listed = done(&api.get(PATH).await, 200);
    assert_eq!(
        (listed.as_array().unwrap().len(), &listed[0]["id"]),
        (1, &json!(bob))
    );
    // It is written down who did it.
    let told = events(&world, &[EventKind::RolesGiven, EventKind::RolesTaken]).await;
    let robot: ClientId = "robot".parse().unwrap();
    let by_robot = told.iter().filter(|event| {
        event.actor.as_ref().map(ToString::to_string) == Some(format!("client:{robot}"))
    });
    assert_eq!(by_robot.count(), 3);
}

async fn who_is_named_wrongly_is_told_so(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for body in [json!({"userId": "nobody"}), json!({"userId": "no one"})] {
        refused(&api.post(PATH, body).await, 404, "entity.not_found");
    }
    for (body, member) in [
        (json!({}), "userId"),
        (json!({"role": "viewer"}), "userId"),
        (json!({"primaryEmail": "ada"}), "primaryEmail"),
        (json!({"primaryEmail": ""}), "primaryEmail"),
        (
            json!({"primaryEmail": "ada@example.com\nx"}),
            "primaryEmail",
        ),
        (json!({"primaryEmail": null}), "primaryEmail"),
        (
            json!({"userId": "ada", "primaryEmail": "ada@example.com"}),
            "primaryEmail",
        ),
        (
            json!({"primaryEmail": "ada@example.com", "role": "owner"}),
            "role",
        ),
    ] {
        let answer = api.post(PATH, body).await;
        refused(&answer, 400, "guard.invalid_input");
        let told = answer.json();
        assert_eq!(told["data"]["issues"][0]["path"], json!([member]), "{told}");
    }
    assert_eq!(world.number("select count(*) from users").await, 0);
    let carl = account(&world, "carl@example.com").await;
    for id in ["nobody", "a%20b", &carl] {
        let path = format!("{PATH}/{id}");
        refused(&api.delete(&path).await, 404, "entity.not_found");
        let answer = api.patch(&path, json!({"role": "viewer"})).await;
        refused(&answer, 404, "entity.not_found");
        let answer = api.patch(&path, json!({})).await;
        refused(&answer, 400, "guard.invalid_input");
    }
}

async fn t_67_the_last_administrator_stays(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let ada = account(&world, "ada@example.com").await;
    done(&api.post(PATH, json!({"userId": ada})).await, 201);
    let path = format!("{PATH}/{ada}");
    let answer = api.delete(&path).await;
    refused(&answer, 422, "user.last_administrator");
    assert_eq!(answer.json()["message"], LastAdministrator::SENTENCE);
    let bob = account(&world, "bob@example.com").await;
    done(&api.post(PATH, json!({"userId": bob})).await, 201);
    // Two who remove each other at once.
    let tries = (0..20).map(|n| {
        let (api, id) = (api.clone(), if n % 2 == 0 { &ada } else { &bob });
        let path = format!("{PATH}/{id}");
        tokio::spawn(async move { api.delete(&path).await.status.as_u16() })
    });
    for one in tries.collect::<Vec<_>>() {
        assert!([204, 404, 422].contains(&one.await.unwrap()));
    }
    let listed = done(&api.get(PATH).await, 200);
    assert_eq!(listed.as_array().unwrap().len(), 1);
}

#[track_caller]
fn asks_to_step_up(answer: &Answer) {
    refused(answer, 401, "auth.insufficient_user_authentication");
    let challenge = answer.header("www-authenticate").unwrap();
    assert!(challenge.starts_with("Bearer "), "{challenge}");
    for part in [
        "error=\"insufficient_user_authentication\"",
        "max_age=\"600\"",
    ] {
        assert!(challenge.contains(part), "{challenge}");
    }
}

async fn a_person_who_signed_in_ten_minutes_ago_must_do_so_again_and_a_machine_need_not(
    world: World,
) {
    let (world, _folder) = managed(world).await;
    // Those tokens live for longer than the sign-in is fresh.
    let robot = Api::of(&world).await;
    let token = person_token(&world, "spa", "ada@example.com", &["administrator"]).await;
    let ada = Api::with(&world, &token);
    let bob = account(&world, "bob@example.com").await;
    let (body, path) = (json!({"userId": bob}), format!("{PATH}/{bob}"));
    world.pass(Lifetime::millis(600_000 - 1));
    done(&ada.post(PATH, body.clone()).await, 201);
    world.pass(Lifetime::millis(1));
    asks_to_step_up(&ada.delete(&path).await);
    asks_to_step_up(&ada.patch(&path, json!({"role": "viewer"})).await);
    asks_to_step_up(&ada.post(PATH, body.clone()).await);
    // Before anything else is looked at.
    asks_to_step_up(&ada.post(PATH, json!({})).await);
    asks_to_step_up(&ada.delete(&format!("{PATH}/nobody")).await);
    let listed = done(&ada.get(PATH).await, 200);
    assert_eq!(listed.as_array().unwrap().len(), 2);
    // What does not ask for it goes on, and whoever signs in anew may.
    let resource = json!({"name": "x", "indicator": "https://ada.example"});
    done(&ada.post("/resources", resource).await, 201);
    let token = person_token(&world, "spa", "ada@example.com", &[]).await;
    done(&Api::with(&world, &token).delete(&path).await, 204);
    done(&robot.post(PATH, body).await, 201);
}

// T-66
async fn a_viewer_sees_them_and_changes_nothing(world: World) {
    let (world, _folder) = managed(world).await;
    let token = person_token(&world, "spa", "vera@example.com", &["viewer"]).await;
    let vera = Api::with(&world, &token);
    let bob = account(&world, "bob@example.com").await;
    let listed = done(&vera.get(PATH).await, 200);
    assert_eq!(listed.as_array().unwrap().len(), 1);
    assert_eq!(
        (&listed[0]["primaryEmail"], &listed[0]["role"]),
        (&json!("vera@example.com"), &json!("viewer"))
    );
    let refusal = vera.post(PATH, json!({"userId": bob})).await;
    refused(&refusal, 403, "auth.forbidden");
    let path = format!("{PATH}/{bob}");
    refused(&vera.delete(&path).await, 403, "auth.forbidden");
    let refusal = vera.patch(&path, json!({"role": "viewer"})).await;
    refused(&refusal, 403, "auth.forbidden");
}

/// They would be one again with their next sign-in.
async fn whom_the_file_names_stays_until_it_does_not(world: World) {
    let (world, _folder) = world.on_disk().await;
    let named = "[console]\nadministrators = [\n  \"Ops@Example.com\",\n]\n";
    let more = also("").replace("[console]\n", named).leak();
    let setup = Setup {
        more,
        ..Setup::default()
    };
    let world = world.set_up(setup).await;
    give_machine_role(&world, "robot").await;
    let api = Api::of(&world).await;
    for email in ["ops@example.com", "bob@example.com"] {
        world.relying_party("web").sign_in(email).await;
    }
    done(
        &api.post(PATH, json!({"primaryEmail": "bob@example.com"}))
            .await,
        201,
    );
    let listed = done(&api.get(PATH).await, 200);
    let ops = listed[0]["id"].as_str().unwrap().to_owned();
    let place = listed[0]["declaredAt"].as_str().unwrap().to_owned();
    assert_eq!(listed[0]["source"], "file");
    assert!(place.starts_with("signet.toml:"), "{place}");
    assert_eq!(listed[1]["source"], "console");
    assert!(listed[1].get("declaredAt").is_none());
    for answer in [
        api.delete(&format!("{PATH}/{ops}")).await,
        api.patch(&format!("{PATH}/{ops}"), json!({"role": "viewer"}))
            .await,
        api.put(&format!("/users/{ops}/roles"), json!({"roleIds": []}))
            .await,
        api.delete(&format!("/users/{ops}/roles/administrator"))
            .await,
        api.delete(&format!("/roles/administrator/users/{ops}"))
            .await,
    ] {
        refused(&answer, 422, "user.administrator_declared_in_file");
        assert_eq!(answer.json()["data"], json!({"declaredAt": place}));
    }
    let all = json!({"roleIds": ["administrator", "viewer"]});
    done(&api.put(&format!("/users/{ops}/roles"), all).await, 200);
    // Who has another address is not whom the file names.
    let moved = json!({"primaryEmail": "new@example.com"});
    done(&api.patch(&format!("/users/{ops}"), moved).await, 200);
    done(&api.delete(&format!("{PATH}/{ops}")).await, 204);
}

async fn of_two_who_end_administrators_on_the_same_state_one_is_refused(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let mut paths = Vec::new();
    for email in ["ada@example.com", "bob@example.com", "eve@example.com"] {
        let id = account(&world, email).await;
        done(&api.post(PATH, json!({"userId": id})).await, 201);
        paths.push(format!("{PATH}/{id}"));
    }
    let tag = api.get(PATH).await.header("etag").unwrap().to_owned();
    // A sign-in is shown, and is none of it.
    world.relying_party("web").sign_in("eve@example.com").await;
    let read = api.get(PATH).await;
    assert_ne!(read.header("etag"), Some(&*tag));
    let writer = api.if_match(&tag);
    let (a, b) = tokio::join!(writer.delete(&paths[0]), writer.delete(&paths[1]));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 412]);
    let late = if a.status == 412 {
        &paths[0]
    } else {
        &paths[1]
    };
    let answer = writer.delete(late).await;
    refused(&answer, 412, "request.precondition_failed");
    let fresh = api.get(PATH).await;
    let fresh = api.if_match(fresh.header("etag").unwrap());
    done(&fresh.delete(late).await, 204);
}
