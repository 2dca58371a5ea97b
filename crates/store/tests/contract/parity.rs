//! Two migration folders must say the same thing.

use std::collections::BTreeMap;

use sqlx::{Connection, PgConnection, SqliteConnection};
use store::Store;

use crate::harness::{Schema, file, server};

/// Table and column, to nullability and folded type.
type Columns = BTreeMap<(String, String), (bool, &'static str)>;

fn fold(kind: &str) -> &'static str {
    match kind.to_lowercase().as_str() {
        "integer" | "bigint" | "boolean" => "number or truth",
        "text" | "jsonb" => "text or structure",
        "blob" | "bytea" => "bytes",
        other => panic!("{other} is not a type both databases share"),
    }
}

async fn sqlite_columns() -> Columns {
    const SQL: &str = "select t.name, c.name, c.\"notnull\", c.type from sqlite_schema t \
        join pragma_table_info(t.name) c where t.type = 'table' \
        and t.name not like 'sqlite_%' and t.name <> '_sqlx_migrations'";
    let (_folder, url) = file();
    Store::open(&url).await.unwrap().close().await;
    let mut conn = SqliteConnection::connect(&url).await.unwrap();
    let rows: Vec<(String, String, bool, String)> =
        sqlx::query_as(SQL).fetch_all(&mut conn).await.unwrap();
    rows.into_iter()
        .map(|(table, column, required, kind)| ((table, column), (!required, fold(&kind))))
        .collect()
}

async fn postgres_columns(schema: &Schema) -> Columns {
    const SQL: &str = "select table_name::text, column_name::text, is_nullable = 'YES', \
        data_type::text from information_schema.columns \
        where table_schema = current_schema() and table_name <> '_sqlx_migrations'";
    Store::open(&schema.url).await.unwrap().close().await;
    let mut conn = PgConnection::connect(&schema.url).await.unwrap();
    let rows: Vec<(String, String, bool, String)> =
        sqlx::query_as(SQL).fetch_all(&mut conn).await.unwrap();
    rows.into_iter()
        .map(|(table, column, nullable, kind)| ((table, column), (nullable, fold(&kind))))
        .collect()
}

#[tokio::test]
async fn both_databases_have_the_same_tables_columns_and_nullability() {
    let Some(server) = server() else { return };
    let schema = Schema::new(server).await;
    let (sqlite, postgres) = (sqlite_columns().await, postgres_columns(&schema).await);
    schema.drop().await;
    assert!(sqlite.len() > 100, "{} columns were found", sqlite.len());
    assert_eq!(sqlite, postgres);
}

#[tokio::test]
async fn every_table_of_sqlite_is_strict() {
    const SQL: &str = "select name from pragma_table_list where type = 'table' and schema = 'main' \
        and strict = 0 and name not like 'sqlite_%' and name <> '_sqlx_migrations'";
    let (_folder, url) = file();
    Store::open(&url).await.unwrap().close().await;
    let mut conn = SqliteConnection::connect(&url).await.unwrap();
    let lax: Vec<String> = sqlx::query_scalar(SQL).fetch_all(&mut conn).await.unwrap();
    assert_eq!(lax, Vec::<String>::new());
}

#[test]
fn both_folders_hold_the_same_files() {
    let list = |flavour: &str| {
        let folder = format!("{}/../../migrations/{flavour}", env!("CARGO_MANIFEST_DIR"));
        let mut names: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    let names = list("sqlite");
    assert_eq!(names, list("postgres"));
    let number = |name: &String| name.split('_').next().unwrap().parse::<u16>().unwrap();
    let numbers: Vec<_> = names.iter().map(number).collect();
    assert!(numbers.is_sorted_by(|one, next| one < next), "{names:?}");
}
