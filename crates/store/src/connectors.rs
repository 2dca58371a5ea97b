//! What carries messages out: today the one e-mail connector, its configuration sealed.

use oidc_core::{record::Record, source::Source, time::Timestamp};

use crate::{
    db::{Tx, execute, fetch_optional},
    error::StoreError,
    rows::Each,
    sql::sql,
    unreadable::Unreadable,
    versions::Noun,
};

/// The table `connectors`.
#[derive(Debug)]
pub struct Connectors<'a>(&'a mut Tx);

/// A configured connector.
#[derive(Debug, Clone, PartialEq, Eq, Record)]
#[record(table = "connectors")]
pub struct StoredConnector {
    /// Which kind of provider: `mailgun`, `smtp` …
    pub provider: String,
    /// Its configuration, sealed under the master key.
    pub sealed_config: Vec<u8>,
    /// Who configured it.
    pub source: Source,
}

impl Tx {
    /// Connectors.
    pub const fn connectors(&mut self) -> Connectors<'_> {
        Connectors(self)
    }
}

impl Connectors<'_> {
    /// The connector that sends e-mail, or why it cannot be read.
    pub async fn email(
        &mut self,
    ) -> Result<Option<Result<StoredConnector, Unreadable>>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            StoredConnector::COLUMNS,
            " from connectors where id = 'email'"
        );
        let found: Option<Each<StoredConnector>> = fetch_optional!(self.0, SQL)?;
        Ok(found.map(|found| found.0))
    }

    /// Sets the connector that sends e-mail, whoever has set it before.
    pub async fn put_email(
        &mut self,
        connector: &StoredConnector,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const SQL: &str = "insert into connectors \
            (id, kind, provider, sealed_config, source, updated_at) \
            values ('email', 'email', $1, $2, $3, $4) on conflict (id) do update set \
            provider = excluded.provider, sealed_config = excluded.sealed_config, \
            source = excluded.source, updated_at = excluded.updated_at";
        execute!(
            self.0,
            SQL,
            connector.provider.as_str(),
            connector.sealed_config.as_slice(),
            connector.source.as_str(),
            now.as_millis(),
        )?;
        self.0.versions().changed(Noun::Connectors).await.map(drop)
    }

    /// Removes the connector that sends e-mail if it comes from `source`.
    pub async fn remove_email(&mut self, source: Source) -> Result<bool, StoreError> {
        const SQL: &str = "delete from connectors where id = 'email' and source = $1";
        let rows = execute!(self.0, SQL, source.as_str())?;
        if rows > 0 {
            self.0.versions().changed(Noun::Connectors).await?;
        }
        Ok(rows > 0)
    }
}
