//! The development mailbox. Nothing leaves: the server keeps the delivery and shows it.

use crate::{config::MailboxConfig, error::ConfigError, sender::Sender};

/// A connector that sends nothing.
#[derive(Debug, Clone)]
pub struct Mailbox {
    from: Sender,
}

impl Mailbox {
    pub(crate) fn build(config: &MailboxConfig) -> Result<Self, ConfigError> {
        Ok(Self {
            from: Sender::parse("email.mailbox.from", &config.from)?,
        })
    }

    pub(crate) fn from(&self) -> &Sender {
        &self.from
    }
}
