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
    sqlite::{blocking_thread::BlockingThread, connection::SqliteConnection},
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

/// Serves turns until it is told to close or nobody is left to ask. What waits for a disk or a lock
/// does so on `thread`.
pub(crate) async fn run(
    mut conn: SqliteConnection,
    thread: BlockingThread,
    mut queue: mpsc::Receiver<Order>,
    log: Log,
) {
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
                thread.close(conn).await;
                let _ = done.send(());
                return;
            }
            None => return,
        };
        let Some((back, has_room)) = make_room(conn, &thread, &log, &mut since_checkpoint).await
        else {
            return lost();
        };
        conn = back;
        if !has_room {
            let _ = first.lend.send(Err(StoreError::Busy));
            continue;
        }
        let Some((back, served, left)) = batch(conn, &thread, &mut queue, first).await else {
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
    mut conn: SqliteConnection,
    thread: &BlockingThread,
    log: &Log,
    since_checkpoint: &mut usize,
) -> Option<(SqliteConnection, bool)> {
    let Some(beside) = &log.beside else {
        return Some((conn, true));
    };
    if let Some(_alone) = beside.pause_if_nearly_done() {
        (conn, _) = thread.run(conn, checkpoint::passive).await?;
    }
    let size = log.len();
    if size >= log.hard {
        let _alone = beside.pause().await;
        return thread.run(conn, empty).await;
    }
    if size >= log.soft && *since_checkpoint >= CHECKPOINT_EVERY {
        *since_checkpoint = 0;
        beside.ask();
    }
    Some((conn, true))
}

/// Insists on an empty log: waits for readers, as long as the busy time-out allows.
fn empty(conn: &SqliteConnection) -> bool {
    const TRUNCATE: &str = "pragma wal_checkpoint(truncate)";
    let outcome = conn
        .set_busy_wait(true)
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

/// One commit: how many turns shared it, and the order that came too late for it.
async fn batch(
    conn: SqliteConnection,
    thread: &BlockingThread,
    queue: &mut mpsc::Receiver<Order>,
    first: Turn,
) -> Option<(SqliteConnection, usize, Option<Order>)> {
    let start = Instant::now();
    let (mut conn, begun) = begin(conn, thread).await?;
    if let Err(error) = begun {
        let _ = conn.execute_batch("rollback");
        let _ = first.lend.send(Err(error));
        return Some((conn, 1, None));
    }
    let (mut acks, mut served) = (Vec::new(), 0);
    let mut next = Some(Order::Turn(first));
    let mut fate = Ok(());
    while let Some(Order::Turn(turn)) = next {
        let served_turn = serve(conn, turn).await?;
        conn = served_turn.conn;
        served += 1;
        let room = served < BATCH && start.elapsed() < BATCH_TIME;
        next = if room { queue.try_recv().ok() } else { None };
        if conn.is_autocommit() {
            // A statement that ran out of time, memory or disk takes all with it that came before.
            fate = Err(served_turn.undone_by.unwrap_or(StoreError::Busy));
            break;
        }
        let (kept, more) = (
            served_turn.ack.is_some(),
            matches!(next, Some(Order::Turn(_))),
        );
        (conn, fate) = end(conn, thread, kept, more).await?;
        acks.extend(served_turn.ack);
        if fate.is_err() {
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
async fn begin(
    conn: SqliteConnection,
    thread: &BlockingThread,
) -> Option<(SqliteConnection, Result<(), StoreError>)> {
    conn.lift_time_limit();
    let at_once = conn
        .set_busy_wait(false)
        .and_then(|()| conn.execute_batch(BEGIN));
    let is_busy =
        |error: &rusqlite::Error| error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy);
    let (conn, begun) = match at_once {
        Err(error) if is_busy(&error) => {
            let wait = |conn: &SqliteConnection| {
                conn.set_busy_wait(true)?;
                conn.execute_batch(BEGIN)
            };
            thread.run(conn, wait).await?
        }
        begun => (conn, begun),
    };
    Some((conn, begun.map_err(StoreError::from_driver)))
}

/// Keeps a turn's work or undoes it, and commits if no more turns follow.
async fn end(
    conn: SqliteConnection,
    thread: &BlockingThread,
    kept: bool,
    more: bool,
) -> Option<(SqliteConnection, Result<(), StoreError>)> {
    conn.lift_time_limit();
    let (conn, ended) = if more {
        let ended = conn.execute_batch(if kept {
            "release t; savepoint t"
        } else {
            "rollback to t"
        });
        (conn, ended)
    } else {
        let commit = if kept {
            "commit"
        } else {
            "rollback to t; commit"
        };
        thread
            .run(conn, move |conn| conn.execute_batch(commit))
            .await?
    };
    Some((conn, ended.map_err(StoreError::from_driver)))
}

/// What a turn has left behind.
struct Served {
    conn: SqliteConnection,
    ack: Option<Ack>,
    /// Why the others of the batch are undone, if they are.
    undone_by: Option<StoreError>,
}

/// Lends the connection for one turn and waits until it is home and the verdict is known.
async fn serve(conn: SqliteConnection, turn: Turn) -> Option<Served> {
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
    Some(Served {
        conn,
        ack,
        undone_by: state.failed.filter(StoreError::is_temporary),
    })
}
