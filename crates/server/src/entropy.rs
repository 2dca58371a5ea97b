//! The only reading of the operating system's randomness. Everything else takes
//! `rng: &mut impl CryptoRng`.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

/// Hands out generators, each seeded from one that was seeded once.
#[derive(Clone)]
pub struct Entropy(Arc<Mutex<ChaCha20Rng>>);

impl Entropy {
    /// Seeded by the operating system, once.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn system() -> Result<Self, getrandom::Error> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed)?;
        Ok(Self(Arc::new(Mutex::new(ChaCha20Rng::from_seed(seed)))))
    }

    /// Lets the cryptographic library gather its own randomness beside the start: its first number
    /// takes some 40 ms, and a signature is the first to ask for one.
    pub fn warm_up() {
        std::thread::spawn(|| {
            let mut first = [0; 8];
            // What fails here fails again where it is needed, and is reported there.
            let _ = aws_lc_rs::rand::fill(&mut first);
        });
    }

    /// Predictable, for tests that compare whole answers.
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(ChaCha20Rng::seed_from_u64(seed))))
    }

    /// A generator for one request: independent of every other one, and no lock is held while it
    /// is used.
    pub fn rng(&self) -> ChaCha20Rng {
        let mut seed = [0; 32];
        // A poisoned lock says that somebody panicked while holding it; the generator is whole.
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(&mut seed);
        ChaCha20Rng::from_seed(seed)
    }
}

impl fmt::Debug for Entropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entropy")
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
    fn a_seeded_source_repeats_itself() {
        let (one, other) = (Entropy::seeded(7), Entropy::seeded(7));
        assert_eq!(draw(&one), draw(&other));
        assert_eq!(draw(&one), draw(&other));
    }
}
