//! The development mailbox: mails that would have been sent.

use serde::Serialize;

use super::{sample::SAMPLE_EMAIL, view::Page};
use crate::purpose::Purpose;

/// The development mailbox, newest mail first.
#[derive(Clone, Serialize)]
pub struct Mailbox {
    /// The mails, newest first.
    pub messages: Vec<MailboxMessage>,
    /// Where the same can be read as JSON.
    pub json_href: String,
}

/// One mail that would have been sent.
#[derive(Clone, Serialize)]
pub struct MailboxMessage {
    /// What tells this mail from the others.
    pub id: String,
    /// Whom it is for.
    pub to: String,
    /// Whom it is from.
    pub from: String,
    /// Its subject.
    pub subject: String,
    /// Its plain body.
    pub text: String,
    /// Its HTML body, shown in a frame that runs nothing.
    pub html: String,
    /// The verification code in it, if it is about one.
    pub code: Option<String>,
    /// When it was sent, ready to be read.
    pub time: String,
}

impl Page for Mailbox {
    const TEMPLATE: &'static str = "pages/mailbox.html";

    fn samples() -> Vec<Self> {
        let message = |id: &str, code: Option<&str>, purpose: Purpose| MailboxMessage {
            id: id.to_owned(),
            to: SAMPLE_EMAIL.to_owned(),
            from: "Signet <no-reply@localhost>".to_owned(),
            subject: match code {
                Some(code) => format!("{code} is your code for Bookstore"),
                None => "This is a test".to_owned(),
            },
            text: format!("Sample mail, {purpose:?}.\n\nThe second paragraph."),
            html: format!("<p>Sample mail, {purpose:?}.</p>"),
            code: code.map(str::to_owned),
            time: "12:04:31 UTC".to_owned(),
        };
        let json_href = "/dev/mailbox/messages".to_owned();
        let messages = vec![
            message("m3", Some("482913"), Purpose::SignIn),
            message("m2", Some("120554"), Purpose::Register),
            message("m1", None, Purpose::Generic),
        ];
        vec![
            Self {
                messages: Vec::new(),
                json_href: json_href.clone(),
            },
            Self {
                messages,
                json_href,
            },
        ]
    }
}
