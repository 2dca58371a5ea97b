//! A mail with a text of its own: it takes the place of the connector's deliveries.

use connectors::{EmailConnector, Mail};
use oidc_core::account::email_template::{ContentType, TemplateDetails};
use testkit::mailgun::Mailgun;

use crate::{
    kit::{NOW, connector, mail},
    mail_server::{Heard, Protection, Script, start},
    smtp::smtp,
};

const DELIVERY: &str = "[mailgun.deliveries.SignIn]\nhtml = \"configured\"\nsubject = \"configured\"\n\
                        reply_to = \"configured@example.com\"";

fn localized(content_type: ContentType) -> Mail {
    Mail {
        template: Some(TemplateDetails {
            subject: "{{code}} pour {{application.id}}".to_owned(),
            content: "<p>{{code}} {{application.name}}</p>".to_owned(),
            content_type: Some(content_type),
            reply_to: Some("{{code}} <aide@example.com>".to_owned()),
            send_from: Some("{{application.name}} <boutique@example.com>".to_owned()),
        }),
        ..mail()
    }
}

fn mailgun(url: &str) -> EmailConnector {
    connector(&format!(
        "[mailgun]\ndomain = \"mg.example.com\"\napi_key = \"key-1\"\nbase_url = \"{url}\"\n\
         from = \"no-reply@example.com\"\n{DELIVERY}"
    ))
}

async fn posted(mail: &Mail) -> Vec<(String, String)> {
    let there = Mailgun::open().await;
    mailgun(&there.url()).send(mail, NOW).await.unwrap();
    let body = there.all().remove(0).body;
    let fields = url::form_urlencoded::parse(body.as_bytes()).into_owned();
    fields
        .filter(|(name, _)| name != "to" && name != "h:Auto-Submitted")
        .collect()
}

fn pairs(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    let fields = fields.iter();
    fields
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[tokio::test]
async fn mailgun_gets_the_html_of_a_localised_template_and_nothing_of_its_delivery() {
    assert_eq!(
        posted(&localized(ContentType::Html)).await,
        pairs(&[
            ("from", "\"<b>&\\\"Shop\\\"</b>\" <boutique@example.com>"),
            ("subject", "012345 pour a Bcc: eve@example.org"),
            ("h:Reply-To", "012345 <aide@example.com>"),
            (
                "html",
                "<p>012345 &lt;b&gt;&amp;&quot;Shop&quot;&lt;/b&gt;</p>"
            ),
        ])
    );
}

#[tokio::test]
async fn mailgun_gets_plain_text_as_both() {
    let fields = posted(&localized(ContentType::Plain)).await;
    assert_eq!(
        fields[3..],
        pairs(&[
            (
                "html",
                "<p>012345 &lt;b&gt;&amp;&quot;Shop&quot;&lt;/b&gt;</p>"
            ),
            ("text", "<p>012345 <b>&\"Shop\"</b></p>"),
        ])
    );
}

#[tokio::test]
async fn an_unusable_mailbox_gives_way_to_the_connectors_own() {
    let mut mail = localized(ContentType::Html);
    if let Some(template) = &mut mail.template {
        template.send_from = Some("{{user.primaryEmail}}".to_owned());
        template.reply_to = Some("{{application.name}}".to_owned());
    }
    let fields = posted(&mail).await;
    assert_eq!(fields[0], pairs(&[("from", "no-reply@example.com")])[0]);
    assert!(fields.iter().all(|(name, _)| name != "h:Reply-To"));
}

async fn smtp_heard(content_type: ContentType) -> Heard {
    let server = start(Script::new(Protection::None)).await;
    let more =
        "reply_to = \"configured@example.com\"\n[smtp.deliveries.SignIn]\nhtml = \"configured\"";
    let connector = smtp(&server, Protection::None, more);
    let sent = connector.send(&localized(content_type), NOW).await;
    assert_eq!(sent, Ok(None));
    server.heard.await.unwrap()
}

#[tokio::test]
async fn a_mail_server_gets_one_of_text_and_html_and_the_senders_of_the_template() {
    for (content_type, header, body) in [
        (ContentType::Html, "Content-Type: text/html", "&lt;b&gt;"),
        (ContentType::Plain, "Content-Type: text/plain", "<b>"),
    ] {
        let heard = smtp_heard(content_type).await;
        let (headers, text) = heard.message.split_once("\n\n").unwrap();
        assert!(headers.contains(header), "{headers}");
        assert!(headers.contains("boutique@example.com"), "{headers}");
        assert!(headers.contains("Reply-To: 012345 <aide@example.com>"));
        assert!(headers.contains("Subject: 012345 pour a Bcc: eve@example.org"));
        assert!(
            text.contains(body) && !text.contains("configured"),
            "{text}"
        );
        let envelope = &heard.commands[1];
        assert_eq!(envelope, "MAIL FROM:<boutique@example.com>");
    }
}

#[tokio::test]
async fn an_endpoint_is_told_nothing_of_it_and_the_mailbox_shows_it() {
    let there = Mailgun::open().await;
    let http = connector(&format!("[http]\nendpoint = \"{}\"", there.url()));
    http.send(&localized(ContentType::Html), NOW).await.unwrap();
    assert!(!there.all().remove(0).body.contains("boutique"));
    let mailbox = connector("[mailbox]\nfrom = \"a@localhost.example\"");
    let shown = mailbox.preview(&localized(ContentType::Html)).unwrap();
    assert_eq!(shown.subject, "012345 pour a Bcc: eve@example.org");
}
