//! Mailgun's reports of mails: where they are shown, and which are refused.

use std::fmt::Write;

use aws_lc_rs::hmac;
use axum::{body::Body, http::Request};
use oidc_core::time::{Lifetime, Timestamp};
use serde_json::{Value, json};
use testkit::mailgun::{Mailgun, Reply};

use super::{
    caller::{Api, done, managed_also},
    explain_sign_in::{check, fails_at, of, passes},
    sign_ins::{at_code_page, by_mailgun, deliver_all},
};
use crate::kit::{Answer, World, on_both};

on_both! {
    a_mail_that_bounced_shows_in_the_list_the_timeline_and_the_explanation,
    a_mail_that_is_delayed_and_then_delivered_never_goes_back,
    what_is_forged_stale_or_no_report_is_refused_and_changes_nothing,
    without_a_signing_key_nothing_is_taken,
    a_report_that_is_repeated_or_of_an_unknown_mail_is_taken_and_changes_nothing,
    a_report_that_is_faster_than_we_are_is_asked_for_again,
    of_reports_in_parallel_the_last_state_holds,
    the_bounce_of_an_address_that_was_corrected_since_refuses_nobody,
    a_bounce_behind_an_accepted_code_refuses_nobody,
    a_bounce_is_old_once_the_connector_was_changed,
    a_report_is_asked_for_again_while_a_connector_cannot_be_read,
}

const PATH: &str = "/webhooks/mailgun";
const KEY: &str = "webhook-key-of-the-operator";
const ADA: &str = "ada@example.com";
const MESSAGE: &str = "20130503182626.18666.16540@mg.example.com";

/// A world whose provider tells under which id it took a mail.
async fn reported(world: World) -> (World, tempfile::TempDir, Mailgun) {
    let accepted = format!(r#"{{"id":"<{MESSAGE}>","message":"Queued. Thank you."}}"#);
    let mailgun = Mailgun::answering(Reply::of("200 OK", &accepted)).await;
    let more = by_mailgun(mailgun.port) + &format!("webhook_signing_key = \"{KEY}\"\n");
    let (world, folder) = managed_also(world, &more).await;
    (world, folder, mailgun)
}

/// A mail to Ada that was handed over, and its sign-in.
async fn handed_over(world: &World) -> String {
    let (.., flow) = at_code_page(world, "web", ADA).await;
    deliver_all(world).await;
    flow
}

fn signature(key: &str, at: Timestamp) -> Value {
    let (timestamp, token) = (at.as_seconds().to_string(), "a1b2c3");
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
    let tag = hmac::sign(&key, format!("{timestamp}{token}").as_bytes());
    let mut hex = String::new();
    for byte in tag.as_ref() {
        let _ = write!(hex, "{byte:02x}");
    }
    json!({"timestamp": timestamp, "token": token, "signature": hex})
}

fn about(message: &str, at: Timestamp, what: &Value) -> Value {
    let seconds = f64::from(u32::try_from(at.as_seconds()).unwrap());
    let mut event = json!({
        "timestamp": seconds, "recipient": ADA,
        "message": {"headers": {"message-id": message}},
    });
    let all = event.as_object_mut().unwrap();
    all.extend(what.as_object().unwrap().clone());
    event
}

fn bounced() -> Value {
    let status = json!({"code": 550, "message": "5.1.1 <ada@example.com>: no such\r\n user"});
    json!({"event": "failed", "severity": "permanent", "delivery-status": status})
}

fn delayed(why: &str) -> Value {
    let status = json!({"code": 452, "message": why});
    json!({"event": "failed", "severity": "temporary", "delivery-status": status})
}

fn delivered() -> Value {
    json!({"event": "delivered", "delivery-status": {"code": 250, "message": "OK"}})
}

async fn post(world: &World, body: String) -> Answer {
    let request = Request::post(PATH)
        .header("host", "localhost:3001")
        .header("content-type", "application/json");
    world.send(request.body(Body::from(body)).unwrap()).await
}

/// Signed as it should be, of the mail that was handed over, at this moment.
async fn report(world: &World, what: &Value) -> Answer {
    let now = world.clock.now();
    let body = json!({"signature": signature(KEY, now), "event-data": about(MESSAGE, now, what)});
    post(world, body.to_string()).await
}

async fn mail(api: &Api) -> Value {
    done(&api.get("/signet/mail?page_size=1").await, 200)[0].clone()
}

async fn delivery(api: &Api) -> Value {
    mail(api).await["delivery"].clone()
}

async fn a_mail_that_bounced_shows_in_the_list_the_timeline_and_the_explanation(world: World) {
    let (world, _folder, _mailgun) = reported(world).await;
    let api = Api::of(&world).await;
    let flow = handed_over(&world).await;
    assert_eq!(mail(&api).await.get("delivery"), None);
    passes(&of(&api, ADA).await);
    world.pass(Lifetime::seconds(2));
    let at = world.clock.now().as_seconds() * 1000;
    let answer = report(&world, &bounced()).await;
    assert_eq!((answer.status.as_u16(), &*answer.body), (200, ""));
    let words = "550: 5.1.1 <[address]>: no such user";
    let told = json!({"state": "bounced", "at": at, "detail": words});
    let shown = mail(&api).await;
    assert_eq!(
        (&shown["delivery"], &shown["state"]),
        (&told, &json!("sent"))
    );
    let sign_in = done(&api.get(&format!("/signet/sign-ins/{flow}")).await, 200);
    assert_eq!(sign_in["mails"][0]["delivery"], told);
    assert_eq!(sign_in["outcome"], "refused");
    let steps = sign_in["steps"].as_array().unwrap();
    let last = steps.last().unwrap();
    let seen = (&last["kind"], &last["because"], &last["mailId"]);
    assert_eq!(seen, (&json!("mail.bounced"), &json!(words), &shown["id"]));
    let why = fails_at(&of(&api, ADA).await, "mail");
    assert!(why.contains("bounced") && why.contains(words), "{why}");
    // Another address is not concerned.
    passes(&of(&api, "bob@example.com").await);
}

async fn a_mail_that_is_delayed_and_then_delivered_never_goes_back(world: World) {
    let (world, _folder, _mailgun) = reported(world).await;
    let api = Api::of(&world).await;
    let flow = handed_over(&world).await;
    for why in ["busy", "mailbox full"] {
        world.pass(Lifetime::seconds(2));
        assert_eq!(report(&world, &delayed(why)).await.status, 200);
        let told = delivery(&api).await;
        assert_eq!(told["state"], "delayed");
        assert_eq!(told["detail"], format!("452: {why}"));
    }
    let told = of(&api, ADA).await;
    passes(&told);
    let why = check(&told, "mail")["because"].as_str().unwrap().to_owned();
    assert!(
        why.contains("delayed") && why.contains("mailbox full"),
        "{why}"
    );
    world.pass(Lifetime::seconds(2));
    assert_eq!(report(&world, &delivered()).await.status, 200);
    let told = delivery(&api).await;
    assert_eq!(told["state"], "delivered");
    world.pass(Lifetime::seconds(2));
    assert_eq!(report(&world, &delayed("late")).await.status, 200);
    assert_eq!(delivery(&api).await, told);
    let sign_in = done(&api.get(&format!("/signet/sign-ins/{flow}")).await, 200);
    let steps = sign_in["steps"].as_array().unwrap();
    let last = steps.last().unwrap();
    assert_eq!(last["kind"], "mail.delivered");
    // An address may refuse a mail that its server has taken; that is the end.
    assert_eq!(report(&world, &bounced()).await.status, 200);
    let told = delivery(&api).await;
    assert_eq!(told["state"], "bounced");
    assert_eq!(report(&world, &delivered()).await.status, 200);
    assert_eq!(delivery(&api).await, told);
}

async fn what_is_forged_stale_or_no_report_is_refused_and_changes_nothing(world: World) {
    let (world, _folder, _mailgun) = reported(world).await;
    let api = Api::of(&world).await;
    handed_over(&world).await;
    let now = world.clock.now();
    let event = about(MESSAGE, now, &bounced());
    let early = now.minus(Lifetime::seconds(9 * 3600 + 1));
    let late = now.plus(Lifetime::seconds(901));
    let mut other_time = signature(KEY, now);
    other_time["timestamp"] = json!((now.as_seconds() - 1).to_string());
    for wrong in [
        signature("another-key", now),
        signature("", now),
        signature(KEY, early),
        signature(KEY, late),
        other_time,
        json!({}),
    ] {
        let body = json!({"signature": wrong, "event-data": event});
        let answer = post(&world, body.to_string()).await;
        assert_eq!(answer.status, 406, "{wrong}");
        assert_eq!(answer.body, "406 Not Acceptable\n");
    }
    for body in ["", "{}", "not json", "[]"] {
        assert_eq!(post(&world, body.to_owned()).await.status, 406, "{body}");
    }
    let large =
        json!({"signature": signature(KEY, now), "event-data": event, "x": "x".repeat(65_536)});
    assert_eq!(post(&world, large.to_string()).await.status, 413);
    assert_eq!(delivery(&api).await, Value::Null);
    // Its neighbour is taken: the oldest that is fresh.
    let oldest = now.minus(Lifetime::seconds(9 * 3600));
    let body = json!({"signature": signature(KEY, oldest), "event-data": event});
    assert_eq!(post(&world, body.to_string()).await.status, 200);
    assert_eq!(delivery(&api).await["state"], "bounced");
}

async fn without_a_signing_key_nothing_is_taken(world: World) {
    let mailgun = Mailgun::open().await;
    let (world, _folder) = managed_also(world, &by_mailgun(mailgun.port)).await;
    handed_over(&world).await;
    assert_eq!(report(&world, &bounced()).await.status, 406);
    let now = world.clock.now();
    let body = json!({"signature": signature("", now), "event-data": {}});
    assert_eq!(post(&world, body.to_string()).await.status, 406);
}

async fn a_report_that_is_repeated_or_of_an_unknown_mail_is_taken_and_changes_nothing(
    world: World,
) {
    let (world, _folder, _mailgun) = reported(world).await;
    let api = Api::of(&world).await;
    handed_over(&world).await;
    let now = world.clock.now();
    let signed = |event: Value| json!({"signature": signature(KEY, now), "event-data": event});
    let body = signed(about(MESSAGE, now, &bounced())).to_string();
    assert_eq!(post(&world, body.clone()).await.status, 200);
    let told = delivery(&api).await;
    for _ in 0..3 {
        world.pass(Lifetime::seconds(2));
        assert_eq!(post(&world, body.clone()).await.status, 200);
    }
    let old = now.minus(Lifetime::minutes(2));
    for event in [
        about("1.2.3@mg.example.com", old, &bounced()),
        // No mail of ours waits for an id: another program sends by the same account.
        about("1.2.3@mg.example.com", now, &bounced()),
        about(MESSAGE, now, &json!({"event": "opened"})),
        json!({}),
    ] {
        let answer = post(&world, signed(event.clone()).to_string()).await;
        assert_eq!(
            (answer.status.as_u16(), &*answer.body),
            (200, ""),
            "{event}"
        );
    }
    assert_eq!(delivery(&api).await, told);
}

async fn a_report_that_is_faster_than_we_are_is_asked_for_again(world: World) {
    let (world, _folder, _mailgun) = reported(world).await;
    let api = Api::of(&world).await;
    at_code_page(&world, "web", ADA).await;
    let now = world.clock.now();
    let body = json!({
        "signature": signature(KEY, now), "event-data": about(MESSAGE, now, &delivered()),
    });
    let answer = post(&world, body.to_string()).await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.header("retry-after"), Some("60"));
    deliver_all(&world).await;
    assert_eq!(post(&world, body.to_string()).await.status, 200);
    assert_eq!(delivery(&api).await["state"], "delivered");
}

async fn of_reports_in_parallel_the_last_state_holds(world: World) {
    let (world, _folder, _mailgun) = reported(world).await;
    let api = Api::of(&world).await;
    handed_over(&world).await;
    let (late, good, bad) = (delayed("busy"), delivered(), bounced());
    let (one, two, three, four) = tokio::join!(
        report(&world, &good),
        report(&world, &bad),
        report(&world, &late),
        report(&world, &bad),
    );
    for answer in [one, two, three, four] {
        assert_eq!(answer.status, 200);
    }
    assert_eq!(delivery(&api).await["state"], "bounced");
}

/// How a sign-in ended, so far.
async fn outcome(api: &Api, flow: &str) -> Value {
    let sign_in = done(&api.get(&format!("/signet/sign-ins/{flow}")).await, 200);
    sign_in["outcome"].clone()
}

async fn the_bounce_of_an_address_that_was_corrected_since_refuses_nobody(world: World) {
    let (world, _folder, _mailgun) = reported(world).await;
    let api = Api::of(&world).await;
    let mut browser = world.browser();
    let web = world.relying_party("web");
    let first = browser.visit(&web.request()).await;
    let page = browser.ask_for_code(&first, ADA).await;
    let flow = page.form(0).value("flow").to_owned();
    deliver_all(&world).await;
    world.pass(Lifetime::seconds(2));
    assert_eq!(report(&world, &bounced()).await.status, 200);
    assert_eq!(outcome(&api, &flow).await, "refused");
    world.pass(Lifetime::seconds(60));
    browser.ask_for_code(&first, "ada@example.org").await;
    assert_eq!(outcome(&api, &flow).await, "waiting");
    // Mailgun says it again, and later.
    world.pass(Lifetime::seconds(2));
    assert_eq!(report(&world, &bounced()).await.status, 200);
    assert_eq!(outcome(&api, &flow).await, "waiting");
}

async fn a_bounce_behind_an_accepted_code_refuses_nobody(world: World) {
    let (world, _folder, mailgun) = reported(world).await;
    let api = Api::of(&world).await;
    let (mut browser, page, flow) = at_code_page(&world, "web", ADA).await;
    deliver_all(&world).await;
    let code = mailgun.heard(ADA).last().unwrap().code();
    let offer = browser.type_code(&page, &code).await;
    offer.shows("Create");
    world.pass(Lifetime::seconds(2));
    assert_eq!(report(&world, &bounced()).await.status, 200);
    assert_eq!(outcome(&api, &flow).await, "waiting");
}

async fn a_bounce_is_old_once_the_connector_was_changed(world: World) {
    let (world, _folder, _mailgun) = reported(world).await;
    let api = Api::of(&world).await;
    handed_over(&world).await;
    world.pass(Lifetime::seconds(2));
    assert_eq!(report(&world, &bounced()).await.status, 200);
    fails_at(&of(&api, ADA).await, "mail");
    world.pass(Lifetime::seconds(2));
    let now = world.clock.now().as_millis();
    let sql = format!("update connectors set updated_at = {now}");
    world.sql(&sql).await;
    let other = world.another_node().await;
    let explained = of(&Api::of(&other).await, ADA).await;
    passes(&explained);
    // It keeps nobody out, and is told: the address may be wrong all the same.
    let mail = check(&explained, "mail");
    let why = mail["because"].as_str().unwrap();
    let told = "bounced before the e-mail connector was changed: 550";
    assert!(why.contains(told), "{why}");
    assert_eq!(mail["remedy"], "Have them check their address.");
}

async fn a_report_is_asked_for_again_while_a_connector_cannot_be_read(world: World) {
    let (world, _folder, _mailgun) = reported(world).await;
    let api = Api::of(&world).await;
    handed_over(&world).await;
    let now = world.clock.now();
    let body = json!({
        "signature": signature("another-key", now), "event-data": about(MESSAGE, now, &bounced()),
    });
    assert_eq!(post(&world, body.to_string()).await.status, 406);
    // As a node of a later version may write it.
    world.sql("update connectors set source = 'moon'").await;
    world.sql("update versions set number = number + 1").await;
    let answer = post(&world, body.to_string()).await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.header("retry-after"), Some("60"));
    assert_eq!(delivery(&api).await, Value::Null);
}
