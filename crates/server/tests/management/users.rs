//! `/api/users`: accounts made, read, searched, changed and removed.

use oidc_core::{actor::Actor, event::EventKind, time::Lifetime};
use serde_json::{Value, json};

use super::{
    caller::{Api, done, managed, person_token, refused},
    written_down::events,
};
use crate::kit::{World, on_both};

on_both! {
    a_user_is_made_read_changed_and_removed,
    an_empty_user_has_nothing_but_an_id,
    what_cannot_be_a_user_is_refused_and_names_the_member,
    what_is_too_long_or_says_nothing_is_refused,
    what_belongs_to_another_account_is_refused_in_its_order,
    of_twenty_users_of_one_address_one_is_made,
    an_object_is_merged_at_its_own_address_and_replaced_with_the_user,
    who_is_suspended_is_signed_out_and_gets_no_tokens,
    a_change_is_made_on_whatever_was_read_of_the_user,
    who_signed_up_is_shown_with_the_application_and_when,
    of_two_changes_made_on_the_same_state_one_is_refused,
    every_change_is_later_than_the_one_before,
    nobody_removes_the_account_they_call_with,
    what_is_done_to_an_account_is_an_event_without_anything_personal,
}

pub(super) fn id(body: &Value) -> &str {
    body["id"].as_str().unwrap()
}

pub(super) async fn create(api: &Api, body: Value) -> Value {
    done(&api.post("/users", body).await, 200)
}

/// What happens in one millisecond has no order.
fn tick(world: &World) {
    world.clock.advance(Lifetime::millis(1));
}

async fn a_user_is_made_read_changed_and_removed(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let body = json!({
        "primaryEmail": "Ada@Example.com", "primaryPhone": "14255551212", "username": "ada_l",
        "name": "Ada", "avatar": "https://ada.example/me.png", "customData": {"plan": [1, null]},
        "profile": {"familyName": "Lovelace", "address": {"country": "GB"}, "shoe": 7},
        "shoe": 44,
    });
    let made = create(&api, body).await;
    let now = world.clock.now().as_millis();
    assert_eq!(id(&made).len(), 12);
    let expected = json!({
        "id": made["id"], "username": "ada_l", "primaryEmail": "Ada@Example.com",
        "primaryPhone": "14255551212", "name": "Ada", "avatar": "https://ada.example/me.png",
        "customData": {"plan": [1, null]}, "identities": {}, "lastSignInAt": null,
        "createdAt": now, "updatedAt": now, "applicationId": null, "isSuspended": false,
        "profile": {"familyName": "Lovelace", "address": {"country": "GB"}}, "hasPassword": false,
    });
    assert_eq!(made, expected);
    let path = format!("/users/{}", id(&made));
    assert_eq!(done(&api.get(&path).await, 200), made);
    let with_sso = api.get(&format!("{path}?includeSsoIdentities=true")).await;
    assert_eq!(done(&with_sso, 200)["ssoIdentities"], json!([]));
    let change = json!({
        "name": "Countess", "primaryPhone": null, "avatar": "", "username": "ADA_L",
        "primaryEmail": "ADA@example.com", "isSuspended": true, "id": "x",
    });
    let changed = done(&api.patch(&path, change).await, 200);
    for (member, value) in [
        ("name", json!("Countess")),
        ("primaryPhone", json!(null)),
        ("avatar", json!(null)),
        ("username", json!("ADA_L")),
        ("primaryEmail", json!("ADA@example.com")),
        ("isSuspended", json!(false)),
        ("id", made["id"].clone()),
        ("profile", made["profile"].clone()),
    ] {
        assert_eq!(changed[member], value, "{member}");
    }
    done(&api.delete(&path).await, 204);
    for gone in [
        api.get(&path).await,
        api.delete(&path).await,
        api.patch(&path, json!({"name": "x"})).await,
        api.patch(&path, json!({})).await,
        api.get(&format!("{path}/custom-data")).await,
        api.get("/users/%20").await,
    ] {
        refused(&gone, 404, "entity.not_found");
    }
}

async fn an_empty_user_has_nothing_but_an_id(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let one = create(&api, json!({})).await;
    let other = create(
        &api,
        json!({"primaryEmail": "", "username": "", "avatar": null}),
    )
    .await;
    assert_ne!(id(&one), id(&other));
    for member in ["username", "primaryEmail", "primaryPhone", "name", "avatar"] {
        assert_eq!(
            (&one[member], &other[member]),
            (&json!(null), &json!(null)),
            "{member}"
        );
    }
    assert_eq!(
        (&one["customData"], &one["profile"]),
        (&json!({}), &json!({}))
    );
    // The last of what somebody signs in with may go, too.
    let ada = create(&api, json!({"primaryEmail": "ada@example.com"})).await;
    let path = format!("/users/{}", id(&ada));
    let changed = done(&api.patch(&path, json!({"primaryEmail": null})).await, 200);
    assert_eq!(changed["primaryEmail"], json!(null));
}

async fn what_cannot_be_a_user_is_refused_and_names_the_member(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let made = create(&api, json!({})).await;
    let path = format!("/users/{}", id(&made));
    for (body, member) in [
        (json!({"primaryEmail": "ada"}), "primaryEmail"),
        (
            json!({"primaryEmail": format!("{}@{}.example", "x".repeat(60), "y".repeat(60))}),
            "primaryEmail",
        ),
        (json!({"primaryPhone": "+14255551212"}), "primaryPhone"),
        (json!({"username": "1ada"}), "username"),
        (json!({"username": "a.b"}), "username"),
        (json!({"name": "a\nb"}), "name"),
        (json!({"name": 7}), "name"),
        (json!({"avatar": "javascript:alert(1)"}), "avatar"),
        (json!({"customData": []}), "customData"),
        (json!({"customData": {"a": ["x\u{0}y"]}}), "customData"),
        (json!({"customData": {"x\u{0}y": 1}}), "customData"),
        (json!({"profile": {"nickname": null}}), "profile.nickname"),
        (
            json!({"profile": {"address": {"country": "x\u{0}y"}}}),
            "profile",
        ),
    ] {
        for answer in [
            api.post("/users", body.clone()).await,
            api.patch(&path, body.clone()).await,
        ] {
            refused(&answer, 400, "guard.invalid_input");
            let told = answer.json()["details"].as_str().unwrap().to_owned();
            assert!(
                told.starts_with(&format!("Error in key path \"{member}\"")),
                "{body} {told}"
            );
        }
    }
}

async fn what_is_too_long_or_says_nothing_is_refused(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let made = create(&api, json!({})).await;
    let path = format!("/users/{}", id(&made));
    for (body, code) in [
        (json!({"primaryPhone": "99999"}), "user.invalid_phone"),
        (json!({"name": "x".repeat(129)}), "entity.value_too_long"),
        (
            json!({"username": "x".repeat(129)}),
            "entity.value_too_long",
        ),
        (
            json!({"avatar": format!("https://a.example/{}", "x".repeat(2_048))}),
            "entity.value_too_long",
        ),
    ] {
        for answer in [
            api.post("/users", body.clone()).await,
            api.patch(&path, body).await,
        ] {
            refused(&answer, 422, code);
        }
    }
    refused(
        &api.patch(&path, json!({})).await,
        422,
        "entity.invalid_input",
    );
    let shoe = api.patch(&path, json!({"shoe": 44})).await;
    refused(&shoe, 422, "entity.invalid_input");
    // Their neighbours.
    let good = json!({"username": "_a1", "name": "x".repeat(128), "primaryPhone": "4930123456"});
    done(&api.patch(&path, good).await, 200);
    assert_eq!(
        done(&api.get(&path).await, 200)["primaryPhone"],
        "4930123456"
    );
}

async fn what_belongs_to_another_account_is_refused_in_its_order(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let all = || json!({"username": "ada", "primaryEmail": "ada@example.com", "primaryPhone": "14255551212"});
    create(&api, all()).await;
    let other = create(&api, json!({})).await;
    let path = format!("/users/{}", id(&other));
    let codes = |names: [&str; 3]| names.map(|name| format!("user.{name}_already_in_use"));
    let members = [
        ("username", "ADA"),
        ("primaryEmail", "ADA@Example.com"),
        ("primaryPhone", "14255551212"),
    ];
    let [username, email, phone] = codes(["username", "email", "phone"]);
    for ((member, value), code) in members.into_iter().zip([&username, &email, &phone]) {
        let body = json!({member: value});
        refused(&api.post("/users", body.clone()).await, 422, code);
        refused(&api.patch(&path, body).await, 422, code);
    }
    refused(&api.post("/users", all()).await, 422, &username);
    refused(&api.patch(&path, all()).await, 422, &email);
    // A number is one with and without the zero that is dialled at home.
    create(&api, json!({"primaryPhone": "447911123456"})).await;
    let zero = json!({"primaryPhone": "4407911123456"});
    refused(&api.post("/users", zero.clone()).await, 422, &phone);
    refused(&api.patch(&path, zero).await, 422, &phone);
    // Nothing of what was refused is left.
    assert_eq!(api.get("/users").await.header("total-number"), Some("3"));
}

async fn of_twenty_users_of_one_address_one_is_made(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let tries = (0..20).map(|n| {
        let api = api.clone();
        tokio::spawn(async move {
            let email = if n % 2 == 0 {
                "ada@example.com"
            } else {
                "Ada@Example.COM"
            };
            let answer = api.post("/users", json!({"primaryEmail": email})).await;
            if answer.status == 200 {
                return true;
            }
            refused(&answer, 422, "user.email_already_in_use");
            false
        })
    });
    let mut made = 0;
    for one in tries.collect::<Vec<_>>() {
        made += u32::from(one.await.unwrap());
    }
    assert_eq!(made, 1);
    assert_eq!(api.get("/users").await.header("total-number"), Some("1"));
}

async fn an_object_is_merged_at_its_own_address_and_replaced_with_the_user(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let body = json!({
        "customData": {"a": {"b": 1}, "c": 2},
        "profile": {"nickname": "A", "address": {"country": "GB", "region": "x"}},
    });
    let path = format!("/users/{}", id(&create(&api, body).await));
    let data = format!("{path}/custom-data");
    assert_eq!(
        done(&api.get(&data).await, 200),
        json!({"a": {"b": 1}, "c": 2})
    );
    let more = json!({"customData": {"a": {"d": 3}, "e": null}});
    let merged = json!({"a": {"d": 3}, "c": 2, "e": null});
    assert_eq!(done(&api.patch(&data, more).await, 200), merged);
    let replaced = done(
        &api.patch(&path, json!({"customData": {"f": 1}})).await,
        200,
    );
    assert_eq!(replaced["customData"], json!({"f": 1}));
    let profile = format!("{path}/profile");
    let more = json!({"profile": {"website": "x", "address": {"country": "FR"}}});
    let merged = json!({"nickname": "A", "website": "x", "address": {"country": "FR"}});
    assert_eq!(done(&api.patch(&profile, more).await, 200), merged);
    let replaced = done(
        &api.patch(&path, json!({"profile": {"gender": "y"}})).await,
        200,
    );
    assert_eq!(replaced["profile"], json!({"gender": "y"}));
    for (path, body) in [
        (&data, json!({})),
        (&profile, json!({})),
        (&profile, json!({"profile": []})),
        (&profile, json!({"profile": {"address": ["x"]}})),
    ] {
        refused(&api.patch(path, body).await, 400, "guard.invalid_input");
    }
}

async fn who_is_suspended_is_signed_out_and_gets_no_tokens(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let web = world.relying_party("web");
    let tokens = web.sign_in("ada@example.com").await;
    let found = done(
        &api.get("/users?search.primaryEmail=ada@example.com").await,
        200,
    );
    let path = format!("/users/{}", id(&found[0]));
    let suspended = format!("{path}/is-suspended");
    let answer = api.patch(&suspended, json!({"isSuspended": true})).await;
    assert_eq!(done(&answer, 200)["isSuspended"], true);
    let sessions = done(&api.get(&format!("{path}/sessions")).await, 200);
    assert_eq!(sessions, json!({"sessions": []}));
    let refresh = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens.refresh()),
    ];
    web.post("/oidc/token", &refresh)
        .await
        .refused(400, "invalid_grant");
    let answer = api.patch(&suspended, json!({"isSuspended": false})).await;
    assert_eq!(done(&answer, 200)["isSuspended"], false);
    web.post("/oidc/token", &refresh)
        .await
        .refused(400, "invalid_grant");
    web.sign_in("ada@example.com").await;
    let bad = api.patch(&suspended, json!({"isSuspended": "no"})).await;
    refused(&bad, 400, "guard.invalid_input");
}

async fn who_signed_up_is_shown_with_the_application_and_when(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    world.relying_party("web").sign_in("ada@example.com").await;
    let found = done(&api.get("/users").await, 200);
    assert_eq!(found[0]["applicationId"], "web");
    assert_eq!(found[0]["lastSignInAt"], world.clock.now().as_millis());
}

async fn of_two_changes_made_on_the_same_state_one_is_refused(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let path = format!("/users/{}", id(&create(&api, json!({"name": "Ada"})).await));
    let tag = api.get(&path).await.header("etag").unwrap().to_owned();
    let writer = api.if_match(&tag);
    done(&writer.patch(&path, json!({"name": "One"})).await, 200);
    for late in [
        writer.patch(&path, json!({"name": "Two"})).await,
        writer
            .patch(
                &format!("{path}/is-suspended"),
                json!({"isSuspended": true}),
            )
            .await,
        writer
            .patch(&format!("{path}/password"), json!({"password": "x"}))
            .await,
        writer
            .put(&format!("{path}/identities/github"), json!({"userId": "1"}))
            .await,
        writer.delete(&path).await,
    ] {
        refused(&late, 412, "request.precondition_failed");
    }
    let found = done(&api.get(&path).await, 200);
    assert_eq!(
        (&found["name"], &found["isSuspended"]),
        (&json!("One"), &json!(false))
    );
    let tag = api.get(&path).await.header("etag").unwrap().to_owned();
    done(&api.if_match(&tag).delete(&path).await, 204);
}

async fn every_change_is_later_than_the_one_before(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let made = create(&api, json!({})).await;
    let path = format!("/users/{}", id(&made));
    let mut last = made["updatedAt"].as_i64().unwrap();
    for (own, body) in [
        ("", json!({"name": "A"})),
        ("", json!({"name": "A"})),
        ("/profile", json!({"profile": {}})),
        ("/password", json!({"password": "x"})),
    ] {
        done(&api.patch(&format!("{path}{own}"), body).await, 200);
        let at = done(&api.get(&path).await, 200)["updatedAt"]
            .as_i64()
            .unwrap();
        assert!(at > last, "{own}");
        last = at;
    }
}

async fn nobody_removes_the_account_they_call_with(world: World) {
    let (world, _folder) = managed(world).await;
    let token = person_token(&world, "spa", "ada@example.com", &["administrator"]).await;
    let ada = Api::with(&world, &token);
    let found = done(&ada.get("/users").await, 200);
    let own = format!("/users/{}", id(&found[0]));
    refused(&ada.delete(&own).await, 400, "user.cannot_delete_self");
    let other = create(&ada, json!({})).await;
    done(&ada.delete(&format!("/users/{}", id(&other))).await, 204);
}

async fn what_is_done_to_an_account_is_an_event_without_anything_personal(world: World) {
    use EventKind::{UserChanged, UserRegistered, UserRemoved};
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let body =
        json!({"name": "Ada Lovelace", "primaryEmail": "ada@example.com", "password": "secret"});
    let made = create(&api, body).await;
    let path = format!("/users/{}", id(&made));
    tick(&world);
    done(&api.patch(&path, json!({"name": "Countess"})).await, 200);
    tick(&world);
    done(&api.delete(&path).await, 204);
    let told = events(&world, &[UserRegistered, UserChanged, UserRemoved]).await;
    let robot = Some(Actor::Client("robot".parse().unwrap()));
    for event in &told {
        assert_eq!(event.actor, robot);
        assert_eq!(event.user_id.as_ref().unwrap().as_str(), id(&made));
        let data = json!(event.data).to_string();
        for personal in ["Ada", "Countess", "example.com", "secret"] {
            assert!(!data.contains(personal), "{data}");
        }
    }
    let changed: Vec<_> = told
        .iter()
        .map(|event| event.data.get("changed").cloned())
        .collect();
    assert_eq!(changed[0], Some(json!(["email", "name", "password"])));
    assert_eq!(changed[1], Some(json!(["name"])));
    // It is barred in the same moment.
    assert!(told[2..].iter().any(|event| event.kind == UserRemoved));
}

async fn a_change_is_made_on_whatever_was_read_of_the_user(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = create(&api, json!({"name": "Ada"})).await;
    let path = format!("/users/{}", id(&user));
    for query in [
        "",
        "?includeSsoIdentities=true",
        "?includePasswordHash=true",
    ] {
        tick(&world);
        let tag = api.get(&format!("{path}{query}")).await;
        let writer = api.if_match(tag.header("etag").unwrap());
        done(&writer.patch(&path, json!({"name": query})).await, 200);
        let late = writer.patch(&path, json!({"name": "late"})).await;
        refused(&late, 412, "request.precondition_failed");
    }
    let mut told = std::collections::BTreeSet::new();
    for query in [
        "",
        "?includeSsoIdentities=true",
        "?includePasswordHash=true",
    ] {
        let answer = api.get(&format!("{path}{query}")).await;
        told.insert(answer.header("etag").unwrap().to_owned());
    }
    assert_eq!(told.len(), 3, "other answers have other tags: {told:?}");
}
