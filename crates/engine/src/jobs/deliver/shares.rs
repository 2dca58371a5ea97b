//! How much of the room for a kind of delivery one receiver may take: one that hangs leaves the rest
//! to others.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::Notify;

/// To one receiver, so many are under way at the same time.
pub(super) const MOST: usize = 4;

/// How many are under way to each receiver.
#[derive(Debug, Clone, Default)]
pub(super) struct Shares(Arc<Parts>);

#[derive(Debug, Default)]
struct Parts {
    taken: Mutex<HashMap<String, usize>>,
    freed: Notify,
}

/// One that is under way; its place is free again when this is dropped.
#[derive(Debug)]
pub(super) struct Share {
    shares: Shares,
    to: String,
}

impl Shares {
    /// How many more may be on their way to this receiver.
    pub(super) fn left(&self, to: &str) -> usize {
        let taken = self.0.taken.lock().unwrap_or_else(PoisonError::into_inner);
        MOST.saturating_sub(taken.get(to).copied().unwrap_or_default())
    }

    /// Takes a place.
    pub(super) fn take(&self, to: &str) -> Share {
        let mut taken = self.0.taken.lock().unwrap_or_else(PoisonError::into_inner);
        *taken.entry(to.to_owned()).or_default() += 1;
        Share {
            shares: self.clone(),
            to: to.to_owned(),
        }
    }

    /// Waits until a receiver that had all it may have has a place again: others may wait for it.
    pub(super) async fn freed(&self) {
        self.0.freed.notified().await;
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let parts = &self.shares.0;
        let mut taken = parts.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(count) = taken.get_mut(&self.to) else {
            return;
        };
        if *count >= MOST {
            parts.freed.notify_one();
        }
        *count -= 1;
        if *count == 0 {
            taken.remove(&self.to);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn a_receiver_has_so_many_places_and_others_keep_theirs() {
        let shares = Shares::default();
        let mut taken: Vec<_> = (0..MOST).map(|_| shares.take("shop")).collect();
        assert_eq!((shares.left("shop"), shares.left("library")), (0, MOST));
        assert!(timeout(Duration::ZERO, shares.freed()).await.is_err());
        taken.pop();
        assert_eq!(shares.left("shop"), 1);
        assert!(timeout(Duration::ZERO, shares.freed()).await.is_ok());
        taken.clear();
        assert_eq!(shares.left("shop"), MOST);
        assert!(shares.0.taken.lock().unwrap().is_empty());
    }
}
