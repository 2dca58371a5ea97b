//! A database, read and changed past whoever works with it.

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};

/// Whether an URL leads to PostgreSQL.
pub fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres")
}

/// Runs statements.
pub async fn run(url: &str, sql: &str) {
    assert!(!url.contains(":memory:"), "nobody else reaches that");
    let sql = AssertSqlSafe(sql.to_owned());
    if is_postgres(url) {
        let connection = PgConnection::connect(url).await;
        let mut connection = connection.expect("the test server answers");
        connection.execute(sql).await.unwrap();
        connection.close().await.unwrap();
    } else {
        let mut connection = SqliteConnection::connect(url).await.unwrap();
        connection.execute(sql).await.unwrap();
        connection.close().await.unwrap();
    }
}

/// One number.
pub async fn number(url: &str, query: &str) -> i64 {
    assert!(!url.contains(":memory:"), "nobody else reaches that");
    let query = AssertSqlSafe(query.to_owned());
    let number = if is_postgres(url) {
        let mut connection = PgConnection::connect(url).await.unwrap();
        sqlx::query_scalar(query).fetch_one(&mut connection).await
    } else {
        let mut connection = SqliteConnection::connect(url).await.unwrap();
        sqlx::query_scalar(query).fetch_one(&mut connection).await
    };
    number.unwrap()
}
