//! The rows of both drivers as the readers of records, and their arguments as the writers.
//!
//! Columns are read by position: a look-up by name would cost more than the statement is long. What
//! does not parse is `Corrupt`, by column name, without its value.

use std::borrow::Cow;

use oidc_core::record::{Cause, Columns, Reader, Writer};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{
    Arguments, Column, ColumnIndex, Database, Decode, IntoArguments, Postgres, Row, Sqlite, Type,
    ValueRef, postgres::PgRow, query::Query, sqlite::SqliteRow, types::Json,
};

use crate::unreadable::Unreadable;

/// The arguments of a statement.
pub(crate) struct Bound<D: Database>(D::Arguments);

/// A statement with the values that `write` writes, as many as that.
pub(crate) fn written<D>(
    sql: &'static str,
    write: impl FnOnce(&mut Bound<D>) -> Result<(), Cause>,
) -> Result<Query<'static, D, D::Arguments>, sqlx::Error>
where
    D: Database,
    D::Arguments: IntoArguments<D>,
{
    let mut bound = Bound(D::Arguments::default());
    write(&mut bound).map_err(sqlx::Error::Encode)?;
    Ok(sqlx::query_with(sql, bound.0))
}

/// The columns of a row, one after the other.
pub(crate) struct Cells<'r, R> {
    row: &'r R,
    at: usize,
    name: &'static str,
}

impl<'r, R: Row> Cells<'r, R> {
    const fn of(row: &'r R) -> Self {
        Self {
            row,
            at: 0,
            name: "",
        }
    }

    fn take<T>(&mut self) -> Result<T, sqlx::Error>
    where
        usize: ColumnIndex<R>,
        T: Decode<'r, R::Database> + Type<R::Database>,
    {
        let value = self.row.try_get::<T, usize>(self.at);
        self.at += 1;
        value.map_err(|error| match error {
            sqlx::Error::ColumnDecode { source, .. } => self.refused(source),
            other => other,
        })
    }

    fn refused(&self, source: Cause) -> sqlx::Error {
        let mut index = self.name.to_owned();
        if index.is_empty() {
            let column = self.row.columns().get(self.at.saturating_sub(1));
            index = column.map_or_else(String::new, |column| column.name().to_owned());
        }
        sqlx::Error::ColumnDecode { index, source }
    }
}

macro_rules! driver {
    ($database:ty, $row:ty) => {
        impl Writer for Bound<$database> {
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

        impl<'r> Reader for Cells<'r, $row> {
            type Error = sqlx::Error;

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
                    .map_err(|cause| self.refused(cause))
            }

            fn bytes<T>(
                &mut self,
                make: impl FnOnce(&[u8]) -> Result<T, Cause>,
            ) -> Result<Option<T>, sqlx::Error> {
                let bytes = self.take::<Option<&'r [u8]>>()?;
                bytes
                    .map(make)
                    .transpose()
                    .map_err(|cause| self.refused(cause))
            }

            fn json<T: DeserializeOwned + 'static>(&mut self) -> Result<Option<T>, sqlx::Error> {
                Ok(self.take::<Option<Json<T>>>()?.map(|json| json.0))
            }

            fn refuse(&self, cause: Cause) -> sqlx::Error {
                self.refused(cause)
            }
        }
    };
}
driver!(Sqlite, SqliteRow);
driver!(Postgres, PgRow);

/// What is read from a row.
pub(crate) trait FromCells<R: Row>: Sized {
    /// Reads it.
    fn from_cells(row: &R) -> Result<Self, sqlx::Error>;
}

/// The whole row.
pub(crate) struct Whole<T>(pub(crate) T);

impl<R: Row, T: FromCells<R>> sqlx::FromRow<'_, R> for Whole<T> {
    fn from_row(row: &R) -> Result<Self, sqlx::Error> {
        T::from_cells(row).map(Self)
    }
}

impl<R: Row, T: Columns> FromCells<R> for T
where
    for<'r> Cells<'r, R>: Reader<Error = sqlx::Error>,
{
    fn from_cells(row: &R) -> Result<Self, sqlx::Error> {
        T::read(&mut Cells::of(row))
    }
}

/// A row by itself: one that cannot be read is told by name and takes no other row with it. Its
/// first column is its id.
pub(crate) struct Each<T>(pub(crate) Result<T, Unreadable>);

impl<R: Row, T: Columns> FromCells<R> for Each<T>
where
    for<'r> Cells<'r, R>: Reader<Error = sqlx::Error>,
{
    fn from_cells(row: &R) -> Result<Self, sqlx::Error> {
        match T::read(&mut Cells::of(row)) {
            Ok(value) => Ok(Self(Ok(value))),
            Err(sqlx::Error::ColumnDecode { index, .. }) => Ok(Self(Err(Unreadable {
                id: id(&mut Cells::of(row), &mut Cells::of(row)),
                what: index,
            }))),
            Err(other) => Err(other),
        }
    }
}

/// The id of a row for the log: text as it stands, bytes in hexadecimal.
fn id<R: Reader>(text: &mut R, bytes: &mut R) -> String {
    use std::fmt::Write;
    if let Ok(Some(text)) = text.text(|text| Ok(text.to_owned())) {
        return text;
    }
    let hex = bytes.bytes(|bytes| {
        Ok(bytes.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        }))
    });
    hex.ok().flatten().unwrap_or_default()
}
