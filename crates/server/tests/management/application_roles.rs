//! `/api/applications/:id/roles` and `/api/roles/:id/applications`.

use oidc_core::{event::EventKind, time::Lifetime};
use serde_json::{Value, json};

use super::{
    applications::{create, path},
    caller::{Api, done, managed, person_token, refused},
    written_down::events,
};
use crate::kit::{World, on_both};

on_both! {
    roles_of_a_machine_are_given_listed_replaced_and_taken,
    roles_belong_to_machines_and_of_machines,
    a_role_is_given_to_several_machines_or_to_none,
    of_twenty_who_give_a_role_one_does,
    a_person_makes_a_machine_a_manager_after_a_fresh_sign_in_alone,
}

async fn role(api: &Api, name: &str, kind: &str) -> String {
    let new = json!({"name": name, "description": "Does", "type": kind});
    done(&api.post("/roles", new).await, 200)["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn names(roles: &Value) -> Vec<&str> {
    let roles = roles.as_array().unwrap().iter();
    roles.map(|one| one["name"].as_str().unwrap()).collect()
}

async fn roles_of_a_machine_are_given_listed_replaced_and_taken(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let machine = create(&api, "Robot", "MachineToMachine").await;
    let roles = format!("{}/roles", path(&machine));
    let one = role(&api, "Sweeper", "MachineToMachine").await;
    world.clock.advance(Lifetime::millis(1));
    let other = role(&api, "Keeper", "MachineToMachine").await;
    let given = done(&api.post(&roles, json!({"roleIds": [one, one]})).await, 201);
    assert_eq!(given, json!({"roleIds": [one, one], "addedRoleIds": [one]}));
    let more = done(
        &api.post(&roles, json!({"roleIds": [other, one]})).await,
        201,
    );
    assert_eq!(more["addedRoleIds"], json!([other]));
    assert_eq!(
        names(&done(&api.get(&roles).await, 200)),
        ["Sweeper", "Keeper"]
    );
    let found = done(&api.get(&format!("{roles}?search=Keep%25")).await, 200);
    assert_eq!(names(&found), ["Keeper"]);
    let replaced = api.put(&roles, json!({"roleIds": [other]})).await;
    assert_eq!(replaced.status, 200, "{}", replaced.body);
    assert_eq!(replaced.header("content-length"), Some("0"));
    let id = machine["id"].as_str().unwrap().parse().unwrap();
    let known = world.app.engine.snapshot();
    let held = &known.clients.get(&id).unwrap().roles;
    assert_eq!(held.len(), 1, "it is in force at once");
    let own = format!("{roles}/{other}");
    done(&api.delete(&own).await, 204);
    refused(&api.delete(&own).await, 404, "entity.not_found");
    done(&api.put(&roles, json!({"roleIds": []})).await, 200);
    let told = events(&world, &[EventKind::RolesTaken]).await;
    assert_eq!(told.len(), 2);
    assert!(
        told.iter()
            .all(|event| event.client_id.as_ref() == Some(&id))
    );
}

async fn roles_belong_to_machines_and_of_machines(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let spa = format!("{}/roles", path(&create(&api, "App", "SPA").await));
    let own = role(&api, "Sweeper", "MachineToMachine").await;
    let of_people = role(&api, "Lender", "User").await;
    let ids = json!({"roleIds": [own]});
    for answer in [
        api.get(&spa).await,
        api.post(&spa, ids.clone()).await,
        api.put(&spa, ids.clone()).await,
        api.delete(&format!("{spa}/{own}")).await,
    ] {
        refused(&answer, 422, "application.invalid_type");
    }
    let machine = create(&api, "Robot", "MachineToMachine").await;
    let roles = format!("{}/roles", path(&machine));
    // All of them or none.
    let mixed = json!({"roleIds": [own, of_people]});
    refused(
        &api.post(&roles, mixed).await,
        422,
        "application.invalid_role_type",
    );
    let unknown = json!({"roleIds": [own, "none"]});
    refused(
        &api.put(&roles, unknown).await,
        404,
        "entity.not_exists_with_id",
    );
    assert_eq!(done(&api.get(&roles).await, 200), json!([]));
    refused(
        &api.get("/applications/none/roles").await,
        404,
        "entity.not_exists_with_id",
    );
    let holders = format!("/roles/{of_people}/applications");
    let wrong = api
        .post(&holders, json!({"applicationIds": [machine["id"]]}))
        .await;
    refused(&wrong, 422, "entity.db_constraint_violated");
}

async fn a_role_is_given_to_several_machines_or_to_none(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let own = role(&api, "Sweeper", "MachineToMachine").await;
    let holders = format!("/roles/{own}/applications");
    let one = create(&api, "One", "MachineToMachine").await["id"].clone();
    world.clock.advance(Lifetime::millis(1));
    let two = create(&api, "Two", "MachineToMachine").await["id"].clone();
    let both = json!({"applicationIds": [one, two, one]});
    let unknown = json!({"applicationIds": [one, "none"]});
    refused(
        &api.post(&holders, unknown).await,
        404,
        "entity.not_exists_with_id",
    );
    refused(
        &api.post(&holders, json!({"applicationIds": []})).await,
        400,
        "guard.invalid_input",
    );
    assert_eq!(done(&api.get(&holders).await, 200), json!([]));
    let given = api.post(&holders, both.clone()).await;
    assert_eq!(given.status, 201, "{}", given.body);
    assert_eq!(given.header("content-length"), Some("0"));
    refused(
        &api.post(&holders, both).await,
        422,
        "role.application_exists",
    );
    let listed = api.get(&format!("{holders}?page_size=1")).await;
    assert_eq!(listed.header("total-number"), Some("2"));
    assert_eq!(names(&done(&listed, 200)), ["Two"]);
    let gone = format!("{holders}/{}", one.as_str().unwrap());
    done(&api.delete(&gone).await, 204);
    refused(&api.delete(&gone).await, 404, "entity.not_found");
}

async fn of_twenty_who_give_a_role_one_does(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let own = role(&api, "Sweeper", "MachineToMachine").await;
    let holders = format!("/roles/{own}/applications");
    let one = create(&api, "One", "MachineToMachine").await["id"].clone();
    let calls = (0..20).map(|_| api.post(&holders, json!({"applicationIds": [one]})));
    let answers = futures_util::future::join_all(calls).await;
    let done = answers.iter().filter(|answer| answer.status == 201);
    assert_eq!(done.count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        refused(answer, 422, "role.application_exists");
    }
}

async fn a_person_makes_a_machine_a_manager_after_a_fresh_sign_in_alone(world: World) {
    let (world, _folder) = managed(world).await;
    let token = person_token(&world, "spa", "ada@example.com", &["administrator"]).await;
    let ada = Api::with(&world, &token);
    let machine = create(&ada, "Robot", "MachineToMachine").await;
    let roles = format!("{}/roles", path(&machine));
    world.clock.advance(Lifetime::minutes(11));
    let manager = || json!({"roleIds": ["management-api-access"]});
    let holders = "/roles/management-api-access/applications";
    let ids = json!({"applicationIds": [machine["id"]]});
    for stale in [
        ada.post(&roles, manager()).await,
        ada.put(&roles, manager()).await,
        ada.post(holders, ids).await,
        ada.patch(&path(&machine), json!({"isAdmin": true})).await,
        ada.delete(&format!("{roles}/management-api-access")).await,
    ] {
        refused(&stale, 401, "auth.insufficient_user_authentication");
    }
    let own = role(&ada, "Sweeper", "MachineToMachine").await;
    done(&ada.post(&roles, json!({"roleIds": [own]})).await, 201);
}
