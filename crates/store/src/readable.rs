//! What a look at many rows finds. A row that cannot be read is set aside alone; whoever asked for
//! all of them gets the others.

use crate::{rows::Each, unreadable::Unreadable};

/// What a look at many rows found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found<T> {
    /// Those that can be read, in the order of the statement.
    pub rows: Vec<T>,
    /// Those that cannot.
    pub unreadable: Vec<Unreadable>,
}

impl<T> Default for Found<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            unreadable: Vec::new(),
        }
    }
}

/// A part of all rows, so that whoever reads many of them lets others in between.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// What it holds.
    pub found: Found<T>,
    /// After what the next one begins; none when this is the last.
    pub next: Option<String>,
}

impl<T> Found<T> {
    /// Adds what another look found.
    pub fn append(&mut self, mut other: Self) {
        self.rows.append(&mut other.rows);
        self.unreadable.append(&mut other.unreadable);
    }

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
