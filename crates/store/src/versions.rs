//! What is cached changes rarely; whoever caches polls one number.

use crate::{
    db::{Tx, execute, fetch_all, fetch_one},
    error::StoreError,
};

/// The numbers that tell when cached nouns have changed.
#[derive(Debug)]
pub struct Versions<'a>(pub(crate) &'a mut Tx);

/// How often each cached noun has been changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VersionNumbers {
    /// Clients and their secrets.
    pub clients: i64,
    /// Connectors.
    pub connectors: i64,
    /// Signing keys.
    pub keys: i64,
    /// APIs and roles.
    pub resources: i64,
    /// Settings.
    pub settings: i64,
}

/// A noun that is cached outside the database.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Noun {
    Clients,
    Connectors,
    Keys,
    Resources,
    Settings,
}

impl Noun {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Clients => "clients",
            Self::Connectors => "connectors",
            Self::Keys => "keys",
            Self::Resources => "resources",
            Self::Settings => "settings",
        }
    }
}

impl Tx {
    /// The versions of what is cached.
    pub const fn versions(&mut self) -> Versions<'_> {
        Versions(self)
    }
}

impl Versions<'_> {
    /// The number of each noun.
    pub async fn all(&mut self) -> Result<VersionNumbers, StoreError> {
        const SQL: &str = "select noun, number from versions";
        let found: Vec<(String, i64)> = fetch_all!(self.0, SQL)?;
        let of = |noun: Noun| {
            let named = found.iter().find(|(name, _)| name == noun.as_str());
            named.map_or(0, |(_, number)| *number)
        };
        Ok(VersionNumbers {
            clients: of(Noun::Clients),
            connectors: of(Noun::Connectors),
            keys: of(Noun::Keys),
            resources: of(Noun::Resources),
            settings: of(Noun::Settings),
        })
    }

    /// Makes every node read everything again.
    pub async fn bump(&mut self) -> Result<(), StoreError> {
        const SQL: &str = "update versions set number = number + 1 where noun <> 'probe'";
        execute!(self.0, SQL).map(drop)
    }

    /// Writes, and changes nothing that anybody reads.
    pub(crate) async fn touch(&mut self) -> Result<(), StoreError> {
        const SQL: &str = "update versions set number = 0 where noun = 'probe'";
        execute!(self.0, SQL).map(drop)
    }

    /// Whoever looks before changing a cached noun waits here for whoever does already, and sees what
    /// that one did.
    pub(crate) async fn hold(&mut self, noun: Noun) -> Result<(), StoreError> {
        const SQL: &str = "update versions set number = number where noun = $1";
        execute!(self.0, SQL, noun.as_str()).map(drop)
    }

    /// Called by whatever writes a cached noun; its new number.
    pub(crate) async fn changed(&mut self, noun: Noun) -> Result<i64, StoreError> {
        const SQL: &str =
            "update versions set number = number + 1 where noun = $1 returning number";
        fetch_one!(self.0, SQL, noun.as_str())
    }
}
