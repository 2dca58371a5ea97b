//! What Mailgun says of a domain, before a mail is sent there.

use connectors::{ConfigError, EmailConnector, FactoryId, mailgun::check::Checked};
use serde_json::{Map, Value};

use super::{Connectors, opened::Opened};
use crate::failure::Failure;

/// Why nothing was asked.
#[derive(Debug)]
pub enum NotChecked {
    /// Of this factory's connectors nothing can be asked.
    NotMailgun,
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
        let config = self.completed(factory, config).await?;
        let refuse = |why| Failure::Refused(NotChecked::Config(why));
        let built = Opened::Written(factory, config).build(&self.outbound);
        match built.map_err(refuse)? {
            EmailConnector::Mailgun(mailgun) => Ok(mailgun.check().await),
            _ => Err(Failure::Refused(NotChecked::NotMailgun)),
        }
    }
}
