//! What is read of a report, and who has signed it.

use serde_json::json;

use super::*;

const KEY: &str = "key-webhook";
const NOW: Timestamp = Timestamp::from_millis(1_521_472_265_000);
/// `printf '1521472262a1b2c3' | openssl dgst -sha256 -hmac key-webhook`
const RIGHT: &str = "2a86c76f084cf066c6f95279f03a10d1006194ca4925b670b18b9012b555ab38";

fn with(signature: &str, event: &Value) -> SignedReport {
    let body = json!({
        "signature": {"timestamp": "1521472262", "token": "a1b2c3", "signature": signature},
        "event-data": event,
    });
    SignedReport::read(body.to_string().as_bytes()).unwrap()
}

fn event(what: &Value) -> Value {
    let mut event = json!({
        "timestamp": 1_521_472_262.908,
        "message": {"headers": {"message-id": "1.2@example.com"}},
        "recipient": "ada@example.com",
    });
    let all = event.as_object_mut().unwrap();
    all.extend(what.as_object().unwrap().clone());
    event
}

fn told(what: &Value) -> Option<(Reported, Option<String>)> {
    let report = with(RIGHT, &event(what)).report(NOW)?;
    assert_eq!(report.message.as_str(), "1.2@example.com");
    assert_eq!(report.at, Timestamp::from_millis(1_521_472_262_908));
    Some((report.state, report.detail))
}

#[test]
fn a_report_is_signed_by_whoever_has_the_key() {
    let key = KEY.into();
    assert!(with(RIGHT, &json!({})).is_signed_by(&key));
    assert!(with(&RIGHT.to_uppercase(), &json!({})).is_signed_by(&key));
    assert!(!with(RIGHT, &json!({})).is_signed_by(&"key-webhooK".into()));
    let other = RIGHT.replacen('2', "3", 1);
    for forged in [
        "",
        "2a",
        &other,
        &RIGHT[2..],
        &format!("{RIGHT}00"),
        &"é".repeat(32),
    ] {
        assert!(!with(forged, &json!({})).is_signed_by(&key), "{forged}");
    }
}

#[test]
fn a_report_is_fresh_for_nine_hours_and_may_be_a_quarter_of_an_hour_ahead() {
    let signed_at = 1_521_472_262;
    for (seconds, is_fresh) in [
        (0, true),
        (9 * 3600, true),
        (9 * 3600 + 1, false),
        (-900, true),
        (-901, false),
    ] {
        let now = Timestamp::from_millis((signed_at + seconds) * 1000);
        assert_eq!(with(RIGHT, &json!({})).is_fresh(now), is_fresh, "{seconds}");
    }
    for timestamp in ["", "soon", "-9223372036854775808", "99999999999999999999"] {
        let body = json!({
            "signature": {"timestamp": timestamp, "token": "a", "signature": "b"}, "event-data": {},
        });
        let report = SignedReport::read(body.to_string().as_bytes()).unwrap();
        assert!(!report.is_fresh(NOW), "{timestamp}");
    }
}

#[test]
fn what_became_of_a_mail_is_told_in_the_words_of_the_other_side() {
    let status = json!({"code": 550, "message": "5.1.1 <ada@example.com>:\r\n no\u{1b} such user"});
    let permanent = json!({"event": "failed", "severity": "permanent", "delivery-status": status});
    let words = "550: 5.1.1 <[address]>: no such user".to_owned();
    assert_eq!(told(&permanent), Some((Reported::Bounced, Some(words))));
    let temporary = json!({
        "event": "failed", "severity": "temporary", "reason": "generic",
        "delivery-status": {"code": 452, "message": "", "description": "mailbox full"},
    });
    let words = "452: mailbox full".to_owned();
    assert_eq!(told(&temporary), Some((Reported::Delayed, Some(words))));
    let suppressed =
        json!({"event": "failed", "severity": "permanent", "reason": "suppress-bounce"});
    let words = "suppress-bounce".to_owned();
    assert_eq!(told(&suppressed), Some((Reported::Bounced, Some(words))));
    let delivered =
        json!({"event": "delivered", "delivery-status": {"code": 250, "message": "OK"}});
    let words = "250: OK".to_owned();
    assert_eq!(told(&delivered), Some((Reported::Delivered, Some(words))));
    let complained = json!({"event": "complained"});
    assert_eq!(told(&complained), Some((Reported::Delivered, None)));
}

#[test]
fn t_70_words_that_quote_a_code_do_not_keep_it() {
    for (said, kept) in [
        (
            "spam: \"482913 is your code\"",
            "spam: \"[…] is your code\"",
        ),
        ("482913", "[…]"),
        ("é482913.", "é[…]."),
        ("id 4829134, ref x48291", "id 4829134, ref x48291"),
        ("123-456 or 123 456", "[…] or […]"),
        ("550 5.1.1 no", "550 5.1.1 no"),
        ("?q=3D482913&s=%20482913%20is", "?q=3D[…]&s=%20[…]%20is"),
        ("١٢٣٤٥٦", "[…]"),
        ("48\u{200b}29\u{ad}13 is it", "[…] is it"),
        ("4\u{fe0f}8\u{34f}2913 is it", "[…] is it"),
        ("…B?NDgyOTEzIGlzIGl0?= refused", "[…] refused"),
        (
            "spam:\t=?utf-8?B?NDgyOTEzIGlzIHlvdXIgY29kZQ==?= refused",
            "spam: […] refused",
        ),
        ("to a\u{2060}da@exam\u{200d}ple.com: no", "to [address]: no"),
        (
            "<ada.482913b@example.com>, <bob@482913.example>: no",
            "<[address]>, <[address]>: no",
        ),
    ] {
        let status = json!({"message": said});
        let what = json!({"event": "failed", "severity": "permanent", "delivery-status": status});
        let words = told(&what).unwrap().1;
        assert_eq!(words.as_deref(), Some(kept), "{said}");
    }
}

#[test]
fn a_report_prints_nothing_of_what_it_says() {
    let printed = format!("{:?}", with(RIGHT, &event(&json!({"event": "delivered"}))));
    assert_eq!(printed, "SignedReport { .. }");
}

#[test]
fn long_words_are_cut() {
    let status = json!({"message": "é".repeat(20_000)});
    let what = json!({"event": "failed", "severity": "permanent", "delivery-status": status});
    let (_, words) = told(&what).unwrap();
    assert!(words.unwrap().chars().count() <= 301);
}

#[test]
fn what_says_nothing_of_a_delivery_is_no_report() {
    for what in [
        json!({"event": "opened"}),
        json!({"event": "failed"}),
        json!({"event": "failed", "severity": "grave"}),
        json!({"event": 7}),
        json!({"event": "delivered", "message": null}),
        json!({"event": "delivered", "message": {"headers": {"message-id": "no id"}}}),
    ] {
        assert_eq!(told(&what), None, "{what}");
    }
    assert_eq!(with(RIGHT, &json!([])).report(NOW), None);
}

#[test]
fn nothing_is_reported_of_the_future_nor_at_no_time() {
    for timestamp in [json!(1e12), json!(-1), json!("soon"), json!(1e300)] {
        let mut delivered = event(&json!({"event": "delivered"}));
        delivered["timestamp"] = timestamp;
        assert_eq!(with(RIGHT, &delivered).report(NOW).unwrap().at, NOW);
    }
}

#[test]
fn what_is_no_report_is_not_read() {
    for body in [
        "",
        "{}",
        "[]",
        "signature=1",
        r#"{"signature":{},"event-data":{}}"#,
    ] {
        assert!(SignedReport::read(body.as_bytes()).is_none(), "{body}");
    }
}
