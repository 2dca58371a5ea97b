//! By whom mails are sent, and in which words.

use serde_json::{Value, json};
use testkit::mailgun::{API_KEY, Mailgun, Reply};

use super::{
    super::sign_ins::deliver_all,
    scribe::{Scribe, text},
};

fn config(port: u16) -> Value {
    json!({
        "domain": "mg.example.com",
        "apiKey": API_KEY,
        "from": "Books <hello@mg.example.com>",
        "baseUrl": format!("http://127.0.0.1:{port}"),
        "deliveries": {"Generic": {"subject": "{{code}} is your code", "html": "<p>{{code}}</p>"}},
    })
}

pub(super) async fn walk(scribe: &mut Scribe, provider: &Mailgun) {
    scribe.get(200, "/connector-factories").await;
    scribe.get(200, "/connector-factories/mailgun-email").await;
    let config = config(provider.port);
    let accepted = r#"{"id":"<20251009.1@mg.example.com>","message":"Queued. Thank you."}"#;
    provider.plan("ada@example.com", &[Reply::of("200 OK", accepted)]);
    let trial = json!({"email": "ada@example.com", "config": config});
    scribe
        .post_preferring_steps("/connectors/mailgun-email/test", trial)
        .await;
    let check = json!({"config": config});
    scribe
        .post(200, "/signet/connectors/mailgun-email/check", check)
        .await;
    let new = json!({"connectorId": "mailgun-email", "config": config});
    let made = scribe.post(200, "/connectors", new).await;
    let own = format!("/connectors/{}", text(&made, "id"));
    scribe.get(200, "/connectors").await;
    scribe.get(200, &own).await;
    let mut change = config.clone();
    change["from"] = json!("Bookshop <hello@mg.example.com>");
    scribe.patch(200, &own, json!({"config": change})).await;
    scribe.act(200, &format!("/signet{own}/reveal")).await;
    let sign_in = json!({"state": "x", "redirectUri": "https://books.example/callback"});
    // By this one nobody signs in.
    scribe
        .post(400, &format!("{own}/authorization-uri"), sign_in)
        .await;
    words(scribe).await;
    codes(scribe, provider).await;
    let spare =
        json!({"connectorId": "mailgun-email", "config": config, "signet": {"fallback": true}});
    let spare = scribe.post(200, "/connectors", spare).await;
    scribe
        .delete(204, &format!("/connectors/{}", text(&spare, "id")))
        .await;
}

async fn words(scribe: &mut Scribe) {
    let words = |language: &str, kind: &str| {
        json!({"languageTag": language, "templateType": kind, "details": {
            "subject": "Votre code", "content": "<p>{{code}}</p>", "contentType": "text/html",
        }})
    };
    let all = "/email-templates";
    let put = json!({"templates": [
        words("fr", "SignIn"), words("fr", "Register"), words("fr", "Generic"), words("de", "Generic"),
    ]});
    let written = scribe.put(200, all, put).await;
    scribe.get(200, &format!("{all}?languageTag=fr")).await;
    let one = format!("{all}/{}", text(&written[0], "id"));
    scribe.get(200, &one).await;
    scribe
        .patch(
            200,
            &format!("{one}/details"),
            json!({"subject": "{{code}}, votre code"}),
        )
        .await;
    scribe.delete(204, &one).await;
    scribe.delete(200, &format!("{all}/language-tag/de")).await;
    scribe
        .delete(200, &format!("{all}/template-type/Register"))
        .await;
    scribe
        .delete(200, &format!("{all}?languageTag=fr&templateType=Generic"))
        .await;
}

async fn codes(scribe: &mut Scribe, provider: &Mailgun) {
    let to = json!({"email": "ada@example.com"});
    scribe.post(204, "/verification-codes", to.clone()).await;
    deliver_all(&scribe.world).await;
    let code = provider.heard("ada@example.com").last().unwrap().code();
    scribe.secrets.push(code.clone());
    let mut typed = to;
    typed["verificationCode"] = json!(code);
    scribe.post(204, "/verification-codes/verify", typed).await;
}
