//! The limits of a store.

use std::time::Duration;

/// What can be tuned. The defaults are meant to stay.
#[derive(Debug, Clone)]
pub struct Options {
    /// How long a transaction waits for its turn or a connection before it is [`StoreError::Busy`](crate::StoreError::Busy).
    pub wait: Duration,
    /// How long the work inside a transaction may take.
    pub work: Duration,
    /// SQLite: how many transactions may wait for their turn.
    pub queue: usize,
    /// SQLite: connections for reading.
    pub readers: u32,
    /// SQLite: size of the write-ahead log in bytes from which checkpoints run beside the writer.
    pub wal_soft: u64,
    /// SQLite: size of the write-ahead log in bytes at which nothing is written until a checkpoint
    /// has emptied it.
    pub wal_hard: u64,
    /// PostgreSQL: connections.
    pub connections: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            wait: Duration::from_secs(10),
            work: Duration::from_secs(10),
            queue: 1024,
            readers: 4,
            wal_soft: 4 << 20,
            wal_hard: 64 << 20,
            connections: 16,
        }
    }
}
