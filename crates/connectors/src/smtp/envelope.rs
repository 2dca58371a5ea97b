//! A mail as a message of RFC 5322: headers that cannot be broken out of, text and HTML as
//! alternatives.

use lettre::{
    Address, Message,
    message::{
        Mailbox, MultiPart, SinglePart,
        header::{HeaderName, HeaderValue, MessageId},
    },
};

use crate::{
    delivery::{Body, Resolved},
    error::DeliveryError,
    message::{AUTO_SUBMITTED, Mail},
    sender::Sender,
    smtp::headers::Headers,
};

/// What all mails of a connector have in common.
pub(super) struct Frame<'a> {
    pub(super) from: &'a Sender,
    pub(super) reply_to: Option<&'a Sender>,
    pub(super) headers: &'a Headers,
}

impl Frame<'_> {
    /// Writes the message. It has one sender and one recipient, both parsed.
    pub(super) fn message(self, mail: &Mail, resolved: Resolved) -> Result<Message, DeliveryError> {
        let to = mail
            .to
            .as_str()
            .parse::<Address>()
            .map_err(|_| unwritable("the recipient"))?;
        let automatic = HeaderValue::new(
            HeaderName::new_from_ascii_str(AUTO_SUBMITTED.0),
            AUTO_SUBMITTED.1.to_owned(),
        );
        let from = resolved.from.as_ref().unwrap_or(self.from);
        let mut builder = Message::builder()
            .from(from.mailbox())
            .to(Mailbox::new(None, to))
            .message_id(None)
            .raw_header(automatic);
        if let Some(reply_to) = resolved.reply_to.as_ref().or(self.reply_to) {
            builder = builder.reply_to(reply_to.mailbox());
        }
        for header in self.headers.all() {
            builder = builder.raw_header(header.clone());
        }
        if let Some(subject) = resolved.subject {
            builder = builder.subject(subject);
        }
        let written = match resolved.body {
            Body::Raw {
                html: Some(html),
                text: Some(text),
            } => builder.multipart(MultiPart::alternative_plain_html(text, html)),
            Body::Raw {
                html: Some(html),
                text: None,
            } => builder.singlepart(SinglePart::html(html)),
            Body::Raw { html: None, text } => {
                builder.singlepart(SinglePart::plain(text.unwrap_or_default()))
            }
            Body::Template { .. } => return Err(unwritable("a Mailgun template")),
        };
        let mut message = written.map_err(|_| unwritable("the message"))?;
        put_sender_domain_into_id(&mut message, from.domain());
        Ok(message)
    }
}

/// The library ends the id in `@localhost`, which spam filters take for a sign of a bot.
fn put_sender_domain_into_id(message: &mut Message, domain: &str) {
    let minted = message.headers().get::<MessageId>();
    if let Some(local) = minted.as_ref().and_then(|id| id.as_ref().split('@').next()) {
        message
            .headers_mut()
            .set(MessageId::from(format!("{local}@{domain}>")));
    }
}

fn unwritable(what: &str) -> DeliveryError {
    DeliveryError::Refused {
        status: None,
        detail: format!("{what} cannot be written as a mail"),
    }
}
