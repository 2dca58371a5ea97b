//! The page of a list: found by its order before its rows are read, so that those of the pages before
//! it are passed over unread.

use oidc_core::order::Direction;

use crate::{
    composed::Composed,
    db::Tx,
    error::StoreError,
    ordered::{Key, Part},
    readable::Found,
    rows::FromCells,
};

/// How a list is asked for.
pub(crate) struct List<'a> {
    /// The table whose rows are on the page, which has an `id`.
    pub(crate) table: &'static str,
    /// What is joined to it, for what is searched and for what is read.
    pub(crate) joined: &'static str,
    /// What is read of each, as a list of columns.
    pub(crate) columns: &'static str,
    /// Adds which rows are wanted.
    pub(crate) conditions: &'a (dyn Fn(&mut Composed) + Sync),
    /// What is compared.
    pub(crate) key: Key,
    /// Whether forwards or backwards.
    pub(crate) direction: Direction,
    /// How many come before.
    pub(crate) offset: i64,
    /// How many at most.
    pub(crate) most: i64,
}

impl List<'_> {
    /// What is on the page, and how many there are on all pages, with those that cannot be read.
    pub(crate) async fn page<T: FromCells + Send + Unpin>(
        &self,
        tx: &mut Tx,
    ) -> Result<(Vec<T>, u64), StoreError> {
        let slices = if self.key.is_optional {
            let with = self.count(tx, Part::With).await?;
            slices(with, self.offset, self.most)
        } else {
            vec![Slice {
                part: Part::Whole,
                offset: self.offset,
                most: self.most,
            }]
        };
        let mut rows = Vec::new();
        for slice in slices {
            rows.extend(self.rows(tx, slice).await?);
        }
        let total = match total(self.offset, self.most, rows.len()) {
            Some(total) => total,
            None => u64::try_from(self.count(tx, Part::Whole).await?).unwrap_or_default(),
        };
        Ok((rows, total))
    }

    async fn count(&self, tx: &mut Tx, part: Part) -> Result<i64, StoreError> {
        let mut sql = Composed::of("select count(*) from ");
        self.add_wanted(&mut sql, part, tx);
        sql.count(tx).await
    }

    async fn rows<T: FromCells + Send + Unpin>(
        &self,
        tx: &mut Tx,
        slice: Slice,
    ) -> Result<Vec<T>, StoreError> {
        let order = (slice.part, self.direction);
        let mut sql = Composed::of("select ");
        sql.push(self.columns);
        sql.push(" from (select ");
        sql.push(self.table);
        sql.push(".id from ");
        self.add_wanted(&mut sql, slice.part, tx);
        self.key.add_order(&mut sql, order, tx.flavour());
        sql.push(" limit ");
        sql.bind_number(slice.most);
        sql.push(" offset ");
        sql.bind_number(slice.offset);
        // SQLite begins with the first of two tables that are joined so. It does not know how short a
        // page is, and would otherwise look whether each row of the table is on it.
        sql.push(") as page cross join ");
        sql.push(self.table);
        sql.push(self.joined);
        sql.push(" where ");
        sql.push(self.table);
        sql.push(".id = page.id");
        self.key.add_order(&mut sql, order, tx.flavour());
        sql.fetch_all(tx).await
    }

    fn add_wanted(&self, sql: &mut Composed, part: Part, tx: &Tx) {
        sql.push(self.table);
        sql.push(self.joined);
        (self.conditions)(sql);
        self.key.add_part(sql, part, tx.flavour());
    }
}

/// What a page takes of one part: after how many, and how many at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Slice {
    part: Part,
    offset: i64,
    most: i64,
}

/// What a page takes of both parts, of which the first has so many rows.
fn slices(with: i64, offset: i64, most: i64) -> Vec<Slice> {
    let of_first = most.min(with.saturating_sub(offset)).max(0);
    let first = Slice {
        part: Part::With,
        offset,
        most: of_first,
    };
    let second = Slice {
        part: Part::Without,
        offset: offset.saturating_sub(with).max(0),
        most: most.saturating_sub(of_first),
    };
    let both = [first, second].into_iter();
    both.filter(|slice| slice.most > 0).collect()
}

/// A page of a list.
#[derive(Debug)]
pub struct Paged<T> {
    /// What is on it.
    pub page: Found<T>,
    /// How many there are on all pages, with those that cannot be read.
    pub total: u64,
}

/// How many there are on all pages, if a page that begins after so many tells it: one that is not full
/// is the last.
fn total(offset: i64, most: i64, on_page: usize) -> Option<u64> {
    let on_page = i64::try_from(on_page).ok()?;
    let is_last = on_page < most && (on_page > 0 || offset == 0);
    u64::try_from(offset.checked_add(on_page)?)
        .ok()
        .filter(|_| is_last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_not_full_tells_how_many_there_are() {
        assert_eq!(total(0, 20, 0), Some(0));
        assert_eq!(total(0, 20, 19), Some(19));
        assert_eq!(total(40, 20, 3), Some(43));
        assert_eq!(total(0, 20, 20), None);
        // After the end: how far, it does not tell.
        assert_eq!(total(40, 20, 0), None);
        assert_eq!(total(i64::MAX, 20, 1), None);
    }

    #[test]
    fn a_page_takes_of_those_without_what_those_with_a_value_leave() {
        let told = |offset, most| {
            let taken = slices(5, offset, most).into_iter();
            taken
                .map(|slice| (slice.part, slice.offset, slice.most))
                .collect::<Vec<_>>()
        };
        assert_eq!(told(0, 5), [(Part::With, 0, 5)]);
        assert_eq!(told(3, 4), [(Part::With, 3, 2), (Part::Without, 0, 2)]);
        assert_eq!(told(5, 2), [(Part::Without, 0, 2)]);
        assert_eq!(told(9, 2), [(Part::Without, 4, 2)]);
        let rest = i64::MAX - 5;
        let all = [(Part::With, 0, 5), (Part::Without, 0, rest)];
        assert_eq!(told(0, i64::MAX), all);
        assert_eq!(told(i64::MAX, 1), [(Part::Without, i64::MAX - 5, 1)]);
    }
}
