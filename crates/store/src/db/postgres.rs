//! PostgreSQL: a pool, READ COMMITTED, and another try when the server asks for one.

mod link;
mod outage;
mod place;

use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher, Hasher},
    sync::Arc,
    time::Duration,
};

use sqlx::{
    ConnectOptions, Connection, Executor, PgConnection, PgPool, Postgres, pool::PoolConnection,
    postgres::PgPoolOptions,
};

use self::{link::Link, outage::Outage, place::Place};
use super::{
    inside::within,
    options::Options,
    tx::{Conn, Home, Tx},
    work::Work,
};
use crate::{
    driver_error::is_broken,
    error::{Refusal, StoreError},
    migrations::of_postgres,
};

/// How often a transaction is run again when the server asks for it.
const TRIES: u32 = 5;
/// Migrations of several nodes wait for each other under this number ("signet" in ASCII). sqlx gives
/// its own statements names that a pooler may have kept from another node's start.
const BEGIN_MIGRATIONS: &str = "deallocate all; select pg_advisory_xact_lock(126896544048500)";

/// The pool.
#[derive(Debug, Clone)]
pub(crate) struct Handle {
    pool: PgPool,
    link: Link,
    outage: Arc<Outage>,
    options: Options,
}

impl Handle {
    pub(crate) async fn open(url: &str, options: Options) -> Result<Self, StoreError> {
        let connect = link::read(url)?;
        let place = Place::of(&connect);
        // A connection without our limits: the wait for another node's migration may be long.
        let once = connect.clone().statement_cache_capacity(0);
        let mut conn = match tokio::time::timeout(options.wait, once.connect()).await {
            Ok(conn) => conn.map_err(|error| place.explain(error))?,
            Err(_) => return Err(place.unreachable("no answer in time")),
        };
        let migrated = migrate(&mut conn).await;
        migrated.map_err(|error| place.explain_migration(error))?;
        let _ = conn.close().await;
        let (link, connect) = Link::find(url, connect, &options, &place).await?;
        let outage = Outage::new(place, connect.clone());
        let pool = PgPoolOptions::new()
            .max_connections(options.connections)
            .acquire_timeout(options.wait)
            .test_before_acquire(false)
            .connect_lazy_with(connect);
        Ok(Self {
            pool,
            link,
            outage: Arc::new(outage),
            options,
        })
    }

    pub(crate) async fn transact<T, E>(&self, work: &Work<'_, T, E>) -> Result<T, E>
    where
        E: From<StoreError> + Refusal + Send,
        T: Send,
    {
        let mut tries = 0;
        loop {
            let (tx, back) = Tx::lend(self.lent(self.begin().await?));
            let outcome = within(self.options.work, work(tx)).await?;
            let Ok(Home {
                conn: Conn::Postgres(transaction) | Conn::Pooled(transaction),
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

    pub(crate) async fn read<T, E>(&self, work: &Work<'_, T, E>) -> Result<T, E>
    where
        E: From<StoreError> + Refusal + Send,
        T: Send,
    {
        let mut tries = 0;
        loop {
            // A pooler gives us one server connection for one transaction, not for longer.
            let conn = match self.link {
                Link::Direct => Conn::PostgresReader(self.acquire().await?),
                Link::Pooled(_) => Conn::Pooled(self.begin().await?),
            };
            let (tx, back) = Tx::lend(conn);
            let outcome = within(self.options.work, work(tx)).await?;
            let broken = back.await.is_ok_and(|home| home.state.broken);
            // After a restart of the server each pooled connection is dead once.
            if broken && tries < self.options.connections {
                tries += 1;
                continue;
            }
            if !broken {
                self.outage.is_over();
            }
            return outcome;
        }
    }

    fn lent(&self, transaction: sqlx::Transaction<'static, Postgres>) -> Conn {
        match self.link {
            Link::Direct => Conn::Postgres(transaction),
            Link::Pooled(_) => Conn::Pooled(transaction),
        }
    }

    /// Begins a transaction; a connection that died in the pool is replaced, for nothing has
    /// happened on it yet.
    async fn begin(&self) -> Result<sqlx::Transaction<'static, Postgres>, StoreError> {
        let mut tries = 0;
        loop {
            let conn = self.acquire().await?;
            match self.link.begin(conn).await {
                Ok(transaction) => {
                    self.outage.is_over();
                    return Ok(transaction);
                }
                Err(error) if is_broken(&error) && tries < self.options.connections => tries += 1,
                Err(error) => return Err(self.outage.explain(error).await),
            }
        }
    }

    /// A connection. While the server is known not to answer, nobody waits long for one.
    async fn acquire(&self) -> Result<PoolConnection<Postgres>, StoreError> {
        let acquired = match self.outage.patience() {
            None => self.pool.acquire().await,
            Some(patience) => tokio::time::timeout(patience, self.pool.acquire())
                .await
                .unwrap_or(Err(sqlx::Error::PoolTimedOut)),
        };
        match acquired {
            Ok(conn) => Ok(conn),
            Err(error) => Err(self.outage.explain(error).await),
        }
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}

/// One node migrates, the others wait for it and find nothing left to do. All of it in one
/// transaction, because a lock of the session would stay behind with a connection pooler.
async fn migrate(conn: &mut PgConnection) -> Result<(), sqlx::migrate::MigrateError> {
    let mut migrations = of_postgres();
    migrations.set_locking(false);
    let mut transaction = conn.begin().await?;
    transaction.execute(BEGIN_MIGRATIONS).await?;
    migrations
        .run_direct(None, &mut *transaction, false)
        .await?;
    transaction.execute("deallocate all").await?;
    transaction.commit().await?;
    Ok(())
}

/// Two that met once must not meet again: a random part of a growing span.
fn pause(tries: u32) -> Duration {
    let random = RandomState::new().build_hasher().finish() % 1000;
    Duration::from_micros(2_000 * u64::from(tries) + random * 20 * u64::from(tries))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_grows_with_the_tries() {
        for tries in 1..=TRIES {
            let span = pause(tries);
            assert!(span >= Duration::from_millis(2 * u64::from(tries)));
            assert!(span <= Duration::from_millis(22 * u64::from(tries)));
        }
    }
}
