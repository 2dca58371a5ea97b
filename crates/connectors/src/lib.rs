//! What leaves the house: mail, by Mailgun, SMTP or into the development mailbox, and calls to
//! addresses that others registered.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`config`] | what an operator writes in TOML |
//! | [`factory`] | what an administrator chooses from, and the JSON of each |
//! | [`message`], [`localized`] | a mail to be sent, its built-in text, a text of its own |
//! | [`delivery`] | which text belongs to which usage type, with its placeholders filled |
//! | [`mailgun`], [`smtp`], [`http`], [`mailbox`] | the ways out |
//! | [`outbound`] | the client for addresses that others registered |
//! | [`config_error`], [`error`], [`advice`] | what is wrong with a configuration, why a mail did not leave, what to do about it |
//!
//! What it does not do: retry, queue or log. The server decides when a mail is tried
//! again; [`DeliveryError`] tells it whether that makes sense.

pub mod advice;
pub mod config;
pub mod config_error;
pub mod delivery;
mod endpoint;
pub mod error;
pub mod factory;
pub mod http;
mod limits;
pub mod localized;
pub mod mailbox;
pub mod mailgun;
pub mod message;
pub mod outbound;
mod scrub;
mod sender;
pub mod smtp;
pub mod steps;
mod template;
mod text;
mod verdict;

use std::time::Duration;

use oidc_core::{message_id::MessageId, source::Source, time::Timestamp};

pub use advice::Advice;
pub use config::{
    ConnectorConfig, HttpConfig, MailboxConfig, MailgunConfig, Security, SmtpConfig, Timeouts,
};
pub use config_error::ConfigError;
pub use delivery::Delivery;
pub use error::DeliveryError;
pub use factory::FactoryId;
pub use http::{Http, mint_signing_key};
pub use localized::check_template;
pub use mailbox::Mailbox;
pub use mailgun::{Mailgun, report::SignedReport};
pub use message::{Content, Mail};
use outbound::{Outbound, Trust};
pub use smtp::Smtp;
use steps::Steps;
pub use steps::{Step, StepName};
use tokio::time::timeout;

/// One configured way out. The set is closed, so it is an enum and not a trait object.
#[derive(Debug, Clone)]
pub enum EmailConnector {
    /// Mailgun's HTTP interface.
    Mailgun(Mailgun),
    /// A mail server.
    Smtp(Smtp),
    /// An endpoint that writes and sends the mails itself.
    Http(Http),
    /// Nowhere: the server shows its mails to the developer.
    Mailbox(Mailbox),
}

impl EmailConnector {
    /// Checks a configuration and makes the connector of it. Opens no connection: a mail server
    /// that is down does not keep the provider from starting.
    ///
    /// The file is the operator's word and may name what lies inside. What was entered by the network
    /// ([`Source::Console`]) reaches what `outbound` admits, and complaints about it name the members
    /// of the factory's JSON.
    ///
    /// # Errors
    /// The first [`ConfigError`] found; it names the key.
    pub fn build(
        config: &ConnectorConfig,
        outbound: &Outbound,
        source: Source,
    ) -> Result<Self, ConfigError> {
        let trust = Trust::from(source);
        let built = match config {
            ConnectorConfig::Mailgun(config) => {
                Mailgun::build(config, outbound, trust).map(Self::Mailgun)
            }
            ConnectorConfig::Smtp(config) => Smtp::build(config, outbound, trust).map(Self::Smtp),
            ConnectorConfig::Http(config) => Http::build(config, outbound, trust).map(Self::Http),
            ConnectorConfig::Mailbox(config) => Mailbox::build(config).map(Self::Mailbox),
        };
        built.map_err(|error| match trust {
            Trust::Operator => error,
            Trust::Administrator => error.in_json(),
        })
    }

    /// Hands one mail over, once. Bounded in time by the configured time-outs. Under which id it was
    /// taken is told where it will be reported on.
    ///
    /// # Errors
    /// A [`DeliveryError`]; ask it with [`DeliveryError::is_retryable`] whether to try again.
    pub async fn send(
        &self,
        mail: &Mail,
        now: Timestamp,
    ) -> Result<Option<MessageId>, DeliveryError> {
        self.hand_over(mail, now, &mut Steps::unwatched()).await
    }

    /// Hands one mail over as [`EmailConnector::send`] does, and tells each step; those that were taken,
    /// when it takes longer than whoever watches has patience.
    pub async fn send_observed(&self, mail: &Mail, now: Timestamp, patience: Duration) -> Observed {
        let mut steps = Steps::watched();
        let outcome = timeout(patience, self.hand_over(mail, now, &mut steps)).await;
        let outcome = outcome.unwrap_or_else(|_| {
            let waited = patience.as_secs_f32();
            Err(DeliveryError::Unreachable {
                detail: format!("there was no answer within {waited:.1} seconds"),
            })
        });
        Observed {
            steps: steps.into_vec(),
            advice: outcome.as_ref().err().and_then(|error| self.advice(error)),
            outcome: outcome.map(drop),
        }
    }

    async fn hand_over(
        &self,
        mail: &Mail,
        now: Timestamp,
        steps: &mut Steps,
    ) -> Result<Option<MessageId>, DeliveryError> {
        match self {
            Self::Mailgun(mailgun) => return mailgun.send(mail, steps).await,
            Self::Smtp(smtp) => smtp.send(mail, steps).await?,
            Self::Http(http) => http.send(mail, now, steps).await?,
            Self::Mailbox(_) => {}
        }
        Ok(None)
    }

    /// Whether the account of this connector has signed the report.
    pub fn has_signed(&self, report: &SignedReport) -> bool {
        match self {
            Self::Mailgun(mailgun) => mailgun.has_signed(report),
            Self::Smtp(_) | Self::Http(_) | Self::Mailbox(_) => false,
        }
    }

    /// What can be done about a failure of this connector.
    pub fn advice(&self, error: &DeliveryError) -> Option<Advice> {
        match self {
            Self::Mailgun(_) => Advice::mailgun(error),
            Self::Smtp(_) => Advice::smtp(error),
            Self::Http(_) => Advice::http(error),
            Self::Mailbox(_) => None,
        }
    }

    /// The longest that handing one mail over takes.
    pub fn time_limit(&self) -> Duration {
        match self {
            Self::Mailgun(mailgun) => mailgun.time_limit(),
            Self::Smtp(smtp) => smtp.time_limit(),
            Self::Http(http) => http.time_limit(),
            Self::Mailbox(_) => Duration::ZERO,
        }
    }

    /// What this connector would show to the recipient: the mail's own template, else the delivery
    /// for its usage type with the placeholders filled, or the built-in text when no deliveries are
    /// configured. Of a template that Mailgun holds, its name and variables; of a mail that an
    /// endpoint writes, what the endpoint is told.
    ///
    /// # Errors
    /// [`DeliveryError::NoTemplate`], as `send` would answer.
    pub fn preview(&self, mail: &Mail) -> Result<Content, DeliveryError> {
        match self {
            Self::Mailgun(mailgun) => mailgun.preview(mail),
            Self::Smtp(smtp) => smtp.preview(mail),
            Self::Http(http) => Ok(http.preview(mail)),
            Self::Mailbox(mailbox) => mailbox.preview(mail),
        }
    }

    /// The bare address mails come from, without the display name; none where the endpoint decides.
    pub fn from_address(&self) -> Option<&str> {
        match self {
            Self::Mailgun(mailgun) => Some(mailgun.from().address()),
            Self::Smtp(smtp) => Some(smtp.from().address()),
            Self::Mailbox(mailbox) => Some(mailbox.from().address()),
            Self::Http(_) => None,
        }
    }

    /// The name of the kind, as it stands in a configuration: `mailgun`, `smtp`, `http` or `mailbox`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Mailgun(_) => "mailgun",
            Self::Smtp(_) => "smtp",
            Self::Http(_) => "http",
            Self::Mailbox(_) => "mailbox",
        }
    }
}

/// A mail that was watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// What happened, in order, as far as it came.
    pub steps: Vec<Step>,
    /// Whether the mail was taken.
    pub outcome: Result<(), DeliveryError>,
    /// What can be done about it when it was not.
    pub advice: Option<Advice>,
}
