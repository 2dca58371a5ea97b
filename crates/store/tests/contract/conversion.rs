//! What an earlier version wrote, as it stands after the migrations that change rows.

use std::path::Path;

use serde_json::{Value, json};
use sqlx::{
    AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection, migrate::Migrator,
};
use store::Store;

use crate::harness::{Schema, file, server};

const SQLITE: &str = "../../migrations/sqlite";
const POSTGRES: &str = "../../migrations/postgres";

/// Before consents and grants named APIs by their ids.
const BY_NAME: i64 = 15;
/// Before they named registrations of clients.
const BY_ID: i64 = 16;
/// Before what people are searched by stood in one text.
const APART: i64 = 28;

/// Rows of every shape, as version 15 wrote them: `{x:…}` are bytes.
const NAMED: &str = r#"
insert into resources (id, name, indicator, access_token_lifetime, access_token_format,
    introspected_by, is_default, source, disabled, created_at, updated_at)
values ('books-id', 'Books', 'https://books.example', 1, 'jwt', '[]', false, 'console', false, 1, 1),
    ('films-id', 'Films', 'https://films.example', 1, 'jwt', '[]', false, 'console', true, 1, 1);

insert into consents (user_id, client_id, scope, resources, created_at, updated_at)
values ('none', 'shop', 'openid', '{}', 1, 2),
    ('one', 'shop', 'openid', '{"https://books.example":"read write"}', 1, 2),
    ('two', 'shop', '', '{"https://books.example":"read","https://films.example":""}', 1, 2),
    ('some', 'shop', '', '{"https://gone.example":"all","https://films.example":"see"}', 1, 2),
    ('gone', 'shop', 'email', '{"https://gone.example":"all"}', 1, 2);

insert into grants (id, user_id, client_id, auth_time, amr, scope, resources, created_at, expires_at)
values ({x:01}, 'none', 'shop', 1, '[]', 'openid', '[]', 1, 9),
    ({x:02}, 'one', 'shop', 1, '[]', 'openid', '["https://books.example"]', 1, 9),
    ({x:03}, 'two', 'shop', 1, '[]', '', '["https://films.example","https://books.example"]', 1, 9),
    ({x:04}, 'some', 'shop', 1, '[]', '', '["https://gone.example","https://books.example"]', 1, 9),
    ({x:05}, null, 'shop', 1, '[]', '', '["https://gone.example"]', 1, 9);

insert into interactions (id, browser, goal, event, created_at, expires_at)
values ({x:01}, {x:00}, '{"Authorize":{"resources":[],"resource_scopes":{}}}', 'sign_in', 1, 9),
    ({x:02}, {x:00}, '{"Authorize":{"resource_scopes":{"https://books.example":"read"}}}',
        'sign_in', 1, 9),
    ({x:03}, {x:00}, '{"Authorize":{"state":"\"resource_scopes\":{\"x"}}', 'sign_in', 1, 9),
    ({x:04}, {x:00}, '{"Authorize":{}}', 'sign_in', 1, 9);

insert into clients (id, name, kind, redirect_uris, post_logout_redirect_uris, third_party,
    refresh_grace, rotate_refresh_token, refresh_token_lifetime, id_token_lifetime, source, disabled,
    created_at, updated_at)
values ('shop', 'Shop', 'traditional', '[]', '[]', true, 0, true, 0, 0, 'console', false, 1, 1);

insert into machine_tokens (id, digest, client_id, audience, scope, expires_at)
values ({x:01}, {x:00}, 'shop', 'https://books.example', '', 9);
"#;

/// What version 16 wrote beside it.
const UNREGISTERED: &str = r"
insert into clients (id, name, kind, redirect_uris, post_logout_redirect_uris, third_party,
    refresh_grace, rotate_refresh_token, refresh_token_lifetime, id_token_lifetime, source, disabled,
    created_at, updated_at, registration)
values ('club', 'Club', 'traditional', '[]', '[]', true, 0, true, 0, 0, 'console', false, 1, 1,
    'first');

insert into consents (user_id, client_id, scope, created_at, updated_at)
values ('one', 'club', 'openid', 1, 2), ('one', 'removed', 'openid', 1, 2);

insert into grants (id, user_id, client_id, auth_time, amr, scope, resources, created_at, expires_at)
values ({x:11}, 'one', 'club', 1, '[]', 'openid', '[]', 1, 9),
    ({x:12}, 'one', 'removed', 1, '[]', 'openid', '[]', 1, 9);

insert into grants (id, user_id, client_id, auth_time, amr, scope, resources, created_at, expires_at,
    revoked_at)
values ({x:13}, 'revoked', 'club', 1, '[]', 'openid', '[]', 1, 9, 2);

insert into sessions (id, digest, user_id, auth_time, proofs, created_at, seen_at, expires_at)
values ({x:01}, {x:00}, 'one', 1, '[]', 1, 1, 9);

insert into session_clients (session_id, client_id, sid, joined_at)
values ({x:01}, 'club', 'a', 1), ({x:01}, 'removed', 'b', 1), ({x:01}, 'shop', 'c', 1);

insert into deliveries (id, kind, target, state, attempts, created_at, expires_at, next_attempt_at)
values ({x:01}, 'backchannel_logout', 'club', 'waiting', 0, 1, 9, 1),
    ({x:02}, 'backchannel_logout', 'removed', 'waiting', 0, 1, 9, 1),
    ({x:03}, 'backchannel_logout', 'removed', 'sent', 1, 1, 9, 1),
    ({x:04}, 'mail', 'removed', 'waiting', 0, 1, 9, 1),
    ({x:05}, 'mail', null, 'waiting', 0, 1, 9, 1);
";

/// What version 28 wrote beside it: everything that is searched, and nothing but the id.
const PEOPLE: &str = r"
insert into users (id, email, email_canonical, phone, phone_canonical, username, username_canonical,
    name, profile, custom_data, created_at, updated_at)
values ('ada', 'Ada@Example.com', 'ada@example.com', '+442079460001', '+442079460001', 'Countess',
        'countess', 'Ada Lovelace', '{}', '{}', 1, 1),
    ('plain', null, null, null, null, null, null, null, '{}', '{}', 1, 1);
";

/// What is compared, one text for each row: what holds JSON last, after a tab.
const CONSENTS: &str = "select user_id || ' ' || client_id || ' ' || \
    coalesce(registration, '-') || ' ' || scope || ' ' || \
    cast(created_at as text) || cast(updated_at as text) || '\t' || cast(resources as text) \
    from consents order by client_id, user_id";
const GRANTS: &str = "select coalesce(user_id, '-') || ' ' || client_id || ' ' || \
    coalesce(registration, '-') || ' ' || scope || '\t' || cast(resources as text) \
    from grants order by id";
const REST: [(&str, &[&str]); 6] = [
    (
        "select client_id || ' ' || sid from session_clients order by client_id",
        &["club a", "shop c"],
    ),
    (
        "select kind || ' ' || coalesce(target, '-') from deliveries order by id",
        &["backchannel_logout club", "mail removed", "mail -"],
    ),
    (
        "select id || ' ' || coalesce(registration, '-') from clients order by id",
        &["club first", "shop -"],
    ),
    (
        "select client_id || ' ' || coalesce(registrations, '-') from machine_tokens",
        &["shop -"],
    ),
    (
        "select {id} || cast(expires_at as text) from interactions order by id",
        &["019", "039", "049"],
    ),
    (
        "select replace(searched, '\n', '|') from users order by id",
        &[
            "ada|ada@example.com|442079460001|countess|ada lovelace",
            "plain||||",
        ],
    ),
];

fn consents() -> Vec<(&'static str, Value)> {
    vec![
        ("one club first openid 12", json!({})),
        ("one removed - openid 12", json!({})),
        ("gone shop - email 12", json!({})),
        ("none shop - openid 12", json!({})),
        ("one shop - openid 12", json!({"books-id": "read write"})),
        ("some shop -  12", json!({"films-id": "see"})),
        (
            "two shop -  12",
            json!({"books-id": "read", "films-id": ""}),
        ),
    ]
}

fn grants() -> Vec<(&'static str, Value)> {
    vec![
        ("none shop - openid", json!([])),
        ("one shop - openid", json!(["books-id"])),
        ("two shop - ", json!(["books-id", "films-id"])),
        ("some shop - ", json!(["books-id"])),
        ("- shop - ", json!([])),
        ("one club first openid", json!([])),
        ("one removed - openid", json!([])),
        ("revoked club - openid", json!([])),
    ]
}

/// A row as it is compared. A list of APIs has no order.
fn row(text: &str) -> (String, Value) {
    let (row, json) = text.split_once('\t').unwrap();
    let mut json: Value = serde_json::from_str(json).unwrap();
    if let Value::Array(apis) = &mut json {
        apis.sort_by_key(ToString::to_string);
    }
    (row.to_owned(), json)
}

/// The statements with bytes as a database writes them.
fn with_bytes(sql: &str, before: &str, after: &str) -> AssertSqlSafe<String> {
    let parts = sql.split("{x:");
    let rest = parts.map(|part| match part.split_at_checked(3) {
        Some((bytes, rest)) if bytes.ends_with('}') => {
            format!("{before}{}{after}{rest}", &bytes[..2])
        }
        _ => part.to_owned(),
    });
    AssertSqlSafe(rest.collect::<String>())
}

/// The rows of a statement, on either database.
macro_rules! texts {
    ($conn:expr, $sql:expr) => {{
        let sql = AssertSqlSafe($sql.to_owned());
        let rows: Vec<String> = sqlx::query_scalar(sql).fetch_all($conn).await.unwrap();
        rows
    }};
}

macro_rules! converted {
    ($connection:ty, $url:expr, $migrations:expr, bytes: $before:expr, $after:expr, id: $id:expr) => {{
        let migrations = Migrator::new(Path::new($migrations)).await.unwrap();
        let mut conn = <$connection>::connect($url).await.unwrap();
        for (version, rows) in [(BY_NAME, NAMED), (BY_ID, UNREGISTERED), (APART, PEOPLE)] {
            migrations.run_to(version, &mut conn).await.unwrap();
            let rows = with_bytes(rows, $before, $after);
            conn.execute(rows).await.unwrap();
        }
        conn.close().await.unwrap();
        Store::open($url).await.unwrap().close().await;
        let mut conn = <$connection>::connect($url).await.unwrap();
        let mut found = Vec::new();
        for sql in [CONSENTS, GRANTS]
            .into_iter()
            .chain(REST.map(|rest| rest.0))
        {
            found.push(texts!(&mut conn, sql.replace("{id}", $id)));
        }
        conn.close().await.unwrap();
        found
    }};
}

fn assert_converted(tables: &[Vec<String>]) {
    let [of_consents, of_grants, rest @ ..] = tables else {
        panic!("{tables:?}");
    };
    let expected = |rows: Vec<(&str, Value)>| -> Vec<(String, Value)> {
        let rows = rows.into_iter();
        rows.map(|(row, json)| (row.to_owned(), json)).collect()
    };
    let found =
        |rows: &[String]| -> Vec<(String, Value)> { rows.iter().map(|text| row(text)).collect() };
    assert_eq!(found(of_consents), expected(consents()));
    assert_eq!(found(of_grants), expected(grants()));
    assert_eq!(rest.len(), REST.len());
    for (found, (sql, rows)) in rest.iter().zip(REST) {
        assert_eq!(found, rows, "{sql}");
    }
}

#[tokio::test]
async fn what_named_apis_and_clients_names_those_that_were_meant_on_sqlite() {
    let (_folder, url) = file();
    let new = format!("{url}?mode=rwc");
    SqliteConnection::connect(&new)
        .await
        .unwrap()
        .close()
        .await
        .unwrap();
    let converted = converted!(
        SqliteConnection, &url, SQLITE, bytes: "x'", "'", id: "lower(hex(id))"
    );
    assert_converted(&converted);
}

#[tokio::test]
async fn what_named_apis_and_clients_names_those_that_were_meant_on_postgresql() {
    let Some(server) = server() else { return };
    let schema = Schema::new(server).await;
    let converted = converted!(
        PgConnection, &schema.url, POSTGRES, bytes: "'\\x", "'", id: "encode(id, 'hex')"
    );
    schema.drop().await;
    assert_converted(&converted);
}
