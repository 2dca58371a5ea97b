//! SQLite's one writer, with group commit.
//!
//! Transactions that wait run one after the other inside one `begin immediate … commit`, each in
//! its own savepoint, and all are answered after the one durable commit. The connection is lent to
//! the asker's own future, so the work needs neither `'static` nor a box.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use rusqlite::ffi::ErrorCode;
use tokio::sync::{mpsc, oneshot};

use super::{
    checkpoint,
    sqlite::link::Link,
    tx::{Conn, Home, Tx},
};
use crate::error::StoreError;

/// At most so many transactions share a commit …
const BATCH: usize = 256;
/// … and the first of them waits at most about so long for the others.
const BATCH_TIME: Duration = Duration::from_millis(25);
/// How many transactions pass before it is worth looking whether to ask for a checkpoint.
const CHECKPOINT_EVERY: usize = 500;

const BEGIN: &str = "begin immediate; savepoint t";

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
pub(crate) async fn run(mut conn: Link, mut queue: mpsc::Receiver<Order>, log: Log) {
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
                let _ = tokio::task::spawn_blocking(move || drop(conn)).await;
                let _ = done.send(());
                return;
            }
            None => return,
        };
        let Some((back, has_room)) = make_room(conn, &log, &mut since_checkpoint).await else {
            return lost();
        };
        conn = back;
        if !has_room {
            let _ = first.lend.send(Err(StoreError::Busy));
            continue;
        }
        let Some((back, served, left)) = batch(conn, &mut queue, first).await else {
            return lost();
        };
        (conn, next) = (back, left);
        since_checkpoint += served;
    }
}

fn lost() {
    tracing::error!("the database connection was lost; the store is closed");
}

/// Keeps the log short; false when it is full and cannot be emptied. `since_checkpoint` counts the
/// turns since a checkpoint was asked for.
async fn make_room(
    mut conn: Link,
    log: &Log,
    since_checkpoint: &mut usize,
) -> Option<(Link, bool)> {
    let Some(beside) = &log.beside else {
        return Some((conn, true));
    };
    if beside.take_done() {
        let _alone = beside.pause().await;
        let (back, rest) = apart(conn, checkpoint::passive).await?;
        conn = back;
        if let Err(error) = rest {
            checkpoint::failed(error);
        }
    }
    let size = log.len();
    if size >= log.hard {
        let _alone = beside.pause().await;
        return apart(conn, empty).await;
    }
    if size >= log.soft && *since_checkpoint >= CHECKPOINT_EVERY {
        *since_checkpoint = 0;
        beside.ask();
    }
    Some((conn, true))
}

/// Insists on an empty log: waits for readers, as long as the busy time-out allows.
fn empty(conn: &Link) -> bool {
    const TRUNCATE: &str = "pragma wal_checkpoint(truncate)";
    let outcome = conn
        .wait_for_others(true)
        .and_then(|()| conn.query_row(TRUNCATE, (), |row| row.get::<_, i64>(0)));
    match outcome {
        Ok(0) => true,
        Ok(_) => {
            tracing::warn!("the write-ahead log is full and a reader keeps it from being emptied");
            false
        }
        Err(error) => {
            let error = StoreError::from_driver(error);
            tracing::error!(%error, "the write-ahead log is full and cannot be emptied");
            false
        }
    }
}

/// Runs what waits for a disk or a lock on a thread that may wait.
async fn apart<T: Send + 'static>(
    conn: Link,
    work: impl FnOnce(&Link) -> T + Send + 'static,
) -> Option<(Link, T)> {
    let done = tokio::task::spawn_blocking(move || {
        conn.allow_all();
        let outcome = work(&conn);
        (conn, outcome)
    });
    done.await.ok()
}

/// One commit: how many turns shared it, and the order that came too late for it.
async fn batch(
    conn: Link,
    queue: &mut mpsc::Receiver<Order>,
    first: Turn,
) -> Option<(Link, usize, Option<Order>)> {
    let start = Instant::now();
    let (mut conn, begun) = begin(conn).await?;
    if let Err(error) = begun {
        let _ = conn.execute_batch("rollback");
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
        let room = served < BATCH && start.elapsed() < BATCH_TIME;
        next = if room { queue.try_recv().ok() } else { None };
        let (kept, more) = (ack.is_some(), matches!(next, Some(Order::Turn(_))));
        (conn, fate) = end(conn, kept, more).await?;
        acks.extend(ack);
        if fate.is_err() {
            // SQLite has undone the whole batch, or is about to.
            let _ = conn.execute_batch("rollback");
            break;
        }
    }
    for ack in acks {
        let _ = ack.send(fate.clone());
    }
    Some((conn, served, next))
}

/// Begins a batch. Only if another process is writing it takes a thread to wait on.
async fn begin(conn: Link) -> Option<(Link, Result<(), StoreError>)> {
    conn.allow_all();
    let at_once = conn
        .wait_for_others(false)
        .and_then(|()| conn.execute_batch(BEGIN));
    let is_busy =
        |error: &rusqlite::Error| error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy);
    let (conn, begun) = match at_once {
        Err(error) if is_busy(&error) => {
            let wait = |conn: &Link| {
                conn.wait_for_others(true)?;
                conn.execute_batch(BEGIN)
            };
            apart(conn, wait).await?
        }
        begun => (conn, begun),
    };
    Some((conn, begun.map_err(StoreError::from_driver)))
}

/// Keeps a turn's work or undoes it, and commits if no more turns follow.
async fn end(conn: Link, kept: bool, more: bool) -> Option<(Link, Result<(), StoreError>)> {
    conn.allow_all();
    let (conn, ended) = match (kept, more) {
        (true, true) => {
            let ended = conn.execute_batch("release t; savepoint t");
            (conn, ended)
        }
        (false, true) => {
            let ended = conn.execute_batch("rollback to t");
            (conn, ended)
        }
        (true, false) => apart(conn, |conn| conn.execute_batch("commit")).await?,
        (false, false) => apart(conn, |conn| conn.execute_batch("rollback to t; commit")).await?,
    };
    Some((conn, ended.map_err(StoreError::from_driver)))
}

/// Lends the connection for one turn and waits until it is home and the verdict is known.
async fn serve(conn: Link, turn: Turn) -> Option<(Link, Option<Ack>)> {
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
