//! How mail leaves, and in which words.

use std::sync::Arc;

use connectors::EmailConnector;
use oidc_core::{account::email_template::EmailTemplate, seal::SealingKey, source::Source};
use store::{Found, StoreError, StoredConnector, Tx};

use super::{
    mail_words::MailWords,
    quarantine::{Noun, Quarantine},
};
use crate::{
    config::{Config, Mode},
    connector::ways::{Making, Ways},
    mail,
};

/// What was read of it.
#[derive(Debug)]
pub(super) struct Rows {
    connectors: Found<StoredConnector>,
    templates: Found<EmailTemplate>,
}

impl Rows {
    pub(super) async fn read(tx: &mut Tx) -> Result<Self, StoreError> {
        Ok(Self {
            connectors: tx.connectors().all().await?,
            templates: tx.email_templates().all().await?,
        })
    }
}

/// The e-mail connectors.
#[derive(Debug)]
pub struct Connector {
    /// Those that can be used, in the order in which they are tried. When there is none no mail
    /// leaves.
    pub ways: Vec<Arc<EmailConnector>>,
    /// The same as far as they are configured, with their rows.
    pub configured: Ways,
    /// The words that lie over those of the connectors.
    pub words: MailWords,
    pub(super) quarantine: Quarantine,
    /// Whether there are connectors that cannot be read here, nor the keys in them.
    pub is_incomplete: bool,
}

impl Connector {
    pub(super) fn load(rows: Rows, key: &SealingKey, config: &Config, last: Option<&Self>) -> Self {
        let mut aside = Quarantine::default();
        let nothing = rows.connectors.rows.is_empty() && rows.connectors.unreadable.is_empty();
        aside.add_all(Noun::Connector, rows.connectors.unreadable);
        aside.add_all(Noun::EmailTemplate, rows.templates.unreadable);
        let making = Making {
            key,
            outbound: &config.outbound,
            mode: config.mode,
        };
        let known = last.map(|last| last.configured.clone()).unwrap_or_default();
        let configured = Ways::of(&rows.connectors.rows, making, &known);
        for (id, why) in configured.unusable() {
            aside.add(Noun::Connector, id.as_str(), why);
        }
        let mut ways = configured.connectors();
        let is_incomplete = aside.has(Noun::Connector);
        if nothing {
            match none(config) {
                Ok(mailbox) => ways.push(Arc::new(mailbox)),
                Err(why) => aside.add(Noun::Connector, "email", why),
            }
        }
        aside.log(last.map(|last| &last.quarantine));
        Self {
            ways,
            configured,
            words: MailWords::of(rows.templates.rows),
            quarantine: aside,
            is_incomplete,
        }
    }

    /// The one that is tried first.
    pub fn first(&self) -> Option<&Arc<EmailConnector>> {
        self.ways.first()
    }
}

/// Where no connector is configured: the mailbox in development.
fn none(config: &Config) -> Result<EmailConnector, String> {
    if config.mode == Mode::Production {
        return Err(NO_CONNECTOR.to_owned());
    }
    let built = EmailConnector::build(&mail::mailbox(), &config.outbound, Source::BuiltIn);
    built.map_err(|why| why.to_string())
}

const NO_CONNECTOR: &str = "none is configured: add one in the console or over the management API, \
    or a section [email] to signet.toml (`signet config example` shows how)";
