//! How connections reach the server: directly, or through a pooler that lends one for a transaction
//! at a time (PgBouncer with `pool_mode = transaction`, and many managed databases).
//!
//! Behind such a pooler nothing may be left on a connection: limits are set in each transaction, in
//! the same round trip that begins it, statements have no name, and what only reads is a
//! transaction, too. A direct connection keeps its limits and its prepared statements.

use std::{str::FromStr, sync::Arc, time::Duration};

use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, Postgres, Row, SqlSafeStr, Transaction,
    pool::{MaybePoolConnection, PoolConnection},
    postgres::{PgConnectOptions, PgConnection},
};

use super::place::Place;
use crate::{db::options::Options, driver_error::code, error::StoreError};

/// More than there are statements, so that each is prepared once per connection.
const STATEMENTS: usize = 256;
/// What the URL may say about prepared statements; 0 keeps them away.
const CAPACITY: &str = "statement-cache-capacity";

/// The way to the server.
#[derive(Debug, Clone)]
pub(super) enum Link {
    /// A connection is one session of the server.
    Direct,
    /// A connection is lent for one transaction, which is begun with this.
    Pooled(Arc<str>),
}

/// Reads the URL. What it says itself is kept.
pub(super) fn read(url: &str) -> Result<PgConnectOptions, StoreError> {
    let connect = PgConnectOptions::from_str(url)
        .map_err(|error| StoreError::Url {
            why: error.to_string(),
        })?
        // Poolers do not know this parameter, and we store no floating-point numbers.
        .extra_float_digits(None)
        .disable_statement_logging();
    let connect = match capacity(url) {
        Some(_) => connect,
        None => connect.statement_cache_capacity(STATEMENTS),
    };
    Ok(match connect.get_application_name() {
        Some(_) => connect,
        None => connect.application_name("signet"),
    })
}

fn capacity(url: &str) -> Option<usize> {
    let url: url::Url = url.parse().ok()?;
    let mut pairs = url.query_pairs();
    let (_, value) = pairs.find(|(key, _)| key == CAPACITY)?;
    value.parse().ok()
}

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

impl Link {
    /// Finds out which it is, and how to connect from now on.
    pub(super) async fn find(
        url: &str,
        connect: PgConnectOptions,
        options: &Options,
        place: &Place,
    ) -> Result<(Self, PgConnectOptions), StoreError> {
        let direct = connect.clone().options(limits(options.work));
        let keeps = if capacity(url) == Some(0) {
            false
        } else {
            let kept = tokio::time::timeout(options.wait, keeps_limits(&direct, options.work));
            match kept.await {
                Ok(kept) => kept.map_err(|error| place.explain(error))?,
                Err(_) => return Err(place.unreachable("no answer in time")),
            }
        };
        if keeps {
            return Ok((Self::Direct, direct));
        }
        tracing::info!(
            place = place.address(),
            "the database is reached through a connection pooler"
        );
        let pooled = connect.statement_cache_capacity(0);
        Ok((Self::pooled(options.work), pooled))
    }

    fn pooled(work: Duration) -> Self {
        let set = limits(work).map(|(name, millis)| format!("; set local {name} = {millis}"));
        Self::Pooled(format!("begin{}", set.concat()).into())
    }

    /// Begins a transaction in one round trip.
    pub(super) async fn begin(
        &self,
        conn: PoolConnection<Postgres>,
    ) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
        let statement = match self {
            Self::Direct => None,
            Self::Pooled(begin) => Some(AssertSqlSafe(Arc::clone(begin)).into_sql_str()),
        };
        Transaction::begin(MaybePoolConnection::PoolConnection(conn), statement).await
    }
}

/// Whether a connection is a session that keeps the limits it was opened with. A pooler refuses
/// them (08P01, or 0A000) or forgets them.
async fn keeps_limits(direct: &PgConnectOptions, work: Duration) -> Result<bool, sqlx::Error> {
    let mut conn: PgConnection = match direct.connect().await {
        Ok(conn) => conn,
        Err(error) if matches!(code(&error).as_deref(), Some("08P01" | "0A000")) => {
            return Ok(false);
        }
        Err(error) => return Err(error),
    };
    // The simple protocol, which leaves no statement behind.
    let asked = "select setting from pg_settings where name = 'statement_timeout'";
    let row = sqlx::raw_sql(asked).fetch_one(&mut conn).await?;
    let setting: String = row.try_get(0)?;
    let _ = conn.close().await;
    Ok(setting == work.as_millis().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_url_says_about_prepared_statements_is_kept() {
        let url = "postgres://ada@db/signet?sslmode=disable";
        assert_eq!(capacity(url), None);
        assert_eq!(capacity(&format!("{url}&{CAPACITY}=0")), Some(0));
        assert_eq!(capacity(&format!("{url}&{CAPACITY}=7")), Some(7));
    }

    #[test]
    fn a_pooled_transaction_begins_with_its_limits() {
        let Link::Pooled(begin) = Link::pooled(Duration::from_secs(10)) else {
            panic!("pooled");
        };
        assert_eq!(
            &*begin,
            "begin; set local lock_timeout = 5000; set local statement_timeout = 10000; \
             set local idle_in_transaction_session_timeout = 15000"
        );
    }
}
