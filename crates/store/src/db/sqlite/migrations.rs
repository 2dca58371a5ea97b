//! Brings an SQLite database up to date, as `sqlx` does it on PostgreSQL: the same table of what was
//! applied, so that databases of earlier versions go on.

use rusqlite::{Connection, TransactionBehavior};
use sqlx::migrate::{MigrateError, Migration, Migrator};

use crate::error::StoreError;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");

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
pub(super) fn apply(conn: &mut Connection) -> Result<(), StoreError> {
    if missing(conn)?.is_empty() {
        return Ok(());
    }
    let transaction = conn
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(StoreError::from_driver)?;
    for migration in missing(&transaction)? {
        run(&transaction, migration).map_err(StoreError::migration)?;
    }
    transaction.commit().map_err(StoreError::from_driver)
}

/// What was not applied yet.
fn missing(conn: &Connection) -> Result<Vec<&'static Migration>, StoreError> {
    let applied = applied(conn).map_err(StoreError::from_driver)?;
    let unknown = applied.iter().find(|(version, _)| {
        let mut known = MIGRATIONS.iter();
        !known.any(|migration| migration.version == *version)
    });
    if let Some((version, _)) = unknown {
        return Err(StoreError::Newer { version: *version });
    }
    let mut missing = Vec::new();
    for migration in MIGRATIONS.iter() {
        if migration.migration_type.is_down_migration() {
            continue;
        }
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

fn applied(conn: &Connection) -> Result<Vec<(i64, Vec<u8>)>, rusqlite::Error> {
    if !conn.table_exists(None, "_sqlx_migrations")? {
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

fn run(conn: &Connection, migration: &Migration) -> Result<(), rusqlite::Error> {
    const NOTE: &str = "insert into _sqlx_migrations \
        (version, description, success, checksum, execution_time) values (?1, ?2, true, ?3, 0)";
    conn.execute_batch(TABLE)?;
    conn.execute_batch(migration.sql.as_str())?;
    let (description, checksum) = (&*migration.description, &*migration.checksum);
    conn.execute(NOTE, (migration.version, description, checksum))
        .map(drop)
}
