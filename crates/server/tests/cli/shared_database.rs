//! Two servers on one PostgreSQL.

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use crate::kit::{Home, KEY, get};

/// Said once per program, past the capturing of output, so that a desk without a server knows what
/// its green means.
fn not_run() {
    static SAID: std::sync::Once = std::sync::Once::new();
    SAID.call_once(|| {
        let note = "NOT RUN: the tests on PostgreSQL, because TEST_POSTGRES_URL is not set\n";
        let _ = std::io::Write::write_all(&mut std::io::stderr(), note.as_bytes());
    });
}

/// A schema of its own on the test server, or nothing when there is no server to test with.
pub(crate) async fn schema(name: &str) -> Option<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "tests have no configuration file"
    )]
    let (server, ci) = (std::env::var("TEST_POSTGRES_URL"), std::env::var("CI"));
    let Ok(server) = server else {
        assert!(
            ci.is_err(),
            "TEST_POSTGRES_URL is not set, and CI skips nothing"
        );
        not_run();
        return None;
    };
    let mut connection = PgConnection::connect(&server).await.unwrap();
    let name = format!("cli_{name}_{}", std::process::id());
    let anew = format!("drop schema if exists {name} cascade; create schema {name}");
    connection.execute(AssertSqlSafe(anew)).await.unwrap();
    connection.close().await.unwrap();
    Some(format!("{server}?options[search_path]={name}"))
}

pub(crate) async fn drop_schema(url: &str) {
    let (server, name) = url.split_once("?options[search_path]=").unwrap();
    let mut connection = PgConnection::connect(server).await.unwrap();
    let drop = format!("set client_min_messages = warning; drop schema {name} cascade");
    connection.execute(AssertSqlSafe(drop)).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn two_servers_started_together_on_an_empty_database_agree_on_keys_and_demo_client() {
    let Some(url) = schema("together").await else {
        return;
    };
    let homes = [Home::new(), Home::new()];
    let variables = [
        ("SIGNET__DATABASE__URL", url.as_str()),
        ("SIGNET__SECRETS__MASTER_KEY", KEY),
    ];
    let servers = std::thread::scope(|scope| {
        let starts = homes
            .each_ref()
            .map(|home| scope.spawn(|| home.start(&[], &variables)));
        starts.map(|start| start.join().unwrap())
    });
    let jwks = "/oidc/jwks";
    assert_eq!(
        get(&homes[0].url(jwks)).await,
        get(&homes[1].url(jwks)).await
    );
    let show = |home: &Home| {
        let said = home.done(&["app", "show", "demo-app"], &variables);
        said.lines()
            .find(|line| line.contains("Client secret"))
            .unwrap()
            .to_owned()
    };
    assert_eq!(show(&homes[0]), show(&homes[1]));
    servers.into_iter().for_each(crate::kit::Running::stop);
    drop_schema(&url).await;
}

#[tokio::test]
async fn servers_with_different_files_say_so_in_the_log() {
    let Some(url) = schema("differ").await else {
        return;
    };
    let homes = [Home::new(), Home::new()];
    homes[1].configure("[branding]\nname = \"Other\"\n");
    let variables = [
        ("SIGNET__DATABASE__URL", url.as_str()),
        ("SIGNET__SECRETS__MASTER_KEY", KEY),
    ];
    let ready = "{\"status\":\"ready\"}";
    let differs = "another configuration file";
    let mut first = homes[0].start(&["--no-demo"], &variables);
    assert_eq!(get(&homes[0].url("/readyz")).await.1, ready);
    let second = homes[1].start(&["--no-demo"], &variables);
    assert_eq!(get(&homes[1].url("/readyz")).await.1, ready);
    // An answer is good for a second.
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    assert_eq!(get(&homes[0].url("/readyz")).await.1, ready);
    first.wait_for(differs);
    assert!(
        !second
            .said_so_far()
            .iter()
            .any(|line| line.contains(differs))
    );
    first.stop();
    second.stop();
    drop_schema(&url).await;
}
