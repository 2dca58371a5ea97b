//! The connections that read.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{connection::SqliteConnection, place::Place};
use crate::error::StoreError;

/// A bounded number of connections, each opened when it is needed first.
#[derive(Debug, Clone)]
pub(crate) struct Pool(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    place: Place,
    most: u32,
    room: Arc<Semaphore>,
    idle: Mutex<Vec<SqliteConnection>>,
}

/// A connection that goes back when it is dropped.
#[derive(Debug)]
pub(crate) struct PooledConnection {
    conn: Option<SqliteConnection>,
    shared: Arc<Shared>,
    /// Given back after the connection.
    _room: OwnedSemaphorePermit,
}

impl Pool {
    /// At most so many.
    pub(super) fn new(place: Place, most: u32) -> Self {
        let room = usize::try_from(most).unwrap_or(usize::MAX);
        Self(Arc::new(Shared {
            place,
            most,
            room: Arc::new(Semaphore::new(room.min(Semaphore::MAX_PERMITS))),
            idle: Mutex::new(Vec::new()),
        }))
    }

    /// Lends one, after waiting for no longer than `wait`.
    pub(super) async fn lend(&self, wait: Duration) -> Result<PooledConnection, StoreError> {
        let room = Arc::clone(&self.0.room).acquire_owned();
        let room = tokio::time::timeout(wait, room).await;
        let room = room
            .map_err(|_| StoreError::Busy)?
            .map_err(|_| StoreError::Closed)?;
        let idle = self.0.idle().pop();
        let conn = match idle {
            Some(conn) => conn,
            None => self.0.open().map_err(StoreError::from_driver)?,
        };
        Ok(PooledConnection {
            conn: Some(conn),
            shared: Arc::clone(&self.0),
            _room: room,
        })
    }

    /// Waits until all are back, and closes them.
    pub(super) async fn close(&self) {
        // An error: closed before.
        let all = self.0.room.acquire_many(self.0.most).await;
        self.0.room.close();
        drop(all);
        self.0.idle().clear();
    }
}

impl Shared {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<SqliteConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> Result<SqliteConnection, rusqlite::Error> {
        let conn = SqliteConnection::open(&self.place)?;
        conn.execute_batch("pragma query_only = on")?;
        Ok(conn)
    }
}

impl PooledConnection {
    /// The connection, which is there until it is dropped.
    pub(crate) const fn connection(&self) -> Option<&SqliteConnection> {
        self.conn.as_ref()
    }

    /// The same, for a statement.
    pub(crate) const fn connection_mut(&mut self) -> Option<&mut SqliteConnection> {
        self.conn.as_mut()
    }
}

impl Drop for PooledConnection {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take() {
            self.shared.idle().push(conn);
        }
    }
}
