//! How often and how fast: operations a second, percentiles, processor time per operation.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use crate::provider::Provider;

/// What was measured, in one go or in several.
#[derive(Default)]
pub struct Figures {
    times: Vec<Duration>,
    elapsed: Duration,
    used: Duration,
}

impl Figures {
    /// Operations per second, all connections together.
    pub fn per_second(&self) -> f64 {
        self.count() / self.elapsed.as_secs_f64()
    }

    /// What was measured beside it: so long each, one after the other.
    pub fn of(times: Vec<Duration>, used: Duration) -> Self {
        Self {
            elapsed: times.iter().sum(),
            times,
            used,
        }
    }

    /// How many were timed.
    pub const fn number(&self) -> usize {
        self.times.len()
    }

    /// What so many in a hundred do not exceed.
    pub fn percentile(&self, percent: usize) -> Duration {
        let mut times = self.times.clone();
        times.sort_unstable();
        let last = times.len().saturating_sub(1);
        times.get(last * percent / 100).copied().unwrap_or_default()
    }

    /// Processor time of the provider per operation, in microseconds.
    pub fn processor(&self) -> f64 {
        self.used.as_secs_f64() * 1e6 / self.count()
    }

    /// Adds what was measured in another go.
    pub fn add(&mut self, other: Self) {
        self.times.extend(other.times);
        self.elapsed += other.elapsed;
        self.used += other.used;
    }

    fn count(&self) -> f64 {
        u32::try_from(self.times.len()).map_or(f64::INFINITY, f64::from)
    }
}

/// Lets every worker run its operation over and over for some time, or until one says that it has
/// nothing left to do; the workers come back.
pub async fn measure<W, F, Fut>(
    provider: &Provider,
    workers: Vec<W>,
    span: Duration,
    operation: F,
) -> anyhow::Result<(Figures, Vec<W>)>
where
    W: Send + 'static,
    F: Fn(W) -> Fut + Clone + Send + 'static,
    Fut: Future<Output = anyhow::Result<(W, bool)>> + Send,
{
    let (before, began) = (provider.processor_time()?, Instant::now());
    let until = began + span;
    let mut tasks = tokio::task::JoinSet::new();
    for mut worker in workers {
        let operation = operation.clone();
        tasks.spawn(async move {
            let mut times = Vec::new();
            while Instant::now() < until {
                let began = Instant::now();
                let (back, is_done) = operation(worker).await?;
                worker = back;
                if !is_done {
                    break;
                }
                times.push(began.elapsed());
            }
            Ok::<_, anyhow::Error>((worker, times))
        });
    }
    let (mut back, mut figures) = (Vec::new(), Figures::default());
    while let Some(done) = tasks.join_next().await {
        let (worker, times) = done??;
        back.push(worker);
        figures.times.extend(times);
    }
    figures.elapsed = began.elapsed();
    figures.used = provider.processor_time()?.saturating_sub(before);
    anyhow::ensure!(!figures.times.is_empty(), "nothing was done in {span:?}");
    Ok((figures, back))
}
