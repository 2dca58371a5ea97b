//! Mailgun: the request byte for byte, and the meaning of each answer.

use std::time::{Duration, Instant};

use connectors::{DeliveryError, EmailConnector};
use oidc_core::{account::usage_type::UsageType, message_id::MessageId};

use testkit::mailgun::{API_KEY as KEY, Heard, Mailgun, Reply};

use crate::kit::{CODE, NOW, RECIPIENT, connector, mail};

const SIGNED: &str = "webhook_signing_key = \"key-of-reports\"";
const QUEUED: &str = r#"{"id":"<1@example.com>","message":"Queued. Thank you."}"#;

fn mailgun(base_url: &str, more: &str) -> EmailConnector {
    connector(&format!(
        "[mailgun]\ndomain = \"mg.example.com\"\napi_key = \"{KEY}\"\nbase_url = \"{base_url}\"\n\
         from = \"Signet Ünï <no-reply@example.com>\"\n{more}"
    ))
}

/// What Mailgun hears of the test mail.
async fn heard(more: &str, usage_type: UsageType) -> Heard {
    let there = Mailgun::answering(Reply::of("200 OK", QUEUED)).await;
    let mut mail = mail();
    mail.usage_type = usage_type;
    mailgun(&there.url(), more).send(&mail, NOW).await.unwrap();
    there.all().remove(0)
}

/// What is made of an answer.
async fn outcome(answer: Reply, more: &str) -> Result<Option<MessageId>, DeliveryError> {
    let there = Mailgun::answering(answer).await;
    mailgun(&there.url(), more).send(&mail(), NOW).await
}

const RAW: &str = r#"
    [mailgun.deliveries.SignIn]
    text = "{{ code }} for {{application.name}}"
    html = "<p>{{code}} for {{application.name}}</p>"
    reply_to = "Foo {{code}} <foo@bar.com>"
    subject = "{{code}} & {{application.id}}"
"#;

#[tokio::test]
async fn a_raw_delivery_is_sent_byte_for_byte_as_by_the_logto_connector() {
    let heard = heard(RAW, UsageType::SignIn).await;
    assert_eq!(
        heard.head.lines().next(),
        Some("POST /v3/mg.example.com/messages HTTP/1.1")
    );
    assert_eq!(
        heard.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(
        heard.header("authorization"),
        // base64 of `api:` and the key
        Some("Basic YXBpOmtleS0zYXg2eG5qcDI5amQ2ZmRzNGdjMzczc2d2anh0ZW9sMA==")
    );
    assert_eq!(
        heard.body,
        "from=Signet+%C3%9Cn%C3%AF+%3Cno-reply%40example.com%3E\
         &to=ada%2Bx%40example.org\
         &subject=012345+%26+a+Bcc%3A+eve%40example.org\
         &h%3AReply-To=Foo+%7B%7Bcode%7D%7D+%3Cfoo%40bar.com%3E\
         &h%3AAuto-Submitted=auto-generated\
         &html=%3Cp%3E012345+for+%26lt%3Bb%26gt%3B%26amp%3B%26quot%3BShop%26quot%3B%26lt%3B%2Fb%26gt%3B%3C%2Fp%3E\
         &text=012345+for+%3Cb%3E%26%22Shop%22%3C%2Fb%3E"
    );
}

const TEMPLATE: &str = r#"
    [mailgun.deliveries.SignIn]
    subject = "Welcome back"
    replyTo = "Foo <foo@bar.com>"
    template = "logto-sign-in"
    variables = { bar = "{{code}}", code = "config loses" }
"#;

#[tokio::test]
async fn a_template_delivery_carries_its_variables_overlaid_by_the_payload() {
    let heard = heard(TEMPLATE, UsageType::SignIn).await;
    assert_eq!(
        heard.body,
        "from=Signet+%C3%9Cn%C3%AF+%3Cno-reply%40example.com%3E\
         &to=ada%2Bx%40example.org\
         &subject=Welcome+back\
         &h%3AReply-To=Foo+%3Cfoo%40bar.com%3E\
         &h%3AAuto-Submitted=auto-generated\
         &template=logto-sign-in\
         &h%3AX-Mailgun-Variables=%7B%22bar%22%3A%22%7B%7Bcode%7D%7D%22%2C%22code%22%3A%22012345%22%2C\
         %22locale%22%3A%22en%22%2C%22uiLocales%22%3A%22fr+en%22%2C%22application%22%3A%7B\
         %22id%22%3A%22a%5Cr%5CnBcc%3A+eve%40example.org%22%2C\
         %22name%22%3A%22%3Cb%3E%26%5C%22Shop%5C%22%3C%2Fb%3E%22%7D%7D"
    );
}

#[tokio::test]
async fn without_deliveries_the_built_in_text_is_sent_as_it_stands() {
    let heard = heard("", UsageType::Register).await;
    assert_eq!(
        heard.body,
        "from=Signet+%C3%9Cn%C3%AF+%3Cno-reply%40example.com%3E\
         &to=ada%2Bx%40example.org\
         &subject=Your+code+is+012345\
         &h%3AAuto-Submitted=auto-generated\
         &html=%3Cp%3E%7B%7Bcode%7D%7D+012345+%C3%A9%3C%2Fp%3E\
         &text=012345+%26+more"
    );
}

/// Mailgun reads these fields as a mail server reads the headers they become (RFC 5322 §3.4).
#[tokio::test]
async fn names_with_a_comma_are_quoted_and_the_mail_says_that_a_program_sent_it() {
    let there = Mailgun::answering(Reply::of("200 OK", QUEUED)).await;
    let url = there.url();
    let toml = format!(
        "[mailgun]\ndomain = \"mg.example.com\"\napi_key = \"{KEY}\"\nbase_url = \"{url}\"\n\
         from = \"Nord, Ltd. <a@example.com>\"\n[mailgun.deliveries.Generic]\nhtml = \"x\"\n\
         subject = \"Nord, Ltd.: your code\"\nreply_to = \"Zo\u{eb}, Inc. <help@example.com>\""
    );
    connector(&toml).send(&mail(), NOW).await.unwrap();
    let heard = there.all().remove(0);
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(heard.body.as_bytes())
        .into_owned()
        .collect();
    let field = |name: &str| {
        let found = fields.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    };
    assert_eq!(field("from"), Some("\"Nord, Ltd.\" <a@example.com>"));
    assert_eq!(
        field("h:Reply-To"),
        Some("=?utf-8?b?Wm/DqywgSW5jLg==?= <help@example.com>")
    );
    assert_eq!(field("subject"), Some("Nord, Ltd.: your code"));
    assert_eq!(field("h:Auto-Submitted"), Some("auto-generated"));
}

#[tokio::test]
async fn absent_fields_are_left_out_and_options_come_last() {
    let more = "options = { \"o:tracking\" = \"no\", \"o:tag\" = \"a b\" }\n\
                [mailgun.deliveries.Generic]\nhtml = \"x\"\nsubject = \"\"";
    let heard = heard(more, UsageType::BindMfa).await;
    assert_eq!(
        heard.body,
        "from=Signet+%C3%9Cn%C3%AF+%3Cno-reply%40example.com%3E&to=ada%2Bx%40example.org\
         &h%3AAuto-Submitted=auto-generated&html=x&o%3Atag=a+b&o%3Atracking=no"
    );
}

#[tokio::test]
async fn a_delivery_with_html_and_template_is_sent_as_template() {
    let more = "[mailgun.deliveries.SignIn]\nhtml = \"x\"\ntext = \"y\"\ntemplate = \"t\"";
    let body = heard(more, UsageType::SignIn).await.body;
    assert!(
        body.contains("&template=t&") && !body.contains("html="),
        "{body}"
    );
}

#[tokio::test]
async fn a_usage_type_without_delivery_falls_back_to_generic_or_fails() {
    let generic = "[mailgun.deliveries.Generic]\nhtml = \"generic\"\n";
    let register = "[mailgun.deliveries.Register]\nhtml = \"register\"\n";
    let both = format!("{generic}{register}");
    assert!(
        heard(&both, UsageType::SignIn)
            .await
            .body
            .ends_with("&html=generic")
    );
    assert!(
        heard(&both, UsageType::Register)
            .await
            .body
            .ends_with("&html=register")
    );

    let error = mailgun("http://127.0.0.1:9", register)
        .send(&mail(), NOW)
        .await
        .unwrap_err();
    assert_eq!(
        error,
        DeliveryError::NoTemplate {
            usage_type: UsageType::SignIn
        }
    );
    assert_eq!(error.cause(), "template_not_found");
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn each_status_has_its_meaning() {
    for (line, cause, retryable) in [
        ("301 Moved Permanently", "misconfigured", false),
        ("400 Bad Request", "refused", false),
        ("401 Unauthorized", "misconfigured", false),
        ("402 Payment Required", "refused", false),
        ("403 Forbidden", "misconfigured", false),
        ("404 Not Found", "misconfigured", false),
        ("413 Payload Too Large", "refused", false),
        ("429 Too Many Requests", "deferred", true),
        ("500 Internal Server Error", "deferred", true),
        ("502 Bad Gateway", "deferred", true),
        ("503 Service Unavailable", "deferred", true),
    ] {
        let error = outcome(Reply::of(line, "Forbidden"), "").await.unwrap_err();
        assert_eq!(
            (error.cause(), error.is_retryable()),
            (cause, retryable),
            "{line}"
        );
        assert_eq!(error.retry_after(), None, "{line}");
        assert!(error.to_string().contains(&line[..3]), "{error}");
        assert!(error.to_string().contains("Forbidden"), "{error}");
    }
    assert_eq!(outcome(Reply::of("202 Accepted", ""), "").await, Ok(None));
}

#[tokio::test]
async fn retry_after_is_honoured_within_bounds() {
    for (value, expected) in [
        ("7", Some(Duration::from_secs(7))),
        ("86400", Some(Duration::from_mins(10))),
        ("99999999999999999999", None),
        ("-1", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
    ] {
        let answer = format!(
            "HTTP/1.1 429 Too Many Requests\r\nRetry-After: {value}\r\nContent-Length: 0\r\n\r\n"
        );
        let error = outcome(Reply::Bytes(answer), "").await.unwrap_err();
        assert!(error.is_retryable());
        assert_eq!(error.retry_after(), expected, "{value}");
    }
}

#[tokio::test]
async fn t_64_a_silent_server_is_given_up_and_may_be_tried_again() {
    let more = "timeouts = { whole_ms = 200 }";
    let begun = Instant::now();
    let error = outcome(Reply::ThenSilence(""), more).await.unwrap_err();
    assert_eq!((error.cause(), error.is_retryable()), ("unreachable", true));
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn an_accepted_mail_is_accepted_even_if_the_answer_breaks_off() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{";
    assert_eq!(
        outcome(Reply::ThenSilence(head), "timeouts = { whole_ms = 500 }").await,
        Ok(None)
    );
}

#[tokio::test]
async fn under_which_id_a_mail_was_taken_is_told_where_it_will_be_reported_on() {
    let taken = Reply::of("200 OK", QUEUED);
    let id: MessageId = "1@example.com".parse().unwrap();
    assert_eq!(outcome(taken.clone(), SIGNED).await, Ok(Some(id)));
    assert_eq!(outcome(taken.clone(), "").await, Ok(None));
    let blank = "webhook_signing_key = \" \"";
    assert_eq!(outcome(taken, blank).await, Ok(None));
    for said in ["", "[]", "Queued", r#"{"id":7}"#, r#"{"id":"<>"}"#] {
        let taken = Reply::of("200 OK", said);
        assert_eq!(outcome(taken, SIGNED).await, Ok(None), "{said}");
    }
    let refused = Reply::of("401 Unauthorized", QUEUED);
    assert!(outcome(refused, SIGNED).await.is_err());
}

#[tokio::test]
async fn an_accepted_mail_is_accepted_even_if_its_id_never_comes() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n{";
    for answer in [Reply::ThenSilence(head), Reply::ThenFlood(head)] {
        let begun = Instant::now();
        assert_eq!(outcome(answer, SIGNED).await, Ok(None));
        assert!(begun.elapsed() < Duration::from_secs(8));
    }
}

#[tokio::test]
async fn a_refusal_counts_even_if_its_body_never_ends() {
    let more = "timeouts = { whole_ms = 500 }";
    let head = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 1000\r\n\r\nForbidden";
    let error = outcome(Reply::ThenSilence(head), more).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the connector is misconfigured (401): Forbidden"
    );
}

#[tokio::test]
async fn t_64_an_endless_answer_is_cut() {
    let begun = Instant::now();
    let head = "HTTP/1.1 400 Bad Request\r\nContent-Length: 1000000000000\r\n\r\n";
    let error = outcome(Reply::ThenFlood(head), "").await.unwrap_err();
    assert_eq!(error.cause(), "refused");
    assert!(error.to_string().len() < 500);
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_refused_connection_may_be_tried_again() {
    let port = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap().port()
    };
    let error = mailgun(&format!("http://127.0.0.1:{port}"), "")
        .send(&mail(), NOW)
        .await
        .unwrap_err();
    assert_eq!((error.cause(), error.is_retryable()), ("unreachable", true));
}

#[tokio::test]
async fn t_63_a_redirect_is_not_followed() {
    let elsewhere = Mailgun::answering(Reply::of("200 OK", "")).await;
    let answer = format!(
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n",
        elsewhere.url()
    );
    let error = outcome(Reply::Bytes(answer), "").await.unwrap_err();
    assert_eq!(
        (error.cause(), error.is_retryable()),
        ("misconfigured", false)
    );
    assert!(elsewhere.all().is_empty());
}

#[tokio::test]
async fn t_70_neither_key_nor_code_nor_address_is_printed() {
    let echo = format!(
        "{{\"message\":\"{KEY} may not mail {CODE} to {RECIPIENT} (ADA+X@Example.ORG)\",\r\n\"x\":1}}"
    );
    let there = Mailgun::answering(Reply::of("401 Unauthorized", &echo)).await;
    let connector = mailgun(&there.url(), RAW);
    let error = connector.send(&mail(), NOW).await.unwrap_err();
    let printed = format!("{error} {error:?} {connector:?} {:?}", mail()).to_lowercase();
    for secret in [KEY, CODE, RECIPIENT, "\r", "\n"] {
        assert!(!printed.contains(secret), "{printed}");
    }
    assert!(printed.contains("may not mail"), "{printed}");
}

#[test]
fn a_preview_shows_what_would_arrive() {
    let raw = mailgun("http://127.0.0.1:9", RAW).preview(&mail()).unwrap();
    assert_eq!(raw.subject, "012345 & a Bcc: eve@example.org");
    assert_eq!(
        raw.html,
        "<p>012345 for &lt;b&gt;&amp;&quot;Shop&quot;&lt;/b&gt;</p>"
    );
    assert_eq!(raw.text, "012345 for <b>&\"Shop\"</b>");
    let template = mailgun("http://127.0.0.1:9", TEMPLATE)
        .preview(&mail())
        .unwrap();
    assert!(template.text.contains("logto-sign-in") && template.text.contains(CODE));
    let built_in = mailgun("http://127.0.0.1:9", "").preview(&mail()).unwrap();
    assert!(built_in == mail().built_in);
}
