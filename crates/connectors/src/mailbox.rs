//! The development mailbox. Nothing leaves: the server keeps the delivery and shows it.

use crate::{
    config::MailboxConfig,
    config_error::ConfigError,
    delivery::Deliveries,
    error::DeliveryError,
    message::{Content, Mail},
    sender::Sender,
};

/// A connector that sends nothing.
#[derive(Debug, Clone)]
pub struct Mailbox {
    from: Sender,
    deliveries: Deliveries,
}

impl Mailbox {
    pub(crate) fn build(config: &MailboxConfig) -> Result<Self, ConfigError> {
        Ok(Self {
            from: Sender::parse("email.mailbox.from", &config.from)?,
            deliveries: Deliveries::none(),
        })
    }

    pub(crate) fn preview(&self, mail: &Mail) -> Result<Content, DeliveryError> {
        Ok(self.deliveries.resolve(mail)?.into_content())
    }

    pub(crate) fn from(&self) -> &Sender {
        &self.from
    }
}
