//! How mail leaves, and in which words.

use std::sync::Arc;

use connectors::{ConnectorConfig, EmailConnector};
use oidc_core::{
    account::email_template::EmailTemplate, connector::Rank, seal::SealingKey, source::Source,
};
use store::{Found, StoreError, StoredConnector, Tx};

use super::{
    mail_words::MailWords,
    quarantine::{Noun, Quarantine},
};
use crate::{
    config::{Config, Mode},
    connector::opened::Opened,
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
    /// The words that lie over those of the connectors.
    pub words: MailWords,
    pub(super) quarantine: Quarantine,
}

impl Connector {
    pub(super) fn load(rows: Rows, key: &SealingKey, config: &Config, last: Option<&Self>) -> Self {
        let mut aside = Quarantine::default();
        let nothing = rows.connectors.rows.is_empty() && rows.connectors.unreadable.is_empty();
        aside.add_all(Noun::Connector, rows.connectors.unreadable);
        aside.add_all(Noun::EmailTemplate, rows.templates.unreadable);
        let mut ways = Vec::new();
        for row in in_force(&rows.connectors.rows) {
            match open(row, key, config) {
                Ok(connector) => ways.push(Arc::new(connector)),
                Err(why) => aside.add(Noun::Connector, row.id.as_str(), why),
            }
        }
        if nothing {
            match none(config) {
                Ok(mailbox) => ways.push(Arc::new(mailbox)),
                Err(why) => aside.add(Noun::Connector, "email", why),
            }
        }
        aside.log(last.map(|last| &last.quarantine));
        Self {
            ways,
            words: MailWords::of(rows.templates.rows),
            quarantine: aside,
        }
    }

    /// The one that is tried first.
    pub fn first(&self) -> Option<&Arc<EmailConnector>> {
        self.ways.first()
    }
}

/// The file's connector lies over the operator's first; what is left is the fall-back.
fn in_force(rows: &[StoredConnector]) -> impl Iterator<Item = &StoredConnector> {
    let of = |rank: Rank| rows.iter().find(move |row| row.rank == rank);
    of(Rank::First).into_iter().chain(of(Rank::Fallback))
}

fn open(
    row: &StoredConnector,
    key: &SealingKey,
    config: &Config,
) -> Result<EmailConnector, String> {
    let opened = Opened::of(row, key).map_err(|why| why.to_string())?;
    if config.mode == Mode::Production
        && matches!(&opened, Opened::Declared(config) if matches!(**config, ConnectorConfig::Mailbox(_)))
    {
        return Err("it is the mailbox of the developer, which sends nothing".to_owned());
    }
    let built = opened.build(&config.outbound);
    built.map_err(|why| format!("its settings cannot be used: {why}"))
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
