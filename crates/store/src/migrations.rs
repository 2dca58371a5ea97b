//! The migrations of either database, compiled in. `sqlx::migrate!` would do it too, and have every build
//! compile the drivers a second time, for the macro.

use std::sync::LazyLock;

use sqlx::{
    SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};

include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// Those of SQLite.
pub(crate) static OF_SQLITE: LazyLock<Migrator> = LazyLock::new(|| migrator(SQLITE));

/// Those of PostgreSQL.
pub(crate) fn of_postgres() -> Migrator {
    migrator(POSTGRES)
}

fn migrator(all: &[(i64, &'static str, &'static str)]) -> Migrator {
    let all = all.iter().map(|&(version, description, sql)| {
        let (kind, sql) = (MigrationType::Simple, sql.into_sql_str());
        // All of them run in one transaction, which is not sqlx's.
        Migration::new(version, description.into(), kind, sql, false)
    });
    Migrator::with_migrations(all.collect())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[tokio::test]
    async fn they_are_those_of_the_folders_as_sqlx_reads_them() {
        for (folder, compiled) in [("sqlite", &*OF_SQLITE), ("postgres", &of_postgres())] {
            let folder = Path::new("../../migrations").join(folder);
            let read = Migrator::new(folder).await.unwrap();
            let all = |migrator: &Migrator| -> Vec<_> {
                let all = migrator.iter().cloned();
                let told = |one: Migration| {
                    let kind = format!("{:?}", one.migration_type);
                    (one.version, one.description, one.checksum, kind, one.no_tx)
                };
                all.map(told).collect()
            };
            assert_eq!(all(compiled), all(&read));
            assert!(compiled.iter().count() > 30);
        }
    }
}
