//! What discovery brought, and for how long it answers.

use std::time::{Duration, Instant};

/// How often the provider is looked up.
#[derive(Clone, Copy, Debug)]
pub struct Lookups {
    /// How long a discovery document and its keys are believed.
    pub fresh: Duration,
    /// How long a failed discovery answers for those who come after it.
    pub failed: Duration,
    /// How long an unknown key makes the API fetch nothing anew: anybody may make one up.
    pub unknown_key: Duration,
}

impl Default for Lookups {
    fn default() -> Self {
        Self {
            fresh: Duration::from_mins(5),
            failed: Duration::from_secs(1),
            unknown_key: Duration::from_secs(10),
        }
    }
}

/// The last discovery that succeeded, and the failure after it, if there was one.
pub(crate) struct Known<T, E> {
    good: Option<(Instant, T)>,
    failed: Option<(Instant, E)>,
}

impl<T, E> Default for Known<T, E> {
    fn default() -> Self {
        Self {
            good: None,
            failed: None,
        }
    }
}

impl<T: Clone, E: Clone> Known<T, E> {
    /// What answers without asking the provider.
    pub(crate) fn answer(&self, lookups: &Lookups) -> Option<Result<T, E>> {
        let good = self.good.as_ref();
        let is_fresh = good.is_some_and(|(since, _)| since.elapsed() < lookups.fresh);
        let failed = self.failed.as_ref();
        let has_failed = failed.is_some_and(|(since, _)| since.elapsed() < lookups.failed);
        (is_fresh || has_failed).then(|| self.latest()).flatten()
    }

    /// The same, for who found a key that is not known.
    pub(crate) fn answer_to_unknown_key(&self, lookups: &Lookups) -> Option<Result<T, E>> {
        let good = self.good.as_ref().map(|(since, _)| since);
        let latest = good.max(self.failed.as_ref().map(|(since, _)| since));
        let is_soon = latest.is_some_and(|since| since.elapsed() < lookups.unknown_key);
        is_soon.then(|| self.latest()).flatten()
    }

    /// A failure takes away nothing that is known: strangers can bring one about while the provider
    /// is away, and its keys are seldom others when it is back.
    pub(crate) fn learn(&mut self, outcome: Result<T, E>) -> Result<T, E> {
        let now = Instant::now();
        match outcome {
            Ok(discovered) => {
                self.failed = None;
                self.good = Some((now, discovered.clone()));
                Ok(discovered)
            }
            Err(why) => {
                self.failed = Some((now, why.clone()));
                self.latest().unwrap_or(Err(why))
            }
        }
    }

    fn latest(&self) -> Option<Result<T, E>> {
        let good = self.good.as_ref().map(|(_, good)| Ok(good.clone()));
        good.or_else(|| Some(Err(self.failed.as_ref()?.1.clone())))
    }
}
