//! Where digests are computed: on threads of their own, on all cores but one. Each takes 19 MiB and
//! keeps a core busy; without a bound a few hundred requests would take all memory, and every other
//! request would wait behind them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use oidc_core::account::password::Password;
use tokio::sync::Semaphore;

use super::{
    decoys::Decoys,
    digest::PasswordDigest,
    imported::{Form, ImportedDigest},
    memory::{IdleMemory, Memory},
};
use crate::{breakdown::Breakdown, entropy::Entropy};

/// How many may wait for each core.
const WAITING: usize = 16;
/// How long one waits.
const PATIENCE: Duration = Duration::from_secs(3);
/// When it may be tried again, in seconds.
const AGAIN: u32 = 2;

/// Where digests are computed. Clones share it.
#[derive(Debug, Clone)]
pub struct Hashing {
    gate: Arc<Gate>,
    decoys: Arc<Decoys>,
}

#[derive(Debug)]
struct Gate {
    cores: Semaphore,
    inside: AtomicUsize,
    most: usize,
    memory: IdleMemory,
    computed: AtomicU64,
}

/// Too much is being computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are being compared at once")]
struct Busy;

/// What a digest is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// The password as it is prepared.
    Prepared,
    /// The password as it was typed, and not as it is prepared.
    TypedAlone,
    /// Another password.
    None,
}

impl Default for Hashing {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        // One is left for what does not wait for a password.
        Self::of(cores.saturating_sub(1).max(1))
    }
}

impl Hashing {
    pub(super) fn of(cores: usize) -> Self {
        Self {
            gate: Arc::new(Gate {
                cores: Semaphore::new(cores),
                inside: AtomicUsize::new(0),
                most: cores * (WAITING + 1),
                memory: IdleMemory::default(),
                computed: AtomicU64::new(0),
            }),
            decoys: Arc::default(),
        }
    }

    /// A new digest of a password, as it is prepared.
    ///
    /// # Errors
    /// When too much is being computed.
    pub async fn make(
        &self,
        password: &Password,
        entropy: &Entropy,
    ) -> Result<PasswordDigest, Breakdown> {
        let salt = PasswordDigest::salt(&mut entropy.rng());
        let prepared = password.prepared().clone();
        self.run(1, move |memory| {
            PasswordDigest::make(&prepared, &salt, memory)
        })
        .await?
    }

    /// What is kept of a digest that was brought along.
    ///
    /// # Errors
    /// As [`Hashing::make`].
    pub async fn keep(
        &self,
        imported: ImportedDigest,
        entropy: &Entropy,
    ) -> Result<PasswordDigest, Breakdown> {
        let fast = match imported.0 {
            Form::Slow(digest) => return Ok(digest),
            Form::Fast(fast) => fast,
        };
        let salt = PasswordDigest::salt(&mut entropy.rng());
        self.run(1, move |memory| PasswordDigest::wrap(&fast, &salt, memory))
            .await?
    }

    /// Whether a digest is of a password. Where it was typed otherwise than it is prepared, both are
    /// compared, whatever comes of the first: how long it takes says nothing of the digest.
    ///
    /// # Errors
    /// As [`Hashing::make`].
    pub(super) async fn compare(
        &self,
        digest: PasswordDigest,
        password: &Password,
    ) -> Result<Likeness, Breakdown> {
        let prepared = password.prepared().clone();
        let typed = Some(password.typed().clone()).filter(|typed| *typed != prepared);
        let digests = if typed.is_some() { 2 } else { 1 };
        self.run(digests, move |memory| {
            let is_prepared = digest.is_of(&prepared, memory);
            let is_typed = typed.is_some_and(|typed| digest.is_of(&typed, memory));
            if is_prepared {
                Likeness::Prepared
            } else if is_typed {
                Likeness::TypedAlone
            } else {
                Likeness::None
            }
        })
        .await
    }

    /// How many digests were computed since the start.
    pub fn computed(&self) -> u64 {
        self.gate.computed.load(Ordering::Relaxed)
    }

    /// Frees the memory that was not needed since the last time.
    pub(crate) fn free_memory(&self) {
        self.gate.memory.free();
    }

    /// What is compared where there is nothing to compare with.
    pub(crate) fn decoys(&self) -> &Decoys {
        &self.decoys
    }

    /// Computes so many digests.
    async fn run<T: Send + 'static>(
        &self,
        digests: u64,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, Breakdown> {
        let busy = || Breakdown::until(Busy, AGAIN);
        let place = Place::take(&self.gate).ok_or_else(busy)?;
        let core = tokio::time::timeout(PATIENCE, self.gate.cores.acquire());
        let Ok(Ok(core)) = core.await else {
            return Err(busy());
        };
        // It goes on when nobody waits for it any more, and keeps its core until it is done.
        core.forget();
        let place = place.with_core();
        let computed = tokio::task::spawn_blocking(move || {
            // All of it: it gives the core back when it is dropped.
            let inside = place;
            let gate = &inside.gate;
            gate.computed.fetch_add(digests, Ordering::Relaxed);
            let mut memory = gate.memory.take();
            let worked = work(&mut memory);
            gate.memory.put_back(memory);
            worked
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
mod tests;
