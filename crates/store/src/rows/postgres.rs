//! PostgreSQL, by sqlx.

use std::borrow::Cow;

use oidc_core::record::{Cause, Reader, Writer};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{
    Arguments, Column, ColumnIndex, Decode, FromRow, PgConnection, Postgres, Row, SqlSafeStr,
    SqlStr, Type, ValueRef,
    postgres::{PgArguments, PgRow},
    types::Json,
};

use super::FromCells;

/// A statement with its arguments.
pub(crate) struct Statement {
    sql: SqlStr,
    arguments: PgArguments,
    keep: bool,
}

impl Statement {
    /// The statement with the values that `write` writes; `keep`: prepared for the next time.
    pub(crate) fn new(
        sql: impl SqlSafeStr,
        keep: bool,
        write: impl FnOnce(&mut Bound) -> Result<(), Cause>,
    ) -> Result<Self, sqlx::Error> {
        let mut bound = Bound(PgArguments::default());
        write(&mut bound).map_err(sqlx::Error::Encode)?;
        Ok(Self {
            sql: sql.into_sql_str(),
            arguments: bound.0,
            keep,
        })
    }

    /// Runs it; the number of rows it touched.
    pub(crate) async fn execute(self, conn: &mut PgConnection) -> Result<u64, sqlx::Error> {
        let query = sqlx::query_with(self.sql, self.arguments).persistent(self.keep);
        query.execute(conn).await.map(|done| done.rows_affected())
    }

    /// The one row there may be.
    pub(crate) async fn fetch_optional<T>(
        self,
        conn: &mut PgConnection,
    ) -> Result<Option<T>, sqlx::Error>
    where
        T: FromCells + Send + Unpin,
    {
        let query = sqlx::query_as_with::<_, Whole<T>, _>(self.sql, self.arguments);
        let row = query.persistent(self.keep).fetch_optional(conn).await?;
        Ok(row.map(|row| row.0))
    }

    /// The one row there always is.
    pub(crate) async fn fetch_one<T>(self, conn: &mut PgConnection) -> Result<T, sqlx::Error>
    where
        T: FromCells + Send + Unpin,
    {
        let row = self.fetch_optional(conn).await?;
        row.ok_or(sqlx::Error::RowNotFound)
    }

    /// All rows, for what is few.
    pub(crate) async fn fetch_all<T>(self, conn: &mut PgConnection) -> Result<Vec<T>, sqlx::Error>
    where
        T: FromCells + Send + Unpin,
    {
        let query = sqlx::query_as_with::<_, Whole<T>, _>(self.sql, self.arguments);
        let rows = query.persistent(self.keep).fetch_all(conn).await?;
        Ok(rows.into_iter().map(|row| row.0).collect())
    }
}

struct Whole<T>(T);

impl<T: FromCells> FromRow<'_, PgRow> for Whole<T> {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        T::from_cells(|| PgCells::of(row)).map(Self)
    }
}

/// The arguments of a statement.
pub(crate) struct Bound(PgArguments);

impl Writer for Bound {
    type Error = Cause;

    fn truth(&mut self, value: Option<bool>) -> Result<(), Cause> {
        self.0.add(value)
    }

    fn number(&mut self, value: Option<i64>) -> Result<(), Cause> {
        self.0.add(value)
    }

    fn text(&mut self, value: Option<Cow<'_, str>>) -> Result<(), Cause> {
        self.0.add(value)
    }

    fn bytes(&mut self, value: Option<&[u8]>) -> Result<(), Cause> {
        self.0.add(value)
    }

    fn json<T: Serialize>(&mut self, value: Option<&T>) -> Result<(), Cause> {
        self.0.add(value.map(Json))
    }
}

/// The columns of a row.
#[derive(Clone, Copy)]
struct PgCells<'r> {
    row: &'r PgRow,
    at: usize,
    name: &'static str,
}

impl<'r> PgCells<'r> {
    const fn of(row: &'r PgRow) -> Self {
        Self {
            row,
            at: 0,
            name: "",
        }
    }

    fn take<T>(&mut self) -> Result<T, sqlx::Error>
    where
        usize: ColumnIndex<PgRow>,
        T: Decode<'r, Postgres> + Type<Postgres>,
    {
        let value = self.row.try_get::<T, usize>(self.at);
        self.at += 1;
        value.map_err(|error| match error {
            sqlx::Error::ColumnDecode { source, .. } => self.refuse(source),
            other => other,
        })
    }
}

impl<'r> Reader for PgCells<'r> {
    type Error = sqlx::Error;

    fn column_of(error: &sqlx::Error) -> Option<&str> {
        match error {
            sqlx::Error::ColumnDecode { index, .. } => Some(index),
            _ => None,
        }
    }

    fn name(&mut self, name: &'static str) {
        self.name = name;
    }

    fn is_null(&self) -> Result<bool, sqlx::Error> {
        self.row.try_get_raw(self.at).map(|value| value.is_null())
    }

    fn skip(&mut self, columns: usize) {
        self.at += columns;
    }

    fn truth(&mut self) -> Result<Option<bool>, sqlx::Error> {
        self.take()
    }

    fn number(&mut self) -> Result<Option<i64>, sqlx::Error> {
        self.take()
    }

    fn text<T>(
        &mut self,
        make: impl FnOnce(&str) -> Result<T, Cause>,
    ) -> Result<Option<T>, sqlx::Error> {
        let text = self.take::<Option<&'r str>>()?;
        text.map(make)
            .transpose()
            .map_err(|cause| self.refuse(cause))
    }

    fn bytes<T>(
        &mut self,
        make: impl FnOnce(&[u8]) -> Result<T, Cause>,
    ) -> Result<Option<T>, sqlx::Error> {
        let bytes = self.take::<Option<&'r [u8]>>()?;
        bytes
            .map(make)
            .transpose()
            .map_err(|cause| self.refuse(cause))
    }

    fn json<T: DeserializeOwned + 'static>(&mut self) -> Result<Option<T>, sqlx::Error> {
        Ok(self.take::<Option<Json<T>>>()?.map(|json| json.0))
    }

    fn refuse(&self, source: Cause) -> sqlx::Error {
        let mut index = self.name.to_owned();
        if index.is_empty() {
            let column = self.row.columns().get(self.at.saturating_sub(1));
            index = column.map_or_else(String::new, |column| column.name().to_owned());
        }
        sqlx::Error::ColumnDecode { index, source }
    }
}
