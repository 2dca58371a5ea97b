//! Statements that are put together when they are run, of parts that are constant: what is looked for
//! decides which parts. What anybody has typed is bound, never written into the text, and no part can
//! be made of it: a part is a `&'static str`.
//!
//! Such a text is one of very many. It is prepared for one use, so that it takes the place of none
//! that is used again and again.

use std::fmt::Write as _;

use sqlx::AssertSqlSafe;

use crate::{
    db::{Tx, tx::Driver},
    driver_error::DriverError,
    error::StoreError,
    rows::{Argument, FromCells, postgres, sqlite},
};

/// A statement with what is bound to it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Composed {
    text: String,
    values: Vec<Bound>,
    /// Whether there is a condition before the next one.
    has_condition: bool,
}

#[derive(Clone)]
enum Bound {
    Text(String),
    Number(i64),
    Bytes(Vec<u8>),
}

/// What is looked for may be personal.
impl std::fmt::Debug for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[bound]")
    }
}

impl Composed {
    /// Begins one.
    pub(crate) fn of(part: &'static str) -> Self {
        let mut composed = Self::default();
        composed.push(part);
        composed
    }

    /// Adds a part.
    pub(crate) fn push(&mut self, part: &'static str) {
        self.text.push_str(part);
    }

    /// Begins the next condition that must hold: with `where` before the first of them, which a
    /// statement without any does not have.
    pub(crate) fn and(&mut self) {
        self.push(if self.has_condition {
            " and "
        } else {
            " where "
        });
        self.has_condition = true;
    }

    /// Adds the place of a text.
    pub(crate) fn bind(&mut self, value: impl Into<String>) {
        self.place(Bound::Text(value.into()));
    }

    /// Adds the place of a number.
    pub(crate) fn bind_number(&mut self, value: i64) {
        self.place(Bound::Number(value));
    }

    /// Adds the place of bytes.
    pub(crate) fn bind_bytes(&mut self, value: &[u8]) {
        self.place(Bound::Bytes(value.to_vec()));
    }

    /// Adds the places of several ids, with commas between them.
    pub(crate) fn bind_ids<'i>(&mut self, ids: impl IntoIterator<Item = &'i [u8; 16]>) {
        for (index, id) in ids.into_iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.place(Bound::Bytes(id.to_vec()));
        }
    }

    fn place(&mut self, value: Bound) {
        self.values.push(value);
        // Writing into a String cannot fail.
        let _ = write!(self.text, "${}", self.values.len());
    }

    /// All rows, for what is few.
    pub(crate) async fn fetch_all<T>(&self, tx: &mut Tx) -> Result<Vec<T>, StoreError>
    where
        T: FromCells + Send + Unpin,
    {
        tracing::trace!(target: "store::statement", sql = self.text);
        let outcome = match tx.begin_statement()? {
            Driver::Sqlite(conn) => {
                let rows = sqlite::fetch_all_once(conn, &self.text, |writer| self.write(writer));
                rows.map_err(DriverError::from)
            }
            Driver::Postgres(conn) => {
                let sql = AssertSqlSafe(self.text.clone());
                match postgres::Statement::new(sql, false, |writer| self.write(writer)) {
                    Ok(statement) => statement.fetch_all(conn).await.map_err(Into::into),
                    Err(error) => Err(error.into()),
                }
            }
        };
        tx.judge(outcome)
    }

    /// The number that it counts.
    pub(crate) async fn count(&self, tx: &mut Tx) -> Result<i64, StoreError> {
        let counted: Vec<i64> = self.fetch_all(tx).await?;
        Ok(counted.first().copied().unwrap_or_default())
    }

    /// What SQLite says of how it runs it.
    #[cfg(test)]
    pub(crate) async fn plan(&self, store: &crate::db::Store) -> Result<Vec<String>, StoreError> {
        let explained = &Self {
            text: format!("explain query plan {}", self.text),
            ..self.clone()
        };
        let steps = store.read(|mut tx| async move {
            let steps: Vec<(i64, i64, i64, String)> = explained.fetch_all(&mut tx).await?;
            Ok::<_, StoreError>(steps)
        });
        Ok(steps.await?.into_iter().map(|step| step.3).collect())
    }

    fn write<W: oidc_core::record::Writer>(&self, writer: &mut W) -> Result<(), W::Error> {
        for value in &self.values {
            match value {
                Bound::Text(text) => text.as_str().write(writer)?,
                Bound::Number(number) => number.write(writer)?,
                Bound::Bytes(bytes) => bytes.as_slice().write(writer)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_bound_stands_in_no_text_and_does_not_print() {
        let mut composed = Composed::of("select 1 where name = ");
        composed.bind("x' or 1 = 1");
        composed.push(" limit ");
        composed.bind_number(7);
        assert_eq!(composed.text, "select 1 where name = $1 limit $2");
        assert!(!format!("{composed:?}").contains("or 1"));
    }
}
