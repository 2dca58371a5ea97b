//! The connectors an administrator can choose from, under Logto's names, and the JSON each is
//! configured by.

mod http;
mod kept;
mod mailgun;
mod members;
pub mod metadata;
mod smtp;
mod usage;
mod written;

use std::{fmt, str::FromStr, sync::LazyLock};

use serde_json::{Map, Value};

use self::metadata::{Metadata, Phrases};
use crate::{config::ConnectorConfig, config_error::ConfigError};

pub use self::kept::{MASK, SecretPlace, stripped};

/// A kind of connector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FactoryId {
    /// Mailgun.
    Mailgun,
    /// A mail server.
    Smtp,
    /// An endpoint that writes and sends the mails itself.
    Http,
}

/// The text names no factory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no such connector factory")]
pub struct UnknownFactory;

static MAILGUN: LazyLock<Metadata> = LazyLock::new(|| {
    Metadata::read(
        include_str!("../../../web/connectors/mailgun-email.json"),
        FactoryId::Mailgun.readmes(),
    )
});
static SMTP: LazyLock<Metadata> = LazyLock::new(|| {
    Metadata::read(
        include_str!("../../../web/connectors/simple-mail-transfer-protocol.json"),
        FactoryId::Smtp.readmes(),
    )
});
static HTTP: LazyLock<Metadata> = LazyLock::new(|| {
    Metadata::read(
        include_str!("../../../web/connectors/http-email.json"),
        FactoryId::Http.readmes(),
    )
});

/// A language that READMEs are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// `en`
    English,
    /// `fr`
    French,
}

impl FactoryId {
    /// Every factory there is.
    pub const ALL: [Self; 3] = [Self::Mailgun, Self::Smtp, Self::Http];

    /// The name on the wire, which is Logto's.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mailgun => "mailgun-email",
            Self::Smtp => "simple-mail-transfer-protocol",
            Self::Http => "http-email",
        }
    }

    /// The name in the configuration file, as [`ConnectorConfig::kind`] has it.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Mailgun => "mailgun",
            Self::Smtp => "smtp",
            Self::Http => "http",
        }
    }

    /// The factory of a configuration; none for the development mailbox.
    pub const fn of(config: &ConnectorConfig) -> Option<Self> {
        match config {
            ConnectorConfig::Mailgun(_) => Some(Self::Mailgun),
            ConnectorConfig::Smtp(_) => Some(Self::Smtp),
            ConnectorConfig::Http(_) => Some(Self::Http),
            ConnectorConfig::Mailbox(_) => None,
        }
    }

    /// What is shown of it, as Logto's API shows a factory.
    pub fn metadata(self) -> &'static Metadata {
        match self {
            Self::Mailgun => &MAILGUN,
            Self::Smtp => &SMTP,
            Self::Http => &HTTP,
        }
    }

    /// How it is set up, in each language.
    fn readmes(self) -> Phrases {
        Phrases {
            en: self.readme(Language::English).to_owned(),
            fr: self.readme(Language::French).to_owned(),
        }
    }

    /// How it is set up, as Markdown.
    pub const fn readme(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Mailgun, Language::English) => {
                include_str!("../../../web/connectors/mailgun-email.en.md")
            }
            (Self::Mailgun, Language::French) => {
                include_str!("../../../web/connectors/mailgun-email.fr.md")
            }
            (Self::Smtp, Language::English) => {
                include_str!("../../../web/connectors/simple-mail-transfer-protocol.en.md")
            }
            (Self::Smtp, Language::French) => {
                include_str!("../../../web/connectors/simple-mail-transfer-protocol.fr.md")
            }
            (Self::Http, Language::English) => {
                include_str!("../../../web/connectors/http-email.en.md")
            }
            (Self::Http, Language::French) => {
                include_str!("../../../web/connectors/http-email.fr.md")
            }
        }
    }

    /// Reads the JSON of this factory. Whether its addresses may be called is judged when a connector
    /// is built of it ([`crate::EmailConnector::build`] with
    /// [`Source::Console`](oidc_core::source::Source::Console)), and what its texts must look like.
    ///
    /// # Errors
    /// The first [`ConfigError`] found; its key is the path of the member in the JSON.
    pub fn read(self, config: &Map<String, Value>) -> Result<ConnectorConfig, ConfigError> {
        kept::no_masks(self.confidential(), config)?;
        match self {
            Self::Mailgun => mailgun::read(config).map(ConnectorConfig::Mailgun),
            Self::Smtp => smtp::read(config).map(ConnectorConfig::Smtp),
            Self::Http => http::read(config).map(ConnectorConfig::Http),
        }
    }

    /// A configuration in the JSON of its factory, secrets included: what the file says, shown as what
    /// was entered.
    pub fn written(config: &ConnectorConfig) -> Map<String, Value> {
        written::written(config)
    }

    /// Where its secrets stand.
    pub const fn confidential(self) -> &'static [SecretPlace] {
        use SecretPlace::{Member, Query, Twin};
        match self {
            Self::Mailgun => &[
                Member(&["apiKey"]),
                Member(&["webhookSigningKey"]),
                Query("endpoint"),
                // Values of the operator's own, unlike Mailgun's switches.
                Member(&["options", "v:*"]),
            ],
            Self::Smtp => &[
                Member(&["auth", "pass"]),
                Twin(&["auth", "user"], &["auth", "pass"]),
                Member(&["customHeaders", "*"]),
            ],
            Self::Http => &[
                Member(&["authorization"]),
                Member(&["signingKey"]),
                Query("endpoint"),
            ],
        }
    }

    /// The configuration with a mask in place of each secret.
    #[must_use]
    pub fn masked(self, config: &Map<String, Value>) -> Map<String, Value> {
        kept::masked(self.confidential(), config)
    }

    /// The new configuration with the stored secret wherever it holds exactly that one's mask.
    #[must_use]
    pub fn with_kept_secrets(
        self,
        new: Map<String, Value>,
        stored: &Map<String, Value>,
    ) -> Map<String, Value> {
        kept::with_kept_secrets(self.confidential(), new, stored)
    }

    /// Whether the new configuration would send the stored secrets to another place, if they were
    /// kept. Whoever may not read them must not learn them that way.
    pub fn leads_elsewhere(self, new: &Map<String, Value>, stored: &Map<String, Value>) -> bool {
        let places: &[&str] = match self {
            // `endpoint` is Mailgun in any case.
            Self::Mailgun => &["baseUrl"],
            Self::Smtp => &["host", "port", "servername", "secure", "ignoreTLS"],
            Self::Http => &["endpoint"],
        };
        places.iter().any(|key| new.get(*key) != stored.get(*key))
    }
}

impl fmt::Display for FactoryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for FactoryId {
    type Err = UnknownFactory;

    fn from_str(text: &str) -> Result<Self, UnknownFactory> {
        let found = Self::ALL.into_iter().find(|id| id.as_str() == text);
        found.ok_or(UnknownFactory)
    }
}

#[cfg(test)]
mod tests;
