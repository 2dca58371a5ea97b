//! What happened: appended, never changed.

use oidc_core::{
    event::{Event, EventKind},
    id::{ClientId, EventId, UserId},
};
use serde_json::{Map, Value};
use sqlx::types::Json;

use crate::{
    columns::{Bytes, Text, Time, columns},
    db::{Tx, execute, fetch_all, fetch_one},
    error::StoreError,
};

/// The table `events`.
#[derive(Debug)]
pub struct Events<'a>(&'a mut Tx);

columns!("events" => Event {
    id: Bytes<EventId>,
    kind: Text<EventKind>,
    at: Time,
    user_id: Option<Text<UserId>>,
    client_id: Option<Text<ClientId>>,
    data: Json<Map<String, Value>>,
});

impl Tx {
    /// What happened.
    pub const fn events(&mut self) -> Events<'_> {
        Events(self)
    }
}

impl Events<'_> {
    /// Appends an event.
    pub async fn append(&mut self, event: &Event) -> Result<(), StoreError> {
        const SQL: &str = "insert into events (id, kind, at, user_id, client_id, data) \
            values ($1, $2, $3, $4, $5, $6)";
        execute!(
            self.0,
            SQL,
            event.id.as_bytes().as_slice(),
            event.kind.as_str(),
            event.at.as_millis(),
            event.user_id.as_ref().map(UserId::as_str),
            event.client_id.as_ref().map(ClientId::as_str),
            Json(&event.data),
        )
        .map(drop)
    }

    /// The newest events, newest first.
    pub async fn recent(&mut self, limit: u32) -> Result<Vec<Event>, StoreError> {
        const SQL: &str = "select id, kind, at, user_id, client_id, data from events \
            order by id desc limit $1";
        fetch_all!(self.0, SQL, i64::from(limit))
    }

    /// How many events of a kind there are.
    pub async fn count(&mut self, kind: EventKind) -> Result<i64, StoreError> {
        const SQL: &str = "select count(*) from events where kind = $1";
        fetch_one!(self.0, SQL, kind.as_str())
    }
}
