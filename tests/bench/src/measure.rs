//! How often and how fast: operations a second, percentiles, processor time per operation.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use crate::provider::Provider;

/// What was measured.
pub struct Figures {
    /// Operations per second, all connections together.
    pub per_second: f64,
    /// The median.
    pub p50: Duration,
    /// What one in a hundred exceeds.
    pub p99: Duration,
    /// Processor time of the provider per operation.
    pub processor: Duration,
}

/// Lets every worker run its operation over and over for some seconds, after a warm-up that is not
/// counted.
pub async fn measure<W, F, Fut>(
    provider: &Provider,
    workers: Vec<W>,
    seconds: u64,
    operation: F,
) -> anyhow::Result<Figures>
where
    W: Send + 'static,
    F: Fn(W) -> Fut + Clone + Send + 'static,
    Fut: Future<Output = anyhow::Result<W>> + Send,
{
    let workers = run(workers, Duration::from_millis(500), operation.clone())
        .await?
        .0;
    let (before, began) = (provider.processor_time()?, Instant::now());
    let (_, mut times) = run(workers, Duration::from_secs(seconds), operation).await?;
    let elapsed = began.elapsed();
    let used = provider.processor_time()?.saturating_sub(before);
    times.sort_unstable();
    anyhow::ensure!(!times.is_empty(), "nothing was done in {seconds} s");
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    let count = u32::try_from(times.len())?;
    Ok(Figures {
        per_second: f64::from(count) / elapsed.as_secs_f64(),
        p50: at(50),
        p99: at(99),
        processor: used / count,
    })
}

async fn run<W, F, Fut>(
    workers: Vec<W>,
    span: Duration,
    operation: F,
) -> anyhow::Result<(Vec<W>, Vec<Duration>)>
where
    W: Send + 'static,
    F: Fn(W) -> Fut + Clone + Send + 'static,
    Fut: Future<Output = anyhow::Result<W>> + Send,
{
    let until = Instant::now() + span;
    let mut tasks = tokio::task::JoinSet::new();
    for mut worker in workers {
        let operation = operation.clone();
        tasks.spawn(async move {
            let mut times = Vec::new();
            while Instant::now() < until {
                let began = Instant::now();
                worker = operation(worker).await?;
                times.push(began.elapsed());
            }
            Ok::<_, anyhow::Error>((worker, times))
        });
    }
    let (mut back, mut all) = (Vec::new(), Vec::new());
    while let Some(done) = tasks.join_next().await {
        let (worker, times) = done??;
        back.push(worker);
        all.extend(times);
    }
    Ok((back, all))
}
