//! Checkpoints off the commit path: a connection of its own copies the write-ahead log into the
//! database while the writer goes on. It never waits for anybody, so nobody waits for it.

use sqlx::{Connection, SqliteConnection};
use tokio::sync::mpsc;

/// Serves the writer's requests until the writer is gone.
pub(crate) async fn run(mut conn: SqliteConnection, mut asked: mpsc::Receiver<()>) {
    while asked.recv().await.is_some() {
        if let Err(error) = passive(&mut conn).await {
            tracing::warn!(%error, "a checkpoint of the database failed; it will be tried again");
        }
    }
    let _ = conn.close().await;
}

async fn passive(conn: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    const PASSIVE: &str = "pragma wal_checkpoint(passive)";
    let (_, log, copied): (i64, i64, i64) = sqlx::query_as(PASSIVE).fetch_one(conn).await?;
    tracing::trace!(pages.log = log, pages.copied = copied, "checkpoint");
    Ok(())
}
