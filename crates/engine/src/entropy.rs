//! The only reading of the operating system's randomness. Everything else takes
//! `rng: &mut impl CryptoRng`.

use std::{
    convert::Infallible,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle},
};

use getrandom::SysRng;
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng, TryCryptoRng, TryRng, UnwrapErr};

/// Hands out generators.
#[derive(Clone)]
pub struct Entropy(Source);

#[derive(Clone)]
enum Source {
    System,
    Seeded(Arc<Mutex<ChaCha20Rng>>),
}

impl Entropy {
    /// The operating system's. Nothing is kept in this process: who reads its memory learns
    /// nothing about values drawn before, and two copies of one machine do not repeat each other.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn system() -> Result<Self, getrandom::Error> {
        getrandom::fill(&mut [0; 32])?;
        Ok(Self(Source::System))
    }

    /// Lets the cryptographic library gather its own randomness beside the start: its first number
    /// takes some 40 ms, and a signature is the first to ask for one.
    pub fn warm_up() -> WarmUp {
        WarmUp::by(|| {
            let mut first = [0; 8];
            // What fails here fails again where it is needed, and is reported there.
            let _ = aws_lc_rs::rand::fill(&mut first);
        })
    }

    /// Predictable, for tests that compare whole answers.
    pub fn seeded(seed: u64) -> Self {
        let rng = ChaCha20Rng::seed_from_u64(seed);
        Self(Source::Seeded(Arc::new(Mutex::new(rng))))
    }

    /// A generator for one request: independent of every other one, and no lock is held while it
    /// is used.
    pub fn rng(&self) -> Random {
        Random(match &self.0 {
            Source::System => Generator::System(UnwrapErr(SysRng)),
            Source::Seeded(shared) => {
                let mut seed = [0; 32];
                // A poisoned lock says that somebody panicked while holding it; the generator is
                // whole.
                let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
                shared.fill_bytes(&mut seed);
                Generator::Seeded(Box::new(ChaCha20Rng::from_seed(seed)))
            }
        })
    }
}

/// The thread that gathers randomness. Dropping this waits for it: the library frees its generator
/// when the process leaves, and ends the process with `SIGABRT` if a thread still makes it then.
#[must_use = "dropping it waits for the thread"]
#[derive(Debug)]
pub struct WarmUp(Option<JoinHandle<()>>);

impl WarmUp {
    fn by(work: impl FnOnce() + Send + 'static) -> Self {
        Self(Some(thread::spawn(work)))
    }
}

impl Drop for WarmUp {
    fn drop(&mut self) {
        // A panic of that thread is in the log already.
        let _ = self.0.take().map(JoinHandle::join);
    }
}

impl fmt::Debug for Entropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entropy")
    }
}

/// A generator of one request. It asks the operating system for each value, which cannot fail once
/// it has succeeded at the start (getrandom(2)); were it to, no answer is better than a guessable
/// one.
pub struct Random(Generator);

enum Generator {
    System(UnwrapErr<SysRng>),
    Seeded(Box<ChaCha20Rng>),
}

impl Random {
    /// What a predictable one was seeded with.
    pub(crate) fn seed(&self) -> Option<[u8; 32]> {
        match &self.0 {
            Generator::System(_) => None,
            Generator::Seeded(rng) => Some(rng.get_seed()),
        }
    }
}

impl TryRng for Random {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        match &mut self.0 {
            Generator::System(rng) => rng.try_next_u32(),
            Generator::Seeded(rng) => rng.try_next_u32(),
        }
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        match &mut self.0 {
            Generator::System(rng) => rng.try_next_u64(),
            Generator::Seeded(rng) => rng.try_next_u64(),
        }
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        match &mut self.0 {
            Generator::System(rng) => rng.try_fill_bytes(bytes),
            Generator::Seeded(rng) => rng.try_fill_bytes(bytes),
        }
    }
}

impl TryCryptoRng for Random {}

impl fmt::Debug for Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Random")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(entropy: &Entropy) -> u64 {
        entropy.rng().next_u64()
    }

    #[test]
    fn no_two_generators_say_the_same() {
        let entropy = Entropy::system().unwrap();
        assert_ne!(draw(&entropy), draw(&entropy.clone()));
        assert_ne!(draw(&entropy), draw(&Entropy::system().unwrap()));
    }

    #[test]
    fn in_production_no_state_is_kept_that_could_give_a_value_again() {
        assert!(matches!(Entropy::system().unwrap().0, Source::System));
        let rng = Entropy::system().unwrap().rng();
        assert!(matches!(rng.0, Generator::System(UnwrapErr(SysRng))));
        assert_eq!(size_of::<UnwrapErr<SysRng>>(), 0);
    }

    #[test]
    fn nothing_leaves_while_randomness_is_being_gathered() {
        let gathered = Arc::new(Mutex::new(false));
        let done = gathered.clone();
        drop(WarmUp::by(move || {
            thread::sleep(std::time::Duration::from_millis(50));
            *done.lock().unwrap() = true;
        }));
        assert!(*gathered.lock().unwrap());
    }

    #[test]
    fn a_seeded_source_repeats_itself() {
        let (one, other) = (Entropy::seeded(7), Entropy::seeded(7));
        assert_eq!(draw(&one), draw(&other));
        assert_eq!(draw(&one), draw(&other));
    }
}
