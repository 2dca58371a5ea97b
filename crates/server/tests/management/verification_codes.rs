//! `/api/verification-codes`.

use oidc_core::time::Lifetime;
use serde_json::{Value, json};

use super::caller::{Api, done, managed, refused};
use crate::kit::{World, on_both};

on_both! {
    a_code_is_sent_and_proves_the_address_once,
    what_is_no_code_is_refused_by_its_reason,
    a_code_belongs_to_its_recipient_alone,
    the_eleventh_code_in_ten_minutes_is_refused_and_leaves_the_last_one,
    of_twenty_tries_of_the_right_code_one_is_believed,
    a_telephone_gets_no_code_and_programs_see_that_one_was_asked_for,
}

const SEND: &str = "/verification-codes";
const VERIFY: &str = "/verification-codes/verify";

fn to(email: &str) -> Value {
    json!({"email": email})
}

fn typed(email: &str, code: &str) -> Value {
    json!({"email": email, "verificationCode": code})
}

/// The code of the newest mail.
async fn sent(world: &World, email: &str) -> String {
    let mails = world.mails(email).await;
    mails[0]["code"].as_str().unwrap().to_owned()
}

async fn a_code_is_sent_and_proves_the_address_once(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    done(&api.post(SEND, to("Ada@Example.com")).await, 204);
    let mails = world.mails("Ada@Example.com").await;
    assert_eq!(mails[0]["usage_type"], "Generic");
    let code = mails[0]["code"].as_str().unwrap().to_owned();
    done(
        &api.post(VERIFY, typed("ada@example.com", &code)).await,
        204,
    );
    let again = api.post(VERIFY, typed("ada@example.com", &code)).await;
    refused(&again, 400, "verification_code.not_found");
}

async fn what_is_no_code_is_refused_by_its_reason(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for body in [
        json!({}),
        json!({"email": "nobody"}),
        json!({"phone": "+33"}),
        json!({"email": "a@example.com", "phone": "33612345678"}),
    ] {
        refused(
            &api.post(SEND, body.clone()).await,
            400,
            "guard.invalid_input",
        );
        let mut typed = body;
        typed["verificationCode"] = json!("123456");
        refused(&api.post(VERIFY, typed).await, 400, "guard.invalid_input");
    }
    refused(
        &api.post(VERIFY, typed("ada@example.com", "")).await,
        400,
        "guard.invalid_input",
    );
    let none = api.post(VERIFY, typed("ada@example.com", "123456")).await;
    refused(&none, 400, "verification_code.not_found");
    done(&api.post(SEND, to("ada@example.com")).await, 204);
    let code = sent(&world, "ada@example.com").await;
    let wrong = if code == "123456" { "654321" } else { "123456" };
    let tries = world.app.snapshot().policy.limits.code_tries;
    for _ in 0..tries {
        let answer = api.post(VERIFY, typed("ada@example.com", wrong)).await;
        refused(&answer, 400, "verification_code.code_mismatch");
        assert!(
            answer.json()["message"]
                .as_str()
                .unwrap()
                .contains("Invalid verification code.")
        );
    }
    let dead = api.post(VERIFY, typed("ada@example.com", &code)).await;
    refused(&dead, 400, "verification_code.exceed_max_try");
    done(&api.post(SEND, to("ada@example.com")).await, 204);
    let code = sent(&world, "ada@example.com").await;
    world.clock.advance(Lifetime::minutes(10));
    let api = Api::of(&world).await;
    let old = api.post(VERIFY, typed("ada@example.com", &code)).await;
    refused(&old, 400, "verification_code.expired");
}

async fn a_code_belongs_to_its_recipient_alone(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    done(&api.post(SEND, to("ada@example.com")).await, 204);
    let code = sent(&world, "ada@example.com").await;
    let other = api.post(VERIFY, typed("grace@example.com", &code)).await;
    refused(&other, 400, "verification_code.not_found");
    done(&api.post(SEND, to("grace@example.com")).await, 204);
    let other = api.post(VERIFY, typed("grace@example.com", &code)).await;
    refused(&other, 400, "verification_code.code_mismatch");
    // A second code takes the place of the first.
    done(&api.post(SEND, to("ada@example.com")).await, 204);
    let second = sent(&world, "ada@example.com").await;
    if second != code {
        let first = api.post(VERIFY, typed("ada@example.com", &code)).await;
        refused(&first, 400, "verification_code.code_mismatch");
    }
    done(
        &api.post(VERIFY, typed("ada@example.com", &second)).await,
        204,
    );
}

async fn the_eleventh_code_in_ten_minutes_is_refused_and_leaves_the_last_one(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for _ in 0..10 {
        done(&api.post(SEND, to("ada@example.com")).await, 204);
        world.clock.advance(Lifetime::seconds(1));
    }
    let code = sent(&world, "ada@example.com").await;
    refused(
        &api.post(SEND, to("ADA@example.com")).await,
        429,
        "request.message_rate_limited",
    );
    done(&api.post(SEND, to("grace@example.com")).await, 204);
    done(
        &api.post(VERIFY, typed("ada@example.com", &code)).await,
        204,
    );
}

async fn of_twenty_tries_of_the_right_code_one_is_believed(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    done(&api.post(SEND, to("ada@example.com")).await, 204);
    let code = sent(&world, "ada@example.com").await;
    let all = (0..20).map(|_| api.post(VERIFY, typed("ada@example.com", &code)));
    let answers = futures_util::future::join_all(all).await;
    let right = answers.iter().filter(|answer| answer.status == 204).count();
    assert_eq!(right, 1);
}

async fn a_telephone_gets_no_code_and_programs_see_that_one_was_asked_for(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let phone = json!({"phone": "33612345678"});
    let typed = json!({"phone": "33612345678", "verificationCode": "123456"});
    let not_found = "verification_code.not_found";
    refused(&api.post(VERIFY, typed.clone()).await, 400, not_found);
    let sent = api.post(SEND, phone.clone()).await;
    refused(&sent, 501, "connector.not_found");
    let tried = api.post(VERIFY, typed.clone()).await;
    refused(&tried, 400, "verification_code.code_mismatch");
    let told = tried.json()["message"].as_str().unwrap().to_owned();
    assert!(told.contains("Invalid verification code."), "{told}");
    let other = json!({"phone": "33612345679", "verificationCode": "123456"});
    refused(&api.post(VERIFY, other).await, 400, not_found);
    for _ in 1..10 {
        let sent = api.post(SEND, phone.clone()).await;
        refused(&sent, 501, "connector.not_found");
    }
    let limited = api.post(SEND, phone).await;
    refused(&limited, 429, "request.message_rate_limited");
    world.clock.advance(Lifetime::minutes(10));
    let api = Api::of(&world).await;
    refused(&api.post(VERIFY, typed).await, 400, not_found);
}
