//! An HTTP endpoint: the request byte for byte, its signature, and the meaning of each answer.

use std::time::{Duration, Instant};

use connectors::{DeliveryError, EmailConnector, mint_signing_key};
use oidc_core::{account::usage_type::UsageType, message_id::MessageId};
use rand_core::UnwrapErr;
use testkit::mailgun::{Heard, Mailgun as Endpoint, Reply};

use crate::kit::{CODE, NOW, PATIENCE, RECIPIENT, complaint, connector, mail};

const BEARER: &str = "Bearer ep-5d0a8f1c2b";
const SIGNING_KEY: &str = "sgn_0123456789";

fn http(url: &str, more: &str) -> EmailConnector {
    connector(&format!(
        "[http]\nendpoint = \"{url}/send?tenant=1\"\n{more}"
    ))
}

fn secured() -> String {
    format!("authorization = \"{BEARER}\"\nsigning_key = \"{SIGNING_KEY}\"")
}

async fn heard(more: &str) -> Heard {
    let there = Endpoint::answering(Reply::of("204 No Content", "")).await;
    let sent = http(&there.url(), more).send(&mail(), NOW).await;
    assert_eq!(sent, Ok(None));
    there.all().remove(0)
}

async fn outcome(answer: Reply, more: &str) -> Result<Option<MessageId>, DeliveryError> {
    let there = Endpoint::answering(answer).await;
    http(&there.url(), more).send(&mail(), NOW).await
}

#[tokio::test]
async fn a_mail_is_posted_as_by_the_logto_connector() {
    let heard = heard(&format!("authorization = \"{BEARER}\"")).await;
    assert_eq!(
        heard.head.lines().next(),
        Some("POST /send?tenant=1 HTTP/1.1")
    );
    assert_eq!(heard.header("content-type"), Some("application/json"));
    assert_eq!(heard.header("authorization"), Some(BEARER));
    assert_eq!(heard.header("signet-signature"), None);
    assert_eq!(
        heard.body,
        "{\"to\":\"ada+x@example.org\",\"type\":\"SignIn\",\"payload\":{\"code\":\"012345\",\
         \"locale\":\"en\",\"uiLocales\":\"fr en\",\"application\":{\"id\":\"a\\r\\nBcc: \
         eve@example.org\",\"name\":\"<b>&\\\"Shop\\\"</b>\"}}}"
    );
}

#[tokio::test]
async fn who_asked_is_told_where_it_is_known_and_nothing_is_sent_that_is_not_set() {
    let there = Endpoint::open().await;
    let mut mail = mail();
    mail.usage_type = UsageType::BindMfa;
    mail.ip = Some("2001:db8::7".parse().unwrap());
    http(&there.url(), "authorization = \"\"")
        .send(&mail, NOW)
        .await
        .unwrap();
    let heard = there.all().remove(0);
    assert_eq!(heard.header("authorization"), None);
    assert!(heard.body.contains("\"type\":\"BindMfa\""));
    assert!(heard.body.ends_with(",\"ip\":\"2001:db8::7\"}"));
}

#[tokio::test]
async fn a_signed_request_can_be_verified_from_its_header_and_body_alone() {
    let heard = heard(&secured()).await;
    let header = heard.header("signet-signature").unwrap();
    let (time, tag) = header.split_once(",v1=").unwrap();
    let time = time.strip_prefix("t=").unwrap();
    assert_eq!(time, "1700000000");
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, SIGNING_KEY.as_bytes());
    let bytes: Vec<u8> = (0..tag.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&tag[at..at + 2], 16).unwrap())
        .collect();
    let signed = format!("{time}.{}", heard.body);
    assert!(aws_lc_rs::hmac::verify(&key, signed.as_bytes(), &bytes).is_ok());
    let later = format!("1700000001.{}", heard.body);
    assert!(aws_lc_rs::hmac::verify(&key, later.as_bytes(), &bytes).is_err());
}

#[tokio::test]
async fn each_status_has_its_meaning() {
    for (line, cause, retryable) in [
        ("302 Found", "misconfigured", false),
        ("400 Bad Request", "refused", false),
        ("401 Unauthorized", "misconfigured", false),
        ("404 Not Found", "misconfigured", false),
        ("422 Unprocessable Content", "refused", false),
        ("429 Too Many Requests", "deferred", true),
        ("503 Service Unavailable", "deferred", true),
    ] {
        let error = outcome(Reply::of(line, "no"), "").await.unwrap_err();
        let found = (error.cause(), error.is_retryable());
        assert_eq!(found, (cause, retryable), "{line}");
    }
    for line in ["200 OK", "201 Created", "202 Accepted", "299 Fine"] {
        assert_eq!(outcome(Reply::of(line, ""), "").await, Ok(None), "{line}");
    }
}

#[tokio::test]
async fn t_63_a_redirect_is_not_followed() {
    let elsewhere = Endpoint::open().await;
    let answer = format!(
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n",
        elsewhere.url()
    );
    let error = outcome(Reply::Bytes(answer), "").await.unwrap_err();
    assert_eq!(error.cause(), "misconfigured");
    assert!(elsewhere.all().is_empty());
}

#[tokio::test]
async fn t_64_silence_and_floods_come_to_an_end() {
    let begun = Instant::now();
    let short = "timeouts = { whole_ms = 200 }";
    let error = outcome(Reply::Silence, short).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "nobody was reached: the endpoint did not answer in time"
    );
    let head = "HTTP/1.1 400 Bad Request\r\nContent-Length: 1000000000000\r\n\r\n";
    let error = outcome(Reply::ThenFlood(head), "").await.unwrap_err();
    assert!(error.to_string().len() < 500);
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn t_70_neither_secret_nor_code_nor_address_is_printed() {
    let bare = BEARER.strip_prefix("Bearer ").unwrap();
    let echo = format!("{SIGNING_KEY} {bare} may not mail {CODE} to {RECIPIENT}");
    let there = Endpoint::answering(Reply::of("401 Unauthorized", &echo)).await;
    let connector = http(&there.url(), &secured());
    let observed = connector.send_observed(&mail(), NOW, PATIENCE).await;
    let printed = format!("{observed:?} {connector:?}");
    for secret in [SIGNING_KEY, bare, CODE, RECIPIENT, "tenant=1"] {
        assert!(!printed.contains(secret), "{printed}");
    }
    assert!(printed.contains("may not mail"), "{printed}");
}

#[test]
fn each_fault_is_one_sentence_that_names_the_key() {
    for (lines, expected) in [
        ("endpoint = \"\"", "`email.http.endpoint` is empty."),
        (
            "endpoint = \"http://mail.internal/\"",
            "`email.http.endpoint` must be an https address",
        ),
        (
            "endpoint = \"https://u:p@mail.example/\"",
            "`email.http.endpoint` must be",
        ),
        (
            "endpoint = \"https://mail.example/#x\"",
            "`email.http.endpoint` must be",
        ),
        (
            "endpoint = \"https://mail.example\"\nauthorization = \"a\\nb\"",
            "`email.http.authorization` must be the value of a header",
        ),
        (
            "endpoint = \"https://mail.example\"\ntimeouts = { whole_ms = 0 }",
            "`email.http.timeouts.whole_ms` must be",
        ),
    ] {
        let error = complaint(&format!("[http]\n{lines}"));
        assert!(error.starts_with(expected), "{error}");
    }
}

#[test]
fn a_preview_shows_what_the_endpoint_is_told_and_not_its_query() {
    let http = http("https://mail.internal", "");
    assert_eq!((http.kind(), http.from_address()), ("http", None));
    let text = http.preview(&mail()).unwrap().text;
    assert!(text.starts_with("POST https://mail.internal\n"), "{text}");
    assert!(
        !text.contains("tenant"),
        "a query may hold a secret: {text}"
    );
    assert!(text.contains("\"code\": \"012345\""), "{text}");
}

#[test]
fn a_minted_key_is_32_random_bytes_and_never_the_same() {
    let mint = || mint_signing_key(&mut UnwrapErr(getrandom::SysRng));
    let (one, other) = (mint(), mint());
    assert!(one.expose().starts_with("sgn_"));
    assert_eq!(one.expose().len(), 4 + 43);
    assert_ne!(one.expose(), other.expose());
}
