//! SQLite's one writer, with group commit.
//!
//! Transactions that wait run one after the other inside one `begin immediate … commit`, each in
//! its own savepoint, and all are answered after the one durable commit. The connection is lent to
//! the asker's own future, so the work needs neither `'static` nor a box.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use sqlx::{Connection, Executor, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

use super::{
    checkpoint,
    tx::{Conn, Home, Tx},
};
use crate::error::StoreError;

/// At most so many transactions share a commit …
const BATCH: usize = 256;
/// … and the first of them waits at most about so long for the others.
const BATCH_TIME: Duration = Duration::from_millis(25);
/// How many transactions pass before it is worth looking whether to ask for a checkpoint.
const CHECKPOINT_EVERY: usize = 200;

/// Answers after the commit.
pub(crate) type Ack = oneshot::Sender<Result<(), StoreError>>;

/// One transaction: where to lend the connection, and where the verdict comes from. No verdict
/// means that the work was cancelled, panicked or broke down.
pub(crate) struct Turn {
    pub(crate) lend: oneshot::Sender<Result<Tx, StoreError>>,
    pub(crate) verdict: oneshot::Receiver<Ack>,
}

/// What the writer is told.
pub(crate) enum Order {
    Turn(Turn),
    /// Close after everything that was ordered before.
    Close(oneshot::Sender<()>),
}

/// The write-ahead log, watched so that it never grows without bound.
pub(crate) struct Log {
    /// The file beside the database; none in memory.
    pub(crate) path: Option<PathBuf>,
    pub(crate) soft: u64,
    pub(crate) hard: u64,
    /// The task beside us that makes checkpoints; none in memory.
    pub(crate) beside: Option<checkpoint::Beside>,
}

impl Log {
    fn len(&self) -> u64 {
        let path = self.path.as_ref();
        path.and_then(|path| std::fs::metadata(path).ok())
            .map_or(0, |file| file.len())
    }
}

/// Serves turns until it is told to close or nobody is left to ask.
pub(crate) async fn run(mut conn: SqliteConnection, mut queue: mpsc::Receiver<Order>, log: Log) {
    let mut next = None;
    let mut since_checkpoint = 0;
    loop {
        let order = match next.take() {
            Some(order) => Some(order),
            None => queue.recv().await,
        };
        let first = match order {
            Some(Order::Turn(turn)) => turn,
            Some(Order::Close(done)) => {
                queue.close();
                // The last connection to close leaves a whole database and no log behind.
                if let Some(beside) = log.beside {
                    beside.close().await;
                }
                let _ = conn.close().await;
                let _ = done.send(());
                return;
            }
            None => return,
        };
        let size = log.len();
        if size >= log.hard && !empty(&mut conn).await {
            let _ = first.lend.send(Err(StoreError::Busy));
            continue;
        }
        if size >= log.soft && since_checkpoint >= CHECKPOINT_EVERY {
            since_checkpoint = 0;
            log.beside.as_ref().inspect(|beside| beside.ask());
        }
        let Some((back, served, left)) = batch(conn, &mut queue, first).await else {
            tracing::error!("the database connection was lost; the store is closed");
            return;
        };
        (conn, next) = (back, left);
        since_checkpoint += served;
    }
}

/// Insists on an empty log: waits for readers, as long as the busy time-out allows.
async fn empty(conn: &mut SqliteConnection) -> bool {
    const TRUNCATE: &str = "pragma wal_checkpoint(truncate)";
    let outcome = sqlx::query_as::<_, (i64, i64, i64)>(TRUNCATE)
        .fetch_one(conn)
        .await;
    match outcome {
        Ok((0, _, _)) => true,
        Ok(_) => {
            tracing::warn!("the write-ahead log is full and a reader keeps it from being emptied");
            false
        }
        Err(error) => {
            tracing::error!(%error, "the write-ahead log is full and cannot be emptied");
            false
        }
    }
}

/// One commit: how many turns shared it, and the order that came too late for it.
async fn batch(
    mut conn: SqliteConnection,
    queue: &mut mpsc::Receiver<Order>,
    first: Turn,
) -> Option<(SqliteConnection, usize, Option<Order>)> {
    let began = Instant::now();
    if let Err(error) = control(&mut conn, "begin immediate; savepoint t").await {
        let _ = control(&mut conn, "rollback").await;
        let _ = first.lend.send(Err(error));
        return Some((conn, 1, None));
    }
    let (mut acks, mut served) = (Vec::new(), 0);
    let mut next = Some(Order::Turn(first));
    let mut fate = Ok(());
    while let Some(Order::Turn(turn)) = next {
        let (back, ack) = serve(conn, turn).await?;
        conn = back;
        served += 1;
        let room = served < BATCH && began.elapsed() < BATCH_TIME;
        next = if room { queue.try_recv().ok() } else { None };
        fate = control(
            &mut conn,
            match (ack.is_some(), matches!(next, Some(Order::Turn(_)))) {
                (true, true) => "release t; savepoint t",
                (true, false) => "commit",
                (false, true) => "rollback to t",
                (false, false) => "rollback to t; commit",
            },
        )
        .await;
        acks.extend(ack);
        if fate.is_err() {
            // SQLite has undone the whole batch, or is about to.
            let _ = control(&mut conn, "rollback").await;
            break;
        }
    }
    for ack in acks {
        let _ = ack.send(fate.clone());
    }
    Some((conn, served, next))
}

/// Lends the connection for one turn and waits until it is home and the verdict is known.
async fn serve(conn: SqliteConnection, turn: Turn) -> Option<(SqliteConnection, Option<Ack>)> {
    let (tx, back) = Tx::lend(Conn::Sqlite(conn));
    // When the asker is gone, the `Tx` drops here and comes home at once.
    let _ = turn.lend.send(Ok(tx));
    let Ok(Home {
        conn: Conn::Sqlite(conn),
        state,
    }) = back.await
    else {
        return None;
    };
    let ack = turn.verdict.await.ok().filter(|_| !state.poisoned);
    Some((conn, ack))
}

/// Several statements in one round trip, without a prepared statement.
async fn control(conn: &mut SqliteConnection, sql: &'static str) -> Result<(), StoreError> {
    conn.execute(sql)
        .await
        .map(drop)
        .map_err(StoreError::from_driver)
}
