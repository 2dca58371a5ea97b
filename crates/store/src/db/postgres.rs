//! PostgreSQL: a pool, READ COMMITTED, and another try when the server asks for one.

use std::{
    collections::hash_map::RandomState,
    future::Future,
    hash::{BuildHasher, Hasher},
    str::FromStr,
    time::Duration,
};

use sqlx::{
    ConnectOptions, Connection, PgPool, Postgres,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use super::{Conn, Home, Options, Tx, within};
use crate::error::{Refusal, StoreError};

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/postgres");

/// How often a transaction is run again when the server asks for it.
const TRIES: u32 = 5;
/// Limits that the server keeps: no lock, statement or forgotten transaction may hold others longer
/// than a transaction of ours may last.
fn limits(work: Duration) -> [(&'static str, u128); 3] {
    let millis = work.as_millis();
    [
        ("lock_timeout", millis / 2),
        ("statement_timeout", millis),
        ("idle_in_transaction_session_timeout", millis * 3 / 2),
    ]
}

/// The pool.
#[derive(Debug, Clone)]
pub(crate) struct Handle {
    pool: PgPool,
    options: Options,
}

impl Handle {
    pub(crate) async fn open(url: &str, options: Options) -> Result<Self, StoreError> {
        let connect = PgConnectOptions::from_str(url)
            .map_err(|error| StoreError::Url {
                why: error.to_string(),
            })?
            .statement_cache_capacity(256)
            .disable_statement_logging();
        let connect = match connect.get_application_name() {
            Some(_) => connect,
            None => connect.application_name("signet"),
        };
        let place = Server::of(&connect);
        // A connection without our limits: the wait for another node's migration may be long.
        let mut conn = match tokio::time::timeout(options.wait, connect.connect()).await {
            Ok(conn) => conn.map_err(|error| place.explain(error))?,
            Err(_) => return Err(place.unreachable("no answer in time")),
        };
        let migrated = MIGRATIONS.run_direct(None, &mut conn, false).await;
        migrated.map_err(|error| place.explain_migration(error))?;
        let _ = conn.close().await;
        let pool = PgPoolOptions::new()
            .max_connections(options.connections)
            .acquire_timeout(options.wait)
            .test_before_acquire(false)
            .connect_lazy_with(connect.options(limits(options.work)));
        Ok(Self { pool, options })
    }

    pub(crate) async fn transact<T, E, W, F>(&self, work: &W) -> Result<T, E>
    where
        W: Fn(Tx) -> F + Send + Sync,
        F: Future<Output = Result<T, E>> + Send,
        E: From<StoreError> + Refusal + Send,
        T: Send,
    {
        let mut tries = 0;
        loop {
            let (tx, back) = Tx::lend(Conn::Postgres(self.begin().await?));
            let outcome = within(self.options.work, work(tx)).await?;
            let Ok(Home {
                conn: Conn::Postgres(transaction),
                state,
            }) = back.await
            else {
                return Err(StoreError::Closed.into());
            };
            if state.again && tries < TRIES {
                drop(transaction);
                tries += 1;
                tokio::time::sleep(pause(tries)).await;
                continue;
            }
            if outcome.as_ref().is_err_and(Refusal::is_internal) {
                return outcome; // dropped: rolled back
            }
            if state.poisoned {
                return Err(StoreError::RolledBack.into());
            }
            // Never again after this, whatever it answers: it may have happened.
            transaction
                .commit()
                .await
                .map_err(StoreError::from_driver)?;
            return outcome;
        }
    }

    pub(crate) async fn read<T, E, W, F>(&self, work: &W) -> Result<T, E>
    where
        W: Fn(Tx) -> F + Send + Sync,
        F: Future<Output = Result<T, E>> + Send,
        E: From<StoreError> + Refusal + Send,
        T: Send,
    {
        let mut tries = 0;
        loop {
            let conn = self.pool.acquire().await.map_err(StoreError::from_driver)?;
            let (tx, back) = Tx::lend(Conn::PostgresReader(conn));
            let outcome = within(self.options.work, work(tx)).await?;
            let broken = back.await.is_ok_and(|home| home.state.broken);
            // After a restart of the server each pooled connection is dead once.
            if broken && tries < self.options.connections {
                tries += 1;
                continue;
            }
            return outcome;
        }
    }

    /// Begins a transaction; a connection that died in the pool is replaced, for nothing has
    /// happened on it yet.
    async fn begin(&self) -> Result<sqlx::Transaction<'static, Postgres>, StoreError> {
        let mut tries = 0;
        loop {
            match self.pool.begin().await {
                Ok(transaction) => return Ok(transaction),
                Err(error) if is_broken(&error) && tries < self.options.connections => tries += 1,
                Err(error) => return Err(StoreError::from_driver(error)),
            }
        }
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}

/// Serialization failure or deadlock: the transaction is gone and may be run again.
pub(crate) fn asks_again(error: &sqlx::Error) -> bool {
    matches!(code(error).as_deref(), Some("40001" | "40P01"))
}

/// The connection is gone: broken off, or ended by the server (57P01 to 57P03).
pub(crate) fn is_broken(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Io(_) | sqlx::Error::Protocol(_))
        || matches!(code(error).as_deref(), Some("57P01" | "57P02" | "57P03"))
}

fn code(error: &sqlx::Error) -> Option<String> {
    match error {
        sqlx::Error::Database(error) => error.code().map(String::from),
        _ => None,
    }
}

/// Two that met once must not meet again: a random part of a growing span.
fn pause(tries: u32) -> Duration {
    let random = RandomState::new().build_hasher().finish() % 1000;
    Duration::from_micros(2_000 * u64::from(tries) + random * 20 * u64::from(tries))
}

/// Where the server is, for messages: everything but the password.
struct Server {
    place: String,
    user: String,
    name: String,
}

impl Server {
    fn of(connect: &PgConnectOptions) -> Self {
        let user = connect.get_username().to_owned();
        Self {
            place: match connect.get_socket() {
                Some(socket) => socket.display().to_string(),
                None => format!("{}:{}", connect.get_host(), connect.get_port()),
            },
            name: connect.get_database().unwrap_or(&user).to_owned(),
            user,
        }
    }

    fn unreachable(&self, why: &str) -> StoreError {
        StoreError::Unreachable {
            place: self.place.clone(),
            why: why.to_owned(),
        }
    }

    /// What to change, from the server's code (PostgreSQL, appendix A).
    fn explain(&self, error: sqlx::Error) -> StoreError {
        let (place, user, name) = (self.place.clone(), self.user.clone(), self.name.clone());
        match code(&error).as_deref() {
            Some("28P01" | "28000") => return StoreError::Credentials { place, user },
            Some("3D000") => return StoreError::NoSuchDatabase { place, name },
            Some("42501") => return StoreError::Privilege { user, name },
            _ => {}
        }
        match error {
            sqlx::Error::Io(error) => self.unreachable(&error.to_string()),
            sqlx::Error::Tls(error) => self.unreachable(&error.to_string()),
            other => StoreError::from_driver(other),
        }
    }

    fn explain_migration(&self, error: sqlx::migrate::MigrateError) -> StoreError {
        use sqlx::migrate::MigrateError::{Execute, ExecuteMigration};
        match error {
            Execute(cause) | ExecuteMigration(cause, _)
                if code(&cause).as_deref() == Some("42501") =>
            {
                self.explain(cause)
            }
            other => super::migration_failed(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_the_place_but_never_the_password() {
        let connect: PgConnectOptions = "postgres://ada:hunter2@db.example:5433/signet"
            .parse()
            .unwrap();
        let connect = match connect.get_application_name() {
            Some(_) => connect,
            None => connect.application_name("signet"),
        };
        let place = Server::of(&connect);
        let text = place.unreachable("connection refused").to_string();
        assert!(text.contains("db.example:5433"), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }

    #[test]
    fn the_pause_grows_with_the_tries() {
        for tries in 1..=TRIES {
            let span = pause(tries);
            assert!(span >= Duration::from_millis(2 * u64::from(tries)));
            assert!(span <= Duration::from_millis(22 * u64::from(tries)));
        }
    }
}
