//! A text an administrator wrote for one language and usage type. It takes the place of whatever
//! the connector would send.

use oidc_core::account::email_template::TemplateDetails;
use serde_json::{Map, Value, json};

use crate::{
    config_error::{ConfigError, Problem},
    sender::Sender,
    template::{Medium, fill, one_line},
    text::given,
};

/// Whether a template can be sent.
///
/// # Errors
/// [`ConfigError`] about `subject`, `content`, `replyTo` or `sendFrom`.
pub fn check_template(template: &TemplateDetails) -> Result<(), ConfigError> {
    for (key, text) in [
        ("subject", &template.subject),
        ("content", &template.content),
    ] {
        if text.trim().is_empty() {
            return Err(ConfigError::new(key, Problem::Empty));
        }
    }
    let mailboxes = [
        ("replyTo", &template.reply_to),
        ("sendFrom", &template.send_from),
    ];
    for (key, text) in mailboxes {
        if let Some(text) = given(text.as_ref()) {
            mailbox(key, text)?;
        }
    }
    Ok(())
}

/// A placeholder may stand for a name or for an address: which of them is known only when the mail is
/// sent.
fn mailbox(key: &str, text: &str) -> Result<Sender, ConfigError> {
    Sender::parse(key, &replaced(text, "Name"))
        .or_else(|error| Sender::parse(key, &replaced(text, "name@example.com")).map_err(|_| error))
}

/// `text` with `value` in place of every placeholder.
fn replaced(text: &str, value: &str) -> String {
    let mut payload = Map::new();
    for piece in text.split("{{").skip(1) {
        let path = piece.split("}}").next().unwrap_or_default().trim();
        let mut members = path.split('.').rev().peekable();
        let mut filled = json!(value);
        while let Some(member) = members.next() {
            if members.peek().is_none() {
                merge(&mut payload, member, filled);
                break;
            }
            filled = json!({ member: filled });
        }
    }
    fill(text, &payload.into(), Medium::Text)
}

/// Two placeholders may have a root in common.
fn merge(into: &mut Map<String, Value>, member: &str, value: Value) {
    match (into.get_mut(member), value) {
        (Some(Value::Object(known)), Value::Object(more)) => {
            for (member, value) in more {
                merge(known, &member, value);
            }
        }
        (_, value) => {
            into.insert(member.to_owned(), value);
        }
    }
}

/// The subject line.
pub(crate) fn subject(template: &TemplateDetails, payload: &Value) -> String {
    one_line(&fill(&template.subject, payload, Medium::Text))
}

/// None when the filled text is no mailbox: the connector's own is then taken, because a mail with a
/// code in it is worth more than its sender's name.
pub(crate) fn reply_to(template: &TemplateDetails, payload: &Value) -> Option<Sender> {
    filled(template.reply_to.as_ref(), payload)
}

/// As `reply_to`.
pub(crate) fn send_from(template: &TemplateDetails, payload: &Value) -> Option<Sender> {
    filled(template.send_from.as_ref(), payload)
}

fn filled(text: Option<&String>, payload: &Value) -> Option<Sender> {
    let filled = fill(given(text)?, payload, Medium::Text);
    Sender::parse("", &filled).ok()
}

#[cfg(test)]
mod tests {
    use oidc_core::account::email_template::ContentType;

    use super::*;

    fn template(reply_to: &str, send_from: &str) -> TemplateDetails {
        TemplateDetails {
            subject: "Your code".to_owned(),
            content: "{{code}}".to_owned(),
            content_type: Some(ContentType::Plain),
            reply_to: Some(reply_to.to_owned()),
            send_from: Some(send_from.to_owned()),
        }
    }

    #[test]
    fn a_mailbox_with_placeholders_is_one_whatever_they_stand_for() {
        for text in [
            "",
            "help@example.com",
            "{{application.name}} <help@example.com>",
            "{{user.primaryEmail}}",
            "{{ organization.name }} {{organization.id}} <help@example.com>",
            "help@{{application.id}}.example",
        ] {
            assert_eq!(check_template(&template(text, text)), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_a_mailbox_or_has_no_text_is_named() {
        let key = |template: &TemplateDetails| {
            let error = check_template(template).unwrap_err();
            error.key().to_owned()
        };
        assert_eq!(key(&template("nobody", "")), "replyTo");
        assert_eq!(key(&template("", "a@b.example, c@d.example")), "sendFrom");
        let mut empty = template("", "");
        empty.content = " ".to_owned();
        assert_eq!(key(&empty), "content");
        empty.subject = String::new();
        assert_eq!(key(&empty), "subject");
    }
}
