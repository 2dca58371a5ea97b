//! Limits and broken mail where passwords let people in: what bars one of two ways keeps nobody out, and is
//! told; a sign-in that is really tried says the same.

use oidc_core::time::Lifetime;
use serde_json::{Value, json};

use super::{
    caller::{Api, done, managed_also},
    explain_sign_in::{ADA, check, fails_at, got_in, of, passes},
    password_attempts::{
        ADDRESS, EITHER, PASSWORD, USERNAME, asked_for_code, let_in_by, told, tried, tried_by_code,
        with_password,
    },
    users::create,
};
use crate::kit::{World, on_both};

on_both! {
    a_pause_of_passwords_is_named_with_its_end_and_lifted,
    a_pause_of_passwords_keeps_nobody_out_whom_a_code_lets_in,
    a_limit_of_mails_keeps_nobody_out_who_has_a_password,
    wrong_codes_and_passwords_have_one_budget_and_passwords_leave_half_of_it,
    mail_that_does_not_leave_keeps_nobody_out_who_has_a_password,
}

const BOB: &str = "bob@example.com";

const LIFT: &str = "/signet/lift-limits";

/// A wrong one, so often.
async fn mistype(world: &World, identifier: &str, times: u32) {
    for _ in 0..times {
        let wrong = tried(world, identifier, "another").await;
        assert_eq!(wrong.status, 200, "{}", wrong.body);
    }
}

/// That this check is told, keeps nobody out, and names the other way.
#[track_caller]
fn is_passed_by(explained: &Value, id: &str, other: &str) {
    passes(explained);
    let (verdict, because) = told(explained, id);
    assert_eq!(verdict, "ask", "{explained}");
    assert!(because.ends_with(other), "{because}");
    let sentence = explained["sentence"].as_str().unwrap();
    assert!(sentence.contains(because), "{sentence}");
}

async fn a_pause_of_passwords_is_named_with_its_end_and_lifted(world: World) {
    let limits = "[limits]\npasswords_per_address = \"2/15m\"\n";
    let (world, _folder) = managed_also(world, limits).await;
    let api = Api::of(&world).await;
    let_in_by(&api, &[ADDRESS, USERNAME]).await;
    let user = with_password(&api, ADA).await;
    let path = format!("/users/{}", user["id"].as_str().unwrap());
    done(&api.patch(&path, json!({"username": "ada"})).await, 200);
    for (typed, kind) in [(ADA, "address"), ("ada", "username")] {
        mistype(&world, typed, 1).await;
        passes(&of(&api, typed).await);
        mistype(&world, typed, 1).await;
        let explained = of(&api, typed).await;
        let why = fails_at(&explained, "limits");
        let said = format!("As many wrong passwords were typed for this {kind} as may be.");
        assert!(why.starts_with(&said), "{why}");
        assert_eq!(explained["action"], json!({"kind": "liftLimits"}));
        assert_eq!(tried(&world, typed, PASSWORD).await.status, 429);
        done(&api.post(LIFT, json!({"identifier": typed})).await, 204);
        passes(&of(&api, typed).await);
        let callback = tried(&world, typed, PASSWORD).await;
        assert!(got_in(&callback), "{}", callback.body);
    }
    // It is over when it says.
    mistype(&world, ADA, 2).await;
    let until = check(&of(&api, ADA).await, "limits")["until"]
        .as_i64()
        .unwrap();
    world.pass(Lifetime::millis(until - world.clock.now().as_millis()));
    passes(&of(&Api::of(&world).await, ADA).await);
    let callback = tried(&world, ADA, PASSWORD).await;
    assert!(got_in(&callback), "{}", callback.body);
}

async fn a_pause_of_passwords_keeps_nobody_out_whom_a_code_lets_in(world: World) {
    let limits = "[limits]\npasswords_per_address = \"2/15m\"\n";
    let (world, _folder) = managed_also(world, limits).await;
    let api = Api::of(&world).await;
    let_in_by(&api, &[EITHER]).await;
    with_password(&api, ADA).await;
    create(&api, json!({"primaryEmail": BOB})).await;
    for email in [ADA, BOB] {
        mistype(&world, email, 2).await;
        let explained = of(&api, email).await;
        is_passed_by(&explained, "limits", " A code lets them in.");
        assert_eq!(explained.get("action"), None, "nothing keeps them out");
        assert_eq!(tried(&world, email, PASSWORD).await.status, 429);
        let callback = tried_by_code(&world, email).await;
        assert!(got_in(&callback), "{}", callback.body);
    }
}

async fn a_limit_of_mails_keeps_nobody_out_who_has_a_password(world: World) {
    let limits = "[limits]\nsends_per_recipient = \"1/10m\"\n";
    let (world, _folder) = managed_also(world, limits).await;
    let api = Api::of(&world).await;
    let_in_by(&api, &[EITHER]).await;
    with_password(&api, ADA).await;
    create(&api, json!({"primaryEmail": BOB})).await;
    for email in [ADA, BOB] {
        asked_for_code(&world, email).await;
        let (_, refused) = asked_for_code(&world, email).await;
        assert_eq!(refused.status, 429, "{email}");
    }
    is_passed_by(
        &of(&api, ADA).await,
        "limits",
        " Their password lets them in.",
    );
    let callback = tried(&world, ADA, PASSWORD).await;
    assert!(got_in(&callback), "{}", callback.body);
    let why = fails_at(&of(&api, BOB).await, "limits");
    assert!(why.contains("codes were sent to this address"), "{why}");
}

async fn wrong_codes_and_passwords_have_one_budget_and_passwords_leave_half_of_it(world: World) {
    let limits = "[limits]\nfailures_per_address = \"4/1h\"\n";
    let (world, _folder) = managed_also(world, limits).await;
    let api = Api::of(&world).await;
    let_in_by(&api, &[EITHER]).await;
    with_password(&api, ADA).await;
    mistype(&world, ADA, 2).await;
    assert_eq!(tried(&world, ADA, PASSWORD).await.status, 429);
    let explained = of(&api, ADA).await;
    is_passed_by(&explained, "limits", " A code lets them in.");
    // As after two wrong codes.
    world
        .sql("update attempts set count = 4 where kind = 'failures'")
        .await;
    let explained = of(&api, ADA).await;
    let why = fails_at(&explained, "limits");
    assert!(why.contains("wrong codes and passwords"), "{why}");
    assert_eq!(explained["action"], json!({"kind": "liftLimits"}));
    assert_eq!(tried(&world, ADA, PASSWORD).await.status, 429);
    let paused = tried_by_code(&world, ADA).await;
    assert_eq!(paused.status, 429, "{}", paused.body);
    done(&api.post(LIFT, json!({"identifier": ADA})).await, 204);
    passes(&of(&api, ADA).await);
    let callback = tried(&world, ADA, PASSWORD).await;
    assert!(got_in(&callback), "{}", callback.body);
}

async fn mail_that_does_not_leave_keeps_nobody_out_who_has_a_password(world: World) {
    let limits = "[limits]\npasswords_per_address = \"2/15m\"\n";
    let (world, _folder) = managed_also(world, limits).await;
    let api = Api::of(&world).await;
    let_in_by(&api, &[EITHER]).await;
    with_password(&api, ADA).await;
    create(&api, json!({"primaryEmail": BOB})).await;
    // A connector that was copied into a column, and does not open there.
    world
        .sql(
            "insert into connectors (id, kind, provider, sealed_config, source, updated_at) values \
             ('email', 'email', 'pigeon', (select sealed from signing_keys limit 1), 'file', 0)",
        )
        .await;
    world
        .sql("update versions set number = number + 1 where noun = 'connectors'")
        .await;
    assert!(world.app.refresh_snapshot().await.unwrap());
    let explained = of(&api, ADA).await;
    is_passed_by(&explained, "mail", " Their password lets them in.");
    let callback = tried(&world, ADA, PASSWORD).await;
    assert!(got_in(&callback), "{}", callback.body);
    fails_at(&of(&api, BOB).await, "mail");
    asked_for_code(&world, BOB).await;
    assert!(world.mails(BOB).await.is_empty());
    // Neither way is left.
    mistype(&world, ADA, 2).await;
    let explained = of(&api, ADA).await;
    fails_at(&explained, "limits");
    assert_eq!(check(&explained, "mail")["verdict"], "fail");
}
