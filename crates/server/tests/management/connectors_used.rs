//! Mails leave by the connectors that were made over the API.

use aws_lc_rs::hmac;
use engine::jobs::deliver::deliver;
use oidc_core::event::EventKind;
use serde_json::{Value, json};
use testkit::mailgun::{Mailgun, Reply};

use super::{
    caller::{Api, done, managed, managed_also, refused},
    connectors::{beside, ids, mailgun, make, new, path},
    written_down::events,
};
use crate::kit::{World, on_both};

on_both! {
    a_mail_that_the_first_connector_cannot_hand_over_leaves_by_the_fallback,
    a_connector_without_configuration_sends_nothing,
    what_is_handed_to_an_endpoint_is_signed_with_a_key_that_was_made_up,
    what_mails_are_signed_with_stays_until_another_key_is_given,
    nothing_has_the_id_of_the_connector_of_the_file,
}

/// Somebody asks for a code at the page, and all mails go out.
async fn ask_for_code(world: &World, email: &str) {
    let mut browser = world.browser();
    let page = browser.visit(&world.relying_party("web").request()).await;
    browser.ask_for_code(&page, email).await;
    while deliver(&world.app).await.unwrap() {}
}

async fn a_mail_that_the_first_connector_cannot_hand_over_leaves_by_the_fallback(world: World) {
    let broken = Mailgun::answering(Reply::of("401 X", "Forbidden")).await;
    let provider = Mailgun::open().await;
    let more = format!(
        "[outbound]\nallow = [\"127.0.0.1:{}\", \"127.0.0.1:{}\"]\n",
        broken.port, provider.port
    );
    let (world, _folder) = managed_also(world, &more).await;
    let api = Api::of(&world).await;
    make(&api, new(&mailgun(broken.port))).await;
    ask_for_code(&world, "ada@example.com").await;
    assert!(provider.all().is_empty());
    assert_eq!(
        events(&world, &[EventKind::MailMisconfigured]).await.len(),
        1
    );
    let fallback = json!({"connectorId": "mailgun-email", "config": mailgun(provider.port), "signet": {"fallback": true}});
    make(&api, fallback).await;
    ask_for_code(&world, "grace@example.com").await;
    let heard = provider.all();
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].field("to").as_deref(), Some("grace@example.com"));
    let told = events(&world, &[EventKind::MailMisconfigured]).await;
    assert_eq!(told.len(), 2, "the first one still needs an operator");
    assert!(events(&world, &[EventKind::MailDead]).await.is_empty());
}

async fn a_connector_without_configuration_sends_nothing(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let made = make(&api, json!({"connectorId": "mailgun-email"})).await;
    assert_eq!(made["config"], json!({}));
    assert_eq!(ids(&api).await.len(), 1);
    let sent = api
        .post("/verification-codes", json!({"email": "ada@example.com"}))
        .await;
    refused(&sent, 501, "connector.not_found");
    // The code is there all the same, as programs expect it.
    let typed = json!({"email": "ada@example.com", "verificationCode": "000000"});
    let tried = api.post("/verification-codes/verify", typed).await;
    refused(&tried, 400, "verification_code.code_mismatch");
}

async fn what_is_handed_to_an_endpoint_is_signed_with_a_key_that_was_made_up(world: World) {
    let receiver = Mailgun::open().await;
    let (world, _folder) = beside(world, receiver.port).await;
    let api = Api::of(&world).await;
    let endpoint = format!("http://127.0.0.1:{}/mail", receiver.port);
    let config = json!({"endpoint": endpoint, "authorization": "Bearer let-me-in-please-0123"});
    let made = make(&api, json!({"connectorId": "http-email", "config": config})).await;
    let key = made["config"]["signingKey"].as_str().unwrap().to_owned();
    assert!(key.len() >= 32, "{key}");
    ask_for_code(&world, "ada@example.com").await;
    let heard = receiver.all();
    let body: Value = serde_json::from_str(&heard[0].body).unwrap();
    assert_eq!(
        (&body["to"], &body["type"]),
        (&json!("ada@example.com"), &json!("SignIn"))
    );
    assert!(body["payload"]["code"].as_str().unwrap().len() == 6);
    assert_eq!(
        heard[0].header("authorization"),
        Some("Bearer let-me-in-please-0123")
    );
    let signature = heard[0].header("signet-signature").unwrap();
    let (time, mac) = signature.split_once(",v1=").unwrap();
    let time = time.strip_prefix("t=").unwrap();
    assert_eq!(time, (world.clock.now().as_millis() / 1_000).to_string());
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
    let signed = format!("{time}.{}", heard[0].body);
    let expected = hmac::sign(&key, signed.as_bytes());
    let given: Vec<u8> = (0..mac.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&mac[at..at + 2], 16).unwrap())
        .collect();
    assert_eq!(given, expected.as_ref());
}

async fn what_mails_are_signed_with_stays_until_another_key_is_given(world: World) {
    let receiver = Mailgun::open().await;
    let (world, _folder) = beside(world, receiver.port).await;
    let api = Api::of(&world).await;
    let endpoint = format!("http://127.0.0.1:{}/mail", receiver.port);
    let config = json!({"endpoint": endpoint});
    let made = make(&api, json!({"connectorId": "http-email", "config": config})).await;
    let key = &made["config"]["signingKey"];
    let other = json!({"config": {"endpoint": endpoint, "authorization": "Bearer x-0123456789"}});
    let changed = done(&api.patch(&path(&made), other).await, 200);
    assert_eq!(&changed["config"]["signingKey"], key);
    let given = json!({"config": {"endpoint": endpoint, "signingKey": "sgn_of_my_own_0123456789"}});
    let changed = done(&api.patch(&path(&made), given).await, 200);
    assert_eq!(changed["config"]["signingKey"], "sgn_of_my_own_0123456789");
}

async fn nothing_has_the_id_of_the_connector_of_the_file(world: World) {
    let provider = Mailgun::open().await;
    let (world, _folder) = beside(world, provider.port).await;
    let api = Api::of(&world).await;
    for fallback in [false, true] {
        let mut body = new(&mailgun(provider.port));
        body["id"] = json!("email.file");
        body["signet"] = json!({"fallback": fallback});
        refused(
            &api.post("/connectors", body).await,
            422,
            "entity.unique_integrity_violation",
        );
    }
}
