//! What Mailgun is asked about a domain, and what it may answer.

use std::time::{Duration, Instant};

use connectors::{
    EmailConnector, Mailgun as Connector,
    mailgun::check::{Checked, FindingCode, Validity},
};
use testkit::mailgun::{API_KEY as KEY, Mailgun, Reply};

use crate::kit::{PATIENCE, connector};

fn mailgun(url: &str, more: &str) -> Connector {
    let connector = connector(&format!(
        "[mailgun]\ndomain = \"mg.example.com\"\napi_key = \"{KEY}\"\nbase_url = \"{url}\"\n\
         from = \"no-reply@mg.example.com\"\n{more}"
    ));
    match connector {
        EmailConnector::Mailgun(mailgun) => mailgun,
        other => panic!("another kind: {}", other.kind()),
    }
}

async fn checked(there: &Mailgun) -> Checked {
    mailgun(&there.url(), "timeouts = { whole_ms = 500 }")
        .check(PATIENCE)
        .await
}

fn codes(checked: &Checked) -> Vec<FindingCode> {
    checked
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect()
}

#[tokio::test]
async fn a_configured_address_alone_is_asked_and_tells_state_and_records() {
    let there = Mailgun::open().await;
    there.know("mg.example.com", "active", "valid", "invalid");
    let found = checked(&there).await;
    let asked = there.all();
    assert_eq!(asked.len(), 1);
    assert_eq!(
        asked[0].head.lines().next(),
        Some("GET /v4/domains/mg.example.com HTTP/1.1")
    );
    assert_eq!(
        asked[0].header("authorization"),
        Some("Basic YXBpOmtleS0zYXg2eG5qcDI5amQ2ZmRzNGdjMzczc2d2anh0ZW9sMA==")
    );
    assert_eq!(
        (found.regions[0].region, found.regions[0].answer),
        (None, Some(200))
    );
    assert_eq!(found.regions[0].state.as_deref(), Some("active"));
    assert_eq!(found.spf.validity, Validity::Valid);
    assert_eq!(codes(&found), [FindingCode::DkimInvalid]);
    let text = serde_json::to_string(&found).unwrap();
    assert!(text.contains("\"code\":\"dkim_invalid\"") && text.contains("\"validity\":\"valid\""));
}

#[tokio::test]
async fn an_unknown_domain_and_a_key_that_may_only_send_are_told_apart() {
    let there = Mailgun::open().await;
    assert_eq!(codes(&checked(&there).await), [FindingCode::DomainUnknown]);
    let there = Mailgun::answering(Reply::of("401 Unauthorized", "Forbidden")).await;
    assert_eq!(codes(&checked(&there).await), [FindingCode::KeyMayNotRead]);
}

#[tokio::test]
async fn t_64_silence_and_floods_are_findings_in_good_time() {
    let begun = Instant::now();
    for reply in [
        Reply::Silence,
        Reply::ThenSilence("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"),
        Reply::ThenFlood("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n"),
    ] {
        let there = Mailgun::answering(reply).await;
        let found = checked(&there).await;
        assert_eq!(codes(&found), [FindingCode::NotReached]);
        assert!(!format!("{found:?}").contains(KEY));
    }
    assert!(begun.elapsed() < Duration::from_secs(10));
}
