//! SQLite, by rusqlite: a statement runs on the thread that asks for it.
//!
//! `sqlx` gives every SQLite connection a thread and hands each statement over to it and back; that
//! took more time than the statements did (`docs/adr/0005`).

use std::borrow::Cow;

use oidc_core::record::{Cause, Reader, Writer};
use rusqlite::{
    CachedStatement, Connection, Error, Row, Statement,
    types::{Type, ValueRef},
};
use serde::{Serialize, de::DeserializeOwned};

use super::FromCells;

/// The most arguments a statement has.
const MOST_ARGUMENTS: usize = 255;

/// Runs a statement with the values that `write` writes; the number of rows it touched.
pub(crate) fn execute(
    conn: &Connection,
    sql: &'static str,
    write: impl FnOnce(&mut Bound<'_, '_>) -> Result<(), Error>,
) -> Result<u64, Error> {
    let mut statement = prepared(conn, sql, write)?;
    let rows = statement.raw_execute()?;
    Ok(u64::try_from(rows).unwrap_or(u64::MAX))
}

/// The one row there may be.
pub(crate) fn fetch_optional<T: FromCells>(
    conn: &Connection,
    sql: &'static str,
    write: impl FnOnce(&mut Bound<'_, '_>) -> Result<(), Error>,
) -> Result<Option<T>, Error> {
    let mut statement = prepared(conn, sql, write)?;
    let mut rows = statement.raw_query();
    match rows.next()? {
        Some(row) => T::from_cells(|| SqliteCells::of(row)).map(Some),
        None => Ok(None),
    }
}

/// The one row there always is.
pub(crate) fn fetch_one<T: FromCells>(
    conn: &Connection,
    sql: &'static str,
    write: impl FnOnce(&mut Bound<'_, '_>) -> Result<(), Error>,
) -> Result<T, Error> {
    fetch_optional(conn, sql, write)?.ok_or(Error::QueryReturnedNoRows)
}

/// All rows, for what is few.
pub(crate) fn fetch_all<T: FromCells>(
    conn: &Connection,
    sql: &'static str,
    write: impl FnOnce(&mut Bound<'_, '_>) -> Result<(), Error>,
) -> Result<Vec<T>, Error> {
    let mut statement = prepared(conn, sql, write)?;
    let (mut rows, mut all) = (statement.raw_query(), Vec::new());
    while let Some(row) = rows.next()? {
        all.push(T::from_cells(|| SqliteCells::of(row))?);
    }
    Ok(all)
}

/// The same for a statement that is not kept: its text is one of many.
pub(crate) fn fetch_all_once<T: FromCells>(
    conn: &Connection,
    sql: &str,
    write: impl FnOnce(&mut Bound<'_, '_>) -> Result<(), Error>,
) -> Result<Vec<T>, Error> {
    let mut statement = conn.prepare(sql)?;
    write(&mut Bound::of(&mut statement)?)?;
    let (mut rows, mut all) = (statement.raw_query(), Vec::new());
    while let Some(row) = rows.next()? {
        all.push(T::from_cells(|| SqliteCells::of(row))?);
    }
    Ok(all)
}

fn prepared<'c>(
    conn: &'c Connection,
    sql: &'static str,
    write: impl FnOnce(&mut Bound<'_, '_>) -> Result<(), Error>,
) -> Result<CachedStatement<'c>, Error> {
    let mut statement = conn.prepare_cached(sql)?;
    write(&mut Bound::of(&mut statement)?)?;
    Ok(statement)
}

/// The arguments of a statement.
pub(crate) struct Bound<'s, 'c> {
    statement: &'s mut Statement<'c>,
    /// Where SQLite has `$1`, `$2`, …: it numbers them in the order in which it meets them.
    places: [u8; MOST_ARGUMENTS],
    at: usize,
}

impl<'s, 'c> Bound<'s, 'c> {
    fn of(statement: &'s mut Statement<'c>) -> Result<Self, Error> {
        let mut places = [0; MOST_ARGUMENTS];
        for index in 1..=statement.parameter_count() {
            let name = statement.parameter_name(index).unwrap_or_default();
            let number = name
                .get(1..)
                .and_then(|number| number.parse::<usize>().ok());
            let place = number.and_then(|number| places.get_mut(number.wrapping_sub(1)));
            match (place, u8::try_from(index)) {
                (Some(place), Ok(index)) => *place = index,
                _ => return Err(Error::InvalidParameterName(name.to_owned())),
            }
        }
        Ok(Self {
            statement,
            places,
            at: 0,
        })
    }

    fn add(&mut self, value: impl rusqlite::ToSql) -> Result<(), Error> {
        let place = self.places.get(self.at).copied().unwrap_or_default();
        self.at += 1;
        match place {
            // An argument that the statement does not name.
            0 => Err(Error::InvalidParameterName(format!("${}", self.at))),
            place => self.statement.raw_bind_parameter(usize::from(place), value),
        }
    }
}

impl Writer for Bound<'_, '_> {
    type Error = Error;

    fn truth(&mut self, value: Option<bool>) -> Result<(), Error> {
        self.add(value)
    }

    fn number(&mut self, value: Option<i64>) -> Result<(), Error> {
        self.add(value)
    }

    fn text(&mut self, value: Option<Cow<'_, str>>) -> Result<(), Error> {
        self.add(value.as_deref())
    }

    fn bytes(&mut self, value: Option<&[u8]>) -> Result<(), Error> {
        self.add(value)
    }

    fn json<T: Serialize>(&mut self, value: Option<&T>) -> Result<(), Error> {
        let text = value.map(serde_json::to_string).transpose();
        self.add(text.map_err(|error| Error::ToSqlConversionFailure(error.into()))?)
    }
}

/// The columns of a row.
#[derive(Clone, Copy)]
struct SqliteCells<'r, 's> {
    row: &'r Row<'s>,
    at: usize,
    name: &'static str,
}

impl<'r, 's> SqliteCells<'r, 's> {
    const fn of(row: &'r Row<'s>) -> Self {
        Self {
            row,
            at: 0,
            name: "",
        }
    }

    /// The next column, if something stands in it.
    fn take(&mut self) -> Result<Option<ValueRef<'r>>, Error> {
        let value = self.row.get_ref(self.at)?;
        self.at += 1;
        Ok(Some(value).filter(|value| !matches!(value, ValueRef::Null)))
    }

    fn make<T>(
        &mut self,
        make: impl FnOnce(ValueRef<'r>) -> Result<T, Cause>,
    ) -> Result<Option<T>, Error> {
        let value = self.take()?.map(make).transpose();
        value.map_err(|cause| self.refuse(cause))
    }
}

impl Reader for SqliteCells<'_, '_> {
    type Error = Error;

    fn column_of(error: &Error) -> Option<&str> {
        match error {
            Error::InvalidColumnType(_, name, _) => Some(name),
            _ => None,
        }
    }

    fn name(&mut self, name: &'static str) {
        self.name = name;
    }

    fn is_null(&self) -> Result<bool, Error> {
        let value = self.row.get_ref(self.at)?;
        Ok(matches!(value, ValueRef::Null))
    }

    fn skip(&mut self, columns: usize) {
        self.at += columns;
    }

    fn truth(&mut self) -> Result<Option<bool>, Error> {
        self.make(|value| Ok(value.as_i64()? != 0))
    }

    fn number(&mut self) -> Result<Option<i64>, Error> {
        self.make(|value| Ok(value.as_i64()?))
    }

    fn text<T>(&mut self, make: impl FnOnce(&str) -> Result<T, Cause>) -> Result<Option<T>, Error> {
        self.make(|value| make(value.as_str()?))
    }

    fn bytes<T>(
        &mut self,
        make: impl FnOnce(&[u8]) -> Result<T, Cause>,
    ) -> Result<Option<T>, Error> {
        self.make(|value| make(value.as_blob()?))
    }

    fn json<T: DeserializeOwned + 'static>(&mut self) -> Result<Option<T>, Error> {
        self.make(|value| Ok(serde_json::from_str(value.as_str()?)?))
    }

    fn refuse(&self, _cause: Cause) -> Error {
        let at = self.at.saturating_sub(1);
        let name = match self.name {
            "" => self.row.as_ref().column_name(at).unwrap_or_default(),
            name => name,
        };
        let found = self
            .row
            .get_ref(at)
            .map_or(Type::Null, |value| value.data_type());
        Error::InvalidColumnType(at, name.to_owned(), found)
    }
}
