//! A configuration is tried out and looked at before it is saved.

use base64::{Engine, engine::general_purpose::STANDARD};
use oidc_core::event::EventKind;
use serde_json::{Value, json};
use testkit::mailgun::{API_KEY, Mailgun, Reply};

use super::{
    caller::{Api, done, managed_also, refused},
    written_down::events,
};
use crate::kit::{World, on_both};

on_both! {
    a_configuration_is_tried_out_with_a_mail_before_it_is_saved,
    a_trial_is_the_mail_of_the_usage_that_is_named,
    each_step_of_a_trial_is_told_with_the_words_of_the_provider_and_what_helps,
    what_cannot_be_tried_is_refused,
    a_recipient_gets_ten_mails_of_an_operator_in_ten_minutes,
    the_domain_is_looked_up_at_mailgun,
    a_provider_that_is_silent_is_told_of_before_the_request_is_over,
    a_mail_server_inside_is_refused_when_it_is_saved,
}

const TEST: &str = "/connectors/mailgun-email/test";

async fn beside(world: World, port: u16) -> (World, tempfile::TempDir) {
    let more = format!("[outbound]\nallow = [\"127.0.0.1:{port}\"]\n");
    managed_also(world, &more).await
}

fn config(port: u16) -> Value {
    json!({
        "domain": "mg.example.com",
        "apiKey": API_KEY,
        "from": "Books <hello@mg.example.com>",
        "baseUrl": format!("http://127.0.0.1:{port}"),
        "deliveries": {"Generic": {"subject": "{{code}} is it", "html": "<p>{{code}}</p>"}},
    })
}

fn to(config: &Value) -> Value {
    json!({"email": "ada@example.com", "config": config})
}

async fn a_configuration_is_tried_out_with_a_mail_before_it_is_saved(world: World) {
    let provider = Mailgun::open().await;
    let (world, _folder) = beside(world, provider.port).await;
    let api = Api::of(&world).await;
    done(&api.post(TEST, to(&config(provider.port))).await, 204);
    let heard = provider.all();
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].field("to").as_deref(), Some("ada@example.com"));
    assert_eq!(heard[0].field("subject").as_deref(), Some("000000 is it"));
    assert_eq!(done(&api.get("/connectors").await, 200), json!([]));
    let told = events(&world, &[EventKind::ConnectorTested]).await;
    assert_eq!(told[0].data["outcome"], "accepted");
    assert!(
        !told[0]
            .data
            .values()
            .any(|value| value.to_string().contains("ada"))
    );
    // The words of the language lie over those of the configuration.
    let template = json!({"templates": [{"languageTag": "fr", "templateType": "Generic",
        "details": {"subject": "Code {{code}}", "content": "{{code}}", "contentType": "text/plain"}}]});
    done(&api.put("/email-templates", template).await, 200);
    let mut french = to(&config(provider.port));
    french["locale"] = json!("fr");
    done(&api.post(TEST, french).await, 204);
    let heard = provider.all();
    assert_eq!(heard[1].field("subject").as_deref(), Some("Code 000000"));
    assert_eq!(heard[1].field("text").as_deref(), Some("000000"));
}

async fn a_trial_is_the_mail_of_the_usage_that_is_named(world: World) {
    let provider = Mailgun::open().await;
    let (world, _folder) = beside(world, provider.port).await;
    let api = Api::of(&world).await;
    let mut config = config(provider.port);
    config["deliveries"] =
        json!({"Register": {"subject": "Welcome, {{code}}", "html": "<p>{{code}}</p>"}});
    let mut trial = to(&config);
    refused(
        &api.post(TEST, trial.clone()).await,
        400,
        "connector.template_not_found",
    );
    trial["usageType"] = json!("Register");
    done(&api.post(TEST, trial.clone()).await, 204);
    let heard = provider.all();
    assert_eq!(
        heard[0].field("subject").as_deref(),
        Some("Welcome, 000000")
    );
    let told = events(&world, &[EventKind::ConnectorTested]).await;
    assert!(
        told.iter()
            .any(|event| event.data["usage_type"] == "Register")
    );
    trial["usageType"] = json!("Registration");
    let wrong = api.post(TEST, trial).await;
    refused(&wrong, 400, "guard.invalid_input");
    assert!(wrong.body.contains("usageType"), "{}", wrong.body);
}

/// What a careless provider answers.
fn repeated() -> String {
    let basic = STANDARD.encode(format!("api:{API_KEY}"));
    format!("Forbidden: no such key {API_KEY}, Basic {basic}, code 000000")
}

async fn each_step_of_a_trial_is_told_with_the_words_of_the_provider_and_what_helps(world: World) {
    let provider = Mailgun::answering(Reply::of("401 X", &repeated())).await;
    let (world, _folder) = beside(world, provider.port).await;
    let api = Api::of(&world).await;
    let refusal = api.post(TEST, to(&config(provider.port))).await;
    refused(&refusal, 400, "connector.general");
    assert!(
        refusal.json()["message"]
            .as_str()
            .unwrap()
            .contains("no such key")
    );
    let told = done(
        &api.preferring_steps()
            .post(TEST, to(&config(provider.port)))
            .await,
        200,
    );
    assert_eq!(told["accepted"], false);
    let steps: Vec<&str> = told["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["name"].as_str().unwrap())
        .collect();
    assert_eq!(steps.first(), Some(&"rendered"));
    assert_eq!(steps.last(), Some(&"answered"));
    let said = &told["steps"].as_array().unwrap().last().unwrap()["detail"];
    assert!(
        said.as_str()
            .unwrap()
            .contains("401: Forbidden: no such key"),
        "{said}"
    );
    assert!(told["advice"].as_str().unwrap().contains("key"), "{told}");
    assert!(!told.to_string().contains(API_KEY) && !told.to_string().contains("000000"));
    let basic = STANDARD.encode(format!("api:{API_KEY}"));
    assert!(!told.to_string().contains(&basic), "{told}");
    provider.answer(Reply::of(
        "200 OK",
        "{\"id\":\"<1@mg>\",\"message\":\"Queued. Thank you.\"}",
    ));
    let told = done(
        &api.preferring_steps()
            .post(TEST, to(&config(provider.port)))
            .await,
        200,
    );
    assert_eq!(
        (&told["accepted"], told.get("advice")),
        (&json!(true), None)
    );
    assert!(told.to_string().contains("Queued"), "{told}");
}

async fn what_cannot_be_tried_is_refused(world: World) {
    let provider = Mailgun::open().await;
    let (world, _folder) = beside(world, provider.port).await;
    let api = Api::of(&world).await;
    let good = config(provider.port);
    for (path, body, code) in [
        (TEST, json!({"config": good}), "guard.invalid_input"),
        (
            TEST,
            json!({"email": "nobody", "config": good}),
            "guard.invalid_input",
        ),
        (
            TEST,
            json!({"email": "ada@example.com"}),
            "guard.invalid_input",
        ),
        (
            TEST,
            json!({"phone": "33612345678", "config": good}),
            "connector.unexpected_type",
        ),
        (TEST, to(&json!({})), "connector.invalid_config"),
        ("/connectors/pigeon/test", to(&good), "connector.not_found"),
    ] {
        refused(&api.post(path, body).await, 400, code);
    }
    let mut silent = good.clone();
    silent["deliveries"] = json!({"Register": {"html": "{{code}}"}});
    refused(
        &api.post(TEST, to(&silent)).await,
        400,
        "connector.template_not_found",
    );
    assert!(provider.all().is_empty());
}

async fn a_recipient_gets_ten_mails_of_an_operator_in_ten_minutes(world: World) {
    let provider = Mailgun::open().await;
    let (world, _folder) = beside(world, provider.port).await;
    let api = Api::of(&world).await;
    let body = to(&config(provider.port));
    let all = (0..20).map(|_| api.post(TEST, body.clone()));
    let answers = futures_util::future::join_all(all).await;
    let sent = answers.iter().filter(|answer| answer.status == 204).count();
    assert_eq!((sent, provider.all().len()), (10, 10));
    let full = answers.iter().find(|answer| answer.status != 204).unwrap();
    refused(full, 429, "request.message_rate_limited");
    assert!(full.json()["data"]["until"].as_i64().unwrap() > world.clock.now().as_millis());
    world.clock.advance(oidc_core::time::Lifetime::minutes(10));
    done(&Api::of(&world).await.post(TEST, body).await, 204);
}

async fn the_domain_is_looked_up_at_mailgun(world: World) {
    let provider = Mailgun::open().await;
    let (world, _folder) = beside(world, provider.port).await;
    let api = Api::of(&world).await;
    let check = "/signet/connectors/mailgun-email/check";
    let told = done(
        &api.post(check, json!({"config": config(provider.port)}))
            .await,
        200,
    );
    assert_eq!(told["regions"].as_array().unwrap().len(), 1);
    assert_eq!(told["regions"][0]["isOurs"], true);
    for record in ["spf", "dkim"] {
        assert!(told[record]["validity"].is_string(), "{told}");
    }
    let other = "/signet/connectors/http-email/check";
    let http = json!({"config": {"endpoint": "https://mail.example.com"}});
    refused(
        &api.post(other, http).await,
        400,
        "connector.unexpected_type",
    );
    refused(
        &api.post("/signet/connectors/pigeon/check", json!({"config": {}}))
            .await,
        404,
        "entity.not_found",
    );
    refused(
        &api.post(check, json!({"config": {}})).await,
        400,
        "connector.invalid_config",
    );
}

async fn a_provider_that_is_silent_is_told_of_before_the_request_is_over(world: World) {
    let provider = Mailgun::answering(Reply::Silence).await;
    let more = format!(
        "[outbound]\nallow = [\"127.0.0.1:{}\"]\n[http]\nrequest_timeout = \"2s\"\n",
        provider.port
    );
    let (world, _folder) = managed_also(world, &more).await;
    let api = Api::of(&world).await.preferring_steps();
    let told = done(&api.post(TEST, to(&config(provider.port))).await, 200);
    assert_eq!(told["accepted"], false);
    assert_eq!(told["steps"][0]["name"], "rendered", "as far as it came");
    let check = json!({"config": config(provider.port)});
    let told = api
        .post("/signet/connectors/mailgun-email/check", check)
        .await;
    assert_eq!(done(&told, 200)["regions"][0]["answer"], Value::Null);
}

async fn a_mail_server_inside_is_refused_when_it_is_saved(world: World) {
    let (world, _folder) = managed_also(world, "[outbound]\nallow = [\"10.0.0.1:2525\"]\n").await;
    let api = Api::of(&world).await;
    let smtp = |host: &str, port: u16| json!({"host": host, "port": port, "fromEmail": "a@example.com", "auth": {}});
    let new =
        |config: Value| json!({"connectorId": "simple-mail-transfer-protocol", "config": config});
    for host in [
        "10.0.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "::1",
        "2130706433",
        "0x7f.1",
    ] {
        let answer = api.post("/connectors", new(smtp(host, 25))).await;
        refused(&answer, 400, "connector.invalid_config");
        assert_eq!(answer.json()["data"][0]["path"], json!(["host"]), "{host}");
    }
    done(
        &api.post("/connectors", new(smtp("10.0.0.1", 2525))).await,
        200,
    );
    done(
        &api.post("/connectors", new(smtp("mail.example.com", 25)))
            .await,
        200,
    );
}
