//! Rows that can be read, and those that cannot: what a newer version wrote, or what was damaged.
//! One such row is set aside alone; whoever asked for all of them gets the others.

use crate::{error::StoreError, rows::Each};

/// A row that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unreadable {
    /// The first column of its key.
    pub id: String,
    /// The column that holds what is not understood; never its value.
    pub what: String,
}

impl From<Unreadable> for StoreError {
    fn from(row: Unreadable) -> Self {
        Self::Corrupt { what: row.what }
    }
}

/// What a look at many rows found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found<T> {
    /// Those that can be read, in the order of the statement.
    pub rows: Vec<T>,
    /// Those that cannot.
    pub unreadable: Vec<Unreadable>,
}

impl<T> Found<T> {
    pub(crate) fn sort(each: Vec<Each<T>>) -> Self {
        let (mut rows, mut unreadable) = (Vec::with_capacity(each.len()), Vec::new());
        for Each(row) in each {
            match row {
                Ok(row) => rows.push(row),
                Err(row) => unreadable.push(row),
            }
        }
        Self { rows, unreadable }
    }
}
