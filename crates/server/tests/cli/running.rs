//! Starting, stopping, and what is kept in between.

use std::{fs, net::TcpListener, os::unix::fs::PermissionsExt};

use crate::kit::{Home, get};

#[tokio::test]
async fn the_first_minute_needs_nothing_and_the_second_start_keeps_everything() {
    let home = Home::new();
    let server = home.start(&[], &[]);
    let (status, discovery) = get(&home.url("/oidc/.well-known/openid-configuration")).await;
    assert_eq!(status, 200);
    assert!(
        discovery.contains(&format!("\"issuer\":\"{}\"", home.url("/oidc"))),
        "{discovery}"
    );
    let keys = get(&home.url("/oidc/jwks")).await.1;
    let demo = format!("http://localhost:{}/", home.demo_port);
    assert_eq!(get(&demo).await.0, 200);
    let client = home.done(&["app", "show", "demo-app"], &[]);
    assert!(client.contains(&format!("{demo}callback")), "{client}");
    server.stop();

    let mode = fs::metadata(home.path("data/master.key"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let server = home.start(&["dev"], &[]);
    assert_eq!(get(&home.url("/oidc/jwks")).await.1, keys);
    assert_eq!(home.done(&["app", "show", "demo-app"], &[]), client);
    server.stop();
}

/// The console configures mail, so it must not need it.
#[tokio::test]
async fn production_without_a_connector_starts_and_says_where_one_is_configured() {
    let home = Home::new();
    let url = home.url("");
    let mut server = home.start(&["serve"], &[("SIGNET__PUBLIC_URL", &url)]);
    server.wait_for("signet admin code");
    let said = server.said_so_far().join("\n");
    assert!(
        said.contains("over the management API, or a section [email]"),
        "{said}"
    );
    assert_eq!(get(&home.url("/oidc/jwks")).await.0, 200);
    server.stop();
}

#[tokio::test]
async fn the_console_is_there_from_the_first_start_and_no_command_makes_or_takes_its_client() {
    let home = Home::new();
    let add = ["app", "add", "--id", "admin-console", "--kind", "spa"];
    let add = [&add[..], &["--redirect-uri", "https://x.example/cb"]].concat();
    let said = home.refused(&add, &[]);
    assert!(
        said.contains("is the id of a part of Signet itself"),
        "{said}"
    );
    let mut server = home.start(&["--no-demo"], &[]);
    let console = home.url("/console");
    server.wait_for(&console);
    let (status, page) = get(&console).await;
    assert_eq!(status, 200);
    assert!(page.contains("importmap"), "{page}");
    let shown = home.done(&["app", "show", "admin-console"], &[]);
    assert!(shown.contains(&home.url("/console/callback")), "{shown}");
    let said = home.refused(&["app", "remove", "admin-console"], &[]);
    assert!(said.contains("console.enabled = false"), "{said}");
    server.stop();
    let server = home.start(&["--no-demo"], &[("SIGNET__CONSOLE__ENABLED", "false")]);
    assert_eq!(get(&console).await.0, 404);
    assert!(home.done(&["app", "list"], &[]).contains("(disabled)"));
    server.stop();
}

/// Its files are part of the program: nothing is built or asked for when it starts.
#[tokio::test]
async fn the_console_is_served_where_no_other_program_is_found() {
    let home = Home::new();
    let server = home.start(&["--no-demo"], &[("PATH", "/nonexistent")]);
    let (status, page) = get(&home.url("/console")).await;
    assert_eq!(status, 200);
    let script = page.split("src=\"").nth(2).unwrap();
    let script = script.split('"').next().unwrap();
    assert!(script.starts_with("/console/joined."), "{script}");
    let (status, text) = get(&home.url(script)).await;
    assert_eq!(status, 200, "{script}");
    assert!(text.contains("// main.js\n"), "{text}");
    server.stop();
}

#[tokio::test]
async fn both_loopback_addresses_answer() {
    let home = Home::new();
    let server = home.start(&["--no-demo"], &[]);
    for host in ["127.0.0.1", "[::1]", "localhost"] {
        let url = format!("http://{host}:{}/healthz", home.port);
        assert_eq!(get(&url).await, (200, "{\"status\":\"ok\"}".to_owned()));
    }
    let (status, body) = get(&home.url("/readyz")).await;
    assert_eq!(status, 200);
    assert!(body.contains("\"status\":\"ready\""), "{body}");
    server.stop();
}

#[tokio::test]
async fn a_taken_demo_port_costs_the_demo_app_only_and_is_said() {
    let home = Home::new();
    let _taken = TcpListener::bind(("127.0.0.1", home.demo_port)).unwrap();
    let mut server = home.start(&[], &[]);
    server.wait_for(&format!("port {} is in use", home.demo_port));
    assert_eq!(get(&home.url("/healthz")).await.0, 200);
    server.stop();
}

#[tokio::test]
async fn an_application_of_the_operator_by_the_id_of_the_demo_api_costs_that_api_only() {
    let home = Home::new();
    home.configure(
        "[[applications]]\nid = \"demo-api\"\nkind = \"machine\"\nsecret = \"open-sesame-open\"\n",
    );
    let server = home.start(&[], &[]);
    let said = server.said_so_far().iter();
    let lines = said.filter(|line| line.contains("the demo app has no API to call"));
    assert_eq!(lines.count(), 1);
    let demo = format!("http://localhost:{}/", home.demo_port);
    assert_eq!(get(&demo).await.0, 200);
    assert_eq!(get(&format!("{demo}api/orders")).await.0, 404);
    let api = home.done(&["resource", "show", "https://api.bookstore.example"], &[]);
    assert!(!api.contains("demo-api"), "{api}");
    server.stop();
}

#[tokio::test]
async fn the_mailbox_is_there_in_development_and_nowhere_else() {
    let home = Home::new();
    let server = home.start(&["--no-demo"], &[]);
    assert_eq!(
        get(&home.url("/dev/mailbox/messages")).await,
        (200, "[]".to_owned())
    );
    assert_eq!(get(&home.url("/dev/mailbox")).await.0, 200);
    let rebound = reqwest::Client::new()
        .get(home.url("/dev/mailbox/messages"))
        .header("host", format!("rebound.example:{}", home.port))
        .send();
    assert_eq!(rebound.await.unwrap().status(), 404);
    server.stop();

    let server = home.start(&["serve"], &production(&home.url("")));
    assert_eq!(get(&home.url("/healthz")).await.0, 200);
    assert_eq!(get(&home.url("/dev/mailbox/messages")).await.0, 404);
    assert_eq!(get(&home.url("/dev/mailbox")).await.0, 404);
    server.stop();
}

fn production(public_url: &str) -> Vec<(&str, &str)> {
    vec![
        ("SIGNET__PUBLIC_URL", public_url),
        ("SIGNET__EMAIL__CONNECTOR", "smtp"),
        ("SIGNET__EMAIL__SMTP__HOST", "127.0.0.1"),
        ("SIGNET__EMAIL__SMTP__PORT", "1"),
        ("SIGNET__EMAIL__SMTP__SECURITY", "none"),
        ("SIGNET__EMAIL__SMTP__FROM", "Signet <no-reply@example.com>"),
    ]
}

#[tokio::test]
async fn t_52_forged_headers_change_no_link() {
    let home = Home::new();
    let server = home.start(&["--no-demo"], &[]);
    let asked = reqwest::Client::new()
        .get(home.url("/oidc/.well-known/openid-configuration"))
        .header("host", "evil.example")
        .header("x-forwarded-host", "evil.example")
        .header("x-forwarded-proto", "https")
        .header("forwarded", "host=evil.example;proto=https")
        .send();
    let body = asked.await.unwrap().text().await.unwrap();
    assert!(
        body.contains(&home.url("/oidc")) && !body.contains("evil"),
        "{body}"
    );
    server.stop();
}
