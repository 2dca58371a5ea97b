//! A page of events. Rows that cannot be read count as the others do: what a newer version wrote hides
//! nothing that is older.

use oidc_core::{
    event::Event,
    id::EventId,
    record::{Columns, Reader},
};

use crate::{
    readable::Found,
    rows::{Each, FromCells},
};

/// A page of events, the newest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EventPage {
    /// What it holds.
    pub found: Found<Event>,
    /// Before which one the older ones come; none when there are none.
    pub next: Option<EventId>,
}

/// A row, whose id is known even where nothing else of it can be read.
pub(crate) struct Row {
    id: Option<EventId>,
    event: Each<Event>,
}

impl FromCells for Row {
    fn from_cells<C: Reader>(cells: impl Fn() -> C) -> Result<Self, C::Error> {
        Ok(Self {
            event: Each::from_cells(&cells)?,
            id: EventId::read(&mut cells()).ok(),
        })
    }
}

impl EventPage {
    /// Of `most` rows; one more tells that there are older ones.
    pub(crate) fn of(mut rows: Vec<Row>, most: i64) -> Self {
        let most = usize::try_from(most).unwrap_or_default();
        let has_more = rows.len() > most;
        rows.truncate(most);
        let next = rows.iter().rev().find_map(|row| row.id);
        let each = rows.into_iter().map(|row| row.event);
        Self {
            found: Found::sort(each.collect()),
            next: next.filter(|_| has_more),
        }
    }
}
