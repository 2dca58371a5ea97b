//! What carries messages out, with its configuration sealed.

use oidc_core::{
    connector::{ConnectorKind, Rank},
    id::ConnectorId,
    record::Record,
    source::Source,
    time::Timestamp,
};

use crate::{
    db::{Tx, execute, fetch_all, fetch_one, insert, update},
    error::StoreError,
    readable::Found,
    sql::sql,
    versions::Noun,
};

/// The table `connectors`.
#[derive(Debug)]
pub struct Connectors<'a>(&'a mut Tx);

/// A configured connector.
#[derive(Debug, Clone, PartialEq, Eq, Record)]
#[record(table = "connectors")]
pub struct StoredConnector {
    /// Its id.
    pub id: ConnectorId,
    /// What it carries.
    #[record(fixed)]
    pub kind: ConnectorKind,
    /// Which kind of provider: `mailgun`, `smtp` … in the file; elsewhere the factory, as
    /// `mailgun-email`.
    #[record(fixed)]
    pub provider: String,
    /// Its configuration, sealed under the master key.
    pub sealed_config: Vec<u8>,
    /// When it is used.
    #[record(fixed)]
    pub rank: Rank,
    /// Who configured it.
    #[record(fixed)]
    pub source: Source,
    /// Where the configuration file declares it, as `signet.toml:14`; none of what it does not own.
    #[record(fixed)]
    pub declared_at: Option<String>,
    /// When it was made.
    #[record(fixed)]
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// The id of the connector of the configuration file: it lies over the operator's first one, and leaves
/// that as it is.
pub const OF_FILE: &str = "email.file";

impl Tx {
    /// Connectors.
    pub const fn connectors(&mut self) -> Connectors<'_> {
        Connectors(self)
    }
}

impl Connectors<'_> {
    /// Whoever looks before changing a connector waits here for whoever does already, and sees what
    /// that one did.
    pub async fn hold(&mut self) -> Result<(), StoreError> {
        self.0.versions().hold(Noun::Connectors).await
    }

    /// Every connector, the one of the file first, and fall-backs last.
    pub async fn all(&mut self) -> Result<Found<StoredConnector>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            StoredConnector::COLUMNS,
            " from connectors order by case when source = 'file' then 0 when rank = 'first' then 1 \
             else 2 end, id"
        );
        fetch_all!(self.0, SQL).map(Found::sort)
    }

    /// Whether there is one of this kind, be it one that cannot be read.
    pub async fn has(&mut self, kind: ConnectorKind) -> Result<bool, StoreError> {
        const SQL: &str = "select exists (select 1 from connectors where kind = $1)";
        fetch_one!(self.0, SQL, kind.as_str())
    }

    /// Adds a connector; false when its id or its rank is taken.
    pub async fn insert(&mut self, connector: &StoredConnector) -> Result<bool, StoreError> {
        const SQL: &str = sql!(StoredConnector::INSERT, " on conflict do nothing");
        let rows = insert!(self.0, SQL, connector)?;
        self.changed(rows).await
    }

    /// Writes the configuration of a connector; false when there is none with its id.
    pub async fn update(&mut self, connector: &StoredConnector) -> Result<bool, StoreError> {
        const SQL: &str = StoredConnector::UPDATE;
        let rows = update!(self.0, SQL, connector)?;
        self.changed(rows).await
    }

    /// Removes a connector; false when there is none with this id.
    pub async fn remove(&mut self, id: &ConnectorId) -> Result<bool, StoreError> {
        const SQL: &str = "delete from connectors where id = $1";
        let rows = execute!(self.0, SQL, id.as_str())?;
        self.changed(rows).await
    }

    /// Removes the operator's connector of this kind and rank: there is one at most. Whether there was.
    pub async fn clear(&mut self, kind: ConnectorKind, rank: Rank) -> Result<bool, StoreError> {
        const SQL: &str =
            "delete from connectors where kind = $1 and rank = $2 and source <> 'file'";
        let rows = execute!(self.0, SQL, kind.as_str(), rank.as_str())?;
        self.changed(rows).await
    }

    /// Removes the connector of the file; whether there was one.
    pub async fn clear_file(&mut self) -> Result<bool, StoreError> {
        const SQL: &str = "delete from connectors where source = 'file'";
        let rows = execute!(self.0, SQL)?;
        self.changed(rows).await
    }

    async fn changed(&mut self, rows: u64) -> Result<bool, StoreError> {
        if rows > 0 {
            self.0.versions().changed(Noun::Connectors).await?;
        }
        Ok(rows > 0)
    }
}
