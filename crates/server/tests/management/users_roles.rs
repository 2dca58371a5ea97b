//! `/api/users/:id/roles` and `/api/roles/:id/users`: who holds what.

use engine::{
    access::{AccessControl, holder::Assignee, role::RoleRefused},
    author::Author,
    failure::Failure,
    precondition::Precondition,
};
use oidc_core::{event::EventKind, role::Role, time::Lifetime};
use serde_json::{Value, json};

use super::{
    caller::{Api, done, managed, person_token, refused},
    users::{create, id},
    written_down::events,
};
use crate::kit::{World, on_both};

on_both! {
    roles_are_given_replaced_and_taken,
    a_role_of_machines_is_nobodys,
    a_refused_call_gives_nothing,
    a_new_user_gets_the_default_roles,
    the_people_of_a_role_are_listed_added_and_removed,
    who_holds_a_role_is_left_out_where_that_is_asked,
    who_manages_this_instance_is_said_by_whoever_has_just_proven_who_they_are,
    of_two_changes_of_roles_made_on_the_same_state_one_is_refused,
    what_is_held_by_then_decides_who_may_replace_it,
    no_call_names_more_than_a_thousand,
    the_tag_of_a_page_is_of_what_is_held_and_of_what_is_answered,
    of_two_who_take_a_role_from_its_holders_on_the_same_state_one_is_refused,
}

async fn role(api: &Api, name: &str, kind: &str, is_default: bool) -> String {
    let body = json!({"name": name, "description": "x", "type": kind, "isDefault": is_default});
    id(&done(&api.post("/roles", body).await, 200)).to_owned()
}

async fn held(api: &Api, path: &str) -> Vec<String> {
    let all = done(&api.get(path).await, 200);
    let names = all.as_array().unwrap().iter();
    names
        .map(|role| role["name"].as_str().unwrap().to_owned())
        .collect()
}

async fn roles_are_given_replaced_and_taken(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = create(&api, json!({})).await;
    let path = format!("/users/{}/roles", id(&user));
    let [a, b, c] = [
        role(&api, "A", "User", false).await,
        role(&api, "B", "User", false).await,
        role(&api, "C", "User", false).await,
    ];
    let given = done(&api.post(&path, json!({"roleIds": [b, a]})).await, 201);
    assert_eq!(given, json!({"roleIds": [b, a], "addedRoleIds": [b, a]}));
    let given = done(&api.post(&path, json!({"roleIds": [a, c, c]})).await, 201);
    assert_eq!(given, json!({"roleIds": [a, c, c], "addedRoleIds": [c]}));
    let none = done(&api.post(&path, json!({"roleIds": []})).await, 201);
    assert_eq!(none, json!({"roleIds": [], "addedRoleIds": []}));
    let mut all = held(&api, &path).await;
    all.sort();
    assert_eq!(all, ["A", "B", "C"]);
    assert_eq!(held(&api, &format!("{path}?search.name=b")).await, ["B"]);
    assert_eq!(api.get(&path).await.header("total-number"), Some("3"));
    let replaced = done(&api.put(&path, json!({"roleIds": [b, b]})).await, 200);
    assert_eq!(replaced, json!({"roleIds": [b]}));
    assert_eq!(held(&api, &path).await, ["B"]);
    done(&api.delete(&format!("{path}/{b}")).await, 204);
    for gone in [
        api.delete(&format!("{path}/{b}")).await,
        api.delete(&format!("{path}/nothing")).await,
        api.get("/users/x/roles").await,
        api.post("/users/x/roles", json!({"roleIds": [a]})).await,
        api.delete(&format!("/users/x/roles/{a}")).await,
    ] {
        refused(&gone, 404, "entity.not_found");
    }
    let told = events(&world, &[EventKind::RolesGiven, EventKind::RolesTaken]).await;
    let own = told.iter().filter(|event| event.user_id.is_some());
    assert_eq!(own.count(), 4, "{told:?}");
}

async fn a_role_of_machines_is_nobodys(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = create(&api, json!({})).await;
    let path = format!("/users/{}/roles", id(&user));
    let machine = role(&api, "M", "MachineToMachine", false).await;
    let body = json!({"roleIds": [machine]});
    refused(
        &api.post(&path, body.clone()).await,
        422,
        "user.invalid_role_type",
    );
    refused(
        &api.put(&path, body).await,
        422,
        "entity.db_constraint_violated",
    );
    let users = api
        .post(
            &format!("/roles/{machine}/users"),
            json!({"userIds": [id(&user)]}),
        )
        .await;
    refused(&users, 422, "entity.db_constraint_violated");
}

async fn a_refused_call_gives_nothing(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = create(&api, json!({})).await;
    let path = format!("/users/{}/roles", id(&user));
    let a = role(&api, "A", "User", false).await;
    let b = role(&api, "B", "User", false).await;
    done(&api.post(&path, json!({"roleIds": [b]})).await, 201);
    let body = json!({"roleIds": [a, "nothing"]});
    for answer in [
        api.post(&path, body.clone()).await,
        api.put(&path, body).await,
    ] {
        refused(&answer, 404, "entity.not_exists_with_id");
    }
    refused(
        &api.post(&path, json!({"roleIds": [a, ""]})).await,
        400,
        "guard.invalid_input",
    );
    refused(
        &api.post(&path, json!({})).await,
        400,
        "guard.invalid_input",
    );
    assert_eq!(held(&api, &path).await, ["B"]);
    let holders = format!("/roles/{a}/users");
    let body = json!({"userIds": [id(&user), "nobody"]});
    refused(&api.post(&holders, body).await, 404, "entity.not_found");
    assert_eq!(done(&api.get(&holders).await, 200), json!([]));
}

async fn a_new_user_gets_the_default_roles(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    role(&api, "Everybody", "User", true).await;
    role(&api, "Some", "User", false).await;
    let user = create(&api, json!({})).await;
    assert_eq!(
        held(&api, &format!("/users/{}/roles", id(&user))).await,
        ["Everybody"]
    );
}

async fn the_people_of_a_role_are_listed_added_and_removed(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let a = role(&api, "A", "User", false).await;
    let mut ids = Vec::new();
    for name in ["Ada", "Bob", "Eve"] {
        let user = create(&api, json!({"name": name})).await;
        ids.push(id(&user).to_owned());
        world.clock.advance(Lifetime::millis(1));
    }
    let path = format!("/roles/{a}/users");
    let added = api
        .post(&path, json!({"userIds": [ids[0], ids[1], ids[0]]}))
        .await;
    assert_eq!((added.status.as_u16(), &*added.body), (201, ""));
    assert_eq!(added.header("content-length"), Some("0"));
    let again = api.post(&path, json!({"userIds": [ids[2], ids[1]]})).await;
    refused(&again, 422, "role.user_exists");
    assert_eq!(held(&api, &path).await, ["Bob", "Ada"]);
    assert_eq!(
        held(&api, &format!("{path}?search.name=a%25")).await,
        ["Ada"]
    );
    assert_eq!(
        held(&api, &format!("{path}?page_size=1&page=2")).await,
        ["Ada"]
    );
    let counted = done(&api.get("/roles?search=A").await, 200);
    assert_eq!(counted[0]["usersCount"], 2);
    done(&api.delete(&format!("{path}/{}", ids[0])).await, 204);
    assert_eq!(held(&api, &path).await, ["Bob"]);
    for gone in [
        api.delete(&format!("{path}/{}", ids[0])).await,
        api.delete(&format!("{path}/nobody")).await,
        api.post(&path, json!({"userIds": ["nobody"]})).await,
    ] {
        refused(&gone, 404, "entity.not_found");
    }
    for unknown in [
        api.get("/roles/nothing/users").await,
        api.post("/roles/nothing/users", json!({"userIds": [ids[0]]}))
            .await,
    ] {
        refused(&unknown, 404, "entity.not_exists_with_id");
    }
    refused(
        &api.post(&path, json!({"userIds": []})).await,
        400,
        "guard.invalid_input",
    );
}

async fn who_holds_a_role_is_left_out_where_that_is_asked(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let a = role(&api, "A", "User", false).await;
    let ada = create(&api, json!({"name": "Ada"})).await;
    create(&api, json!({"name": "Bob"})).await;
    let given = json!({"roleIds": [a]});
    done(
        &api.post(&format!("/users/{}/roles", id(&ada)), given).await,
        201,
    );
    assert_eq!(
        held(&api, &format!("/users?excludeRoleId={a}")).await,
        ["Bob"]
    );
    assert_eq!(held(&api, "/users?excludeRoleId=nothing").await.len(), 2);
    let left: Vec<Value> = {
        let path = format!("/roles?type=User&excludeUserId={}", id(&ada));
        done(&api.get(&path).await, 200).as_array().unwrap().clone()
    };
    assert!(!left.is_empty() && left.iter().all(|role| role["name"] != "A"));
}

async fn of_two_changes_of_roles_made_on_the_same_state_one_is_refused(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = create(&api, json!({})).await;
    let path = format!("/users/{}/roles", id(&user));
    let a = role(&api, "A", "User", false).await;
    let tag = api.get(&path).await.header("etag").unwrap().to_owned();
    let writer = api.if_match(&tag);
    done(&writer.put(&path, json!({"roleIds": [a]})).await, 200);
    for late in [
        writer.put(&path, json!({"roleIds": []})).await,
        writer.post(&path, json!({"roleIds": []})).await,
        writer.delete(&format!("{path}/{a}")).await,
    ] {
        refused(&late, 412, "request.precondition_failed");
    }
    assert_eq!(held(&api, &path).await, ["A"]);
}

async fn who_manages_this_instance_is_said_by_whoever_has_just_proven_who_they_are(world: World) {
    let (world, _folder) = managed(world).await;
    let token = person_token(&world, "spa", "ada@example.com", &["administrator"]).await;
    let ada = Api::with(&world, &token);
    let a = role(&ada, "A", "User", false).await;
    let eve = create(&ada, json!({})).await;
    let path = format!("/users/{}/roles", id(&eve));
    done(&ada.post(&path, json!({"roleIds": ["viewer"]})).await, 201);
    world.pass(Lifetime::minutes(10));
    let users = json!({"userIds": [id(&eve)]});
    for late in [
        ada.post(&path, json!({"roleIds": ["administrator"]})).await,
        ada.put(&path, json!({"roleIds": []})).await,
        ada.delete(&format!("{path}/viewer")).await,
        ada.post("/roles/administrator/users", users).await,
        ada.delete(&format!("/roles/viewer/users/{}", id(&eve)))
            .await,
        ada.delete(&format!("/users/{}", id(&eve))).await,
    ] {
        refused(&late, 401, "auth.insufficient_user_authentication");
    }
    done(&ada.post(&path, json!({"roleIds": [a]})).await, 201);
    let robot = Api::of(&world).await;
    done(&robot.put(&path, json!({"roleIds": []})).await, 200);
    done(&robot.delete(&format!("/users/{}", id(&eve))).await, 204);
}

/// Not what was held when somebody looked, before the change was written.
async fn what_is_held_by_then_decides_who_may_replace_it(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = create(&api, json!({})).await;
    let path = format!("/users/{}/roles", id(&user));
    let stale = AccessControl {
        author: Author {
            is_fresh: false,
            ..Author::system()
        },
        ..crate::kit::access(&world)
    };
    let eve = Assignee::User(id(&user).parse().unwrap());
    let none: Precondition<'_, [Role]> = Precondition::NONE;
    stale.set_roles(&eve, &[], &none).await.unwrap();
    done(&api.post(&path, json!({"roleIds": ["viewer"]})).await, 201);
    let late = stale.set_roles(&eve, &[], &none).await;
    assert!(matches!(late, Err(Failure::Refused(RoleRefused::NotFresh))));
    assert_eq!(held(&api, &path).await, ["viewer"]);
    let robot = Assignee::Client("robot".parse().unwrap());
    let late = stale.set_roles(&robot, &[], &none).await;
    assert!(matches!(late, Err(Failure::Refused(RoleRefused::NotFresh))));
}

async fn no_call_names_more_than_a_thousand(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = create(&api, json!({})).await;
    let a = role(&api, "A", "User", false).await;
    let m = role(&api, "M", "MachineToMachine", false).await;
    let held = format!("/users/{}/roles", id(&user));
    let many = |id: &str, number: usize| vec![id.to_owned(); number];
    let api_of_console = json!({"name": "Shelf", "indicator": "https://shelf.example"});
    let resource = done(&api.post("/resources", api_of_console).await, 201);
    let path = format!("/resources/{}/scopes", id(&resource));
    let scope = done(&api.post(&path, json!({"name": "look"})).await, 201);
    let new_role = |number: usize| {
        let scopes = many(id(&scope), number);
        json!({"name": format!("R{number}"), "description": "x", "scopeIds": scopes})
    };
    let answer = api.post("/roles", new_role(1_001)).await;
    refused(&answer, 400, "guard.invalid_input");
    assert!(answer.body.contains("scopeIds"), "{}", answer.body);
    done(&api.post("/roles", new_role(1_000)).await, 200);
    for (path, member, id) in [
        (&*held, "roleIds", &*a),
        (&format!("/roles/{a}/scopes"), "scopeIds", id(&scope)),
        ("/applications/idle/roles", "roleIds", &*m),
        (&format!("/roles/{a}/users"), "userIds", id(&user)),
        (
            &format!("/roles/{m}/applications"),
            "applicationIds",
            "robot",
        ),
    ] {
        let answer = api.post(path, json!({member: many(id, 1_001)})).await;
        refused(&answer, 400, "guard.invalid_input");
        assert!(answer.body.contains(member), "{}", answer.body);
        let answer = api.post(path, json!({member: many(id, 1_000)})).await;
        assert!(
            [201, 422].contains(&answer.status.as_u16()),
            "{}",
            answer.body
        );
    }
    let many = json!({"roleIds": many(&a, 1_001)});
    refused(&api.put(&held, many).await, 400, "guard.invalid_input");
}

async fn the_tag_of_a_page_is_of_what_is_held_and_of_what_is_answered(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = create(&api, json!({})).await;
    let path = format!("/users/{}/roles", id(&user));
    let [a, b, c] = [
        role(&api, "A", "User", false).await,
        role(&api, "B", "User", false).await,
        role(&api, "C", "User", false).await,
    ];
    done(&api.put(&path, json!({"roleIds": [a, b]})).await, 200);
    let first = format!("{path}?page_size=1");
    let searched = format!("{path}?search.name=A");
    let tag = async |path: &str| api.get(path).await.header("etag").unwrap().to_owned();
    let before = [tag(&first).await, tag(&searched).await, tag(&path).await];
    assert_eq!(tag(&first).await, before[0]);
    // What stands on the page is the same, and how many there are is not.
    done(&api.post(&path, json!({"roleIds": [c]})).await, 201);
    for (path, old) in [&first, &searched, &path].into_iter().zip(&before) {
        assert_ne!(tag(path).await, *old, "{path}");
        let own = format!("{}/{c}", path.split('?').next().unwrap());
        let stale = api.if_match(old).delete(&own).await;
        refused(&stale, 412, "request.precondition_failed");
    }
    // A change is made on what is held, of whichever page that was read.
    for (page, taken) in [(&first, &c), (&searched, &b)] {
        let fresh = api.if_match(&tag(page).await);
        done(&fresh.delete(&format!("{path}/{taken}")).await, 204);
    }
    assert_eq!(held(&api, &path).await, ["A"]);
}

async fn of_two_who_take_a_role_from_its_holders_on_the_same_state_one_is_refused(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let mut people = Vec::new();
    for _ in 0..3 {
        people.push(id(&create(&api, json!({})).await).to_owned());
    }
    let a = role(&api, "A", "User", false).await;
    let m = role(&api, "M", "MachineToMachine", false).await;
    let (users, clients) = (
        format!("/roles/{a}/users"),
        format!("/roles/{m}/applications"),
    );
    done(&api.post(&users, json!({"userIds": people})).await, 201);
    let machines = ["robot", "idle"];
    let given = json!({"applicationIds": machines});
    done(&api.post(&clients, given).await, 201);
    for (path, first, second) in [
        (&users, &*people[0], &*people[1]),
        (&clients, machines[0], machines[1]),
    ] {
        // Of any page, and not of who is on it alone.
        let page = api.get(&format!("{path}?page_size=1")).await;
        let writer = api.if_match(page.header("etag").unwrap());
        let (first, second) = (format!("{path}/{first}"), format!("{path}/{second}"));
        let (a, b) = tokio::join!(writer.delete(&first), writer.delete(&second));
        let mut statuses = [a.status, b.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 412]);
        let late = if a.status == 412 { &first } else { &second };
        let answer = writer.delete(late).await;
        refused(&answer, 412, "request.precondition_failed");
        let fresh = api.get(path).await;
        let fresh = api.if_match(fresh.header("etag").unwrap());
        done(&fresh.delete(late).await, 204);
    }
    // With another one in the place of the one who went, they are as many and not the same.
    let tag = api.get(&users).await.header("etag").unwrap().to_owned();
    done(&api.delete(&format!("{users}/{}", people[2])).await, 204);
    let given = json!({"userIds": [people[0]]});
    done(&api.post(&users, given).await, 201);
    let late = api.if_match(&tag);
    let answer = late.delete(&format!("{users}/{}", people[0])).await;
    refused(&answer, 412, "request.precondition_failed");
}
