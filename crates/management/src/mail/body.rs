//! Mails as they are shown, and why nothing is done with one.

use engine::{
    Engine,
    mail::outbox::{self, DeliveryState, Mail, NotDone},
};
use oidc_core::{
    account::{email::EmailAddress, usage_type::UsageType},
    time::{Lifetime, Timestamp},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::delivery::MailDelivery;
use crate::{
    by::By,
    language::Language,
    wire::{code::Code, error::ApiError},
};

/// A mail.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Mail)]
pub(super) struct MailBody {
    /// Its id.
    id: String,
    /// `waiting`, `sent`, `dead` or `expired`.
    #[schema(value_type = String)]
    state: &'static str,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<String>)]
    usage_type: Option<&'static str>,
    /// How often it was tried.
    attempts: u32,
    /// When it was written, in milliseconds since 1970.
    created_at: i64,
    /// When it was handed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    sent_at: Option<i64>,
    /// What its provider reported of it since.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    delivery: Option<MailDelivery>,
    /// When it is tried next, as long as it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_attempt_at: Option<i64>,
    /// When it is worth nothing any more.
    expires_at: i64,
    /// Why it was not handed over: in the words of its provider, if it said any.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    failure: Option<String>,
    /// The sign-in that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    flow: Option<String>,
    /// Which kind of connector tried it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    connector: Option<String>,
    /// How long the provider took for it, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    took: Option<i64>,
    /// To whom it goes, with most of the name left out; for those who may change something, and as long
    /// as its text is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    recipient: Option<String>,
    /// Whether it could be sent once more.
    can_be_retried: bool,
}

impl MailBody {
    /// As whoever calls may see it, in this language.
    pub(super) fn told(engine: &Engine, by: &By, mail: &Mail, language: Language) -> Self {
        let recipient = outbox::recipient(engine, mail).filter(|_| by.may_write);
        let waits = mail.state == DeliveryState::Waiting;
        let next = waits.then(|| mail.next_attempt_at.as_millis());
        Self {
            id: mail.id.to_string(),
            state: mail.state.as_str(),
            usage_type: mail.usage_type.map(UsageType::as_str),
            attempts: mail.attempts,
            created_at: mail.created_at.as_millis(),
            sent_at: mail.sent_at.map(Timestamp::as_millis),
            delivery: MailDelivery::of(mail),
            next_attempt_at: next,
            expires_at: mail.expires_at.as_millis(),
            failure: mail.failure.as_deref().map(|why| language.say(why)),
            flow: mail.flow.map(|flow| flow.to_string()),
            connector: mail.connector.clone(),
            took: mail.took.map(Lifetime::as_millis),
            recipient: recipient.as_ref().map(masked),
            can_be_retried: outbox::can_be_retried(mail, engine.clock.now()),
        }
    }
}

/// `a••@example.com`: enough to recognise one's own, and its provider.
fn masked(email: &EmailAddress) -> String {
    let (name, domain) = email.as_typed().rsplit_once('@').unwrap_or_default();
    let first = name.chars().next().unwrap_or_default();
    format!("{first}••@{domain}")
}

impl From<NotDone> for ApiError {
    fn from(why: NotDone) -> Self {
        match why {
            NotDone::Unknown => Code::NotExistsWithId.into(),
            NotDone::Sent => Code::MailAlreadySent.into(),
            NotDone::Over => Code::MailExpired.into(),
            NotDone::UnderWay => Code::MailUnderWay.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_address_the_first_character_and_the_domain_are_shown() {
        for (email, shown) in [
            ("ada@example.com", "a••@example.com"),
            ("a@example.com", "a••@example.com"),
            ("Ada.Lovelace@Example.com", "A••@Example.com"),
        ] {
            assert_eq!(masked(&email.parse().unwrap()), shown);
        }
    }
}
