//! `/api/users/:id/password` and what becomes of it.

use oidc_core::{
    account::password::Password, event::EventKind, indicator::MANAGEMENT, time::Lifetime,
};
use serde_json::{Value, json};

use super::{
    caller::{Api, done, machine_token, managed, person_token, refused},
    users::{create, id},
    written_down::events,
};
use crate::kit::{World, occurs, on_both};

on_both! {
    a_password_is_set_verified_and_known_to_be_there,
    what_is_no_password_is_nobodys,
    a_digest_that_was_brought_along_verifies_and_is_made_anew,
    a_digest_that_cannot_be_taken_is_told_why,
    what_was_not_compared_is_no_failure,
    no_password_expires,
    t_46_wrong_passwords_are_counted_until_nobody_is_told,
    digests_are_told_to_whoever_may_change_everything_and_to_nobody_unseen,
    a_digest_that_does_not_open_hides_no_other,
    t_70_no_password_and_no_digest_stands_in_the_database_in_clear,
}

pub(super) const BCRYPT: &str = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
const ARGON2I: &str =
    "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8";

pub(super) async fn verify(api: &Api, user: &Value, password: &str) -> u16 {
    let path = format!("/users/{}/password/verify", id(user));
    let answer = api.post(&path, json!({"password": password})).await;
    if answer.status == 422 {
        refused(&answer, 422, "session.invalid_credentials");
    }
    answer.status.as_u16()
}

async fn a_password_is_set_verified_and_known_to_be_there(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = create(&api, json!({})).await;
    let path = format!("/users/{}", id(&user));
    let has = format!("{path}/has-password");
    assert_eq!(
        done(&api.get(&has).await, 200),
        json!({"hasPassword": false})
    );
    assert_eq!(verify(&api, &user, "correct horse").await, 422);
    let own = format!("{path}/password");
    let changed = done(
        &api.patch(&own, json!({"password": "correct horse"})).await,
        200,
    );
    assert_eq!(changed["hasPassword"], true);
    assert_eq!(
        done(&api.get(&has).await, 200),
        json!({"hasPassword": true})
    );
    assert_eq!(verify(&api, &user, "correct horse").await, 204);
    assert_eq!(verify(&api, &user, "correct house").await, 422);
    done(&api.patch(&own, json!({"password": "x"})).await, 200);
    assert_eq!(verify(&api, &user, "correct horse").await, 422);
    assert_eq!(verify(&api, &user, "x").await, 204);
    let with = create(&api, json!({"password": "y"})).await;
    assert_eq!(with["hasPassword"], true);
    assert_eq!(verify(&api, &with, "y").await, 204);
    for (path, body) in [
        (&own, json!({})),
        (&own, json!({"password": ""})),
        (&own, json!({"password": "a\tb"})),
    ] {
        refused(&api.patch(path, body).await, 400, "guard.invalid_input");
    }
    let empty = api
        .post(&format!("{own}/verify"), json!({"password": ""}))
        .await;
    refused(&empty, 400, "guard.invalid_input");
    for (method, path) in [
        ("patch", "/users/x/password"),
        ("post", "/users/x/password/verify"),
    ] {
        let body = json!({"password": "x"});
        let answer = match method {
            "patch" => api.patch(path, body).await,
            _ => api.post(path, body).await,
        };
        refused(&answer, 404, "entity.not_found");
    }
    refused(
        &api.get("/users/x/has-password").await,
        404,
        "entity.not_found",
    );
}

async fn what_is_no_password_is_nobodys(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = create(&api, json!({"password": "y"})).await;
    assert_eq!(verify(&api, &user, "y\n").await, 422);
    assert_eq!(verify(&api, &user, &"y".repeat(2_000)).await, 422);
    let nobody = "/users/x/password/verify";
    let nobody = api.post(nobody, json!({"password": "y\n"})).await;
    refused(&nobody, 404, "entity.not_found");
}

pub(super) async fn algorithm(api: &Api, user: &Value) -> Value {
    let path = format!("/users/{}?includePasswordHash=true", id(user));
    done(&api.get(&path).await, 200)["passwordAlgorithm"].clone()
}

async fn a_digest_that_was_brought_along_verifies_and_is_made_anew(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for (scheme, digest, password) in [("Bcrypt", BCRYPT, "U*U"), ("Argon2i", ARGON2I, "password")]
    {
        let body = json!({"passwordDigest": digest, "passwordAlgorithm": scheme});
        let user = create(&api, body).await;
        assert_eq!(user["hasPassword"], true);
        assert_eq!(algorithm(&api, &user).await, scheme);
        assert_eq!(verify(&api, &user, "other").await, 422);
        assert_eq!(algorithm(&api, &user).await, scheme);
        assert_eq!(verify(&api, &user, password).await, 204);
        assert_eq!(algorithm(&api, &user).await, "Argon2id");
        assert_eq!(verify(&api, &user, password).await, 204);
    }
}

async fn a_digest_that_cannot_be_taken_is_told_why(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let dear = ARGON2I.replace("m=256", "m=4194304");
    for (body, code) in [
        (
            json!({"password": "x", "passwordDigest": BCRYPT, "passwordAlgorithm": "Bcrypt"}),
            "user.password_and_digest",
        ),
        (
            json!({"passwordDigest": BCRYPT}),
            "user.password_algorithm_required",
        ),
        (
            json!({"passwordAlgorithm": "Legacy"}),
            "password.unsupported_encryption_method",
        ),
        (
            json!({"passwordDigest": "aa", "passwordAlgorithm": "ROT13"}),
            "guard.invalid_input",
        ),
        (
            json!({"passwordDigest": "aa", "passwordAlgorithm": "Bcrypt"}),
            "guard.invalid_input",
        ),
        (
            json!({"passwordDigest": dear, "passwordAlgorithm": "Argon2i"}),
            "guard.invalid_input",
        ),
        (
            json!({"passwordDigest": "a".repeat(257), "passwordAlgorithm": "Bcrypt"}),
            "guard.invalid_input",
        ),
        (
            json!({"passwordDigest": "a".repeat(257), "passwordAlgorithm": "MD5"}),
            "guard.invalid_input",
        ),
        (json!({"password": ""}), "guard.invalid_input"),
        (json!({"password": "a".repeat(257)}), "guard.invalid_input"),
        (json!({"password": "a\nb"}), "guard.invalid_input"),
    ] {
        refused(&api.post("/users", body).await, 400, code);
    }
    assert_eq!(api.get("/users").await.header("total-number"), Some("0"));
}

async fn t_46_wrong_passwords_are_counted_until_nobody_is_told(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = create(
        &api,
        json!({"primaryEmail": "ada@example.com", "password": "right"}),
    )
    .await;
    // A right one counts for nothing.
    for _ in 0..3 {
        assert_eq!(verify(&api, &user, "right").await, 204);
    }
    // As many as of wrong codes; comparing them all would take long.
    world
        .sql("update attempts set count = 98 where kind = 'failures'")
        .await;
    for password in ["wrong", "wrong"] {
        assert_eq!(verify(&api, &user, password).await, 422);
    }
    let path = format!("/users/{}/password/verify", id(&user));
    for password in ["wrong", "right"] {
        let blocked = api.post(&path, json!({"password": password})).await;
        refused(
            &blocked,
            400,
            "session.verification_blocked_too_many_attempts",
        );
    }
    let told = events(&world, &[EventKind::LimitReached]).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].data["limit"], "failures");
    world.pass(Lifetime::hours(1));
    let api = Api::of(&world).await;
    assert_eq!(verify(&api, &user, "right").await, 204);
    // Who asks is counted, too, whomever it is about.
    world
        .sql("update attempts set count = 300 where kind = 'failures.operator'")
        .await;
    let other = create(&api, json!({"password": "x"})).await;
    let path = format!("/users/{}/password/verify", id(&other));
    let blocked = api.post(&path, json!({"password": "x"})).await;
    refused(
        &blocked,
        400,
        "session.verification_blocked_too_many_attempts",
    );
}

async fn digests_are_told_to_whoever_may_change_everything_and_to_nobody_unseen(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = create(&api, json!({"password": "x"})).await;
    create(&api, json!({})).await;
    let (one, all) = (format!("/users/{}", id(&user)), "/users".to_owned());
    let ask = |path: &str| format!("{path}?includePasswordHash=true");
    let told = done(&api.get(&ask(&one)).await, 200);
    assert_eq!(told["passwordAlgorithm"], "Argon2id");
    assert!(
        told["passwordDigest"]
            .as_str()
            .unwrap()
            .starts_with("$argon2id$")
    );
    let listed = done(&api.get(&ask(&all)).await, 200);
    let listed = listed.as_array().unwrap();
    assert_eq!(listed.len(), 2);
    let empty = listed
        .iter()
        .find(|other| other["id"] != user["id"])
        .unwrap();
    let digest = (empty.get("passwordDigest"), empty.get("passwordAlgorithm"));
    assert_eq!(digest, (Some(&json!(null)), Some(&json!(null))));
    let plain = done(&api.get(&one).await, 200);
    assert!(plain.get("passwordDigest").is_none() && plain.get("passwordAlgorithm").is_none());
    let kinds = [EventKind::PasswordsRead];
    let seen = events(&world, &kinds).await;
    assert_eq!(seen.len(), 2);
    assert!(
        seen.iter()
            .any(|event| event.data.get("users") == Some(&json!(2)))
    );
    // With `read`, and by a person who has proven long ago who they are.
    let token = machine_token(&world, "robot", MANAGEMENT, "read").await;
    let readers = [Api::with(&world, &token)];
    for path in [&one, &all] {
        // The role of machines has no such scope: it opens nothing.
        let answer = readers[0].get(&ask(path)).await;
        refused(&answer, 403, "auth.forbidden");
    }
    let token = person_token(&world, "spa", "vera@example.com", &["viewer"]).await;
    let vera = Api::with(&world, &token);
    done(&vera.get(&one).await, 200);
    let token = person_token(&world, "spa", "ada@example.com", &["administrator"]).await;
    let ada = Api::with(&world, &token);
    for path in [&one, &all] {
        refused(&vera.get(&ask(path)).await, 403, "auth.forbidden");
        done(&ada.get(&ask(path)).await, 200);
    }
    world.pass(Lifetime::minutes(10));
    for path in [&one, &all] {
        let late = ada.get(&ask(path)).await;
        refused(&late, 401, "auth.insufficient_user_authentication");
        done(&ada.get(path).await, 200);
    }
    assert_eq!(events(&world, &kinds).await.len(), 4);
}

async fn a_digest_that_does_not_open_hides_no_other(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let bad = create(&api, json!({"password": "x"})).await;
    let good = create(&api, json!({"password": "y"})).await;
    // Copied into a row, it does not open there: it was sealed for another one.
    let foreign = "(select sealed from signing_keys limit 1)";
    let damage = format!(
        "update users set sealed_password = {foreign} where id = '{}'",
        id(&bad)
    );
    world.sql(&damage).await;
    let listed = done(&api.get("/users?includePasswordHash=true").await, 200);
    let listed = listed.as_array().unwrap();
    assert_eq!(listed.len(), 2);
    let told = |user: &Value| {
        let found = listed.iter().find(|other| other["id"] == user["id"]);
        let found = found.unwrap();
        let (has, scheme) = (&found["hasPassword"], &found["passwordAlgorithm"]);
        (has.clone(), scheme.clone())
    };
    assert_eq!(told(&good), (json!(true), json!("Argon2id")));
    assert_eq!(told(&bad), (json!(true), json!(null)));
    assert_eq!(algorithm(&api, &bad).await, json!(null));
    assert_eq!(algorithm(&api, &good).await, "Argon2id");
}

async fn t_70_no_password_and_no_digest_stands_in_the_database_in_clear(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = create(
        &api,
        json!({"password": "correct horse battery", "name": "Somebody"}),
    )
    .await;
    let body = json!({"passwordDigest": BCRYPT, "passwordAlgorithm": "Bcrypt"});
    create(&api, body).await;
    assert_eq!(verify(&api, &user, "correct horse battery").await, 204);
    let dump = world.dump().await;
    assert!(occurs(&dump, "Somebody"));
    for secret in ["correct horse battery", "$argon2id$", &BCRYPT[7..]] {
        assert!(!occurs(&dump, secret), "{secret}");
    }
}

fn other() -> Password {
    "y".parse().unwrap()
}

/// Too much is computed just now: the answer is to come again, and the right password was no guess.
async fn what_was_not_compared_is_no_failure(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = create(&api, json!({"password": "x"})).await;
    let mut computing = tokio::task::JoinSet::new();
    for _ in 0..500 {
        let (hashing, entropy) = (world.app.hashing.clone(), world.app.entropy.clone());
        // Each comes again at once, so that it stays too much.
        computing.spawn(async move {
            loop {
                let _ = hashing.make(&other(), &entropy).await;
                tokio::task::yield_now().await;
            }
        });
    }
    let (hashing, entropy) = (&world.app.hashing, &world.app.entropy);
    while hashing.make(&other(), entropy).await.is_ok() {}
    let path = format!("/users/{}/password/verify", id(&user));
    let mut refused = 0;
    // Between those that come again there is room for one now and then.
    for _ in 0..100 {
        let answer = api.post(&path, json!({"password": "x"})).await;
        match answer.status.as_u16() {
            204 => {}
            503 => refused += 1,
            other => panic!("{other} {}", answer.body),
        }
        if refused > 0 {
            break;
        }
    }
    assert_eq!(refused, 1);
    let counted = "select cast(coalesce(sum(count), 0) as bigint) from attempts \
        where kind like 'failures%'";
    assert_eq!(world.number(counted).await, 0);
    computing.shutdown().await;
}

async fn no_password_expires(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = create(&api, json!({})).await;
    let path = format!("/users/{}/password/expiration", id(&user));
    let code = "sign_in_experiences.password_expiration_not_enabled";
    refused(
        &api.patch(&path, json!({"isExpired": true})).await,
        400,
        code,
    );
    let same = done(&api.patch(&path, json!({"isExpired": false})).await, 200);
    assert_eq!(same, user);
    refused(
        &api.patch(&path, json!({})).await,
        400,
        "guard.invalid_input",
    );
    let nobody = "/users/x/password/expiration";
    for is_expired in [true, false] {
        let answer = api.patch(nobody, json!({"isExpired": is_expired})).await;
        refused(&answer, 404, "entity.not_found");
    }
    // There are no organisations either.
    let path = format!("/users/{}/organizations", id(&user));
    assert_eq!(done(&api.get(&path).await, 200), json!([]));
    let nobody = api.get("/users/x/organizations").await;
    refused(&nobody, 404, "entity.not_found");
    let listed = api.get("/users?excludeOrganizationId=x").await;
    assert_eq!(done(&listed, 200), json!([user]));
}
