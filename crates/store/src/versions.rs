//! What is cached changes rarely; whoever caches polls one number.

use crate::{
    db::{Tx, execute, fetch_one},
    error::StoreError,
};

/// The numbers that tell when cached nouns have changed.
#[derive(Debug)]
pub struct Versions<'a>(pub(crate) &'a mut Tx);

/// A noun that is cached outside the database.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Noun {
    Clients,
    Connectors,
    Keys,
    Settings,
}

impl Noun {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Clients => "clients",
            Self::Connectors => "connectors",
            Self::Keys => "keys",
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
    /// One number that grows whenever anything cached changes.
    pub async fn get(&mut self) -> Result<i64, StoreError> {
        const SQL: &str = "select cast(coalesce(sum(number), 0) as bigint) from versions";
        fetch_one!(self.0, SQL)
    }

    /// Makes every node read again.
    pub async fn bump(&mut self) -> Result<(), StoreError> {
        self.changed(Noun::Settings).await
    }

    /// Writes, and changes nothing that anybody reads.
    pub(crate) async fn touch(&mut self) -> Result<(), StoreError> {
        const SQL: &str = "update versions set number = 0 where noun = 'probe'";
        execute!(self.0, SQL).map(drop)
    }

    /// Called by whatever writes a cached noun.
    pub(crate) async fn changed(&mut self, noun: Noun) -> Result<(), StoreError> {
        const SQL: &str = "update versions set number = number + 1 where noun = $1";
        execute!(self.0, SQL, noun.as_str()).map(drop)
    }
}
