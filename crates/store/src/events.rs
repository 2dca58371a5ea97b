//! What happened: appended, never changed, and swept by age.

use std::sync::LazyLock;

use oidc_core::{
    event::{Event, EventKind},
    id::EventId,
    record::Record,
};

use crate::{
    db::{Tx, fetch_all, fetch_one, fetch_optional, insert, statement},
    error::StoreError,
    sql::{sql, twice},
};

/// The table `events`.
#[derive(Debug)]
pub struct Events<'a>(&'a mut Tx);

impl Tx {
    /// What happened.
    pub const fn events(&mut self) -> Events<'_> {
        Events(self)
    }
}

impl Events<'_> {
    /// Appends an event.
    pub async fn append(&mut self, event: &Event) -> Result<(), StoreError> {
        insert!(self.0, Event::INSERT, event).map(drop)
    }

    /// Appends two events of one moment.
    pub async fn append_both(&mut self, events: [&Event; 2]) -> Result<(), StoreError> {
        static SQL: LazyLock<String> = LazyLock::new(|| twice(Event::INSERT));
        let sql: &'static str = SQL.as_str();
        statement!(execute, self.0, sql, |writer| {
            events.iter().try_for_each(|event| event.write(writer))
        })
        .map(drop)
    }

    /// The event with that id.
    pub async fn find(&mut self, id: &EventId) -> Result<Option<Event>, StoreError> {
        const SQL: &str = sql!("select ", Event::COLUMNS, " from events where id = $1");
        fetch_optional!(self.0, SQL, id.as_bytes().as_slice())
    }

    /// The newest events, newest first.
    pub async fn recent(&mut self, limit: u32) -> Result<Vec<Event>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            Event::COLUMNS,
            " from events order by id desc limit $1"
        );
        fetch_all!(self.0, SQL, i64::from(limit))
    }

    /// How many events of a kind there are.
    pub async fn count(&mut self, kind: EventKind) -> Result<i64, StoreError> {
        const SQL: &str = "select count(*) from events where kind = $1";
        fetch_one!(self.0, SQL, kind.as_str())
    }
}
