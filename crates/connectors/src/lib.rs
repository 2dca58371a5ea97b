//! What leaves the house: mail, by Mailgun, SMTP or into the development mailbox, and calls to
//! addresses that others registered.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`config`] | what an operator writes, in TOML or as Logto's JSON |
//! | [`message`] | a mail to be sent and its built-in text |
//! | [`delivery`] | which text belongs to which usage type, with its placeholders filled |
//! | [`mailgun`], [`smtp`], [`mailbox`] | the three ways out |
//! | [`outbound`] | the client for addresses that others registered |
//! | [`error`] | what is wrong with a configuration, why a mail did not leave |
//!
//! What it does not do: retry, queue or log. The server decides when a mail is tried
//! again; [`DeliveryError`] tells it whether that makes sense.

pub mod config;
pub mod delivery;
mod endpoint;
pub mod error;
pub mod mailbox;
pub mod mailgun;
pub mod message;
pub mod outbound;
mod scrub;
mod sender;
pub mod smtp;
mod template;
mod text;

use std::time::Duration;

pub use config::{ConnectorConfig, MailboxConfig, MailgunConfig, Security, SmtpConfig, Timeouts};
pub use delivery::Delivery;
pub use error::{ConfigError, DeliveryError};
pub use mailbox::Mailbox;
pub use mailgun::Mailgun;
pub use message::{Content, Mail};
pub use smtp::Smtp;

/// One configured way out. The set is closed, so it is an enum and not a trait object.
#[derive(Debug, Clone)]
pub enum EmailConnector {
    /// Mailgun's HTTP interface.
    Mailgun(Mailgun),
    /// A mail server.
    Smtp(Smtp),
    /// Nowhere: the server shows its mails to the developer.
    Mailbox(Mailbox),
}

impl EmailConnector {
    /// Checks a configuration and makes the connector of it. Opens no connection: a mail server
    /// that is down does not keep the provider from starting.
    ///
    /// # Errors
    /// The first [`ConfigError`] found; it names the key.
    pub fn build(config: &ConnectorConfig) -> Result<Self, ConfigError> {
        Ok(match config {
            ConnectorConfig::Mailgun(config) => Self::Mailgun(Mailgun::build(config)?),
            ConnectorConfig::Smtp(config) => Self::Smtp(Smtp::build(config)?),
            ConnectorConfig::Mailbox(config) => Self::Mailbox(Mailbox::build(config)?),
        })
    }

    /// Hands one mail over, once. Bounded in time by the configured time-outs.
    ///
    /// # Errors
    /// A [`DeliveryError`]; ask it with [`DeliveryError::is_retryable`] whether to try again.
    pub async fn send(&self, mail: &Mail) -> Result<(), DeliveryError> {
        match self {
            Self::Mailgun(mailgun) => mailgun.send(mail).await,
            Self::Smtp(smtp) => smtp.send(mail).await,
            Self::Mailbox(_) => Ok(()),
        }
    }

    /// The longest that handing one mail over takes.
    pub fn time_limit(&self) -> Duration {
        match self {
            Self::Mailgun(mailgun) => mailgun.time_limit(),
            Self::Smtp(smtp) => smtp.time_limit(),
            Self::Mailbox(_) => Duration::ZERO,
        }
    }

    /// What this connector would show to the recipient: the delivery for the mail's usage type
    /// with its placeholders filled, or the built-in text when no deliveries are configured. Of a
    /// template that Mailgun holds, its name and variables.
    ///
    /// # Errors
    /// [`DeliveryError::NoTemplate`], as `send` would answer.
    pub fn preview(&self, mail: &Mail) -> Result<Content, DeliveryError> {
        match self {
            Self::Mailgun(mailgun) => mailgun.preview(mail),
            Self::Smtp(smtp) => smtp.preview(mail),
            Self::Mailbox(_) => Ok(mail.built_in.clone()),
        }
    }

    /// The bare address mails come from, without the display name.
    pub fn from_address(&self) -> &str {
        match self {
            Self::Mailgun(mailgun) => mailgun.from().address(),
            Self::Smtp(smtp) => smtp.from().address(),
            Self::Mailbox(mailbox) => mailbox.from().address(),
        }
    }

    /// The name of the kind, as it stands in a configuration: `mailgun`, `smtp` or `mailbox`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Mailgun(_) => "mailgun",
            Self::Smtp(_) => "smtp",
            Self::Mailbox(_) => "mailbox",
        }
    }
}
