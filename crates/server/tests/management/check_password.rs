//! `/api/sign-in-exp`: whether a password would be one, and usernames that differ in their case.

use serde_json::{Value, json};

use super::caller::{Api, done, managed, refused};
use crate::kit::{Answer, World, on_both};

on_both! {
    a_password_is_judged_by_the_policy_that_is_kept,
    whose_password_it_would_be_is_asked_where_the_policy_rejects_what_is_known_of_the_person,
    every_script_is_taken_and_is_a_kind_of_its_own,
    what_is_no_password_at_all_is_not_judged,
    no_two_usernames_differ_in_their_case_alone,
}

const PATH: &str = "/sign-in-exp/default/check-password";

async fn keep(api: &Api, policy: Value) {
    let change = json!({"passwordPolicy": policy});
    done(&api.patch("/sign-in-exp", change).await, 200);
}

async fn check(api: &Api, password: &str) -> Answer {
    api.post(PATH, json!({"password": password})).await
}

/// What speaks against a password.
#[track_caller]
fn issues(answer: &Answer) -> Value {
    let told = done(answer, 400);
    assert_eq!(told["result"], false);
    told["issues"].clone()
}

async fn a_password_is_judged_by_the_policy_that_is_kept(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let good = json!({"result": true});
    let rejects = json!({"userInfo": false});
    keep(&api, json!({"rejects": rejects})).await;
    assert_eq!(done(&check(&api, "k7vxqzpw").await, 200), good);
    keep(
        &api,
        json!({
            "length": {"min": 10, "max": 12}, "characterTypes": {"min": 3}, "rejects": rejects,
        }),
    )
    .await;
    let short = json!([
        {"code": "password_rejected.too_short", "interpolation": {"min": 10}},
        {"code": "password_rejected.character_types", "interpolation": {"min": 3}},
    ]);
    assert_eq!(issues(&check(&api, "k7vxqzpw").await), short);
    let long = json!([
        {"code": "password_rejected.too_long", "interpolation": {"max": 12}},
    ]);
    assert_eq!(issues(&check(&api, "k7vxqzpw-K7VXQ").await), long);
    let known = json!([
        {"code": "password_rejected.pwned"},
        {"code": "password_rejected.restricted.sequence"},
    ]);
    keep(&api, json!({"rejects": rejects})).await;
    assert_eq!(issues(&check(&api, "123456aA").await), known);
    let all_off = json!({
        "pwned": false, "repetitionAndSequence": false, "userInfo": false, "words": [],
    });
    keep(&api, json!({"rejects": all_off})).await;
    assert_eq!(done(&check(&api, "123456aA").await, 200), good);
    let words = json!({"pwned": false, "userInfo": false, "words": ["bookshop"]});
    keep(&api, json!({"rejects": words})).await;
    let unwanted = json!([{"code": "password_rejected.restricted.words"}]);
    assert_eq!(issues(&check(&api, "Bookshop1").await), unwanted);
}

async fn whose_password_it_would_be_is_asked_where_the_policy_rejects_what_is_known_of_the_person(
    world: World,
) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    // As it is by default.
    let answer = check(&api, "k7vxqzpw").await;
    refused(&answer, 400, "request.invalid_input");
    let data = json!({
        "message": "User information data is required to check user information.",
    });
    assert_eq!(answer.json()["data"], data);
    let new = json!({"name": "Johnny", "username": "john_d"});
    let user = done(&api.post("/users", new).await, 200);
    let of = |id: &str, password: &str| json!({"password": password, "userId": id});
    let id = user["id"].as_str().unwrap();
    keep(&api, json!({"characterTypes": {"min": 3}})).await;
    let told = json!([
        {"code": "password_rejected.character_types", "interpolation": {"min": 3}},
        {"code": "password_rejected.restricted.user_info"},
    ]);
    let answer = api.post(PATH, of(id, "johnny13")).await;
    assert_eq!(issues(&answer), told);
    let answer = api.post(PATH, of(id, "Johnny-1852")).await;
    assert_eq!(done(&answer, 200), json!({"result": true}));
    let unknown = api.post(PATH, of("none", "johnny13")).await;
    refused(&unknown, 404, "entity.not_found");
}

async fn every_script_is_taken_and_is_a_kind_of_its_own(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let good = json!({"result": true});
    let rejects = json!({"userInfo": false});
    keep(&api, json!({"rejects": rejects})).await;
    for password in [
        "correct horse battery staple",
        "пароль с пробелами",
        "密碼密語長城外道",
        "🐎🔋📎🐎🔋📎🐎🔋",
    ] {
        assert_eq!(done(&check(&api, password).await, 200), good, "{password}");
    }
    let two = json!({"characterTypes": {"min": 2}, "rejects": rejects});
    keep(&api, two).await;
    let one_kind = json!([
        {"code": "password_rejected.character_types", "interpolation": {"min": 2}},
    ]);
    assert_eq!(issues(&check(&api, "密碼密語長城外道").await), one_kind);
    assert_eq!(done(&check(&api, "zwei Wörter").await, 200), good);
    // Two characters as they are typed here, and one as they are compared.
    keep(&api, json!({"length": {"min": 8}, "rejects": rejects})).await;
    let short = json!([
        {"code": "password_rejected.too_short", "interpolation": {"min": 8}},
    ]);
    assert_eq!(issues(&check(&api, "xkqvzpe\u{301}").await), short);
    // More than any password has, whatever the policy says.
    keep(&api, json!({"length": {"max": 1_024}, "rejects": rejects})).await;
    let long = json!([
        {"code": "password_rejected.too_long", "interpolation": {"max": 256}},
    ]);
    let password = "k7vxqzpw".repeat(33);
    assert_eq!(issues(&check(&api, &password).await), long);
}

async fn what_is_no_password_at_all_is_not_judged(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for body in [
        json!({}),
        json!({"password": ""}),
        json!({"password": null}),
        json!({"password": 471_147}),
        json!({"password": "x", "userId": null}),
        json!({"password": "k7vxqzpw\u{7}"}),
    ] {
        let answer = api.post(PATH, body).await;
        refused(&answer, 400, "guard.invalid_input");
        assert!(!answer.body.contains("471147"), "{}", answer.body);
    }
}

async fn no_two_usernames_differ_in_their_case_alone(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let path = "/sign-in-exp/username-policy/case-sensitivity-conflicts";
    done(&api.post("/users", json!({"username": "ada"})).await, 200);
    let other = api.post("/users", json!({"username": "Ada"})).await;
    refused(&other, 422, "user.username_already_in_use");
    let none = json!({"totalConflicts": 0, "samples": []});
    for query in ["", "?limit=1", "?limit=100"] {
        let answer = api.get(&format!("{path}{query}")).await;
        assert_eq!(done(&answer, 200), none, "{query}");
    }
    for query in ["?limit=0", "?limit=101", "?limit=x", "?limit=1&limit=2"] {
        let answer = api.get(&format!("{path}{query}")).await;
        refused(&answer, 400, "guard.invalid_input");
    }
}
