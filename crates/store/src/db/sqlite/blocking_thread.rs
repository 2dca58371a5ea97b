//! A thread for what waits for a disk or for another process's lock.
//!
//! Not one of the runtime's pool: there a resolver that does not answer holds threads, and a commit must
//! not wait for it.

use std::{io, sync::mpsc, thread};

use tokio::sync::oneshot;

use super::connection::SqliteConnection;

type Job = Box<dyn FnOnce() + Send>;

/// The thread, which ends with this.
pub(crate) struct BlockingThread(mpsc::Sender<Job>);

impl BlockingThread {
    /// Starts it.
    pub(super) fn start(name: &str) -> io::Result<Self> {
        let (jobs, asked) = mpsc::channel::<Job>();
        let thread = thread::Builder::new().name(name.to_owned());
        thread.spawn(move || asked.into_iter().for_each(|job| job()))?;
        Ok(Self(jobs))
    }

    /// Lends it the connection, without a time limit. None: the work panicked, and the connection is
    /// lost.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        conn: SqliteConnection,
        work: impl FnOnce(&SqliteConnection) -> T + Send + 'static,
    ) -> Option<(SqliteConnection, T)> {
        let (done, coming) = oneshot::channel();
        let job = move || {
            conn.lift_time_limit();
            let outcome = work(&conn);
            // Nobody waits any more: the connection closes here.
            let _ = done.send((conn, outcome));
        };
        self.0.send(Box::new(job)).ok()?;
        coming.await.ok()
    }

    /// Closes the connection there: the last one of a file empties its log.
    pub(crate) async fn close(&self, conn: SqliteConnection) {
        let (done, closed) = oneshot::channel();
        let job = move || {
            drop(conn);
            let _ = done.send(());
        };
        if self.0.send(Box::new(job)).is_ok() {
            let _ = closed.await;
        }
    }
}
