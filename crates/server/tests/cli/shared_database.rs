//! Two servers on one PostgreSQL.

use testkit::postgres::Schema;

use crate::kit::{Home, KEY, get};

#[tokio::test]
async fn two_servers_started_together_on_an_empty_database_agree_on_keys_and_demo_client() {
    let Some(schema) = Schema::lent().await else {
        return;
    };
    let homes = [Home::new(), Home::new()];
    let variables = [
        ("SIGNET__DATABASE__URL", schema.url.as_str()),
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
    schema.drop().await;
}

#[tokio::test]
async fn servers_with_different_files_say_so_in_the_log() {
    let Some(schema) = Schema::lent().await else {
        return;
    };
    let homes = [Home::new(), Home::new()];
    homes[1].configure("[branding]\nname = \"Other\"\n");
    let variables = [
        ("SIGNET__DATABASE__URL", schema.url.as_str()),
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
    schema.drop().await;
}
