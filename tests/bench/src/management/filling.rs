//! Rows that are written before anything is measured, in several transactions at once.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use oidc_core::time::Timestamp;
use store::{Store, StoreError};

use super::crowd::Crowd;

/// Rows of one transaction.
const AT_ONCE: u32 = 1_000;
/// Transactions that are under way at the same time.
const LANES: u32 = 4;

/// Writes so many of a kind.
pub async fn fill(store: &Store, crowd: Crowd, number: u32, now: Timestamp) -> anyhow::Result<()> {
    let next = Arc::new(AtomicU32::new(0));
    let mut lanes = tokio::task::JoinSet::new();
    let lanes_at_once = if crowd.may_go_beside() { LANES } else { 1 };
    for _ in 0..lanes_at_once {
        let (store, crowd, next) = (store.clone(), crowd.clone(), Arc::clone(&next));
        lanes.spawn(async move {
            loop {
                let first = next.fetch_add(AT_ONCE, Ordering::Relaxed);
                if first >= number {
                    return Ok::<_, StoreError>(());
                }
                let last = number.min(first.saturating_add(AT_ONCE));
                let crowd = &crowd;
                store
                    .transact(|mut tx| async move {
                        for number in first..last {
                            crowd.write(&mut tx, number, now).await?;
                        }
                        Ok::<_, StoreError>(())
                    })
                    .await?;
            }
        });
    }
    for lane in lanes.join_all().await {
        lane?;
    }
    Ok(())
}
