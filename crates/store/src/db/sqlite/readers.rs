//! The connections that read.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{link::Link, place::Place};
use crate::error::StoreError;

/// A bounded number of connections, each opened when it is needed first.
#[derive(Debug, Clone)]
pub(crate) struct Readers(Arc<Pool>);

#[derive(Debug)]
struct Pool {
    place: Place,
    most: u32,
    room: Arc<Semaphore>,
    idle: Mutex<Vec<Link>>,
}

/// A connection that goes back when it is dropped.
#[derive(Debug)]
pub(crate) struct Lent {
    link: Option<Link>,
    pool: Arc<Pool>,
    /// Given back after the connection.
    _room: OwnedSemaphorePermit,
}

impl Readers {
    /// At most so many.
    pub(super) fn new(place: Place, most: u32) -> Self {
        let room = usize::try_from(most).unwrap_or(usize::MAX);
        Self(Arc::new(Pool {
            place,
            most,
            room: Arc::new(Semaphore::new(room.min(Semaphore::MAX_PERMITS))),
            idle: Mutex::new(Vec::new()),
        }))
    }

    /// Lends one, after waiting for no longer than `wait`.
    pub(super) async fn lend(&self, wait: Duration) -> Result<Lent, StoreError> {
        let room = Arc::clone(&self.0.room).acquire_owned();
        let room = tokio::time::timeout(wait, room).await;
        let room = room
            .map_err(|_| StoreError::Busy)?
            .map_err(|_| StoreError::Closed)?;
        let idle = self.0.idle().pop();
        let link = match idle {
            Some(link) => link,
            None => self.0.open().map_err(StoreError::from_driver)?,
        };
        Ok(Lent {
            link: Some(link),
            pool: Arc::clone(&self.0),
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

impl Pool {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Link>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> Result<Link, rusqlite::Error> {
        let link = Link::open(&self.place)?;
        link.execute_batch("pragma query_only = on")?;
        Ok(link)
    }
}

impl Lent {
    /// The connection, which is there until it is dropped.
    pub(crate) const fn link(&self) -> Option<&Link> {
        self.link.as_ref()
    }

    /// The same, for a statement.
    pub(crate) const fn link_mut(&mut self) -> Option<&mut Link> {
        self.link.as_mut()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(link) = self.link.take() {
            self.pool.idle().push(link);
        }
    }
}
