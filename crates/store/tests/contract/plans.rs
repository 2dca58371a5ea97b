//! What is listed is found by an index, in its order, and by no look at every row.

use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use store::Store;

/// A list, and the index it is found by.
const LISTS: [(&str, &str); 31] = [
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
        // What is forgotten of a client that is removed.
        "select user_id from consents where client_id = 'shop' order by user_id limit 1000",
        "consents_of_client",
    ),
    (
        // And in which sessions it was.
        "select session_id from session_clients where client_id = 'shop' \
         order by session_id limit 1000",
        "session_clients_of_client",
    ),
    (
        // And what waits to tell it.
        "select id from deliveries where target = 'shop' and kind = 'backchannel_logout' \
         order by id limit 1000",
        "deliveries_of_target",
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
        "select id from events where client_id = 'shop' and kind = 'mail.dead' \
         order by id desc limit 20",
        "events_of_client_and_kind",
    ),
    (
        "select data from events where request_id = 'abc' order by id desc limit 20",
        "events_of_request",
    ),
    (
        "select data from events where actor = 'system' order by id desc limit 20",
        "events_of_actor",
    ),
    (
        "select day, count(*) from daily_active_users where day >= 7 and day <= 9 group by day",
        "daily_active_users_of_day",
    ),
    (
        "select id, email from users where created_at < 7 order by created_at desc, id desc \
         limit 20",
        "users_by_creation",
    ),
    (
        "select failure from deliveries where kind = 'backchannel_logout' and target = 'shop' \
         and failure is not null order by id desc limit 1",
        "deliveries_of_target",
    ),
    (
        // What waits, and for whom.
        "select min(leased_until) from deliveries where kind = 'mail' and state = 'waiting' \
         and next_attempt_at >= 0 and expires_at > 7",
        "deliveries_due",
    ),
    (
        // Who is next of those for whom something waits, and what waits longest for one of them.
        "select target from deliveries where kind = 'backchannel_logout' and state = 'waiting' \
         and target > 'shop' order by target limit 1",
        "deliveries_due_of_target",
    ),
    (
        "select next_attempt_at from deliveries where kind = 'backchannel_logout' \
         and state = 'waiting' and target = 'shop' and next_attempt_at <= 7 \
         and expires_at > 7 order by next_attempt_at limit 1",
        "deliveries_due_of_target",
    ),
    (
        "select id from deliveries where kind = 'backchannel_logout' and state <> 'waiting' \
         order by id limit 20",
        "deliveries_of_kind",
    ),
    (
        "select id from users where (created_at, id) < (7, 'ada') \
         order by created_at desc, id desc limit 20",
        "users_by_creation",
    ),
    (
        // How an account is searched by its whole address, in one case and in any.
        "select count(*) from users where ((users.email_canonical = 'ada@example.com'))",
        "users_email_canonical_key",
    ),
    (
        "select count(*) from users where ((users.email_canonical = 'ada@example.com' \
         and users.email = 'Ada@example.com'))",
        "users_email_canonical_key",
    ),
    (
        "select id from sessions where user_id = 'ada' and ended_at is null \
         order by id limit 1000",
        "sessions_of_user",
    ),
    (
        // From one sign-in to the next, whatever happened in each.
        "select flow from events where flow < x'07' order by flow desc limit 1",
        "events_of_flow",
    ),
    (
        "select flow from events where user_id = 'ada' and flow < x'07' \
         order by flow desc limit 1",
        "events_of_user_by_flow",
    ),
    (
        "select flow from events where client_id = 'shop' and flow < x'07' \
         order by flow desc limit 1",
        "events_of_client_by_flow",
    ),
    (
        "select flow from deliveries where flow < x'07' order by flow desc limit 1",
        "deliveries_of_flow",
    ),
    (
        "select flow from deliveries where recipient = x'07' and flow < x'07' \
         order by flow desc limit 1",
        "deliveries_of_recipient",
    ),
    (
        "select id from deliveries where kind = 'mail' and state <> 'waiting' \
         and state = 'dead' and id < x'07' order by id desc limit 20",
        "deliveries_of_state",
    ),
    (
        // The mail that a provider reports of.
        "select id from deliveries where message_id = '1@example.com' limit 1",
        "deliveries_of_message",
    ),
    (
        "select id from interactions where goal -> 'authorize' ->> 'client_id' = 'shop' \
         and id < x'07' order by id desc limit 20",
        "interactions_of_client",
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
        assert_eq!(plan.len(), 1, "{list}: {plan:?}");
        let index = if index == "users_email_canonical_key" {
            "email_canonical=?"
        } else {
            index
        };
        assert!(plan[0].contains(index), "{list}: {plan:?}");
        assert!(plan[0].starts_with("SEARCH"), "{list}: {plan:?}");
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

/// As the sweep removes events that were kept long enough.
const PRUNE: &str = "delete from events where id in \
    (select id from events where id < {below} order by id limit 500)";

#[tokio::test]
async fn old_events_are_removed_by_a_range_of_ids_on_sqlite() {
    let (_folder, url) = crate::harness::file();
    Store::open(&url).await.unwrap().close().await;
    let mut conn = SqliteConnection::connect(&url).await.unwrap();
    let prune = PRUNE.replace("{below}", "x'01'");
    let sql = AssertSqlSafe(format!("explain query plan {prune}"));
    let plan: Vec<(i64, i64, i64, String)> =
        sqlx::query_as(sql).fetch_all(&mut conn).await.unwrap();
    let plan: Vec<_> = plan.into_iter().map(|step| step.3).collect();
    assert!(
        plan.iter().any(|step| step.contains("PRIMARY KEY (id<?)")),
        "{plan:?}"
    );
    assert!(
        plan.iter().all(|step| !step.starts_with("SCAN")),
        "{plan:?}"
    );
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
        let list = list.replace("x'07'", "'\\x07'");
        let sql = AssertSqlSafe(format!("explain {list}"));
        let plan: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut conn).await.unwrap();
        plans.push((plan.join("\n"), index));
    }
    let prune = PRUNE.replace("{below}", "'\\x01'");
    let sql = AssertSqlSafe(format!("explain {prune}"));
    let pruning: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut conn).await.unwrap();
    conn.close().await.unwrap();
    schema.drop().await;
    let pruning = pruning.join("\n");
    assert!(pruning.contains("Index Cond: (id < "), "{pruning}");
    assert!(!pruning.contains("Seq Scan"), "{pruning}");
    for (plan, index) in plans {
        assert!(plan.contains(index), "{plan}");
        assert!(
            !plan.contains("Seq Scan") && !plan.contains("Sort"),
            "{plan}"
        );
    }
}
