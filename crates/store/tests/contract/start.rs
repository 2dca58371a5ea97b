//! Mistakes at the start: one sentence each, that says what to change and shows no password.

use std::os::unix::fs::PermissionsExt;

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use store::{Flavour, Store, StoreError};

use crate::harness::{Schema, file, ping, race, server};

async fn refusal(url: &str) -> (StoreError, String) {
    let error = Store::open(url).await.expect_err("this must not open");
    let sentence = error.to_string();
    assert!(!sentence.contains("hunter2"), "{sentence}");
    assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    assert!(
        sentence.ends_with('.') && !sentence.contains('\n'),
        "{sentence}"
    );
    (error, sentence)
}

#[tokio::test]
async fn a_url_of_something_else_is_not_understood() {
    for url in [
        "mysql://u:hunter2@h/d",
        "signet.db",
        "",
        "sqlite:x.db?mode=odd",
    ] {
        let (error, _) = refusal(url).await;
        assert!(matches!(error, StoreError::Url { .. }), "{url}: {error}");
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_or_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let plain = folder.path().join("plain");
    std::fs::write(&plain, "x").unwrap();
    let below = format!("sqlite:{}/data/signet.db", plain.display());
    let itself = format!("sqlite:{}", folder.path().display());
    for url in [below, itself] {
        let (error, sentence) = refusal(&url).await;
        assert!(matches!(error, StoreError::File { .. }), "{error:?}");
        assert!(
            sentence.contains(folder.path().to_str().unwrap()),
            "{sentence}"
        );
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_left_alone() {
    let (folder, url) = file();
    let path = folder.path().join("signet.db");
    let text = "This is not a database, but it is long enough to be mistaken for one. ".repeat(99);
    std::fs::write(&path, &text).unwrap();
    let (error, _) = refusal(&url).await;
    assert!(
        matches!(error, StoreError::NotADatabase { .. }),
        "{error:?}"
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[tokio::test]
async fn a_file_system_without_a_write_ahead_log_is_refused() {
    // Dot-file locking has no shared memory, as on some network file systems: SQLite keeps its
    // old journal and does not call that an error.
    let (_folder, url) = file();
    let (error, sentence) = refusal(&format!("{url}?vfs=unix-dotfile")).await;
    assert!(matches!(error, StoreError::NotDurable { .. }), "{error:?}");
    assert!(
        sentence.contains("journal_mode is delete where wal is needed"),
        "{sentence}"
    );
}

#[tokio::test]
async fn a_new_database_is_for_its_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data/deep/signet.db");
    let store = Store::open(&format!("sqlite:{}", path.display()))
        .await
        .unwrap();
    assert_eq!(store.flavour(), Flavour::Sqlite);
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(&path.with_file_name("signet.db-wal")), 0o600);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    store.close().await;
}

#[tokio::test]
async fn a_file_changed_by_a_newer_version_is_not_touched() {
    let (_folder, url) = file();
    Store::open(&url).await.unwrap().close().await;
    let mut conn = SqliteConnection::connect(&url).await.unwrap();
    conn.execute(NEWER).await.unwrap();
    conn.close().await.unwrap();
    let (error, sentence) = refusal(&url).await;
    assert!(
        matches!(error, StoreError::Newer { version: 9999 }),
        "{error:?}"
    );
    assert!(sentence.contains("newer version"), "{sentence}");
}

const NEWER: &str = "insert into _sqlx_migrations \
    (version, description, success, checksum, execution_time) values (9999, 'x', true, '', 0)";

#[tokio::test]
async fn a_server_changed_by_a_newer_version_is_not_touched() {
    let Some(server) = server() else { return };
    let schema = Schema::new(server).await;
    Store::open(&schema.url).await.unwrap().close().await;
    let mut conn = PgConnection::connect(&schema.url).await.unwrap();
    conn.execute(NEWER).await.unwrap();
    let (error, _) = refusal(&schema.url).await;
    schema.drop().await;
    assert!(
        matches!(error, StoreError::Newer { version: 9999 }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named() {
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let (error, sentence) = refusal(&format!("postgres://ada:hunter2@{free}/signet")).await;
    assert!(matches!(error, StoreError::Unreachable { .. }), "{error:?}");
    assert!(sentence.contains(&free.to_string()), "{sentence}");
}

/// The server's URL with another user, password and database.
fn instead(server: &str, who: &str, database: &str) -> String {
    let rest = server.split_once("://").unwrap().1;
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    format!(
        "postgres://{who}@{}/{database}",
        host.split('/').next().unwrap()
    )
}

#[tokio::test]
async fn a_wrong_user_or_database_is_named_without_the_password() {
    let Some(server) = server() else { return };
    let (error, sentence) = refusal(&instead(&server, "nobody_here:hunter2", "postgres")).await;
    assert!(matches!(error, StoreError::Credentials { .. }), "{error:?}");
    assert!(sentence.contains("nobody_here"), "{sentence}");
    let who = server
        .split_once("://")
        .unwrap()
        .1
        .rsplit_once('@')
        .unwrap()
        .0;
    let (error, sentence) = refusal(&instead(&server, who, "no_such_database")).await;
    assert!(
        matches!(error, StoreError::NoSuchDatabase { .. }),
        "{error:?}"
    );
    assert!(sentence.contains("no_such_database"), "{sentence}");
}

#[tokio::test]
async fn a_user_who_may_not_make_tables_is_told_so() {
    let Some(server) = server() else { return };
    let schema = Schema::new(server.clone()).await;
    let role = format!("guest_{}", schema.name);
    let setup = format!(
        "create role {role} login password 'hunter2'; grant usage on schema {} to {role}",
        schema.name
    );
    schema.admin(setup).await;
    let database = server.rsplit('/').next().unwrap().to_owned();
    let url = instead(&server, &format!("{role}:hunter2"), &database);
    let (error, sentence) = refusal(&format!("{url}?options[search_path]={}", schema.name)).await;
    schema
        .admin(format!("drop owned by {role}; drop role {role}"))
        .await;
    schema.drop().await;
    assert!(matches!(error, StoreError::Privilege { .. }), "{error:?}");
    assert!(sentence.contains(&role), "{sentence}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn processes_that_start_together_on_a_new_file_agree() {
    for _ in 0..30 {
        let (_folder, url) = file();
        let opened = race(4, |_| {
            let url = url.clone();
            async move { Store::open(&url).await }
        })
        .await;
        for store in opened {
            let store = store.unwrap();
            ping(&store).await.unwrap();
            store.close().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_start_together_on_an_empty_server_agree() {
    let Some(server) = server() else { return };
    let schema = Schema::new(server).await;
    let opened = race(4, |_| {
        let url = schema.url.clone();
        async move { Store::open(&url).await }
    })
    .await;
    for store in opened {
        let store = store.unwrap();
        assert_eq!(store.flavour(), Flavour::Postgres);
        ping(&store).await.unwrap();
        store.close().await;
    }
    let mut conn = PgConnection::connect(&schema.url).await.unwrap();
    let count = AssertSqlSafe("select count(*) from _sqlx_migrations".to_owned());
    let applied: i64 = sqlx::query_scalar(count)
        .fetch_one(&mut conn)
        .await
        .unwrap();
    conn.close().await.unwrap();
    schema.drop().await;
    let files = std::fs::read_dir(format!(
        "{}/../../migrations/postgres",
        env!("CARGO_MANIFEST_DIR")
    ));
    assert_eq!(applied, i64::try_from(files.unwrap().count()).unwrap());
}
