//! Named values of the instance, and sealed ones such as its key.

use oidc_core::{record::Writer, source::Source, time::Timestamp};
use serde_json::Value;

use crate::{
    db::{Tx, execute, fetch_optional, statement},
    error::StoreError,
    versions::Noun,
};

/// The tables `settings` and `blobs`.
#[derive(Debug)]
pub struct Settings<'a>(&'a mut Tx);

impl Tx {
    /// Settings and sealed values.
    pub const fn settings(&mut self) -> Settings<'_> {
        Settings(self)
    }
}

impl Settings<'_> {
    /// Whoever looks before changing a setting waits here for whoever does already, and sees what
    /// that one did.
    pub async fn hold(&mut self) -> Result<(), StoreError> {
        self.0.versions().hold(Noun::Settings).await
    }

    /// The value of that name. Both databases see to it that it is JSON.
    pub async fn get(&mut self, name: &str) -> Result<Option<Value>, StoreError> {
        const SQL: &str = "select value from settings where name = $1";
        fetch_optional!(self.0, SQL, name)
    }

    /// Sets a value, whoever has set it before.
    pub async fn put(
        &mut self,
        name: &str,
        value: &Value,
        source: Source,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const SQL: &str = "insert into settings (name, value, source, updated_at) \
            values ($1, $2, $3, $4) on conflict (name) do update set value = excluded.value, \
            source = excluded.source, updated_at = excluded.updated_at";
        statement!(execute, self.0, SQL, |writer| {
            writer.text(Some(name.into()))?;
            writer.json(Some(value))?;
            writer.text(Some(source.as_str().into()))?;
            writer.number(Some(now.as_millis()))
        })?;
        self.0.versions().changed(Noun::Settings).await.map(drop)
    }

    /// Sets a value that nobody has set; false when somebody has.
    pub async fn insert_if_absent(
        &mut self,
        name: &str,
        value: &Value,
        source: Source,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "insert into settings (name, value, source, updated_at) \
            values ($1, $2, $3, $4) on conflict do nothing";
        let rows = statement!(execute, self.0, SQL, |writer| {
            writer.text(Some(name.into()))?;
            writer.json(Some(value))?;
            writer.text(Some(source.as_str().into()))?;
            writer.number(Some(now.as_millis()))
        })?;
        if rows == 1 {
            self.0.versions().changed(Noun::Settings).await?;
        }
        Ok(rows == 1)
    }

    /// Removes a value; false when there was none.
    pub async fn remove(&mut self, name: &str) -> Result<bool, StoreError> {
        const SQL: &str = "delete from settings where name = $1";
        let rows = execute!(self.0, SQL, name)?;
        if rows > 0 {
            self.0.versions().changed(Noun::Settings).await?;
        }
        Ok(rows > 0)
    }

    /// The sealed value of that name.
    pub async fn blob(&mut self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        const SQL: &str = "select sealed from blobs where name = $1";
        fetch_optional!(self.0, SQL, name)
    }

    /// Keeps a sealed value under a name that is free; false when it is taken. Of two nodes that
    /// start together one wins, and the other reads what it wrote.
    pub async fn insert_blob_if_absent(
        &mut self,
        name: &str,
        sealed: &[u8],
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "insert into blobs (name, sealed, created_at) values ($1, $2, $3) \
            on conflict do nothing";
        Ok(execute!(self.0, SQL, name, sealed, now.as_millis())? == 1)
    }
}
