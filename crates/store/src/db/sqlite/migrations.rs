//! Brings an SQLite database up to date, as `sqlx` does it on PostgreSQL: the same table of what was
//! applied, so that databases of earlier versions go on.

use rusqlite::{Connection, Error, TransactionBehavior};
use sqlx::migrate::{MigrateError, Migration};

use crate::{error::StoreError, migrations::OF_SQLITE};

const TABLE: &str = "create table if not exists _sqlx_migrations (
    version bigint primary key,
    description text not null,
    installed_on timestamp not null default current_timestamp,
    success boolean not null,
    checksum blob not null,
    execution_time bigint not null
)";

/// Applies what is missing, all of it or nothing. Of two processes that start together one does, and
/// the other waits for it.
/// `explain` says what to change when SQLite cannot do its work.
pub(super) fn apply(
    conn: &mut Connection,
    explain: impl Fn(Error) -> StoreError,
) -> Result<(), StoreError> {
    if missing(&applied(conn).map_err(&explain)?)?.is_empty() {
        return Ok(());
    }
    let transaction = conn
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(&explain)?;
    for migration in missing(&applied(&transaction).map_err(&explain)?)? {
        run(&transaction, migration).map_err(|error| match explain(error) {
            StoreError::Driver(cause) => StoreError::Migration(cause),
            explained => explained,
        })?;
    }
    transaction.commit().map_err(explain)
}

/// What was not applied yet.
fn missing(applied: &[(i64, Vec<u8>)]) -> Result<Vec<&'static Migration>, StoreError> {
    let unknown = applied.iter().find(|(version, _)| {
        let mut known = OF_SQLITE.iter();
        !known.any(|migration| migration.version == *version)
    });
    if let Some((version, _)) = unknown {
        return Err(StoreError::Newer { version: *version });
    }
    let mut missing = Vec::new();
    for migration in OF_SQLITE.iter() {
        let version = migration.version;
        match applied.iter().find(|(applied, _)| *applied == version) {
            None => missing.push(migration),
            Some((_, checksum)) if **checksum == *migration.checksum => {}
            Some(_) => {
                let changed = MigrateError::VersionMismatch(version);
                return Err(StoreError::from_migration(changed));
            }
        }
    }
    Ok(missing)
}

fn applied(conn: &Connection) -> Result<Vec<(i64, Vec<u8>)>, Error> {
    // Asked of the file: what the connection knows of the tables may be older.
    const IS_THERE: &str = "select exists (select 1 from sqlite_schema \
        where type = 'table' and name = '_sqlx_migrations')";
    if !conn.query_row(IS_THERE, (), |row| row.get(0))? {
        return Ok(Vec::new());
    }
    let mut statement =
        conn.prepare("select version, checksum from _sqlx_migrations order by version")?;
    let rows = statement.query_map((), |row| {
        let checksum = row.get_ref(1)?.as_bytes()?;
        Ok((row.get(0)?, checksum.to_owned()))
    })?;
    rows.collect()
}

fn run(conn: &Connection, migration: &Migration) -> Result<(), Error> {
    const NOTE: &str = "insert into _sqlx_migrations \
        (version, description, success, checksum, execution_time) values (?1, ?2, true, ?3, 0)";
    conn.execute_batch(TABLE)?;
    conn.execute_batch(migration.sql.as_str())?;
    let (description, checksum) = (&*migration.description, &*migration.checksum);
    conn.execute(NOTE, (migration.version, description, checksum))
        .map(drop)
}
