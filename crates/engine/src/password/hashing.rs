//! Where digests are computed: on threads of their own, no more at once than there are cores. Each
//! takes 19 MiB and keeps a core busy; without a bound a few hundred requests would take all memory,
//! and every other request would wait behind them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use oidc_core::secret::Secret;
use tokio::sync::Semaphore;

use super::digest::PasswordDigest;
use crate::{breakdown::Breakdown, entropy::Entropy};

/// How many may wait for each core.
const WAITING: usize = 16;
/// How long one waits.
const PATIENCE: Duration = Duration::from_secs(3);
/// When it may be tried again, in seconds.
const AGAIN: u32 = 2;

/// Where digests are computed. Clones share it.
#[derive(Debug, Clone)]
pub struct Hashing(Arc<Gate>);

#[derive(Debug)]
struct Gate {
    cores: Semaphore,
    inside: AtomicUsize,
    most: usize,
}

/// Too much is being computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are being compared at once")]
struct Busy;

impl Default for Hashing {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self::of(cores)
    }
}

impl Hashing {
    fn of(cores: usize) -> Self {
        Self(Arc::new(Gate {
            cores: Semaphore::new(cores),
            inside: AtomicUsize::new(0),
            most: cores * (WAITING + 1),
        }))
    }

    /// A new digest of a password.
    ///
    /// # Errors
    /// When too much is being computed.
    pub async fn make(
        &self,
        password: Secret<String>,
        entropy: &Entropy,
    ) -> Result<PasswordDigest, Breakdown> {
        let salt = PasswordDigest::salt(&mut entropy.rng());
        self.run(move || PasswordDigest::make(&password, salt))
            .await?
    }

    /// Whether a digest is of a password.
    ///
    /// # Errors
    /// As [`Hashing::make`].
    pub async fn compare(
        &self,
        digest: PasswordDigest,
        password: Secret<String>,
    ) -> Result<bool, Breakdown> {
        self.run(move || digest.is_of(&password)).await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Breakdown> {
        let busy = || Breakdown::until(Busy, AGAIN);
        let place = Place::take(&self.0).ok_or_else(busy)?;
        let core = tokio::time::timeout(PATIENCE, self.0.cores.acquire());
        let Ok(Ok(core)) = core.await else {
            return Err(busy());
        };
        // It goes on when nobody waits for it any more, and keeps its core until it is done.
        core.forget();
        let computed = tokio::task::spawn_blocking(move || {
            let _place = place.with_core();
            work()
        });
        computed.await.map_err(Breakdown::new)
    }
}

/// One of those who wait or compute.
struct Place {
    gate: Arc<Gate>,
    has_core: bool,
}

impl Place {
    fn take(gate: &Arc<Gate>) -> Option<Self> {
        let place = Self {
            gate: Arc::clone(gate),
            has_core: false,
        };
        let before = gate.inside.fetch_add(1, Ordering::Relaxed);
        (before < gate.most).then_some(place)
    }

    fn with_core(mut self) -> Self {
        self.has_core = true;
        self
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.gate.inside.fetch_sub(1, Ordering::Relaxed);
        if self.has_core {
            self.gate.cores.add_permits(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn no_more_is_computed_at_once_than_there_are_cores_and_no_more_waits_than_may() {
        let hashing = Hashing::of(1);
        let (go, gate) = mpsc::channel::<()>();
        let first = {
            let hashing = hashing.clone();
            tokio::spawn(async move { hashing.run(move || gate.recv().is_ok()).await.unwrap() })
        };
        while hashing.0.cores.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let mut waiting = Vec::new();
        for _ in 0..WAITING {
            let hashing = hashing.clone();
            waiting.push(tokio::spawn(async move { hashing.run(|| ()).await }));
        }
        while hashing.0.inside.load(Ordering::Relaxed) <= WAITING {
            tokio::task::yield_now().await;
        }
        let refused = hashing.run(|| ()).await.unwrap_err();
        assert_eq!(refused.retry_after(), Some(AGAIN));
        go.send(()).unwrap();
        assert!(first.await.unwrap());
        for one in waiting {
            one.await.unwrap().unwrap();
        }
        assert_eq!(hashing.0.inside.load(Ordering::Relaxed), 0);
        assert_eq!(hashing.0.cores.available_permits(), 1);
    }
}
