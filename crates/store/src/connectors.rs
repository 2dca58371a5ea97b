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
    /// Which row it is: see [`StoredConnector::email_id`].
    pub id: String,
    /// Which kind of provider: `mailgun`, `smtp` …
    pub provider: String,
    /// Its configuration, sealed under the master key.
    pub sealed_config: Vec<u8>,
    /// Who configured it.
    pub source: Source,
}

impl StoredConnector {
    /// The row of the connector that sends e-mail. The configuration file has one of its own, which
    /// lies over the other and leaves it as it is.
    pub const fn email_id(source: Source) -> &'static str {
        match source {
            Source::File => "email.file",
            Source::BuiltIn | Source::Console => "email",
        }
    }
}

impl Tx {
    /// Connectors.
    pub const fn connectors(&mut self) -> Connectors<'_> {
        Connectors(self)
    }
}

impl Connectors<'_> {
    /// The connector that sends e-mail, or why it cannot be read: the file's, if it has one.
    pub async fn email(
        &mut self,
    ) -> Result<Option<Result<StoredConnector, Unreadable>>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            StoredConnector::COLUMNS,
            " from connectors where id in ('email', 'email.file') order by id desc limit 1"
        );
        let found: Option<Each<StoredConnector>> = fetch_optional!(self.0, SQL)?;
        Ok(found.map(|found| found.0))
    }

    /// Writes a connector that sends e-mail over the one of its id.
    pub async fn put_email(
        &mut self,
        connector: &StoredConnector,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const SQL: &str = "insert into connectors \
            (id, kind, provider, sealed_config, source, updated_at) \
            values ($1, 'email', $2, $3, $4, $5) on conflict (id) do update set \
            provider = excluded.provider, sealed_config = excluded.sealed_config, \
            source = excluded.source, updated_at = excluded.updated_at";
        execute!(
            self.0,
            SQL,
            connector.id.as_str(),
            connector.provider.as_str(),
            connector.sealed_config.as_slice(),
            connector.source.as_str(),
            now.as_millis(),
        )?;
        self.0.versions().changed(Noun::Connectors).await.map(drop)
    }

    /// Removes the connector that sends e-mail if it comes from `source`.
    pub async fn remove_email(&mut self, source: Source) -> Result<bool, StoreError> {
        const SQL: &str = "delete from connectors where kind = 'email' and source = $1";
        let rows = execute!(self.0, SQL, source.as_str())?;
        if rows > 0 {
            self.0.versions().changed(Noun::Connectors).await?;
        }
        Ok(rows > 0)
    }
}
