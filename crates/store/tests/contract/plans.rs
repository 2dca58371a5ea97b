//! What is listed is found by an index, in its order, and by no look at every row.

use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use store::Store;

/// A list, and the index it is found by.
const LISTS: [(&str, &str); 7] = [
    (
        // Also what is revoked of a client that is removed.
        "select id from grants where client_id = 'shop' and revoked_at is null \
         order by id limit 1000",
        "grants_of_client",
    ),
    (
        "select id from grants where user_id = 'ada' order by id desc limit 20",
        "grants_of_user",
    ),
    (
        "select id from sessions where user_id = 'ada' order by id desc limit 20",
        "sessions_of_user",
    ),
    (
        "select data from events where user_id = 'ada' order by id desc limit 20",
        "events_of_user",
    ),
    (
        "select data from events where client_id = 'shop' order by id desc limit 20",
        "events_of_client",
    ),
    (
        "select data from events where kind = 'mail.dead' order by id desc limit 20",
        "events_of_kind",
    ),
    (
        "select id, email from users where created_at < 7 order by created_at desc, id desc \
         limit 20",
        "users_by_creation",
    ),
];

#[tokio::test]
async fn every_list_is_found_by_its_index_on_sqlite() {
    let (_folder, url) = crate::harness::file();
    Store::open(&url).await.unwrap().close().await;
    let mut conn = SqliteConnection::connect(&url).await.unwrap();
    for (list, index) in LISTS {
        let sql = AssertSqlSafe(format!("explain query plan {list}"));
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(sql).fetch_all(&mut conn).await.unwrap();
        let plan: Vec<_> = plan.into_iter().map(|step| step.3).collect();
        assert_eq!(plan.len(), 1, "{plan:?}");
        assert!(plan[0].contains(index), "{plan:?}");
        assert!(plan[0].starts_with("SEARCH"), "{plan:?}");
    }
}

/// Times of events are read from their ids, which the table is ordered by.
#[tokio::test]
async fn events_of_a_span_of_time_are_found_by_their_ids_on_sqlite() {
    let (_folder, url) = crate::harness::file();
    Store::open(&url).await.unwrap().close().await;
    let mut conn = SqliteConnection::connect(&url).await.unwrap();
    let sql = "explain query plan select data from events where id >= x'00' and id < x'01' \
        order by id desc limit 20";
    let plan: Vec<(i64, i64, i64, String)> =
        sqlx::query_as(sql).fetch_all(&mut conn).await.unwrap();
    let plan: Vec<_> = plan.into_iter().map(|step| step.3).collect();
    assert_eq!(plan.len(), 1, "{plan:?}");
    assert!(plan[0].contains("PRIMARY KEY"), "{plan:?}");
}

#[tokio::test]
async fn every_list_is_found_by_its_index_on_postgresql() {
    let Some(server) = crate::harness::server() else {
        return;
    };
    let schema = crate::harness::Schema::new(server).await;
    Store::open(&schema.url).await.unwrap().close().await;
    let mut conn = PgConnection::connect(&schema.url).await.unwrap();
    // An empty table is read as a whole, whatever indexes it has, or by the index that is smallest.
    for off in ["enable_seqscan", "enable_bitmapscan"] {
        let sql = AssertSqlSafe(format!("set {off} = off"));
        sqlx::query(sql).execute(&mut conn).await.unwrap();
    }
    let mut plans = Vec::new();
    for (list, index) in LISTS {
        let sql = AssertSqlSafe(format!("explain {list}"));
        let plan: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut conn).await.unwrap();
        plans.push((plan.join("\n"), index));
    }
    conn.close().await.unwrap();
    schema.drop().await;
    for (plan, index) in plans {
        assert!(plan.contains(index), "{plan}");
        assert!(
            !plan.contains("Seq Scan") && !plan.contains("Sort"),
            "{plan}"
        );
    }
}
