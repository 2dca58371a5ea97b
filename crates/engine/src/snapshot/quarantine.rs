//! Rows that cannot be read, set aside one by one and named in the log: what a newer version wrote
//! in the middle of an upgrade, what another key sealed, what was damaged. A secret that does not
//! open is named when it is opened (`client_secrets`).

use std::{collections::BTreeSet, fmt};

use store::Unreadable;

/// Why a sealed value cannot be read.
pub(super) const UNSEALABLE: &str = "it does not open with this instance's key";

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Noun {
    /// A client: it is as good as disabled.
    Client,
    /// A secret of a client: nobody can use it.
    ClientSecret,
    /// An API or one of its scopes: no token is made for it.
    Resource,
    /// A role: it allows nothing.
    Role,
    /// A signing key: it neither signs nor is published.
    SigningKey,
    /// A connector: no mail leaves by it.
    Connector,
    /// Words of mails: those of the connector are sent.
    EmailTemplate,
    /// A setting: the last one that could be read goes on.
    Setting,
}

impl Noun {
    /// What becomes of it, for the log.
    const fn consequence(self) -> &'static str {
        match self {
            Self::Client => "an application cannot be read and is treated as disabled",
            Self::ClientSecret => "a secret of an application cannot be read and is refused",
            Self::Resource => "an API or one of its scopes cannot be read and is left out",
            Self::Role => "a role cannot be read and allows nothing",
            Self::SigningKey => "a signing key cannot be read and is left out",
            Self::Connector => "an e-mail connector cannot be used: no mail leaves by it",
            Self::EmailTemplate => {
                "the words of a mail cannot be read: those of the connector are sent"
            }
            Self::Setting => "a setting cannot be read: the one before it stays in force",
        }
    }

    /// Names a row in the log that cannot be read.
    pub(super) fn report(self, id: &str, why: &str) {
        tracing::error!(id, why, "{}", self.consequence());
    }
}

/// The rows that were set aside, with the reason; never what they hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Quarantine(BTreeSet<(Noun, String, String)>);

impl Quarantine {
    /// Sets a row aside.
    pub(super) fn add(&mut self, noun: Noun, id: &str, why: impl fmt::Display) {
        self.0.insert((noun, id.to_owned(), why.to_string()));
    }

    /// Sets rows aside whose columns are not understood.
    pub(super) fn add_all(&mut self, noun: Noun, rows: Vec<Unreadable>) {
        for row in rows {
            let why = format!("its column {} is not understood", row.what);
            self.add(noun, &row.id, why);
        }
    }

    /// Takes a row back that may be read now.
    pub(super) fn remove(&mut self, noun: Noun, id: &str) {
        self.0.retain(|(kind, name, _)| *kind != noun || name != id);
    }

    /// Whether a row of this noun is set aside.
    pub(super) fn has(&self, noun: Noun) -> bool {
        self.0.iter().any(|(kind, ..)| *kind == noun)
    }

    /// Names what was not set aside before, once each.
    pub(super) fn log(&self, last: Option<&Self>) {
        for row @ (noun, id, why) in &self.0 {
            if last.is_none_or(|last| !last.0.contains(row)) {
                noun.report(id, why);
            }
        }
    }
}
