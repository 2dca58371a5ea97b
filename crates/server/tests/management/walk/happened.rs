//! What happened: events, sign-ins, mails, numbers, and why somebody cannot sign in.

use serde_json::json;
use testkit::mailgun::{Mailgun, Reply};

use super::{
    super::sign_ins::{at_code_page, deliver_all},
    scribe::{Scribe, text},
};

pub(super) async fn walk(scribe: &mut Scribe, provider: &Mailgun) {
    let world = scribe.world.clone();
    provider.answer(Reply::of(
        "400 X",
        "{\"message\":\"Domain mg.example.com is not active\"}",
    ));
    let (.., flow) = at_code_page(&world, "web", "grace@example.com").await;
    deliver_all(&world).await;
    scribe.get(200, &format!("/signet/sign-ins/{flow}")).await;
    scribe.get(200, "/signet/sign-ins?application=web").await;
    let mails = scribe.get(200, "/signet/mail?state=dead").await;
    let mail = format!("/signet/mail/{}", text(&mails[0], "id"));
    let question = json!({
        "identifier": "grace@example.com", "applicationId": "web",
        "redirectUri": "https://rp.example/cb",
    });
    scribe.post(200, "/signet/explain-sign-in", question).await;
    let limited = json!({"identifier": "grace@example.com"});
    scribe.post(204, "/signet/lift-limits", limited).await;
    scribe.act(200, &format!("{mail}/retry")).await;
    deliver_all(&world).await;
    scribe.act(200, &format!("{mail}/cancel")).await;
    scribe.get(200, "/signet/events?limit=3").await;
    let logs = scribe.get(200, "/logs?page_size=3").await;
    scribe
        .get(200, &format!("/logs/{}", text(&logs[0], "id")))
        .await;
    for number in ["total", "new", "active"] {
        scribe.get(200, &format!("/dashboard/users/{number}")).await;
    }
    let removal = json!({"delete": "/applications/idle"});
    scribe.post(200, "/signet/impact", removal).await;
}
