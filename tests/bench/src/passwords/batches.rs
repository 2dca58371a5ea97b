//! Numbers that several connections take by the hundred, until none is left.

use std::{
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::task::JoinSet;

/// Numbers that are taken at once.
const AT_ONCE: usize = 100;
/// Connections. Fewer than may wait for a digest, so that none is refused.
const LANES: usize = 8;

/// What is left to be taken. Clones share it.
#[derive(Debug, Clone)]
pub struct Batches {
    next: Arc<AtomicUsize>,
    end: usize,
}

impl Batches {
    /// Those from 0 on.
    pub fn of(end: usize) -> Self {
        Self {
            next: Arc::default(),
            end,
        }
    }

    /// The next ones.
    pub fn take(&self) -> Option<Range<usize>> {
        let first = self.next.fetch_add(AT_ONCE, Ordering::Relaxed);
        (first < self.end).then(|| first..self.end.min(first.saturating_add(AT_ONCE)))
    }

    /// Lets all connections take them; what each came to.
    ///
    /// # Errors
    /// The first of one of them.
    pub async fn share<T, F, Fut>(self, lane: F) -> anyhow::Result<Vec<T>>
    where
        T: Send + 'static,
        F: Fn(Self) -> Fut,
        Fut: Future<Output = anyhow::Result<T>> + Send + 'static,
    {
        let mut lanes = JoinSet::new();
        for _ in 0..LANES {
            lanes.spawn(lane(self.clone()));
        }
        lanes.join_all().await.into_iter().collect()
    }
}
