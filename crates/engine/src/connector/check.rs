//! What Mailgun says of a domain, before a mail is sent there.

use connectors::{ConfigError, EmailConnector, FactoryId, mailgun::check::Checked};
use serde_json::{Map, Value};

use super::Connectors;
use crate::failure::Failure;

/// Why nothing was asked.
#[derive(Debug)]
pub enum NotChecked {
    /// Of this factory's connectors nothing can be asked.
    NotMailgun,
    /// It would put a saved secret to another use, and whoever asks has not proven lately who they are.
    StepUp,
    /// The configuration does not fit.
    Config(ConfigError),
}

impl Connectors {
    /// Asks Mailgun about the domain of a configuration, saved or not.
    ///
    /// # Errors
    /// [`NotChecked`].
    pub async fn check(
        &self,
        factory: FactoryId,
        config: &Map<String, Value>,
    ) -> Result<Checked, Failure<NotChecked>> {
        let unsaved = self.unsaved(factory, config).await?;
        if unsaved.needs_step_up {
            return Err(Failure::Refused(NotChecked::StepUp));
        }
        let refuse = |why| Failure::Refused(NotChecked::Config(why));
        let built = unsaved.opened.build(&self.outbound);
        match built.map_err(refuse)? {
            EmailConnector::Mailgun(mailgun) => Ok(mailgun.check(self.patience).await),
            _ => Err(Failure::Refused(NotChecked::NotMailgun)),
        }
    }
}
