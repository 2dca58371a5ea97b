//! One thing that happened in a sign-in.

use oidc_core::{
    actor::Actor,
    event::{Event, EventKind},
    id::DeliveryId,
    mail_report::Reported,
    time::{Lifetime, Timestamp},
};
use serde_json::Value;
use store::{DeliveryState, Mail};

/// The application sent a person to sign in.
pub const BEGUN: &str = "sign_in.begun";
/// The person was sent back to the application.
pub const RETURNED: &str = "sign_in.returned";
/// The sign-in was over before anybody was signed in.
pub const EXPIRED: &str = "sign_in.expired";
/// A mail was written.
pub const MAIL_QUEUED: &str = "mail.queued";
/// A mail was handed over.
pub const MAIL_SENT: &str = "mail.sent";
/// The recipient's side has taken a mail.
pub const MAIL_DELIVERED: &str = "mail.delivered";
/// The recipient's side has refused a mail for good.
pub const MAIL_BOUNCED: &str = "mail.bounced";
/// A mail is tried again, by us or by the provider.
pub const MAIL_DELAYED: &str = "mail.delayed";
/// A mail was given up.
pub const MAIL_REFUSED: &str = "mail.refused";
/// A mail was worth nothing any more before it could be sent.
pub const MAIL_EXPIRED: &str = "mail.expired";

/// One thing that happened in a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// What: the kind of an event, or one of those above.
    pub kind: &'static str,
    /// Why, or to what end.
    pub because: Option<String>,
    /// Who did it, if it was not the person who signs in.
    pub by: Option<Actor>,
    /// Which mail it is about.
    pub mail: Option<DeliveryId>,
    /// Which kind of connector had the mail.
    pub connector: Option<String>,
    /// How long the provider took.
    pub took: Option<Lifetime>,
    /// How often the mail was tried.
    pub attempts: Option<u32>,
    /// When the mail is tried again.
    pub next_attempt_at: Option<Timestamp>,
    /// How many tries the code has left.
    pub tries_left: Option<u64>,
}

impl Step {
    /// Something of which no more is known.
    pub const fn new(at: Timestamp, kind: &'static str) -> Self {
        Self {
            at,
            kind,
            because: None,
            by: None,
            mail: None,
            connector: None,
            took: None,
            attempts: None,
            next_attempt_at: None,
            tries_left: None,
        }
    }

    /// What stands in an event.
    pub fn of_event(event: &Event) -> Self {
        let said = |name: &str| event.data.get(name).and_then(|value| value.as_str());
        let (kind, because) = match event.kind {
            EventKind::MailDead | EventKind::MailMisconfigured => {
                (MAIL_REFUSED, said("failure").or_else(|| said("cause")))
            }
            EventKind::CodeAccepted | EventKind::PasswordAccepted => {
                (event.kind.as_str(), said("next"))
            }
            EventKind::LimitReached => (event.kind.as_str(), said("limit")),
            kind => (kind.as_str(), said("because")),
        };
        let is_of_operator = is_of_operator(event.kind);
        let attempts = event.data.get("attempts").and_then(Value::as_u64);
        Self {
            because: because.map(str::to_owned),
            by: event.actor.clone().filter(|_| is_of_operator),
            mail: said("mail_id").and_then(|id| id.parse().ok()),
            attempts: attempts.and_then(|attempts| u32::try_from(attempts).ok()),
            tries_left: event.data.get("left").and_then(Value::as_u64),
            ..Self::new(event.at, kind)
        }
    }

    /// What became of a mail, as far as its row tells it.
    pub fn of_mail(mail: &Mail) -> Vec<Self> {
        let about = |at, kind| Self {
            mail: Some(mail.id),
            ..Self::new(at, kind)
        };
        let tried = |at, kind| Self {
            because: mail.failure.clone(),
            connector: mail.connector.clone(),
            took: mail.took,
            attempts: Some(mail.attempts),
            ..about(at, kind)
        };
        let mut steps = vec![about(mail.created_at, MAIL_QUEUED)];
        match mail.state {
            DeliveryState::Sent => {
                let at = mail.sent_at.unwrap_or(mail.created_at);
                steps.push(tried(at, MAIL_SENT));
            }
            DeliveryState::Dead => {
                steps.push(tried(mail.next_attempt_at, MAIL_REFUSED));
            }
            DeliveryState::Expired => {
                let at = mail.tried_at.filter(|_| mail.failure.is_some());
                let at = at.unwrap_or(mail.expires_at).min(mail.expires_at);
                steps.push(Self {
                    because: mail.failure.clone(),
                    ..about(at, MAIL_EXPIRED)
                });
            }
            // One that nobody has failed to send is just queued.
            DeliveryState::Waiting if mail.failure.is_some() => {
                let at = mail.tried_at.unwrap_or(mail.created_at);
                steps.push(Self {
                    next_attempt_at: Some(mail.next_attempt_at),
                    ..tried(at, MAIL_DELAYED)
                });
            }
            DeliveryState::Waiting => {}
        }
        steps.extend(Self::of_report(mail));
        steps
    }

    /// What its provider reported of a mail. Its clock may be behind: nothing is reported of a mail
    /// before it is sent.
    fn of_report(mail: &Mail) -> Option<Self> {
        let kind = match mail.reported? {
            Reported::Delayed => MAIL_DELAYED,
            Reported::Delivered => MAIL_DELIVERED,
            Reported::Bounced => MAIL_BOUNCED,
        };
        let sent_at = mail.sent_at.unwrap_or(mail.created_at);
        let at = mail.reported_at.unwrap_or(sent_at).max(sent_at);
        Some(Self {
            because: mail.report.clone(),
            mail: Some(mail.id),
            connector: mail.connector.clone(),
            ..Self::new(at, kind)
        })
    }

    /// In which order those of one moment happen.
    pub fn rank(&self) -> u8 {
        match self.kind {
            BEGUN => 0,
            kind if kind == EventKind::CodeRequested.as_str() => 1,
            MAIL_QUEUED => 2,
            MAIL_SENT | MAIL_REFUSED | MAIL_EXPIRED => 3,
            MAIL_DELAYED | MAIL_DELIVERED | MAIL_BOUNCED => 4,
            kind if kind == EventKind::SessionStarted.as_str() => 6,
            RETURNED => 7,
            EXPIRED => 8,
            _ => 5,
        }
    }
}

/// Whether this is done by others than the person who signs in.
pub const fn is_of_operator(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::MailDead
            | EventKind::MailMisconfigured
            | EventKind::MailRetried
            | EventKind::MailCancelled
    )
}
