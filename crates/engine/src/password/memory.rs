//! The memory that digests are computed in. It is used again for the next one: to get 19 MiB anew from
//! the system takes as long as a quarter of a digest.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use argon2::{Block, Params};

/// Blocks of 1 KiB that a new digest takes. An imported one may take more, which it does not keep.
const MOST: usize = Params::DEFAULT.block_count();

/// What one digest after the other is computed in.
#[derive(Default)]
pub(super) struct Memory(Vec<Block>);

impl Memory {
    /// So many blocks, with anything in them; none where a new digest takes less, or where the system
    /// has no more.
    pub(super) fn blocks(&mut self, needed: usize) -> Option<&mut [Block]> {
        if needed > MOST {
            return None;
        }
        if self.0.is_empty() {
            self.0.try_reserve_exact(MOST).ok()?;
            self.0.resize(MOST, Block::new());
        }
        self.0.get_mut(..needed)
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} KiB]", self.0.len())
    }
}

/// The memory that nothing is computed in just now.
#[derive(Debug, Default)]
pub(super) struct IdleMemory(Mutex<Idle>);

#[derive(Debug, Default)]
struct Idle {
    all: Vec<Memory>,
    /// How few there were since it was last freed.
    fewest: usize,
}

impl IdleMemory {
    /// The one that was put back last, or a new one, which takes no room until it is used.
    pub(super) fn take(&self) -> Memory {
        let mut idle = self.lock();
        let taken = idle.all.pop().unwrap_or_default();
        idle.fewest = idle.fewest.min(idle.all.len());
        taken
    }

    /// For the next one.
    pub(super) fn put_back(&self, memory: Memory) {
        self.lock().all.push(memory);
    }

    /// Frees what was not needed since the last time.
    pub(super) fn free(&self) {
        let mut idle = self.lock();
        let fewest = idle.fewest.min(idle.all.len());
        let unneeded: Vec<Memory> = idle.all.drain(..fewest).collect();
        idle.all.shrink_to_fit();
        idle.fewest = idle.all.len();
        // Freeing it takes a while, for which nothing need wait.
        drop(idle);
        drop(unneeded);
    }

    fn lock(&self) -> MutexGuard<'_, Idle> {
        // A poisoned lock says that somebody panicked while holding it; the list is whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_holds_a_new_digest_and_nothing_larger() {
        let mut memory = Memory::default();
        assert_eq!(memory.blocks(MOST).map(|blocks| blocks.len()), Some(MOST));
        assert_eq!(memory.blocks(8).map(|blocks| blocks.len()), Some(8));
        assert!(memory.blocks(MOST + 1).is_none());
        assert_eq!(format!("{memory:?}"), "[19456 KiB]");
    }

    #[test]
    fn what_was_not_needed_between_two_times_is_freed() {
        let idle = IdleMemory::default();
        let count = || idle.lock().all.len();
        for memory in [idle.take(), idle.take(), idle.take()] {
            idle.put_back(memory);
        }
        // They were needed until now.
        idle.free();
        assert_eq!(count(), 3);
        let one = idle.take();
        idle.put_back(one);
        idle.free();
        assert_eq!(count(), 1);
        idle.free();
        assert_eq!(count(), 0);
        idle.free();
        let again = idle.take();
        idle.put_back(again);
        assert_eq!(count(), 1);
    }
}
