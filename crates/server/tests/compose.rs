//! The container files cannot be started where the tests run, so they are read instead: each file,
//! variable, port and name in them is compared with the code and the configuration.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of a test: a panic is the failure"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use connectors::{
    ConnectorConfig, EmailConnector,
    outbound::{Outbound, OutboundConfig},
};
use engine::config::Mode;
use oidc_core::source::Source;
use serde::Deserialize;
use signet::config::{Settings, demo, environment, read, secrets, settings};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Compose {
    services: BTreeMap<String, Service>,
    volumes: BTreeMap<String, Option<serde_norway::Value>>,
    secrets: BTreeMap<String, FileSecret>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Service {
    build: Option<String>,
    image: Option<String>,
    command: Vec<String>,
    entrypoint: Vec<String>,
    environment: BTreeMap<String, String>,
    secrets: Vec<String>,
    volumes: Vec<String>,
    ports: Vec<String>,
    network_mode: Option<String>,
    depends_on: BTreeMap<String, Dependency>,
    healthcheck: Option<HealthCheck>,
    stop_grace_period: Option<String>,
    restart: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Dependency {
    condition: String,
}

#[derive(Debug, Deserialize)]
struct HealthCheck {
    test: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileSecret {
    file: PathBuf,
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn text(path: impl AsRef<Path>) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

fn compose() -> Compose {
    serde_norway::from_str(&text("docker-compose.yml")).unwrap()
}

/// The variables that are settings of ours.
fn ours(variables: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let ours = variables
        .iter()
        .filter(|(name, _)| name.starts_with("SIGNET__"));
    ours.map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn is_a_setting(name: &str, value: &str) -> bool {
    let variable = [(name.to_owned(), value.to_owned())];
    environment::overlay(&mut toml::Table::new(), &variable).is_ok()
}

/// What the service `signet` would run with.
fn settings_in_force() -> Settings {
    let variables = ours(&compose().services["signet"].environment);
    let file = read::read(Some(&root().join("deploy/signet.toml")), &variables).unwrap();
    Settings::check(&file, Mode::Production).unwrap()
}

#[test]
fn the_settings_of_the_container_are_accepted_in_production() {
    let settings = settings_in_force();
    assert_eq!(settings.urls.issuer(), "http://localhost:3001/oidc");
    assert!(settings.database.is_postgres());
    assert!(
        !settings.http.listen.is_loopback(),
        "nobody outside could come in"
    );
}

#[test]
fn every_variable_of_ours_is_a_setting() {
    let mut seen = 0;
    for (service, definition) in &compose().services {
        for (name, value) in ours(&definition.environment) {
            assert!(is_a_setting(&name, &value), "{service}: {name}");
            seen += 1;
        }
    }
    assert!(seen >= 4, "only {seen} variables were found");
    assert!(!is_a_setting("SIGNET__HTTP__LISTN", "127.0.0.1:3001"));
}

#[test]
fn every_file_that_is_referenced_exists() {
    let compose = compose();
    let mut files = BTreeSet::new();
    for service in compose.services.values() {
        for volume in &service.volumes {
            let source = volume.split(':').next().unwrap();
            if source.starts_with('.') {
                files.insert(PathBuf::from(source));
            } else {
                assert!(compose.volumes.contains_key(source), "volume {source}");
            }
        }
        if let Some(build) = &service.build {
            files.insert(Path::new(build).join("Dockerfile"));
        }
        for secret in &service.secrets {
            assert!(compose.secrets.contains_key(secret), "secret {secret}");
        }
        assert_ne!(service.build.is_some(), service.image.is_some());
    }
    files.extend(compose.secrets.values().map(|secret| secret.file.clone()));
    assert!(files.len() >= 3, "{files:?}");
    for file in files {
        assert!(
            root().join(&file).is_file(),
            "{} is missing",
            file.display()
        );
    }
}

#[test]
fn the_mounted_paths_are_those_the_settings_name() {
    let compose = compose();
    let signet = &compose.services["signet"];
    let config = signet.command.iter().position(|arg| arg == "--config");
    let path = &signet.command[config.unwrap() + 1];
    let mount = format!("./deploy/signet.toml:{path}:ro");
    assert!(signet.volumes.contains(&mount), "{mount}");
    let key = signet.environment["SIGNET__SECRETS__MASTER_KEY_FILE"].as_str();
    let secret = key.strip_prefix("/run/secrets/").unwrap();
    assert!(signet.secrets.iter().any(|name| name == secret), "{key}");
    let text = text(&compose.secrets[secret].file);
    assert!(secrets::parse(&text).is_some(), "the file holds no key");
}

#[test]
fn the_ports_are_the_defaults_of_the_code() {
    let compose = compose();
    let signet = &compose.services["signet"];
    assert_eq!(settings_in_force().http.listen.port(), settings::PORT);
    for port in [settings::PORT, demo::PORT] {
        let published = format!("127.0.0.1:{port}:{port}");
        assert!(signet.ports.contains(&published), "{published}");
    }
    for service in compose.services.values() {
        for port in &service.ports {
            assert!(port.starts_with("127.0.0.1:"), "{port} is open to all");
        }
    }
}

#[test]
fn every_service_has_a_health_check_and_waits_for_those_it_needs() {
    let compose = compose();
    for (name, service) in &compose.services {
        let check = service.healthcheck.as_ref().unwrap();
        assert_eq!(check.test[0], "CMD", "{name}");
        assert!(service.restart.is_some(), "{name}");
        for (other, dependency) in &service.depends_on {
            assert!(compose.services.contains_key(other), "{name}: {other}");
            assert_eq!(dependency.condition, "service_healthy", "{name}: {other}");
        }
    }
    let signet = &compose.services["signet"];
    let check = &signet.healthcheck.as_ref().unwrap().test;
    assert_eq!(check[1..3], ["healthy", &settings::PORT.to_string()]);
    assert!(signet.depends_on.contains_key("database"));
    let grace = signet.stop_grace_period.as_deref().unwrap();
    let grace: u64 = grace.trim_end_matches('s').parse().unwrap();
    let shutdown = settings_in_force().http.shutdown_timeout.duration();
    assert!(
        grace > shutdown.as_secs(),
        "stopped while requests are in flight"
    );
}

#[test]
fn the_database_is_the_one_that_is_started() {
    let compose = compose();
    let url: url::Url = compose.services["signet"].environment["SIGNET__DATABASE__URL"]
        .parse()
        .unwrap();
    let server = &compose.services[url.host_str().unwrap()].environment;
    assert_eq!(url.username(), server["POSTGRES_USER"]);
    assert_eq!(url.password(), Some(server["POSTGRES_PASSWORD"].as_str()));
    assert_eq!(url.path().trim_start_matches('/'), server["POSTGRES_DB"]);
}

#[test]
fn mail_goes_to_the_catcher() {
    let config = settings_in_force().email.unwrap();
    assert!(
        EmailConnector::build(
            &config,
            &Outbound::new(OutboundConfig::default()),
            Source::File
        )
        .is_ok()
    );
    let ConnectorConfig::Smtp(smtp) = config else {
        unreachable!("mail does not go over SMTP")
    };
    assert!(compose().services.contains_key(&smtp.host));
    assert_eq!(smtp.port, Some(1025), "where Mailpit listens");
}

#[test]
fn the_demo_app_is_a_client_of_the_provider_it_is_pointed_at() {
    let compose = compose();
    let demo_app = &compose.services["demo-app"];
    assert_eq!(demo_app.network_mode.as_deref(), Some("service:signet"));
    assert!(demo_app.ports.is_empty(), "its ports are those of signet");
    assert_eq!(demo_app.entrypoint, ["demo-app"]);
    let settings = settings_in_force();
    let variables = &demo_app.environment;
    assert_eq!(variables["SIGNET_DEMO_ISSUER"], settings.urls.issuer());
    let id = variables["SIGNET_DEMO_CLIENT_ID"].as_str();
    let mut applications = settings.applications.iter();
    let client = &applications
        .find(|app| app.client.id.as_str() == id)
        .unwrap()
        .client;
    let home = variables["SIGNET_DEMO_BASE_URL"].as_str();
    assert!(client.origins().all(|origin| origin == home));
    let port = format!(":{}", demo::PORT);
    assert!(home.ends_with(&port) && variables["SIGNET_DEMO_LISTEN"].ends_with(&port));
    let sources = sources("crates/demo-app/src");
    for name in variables.keys() {
        assert!(sources.contains(name), "the demo app does not know {name}");
    }
}

#[test]
fn the_api_of_the_demo_app_is_one_of_the_providers_and_may_ask_about_its_tokens() {
    let compose = compose();
    let variables = &compose.services["demo-app"].environment;
    let settings = settings_in_force();
    let mut resources = settings.resources.iter();
    let indicator = &variables["SIGNET_DEMO_API"];
    let api = resources
        .find(|api| api.resource.indicator.as_str() == indicator)
        .unwrap();
    let id = &variables["SIGNET_DEMO_API_CLIENT_ID"];
    let by = &api.resource.introspected_by;
    assert!(by.iter().any(|client| client.as_str() == id));
    let mut applications = settings.applications.iter();
    let client = applications.find(|app| app.client.id.as_str() == id);
    let secrets = &client.unwrap().secrets;
    let given = &variables["SIGNET_DEMO_API_CLIENT_SECRET"];
    assert!(secrets.iter().any(|own| own.secret.expose() == given));
    assert!(sources("crates/demo-app/src").contains(&api.scopes[0].name));
}

fn sources(folder: &str) -> String {
    let entries = fs::read_dir(root().join(folder)).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let rust = paths.filter(|path| path.extension().is_some_and(|e| e == "rs"));
    rust.map(|path| fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn the_dockerfile_builds_programs_that_exist() {
    let dockerfile = text("Dockerfile");
    let metadata = cargo_metadata::MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap();
    let words: Vec<&str> = dockerfile.split_whitespace().collect();
    let pairs = words.windows(2).filter(|pair| pair[0] == "--package");
    let names: BTreeSet<&str> = pairs.map(|pair| pair[1]).collect();
    assert_eq!(names, BTreeSet::from(["signet", "demo-app"]));
    for name in names {
        let mut packages = metadata.packages.iter();
        let package = packages.find(|package| package.name.as_str() == name);
        let mut targets = package.unwrap().targets.iter();
        assert!(targets.any(|t| t.is_bin() && t.name == name), "{name}");
        assert!(dockerfile.contains(&format!("cp target/release/{name} /out/")));
    }
    assert!(dockerfile.contains("COPY --from=build /out/ /usr/local/bin/"));
    let toolchain: toml::Table = toml::from_str(&text("rust-toolchain.toml")).unwrap();
    let channel = toolchain["toolchain"]["channel"].as_str().unwrap();
    assert!(
        dockerfile.contains(&format!("FROM rust:{channel}-slim")),
        "the image builds with another toolchain than {channel}"
    );
}

#[test]
fn an_image_without_the_demo_app_is_one_argument_away() {
    let dockerfile = text("Dockerfile");
    assert!(
        dockerfile.contains("\nARG DEMO=yes\n"),
        "it is there by default"
    );
    let lines = dockerfile.lines().map(str::trim);
    let mut lines = lines.skip_while(|line| !line.contains(r#"[ "$DEMO" = no ]"#));
    let without = lines.nth(1).unwrap();
    assert!(without.contains("--package signet --no-default-features;"));
    let manifest: toml::Table = toml::from_str(&text("crates/server/Cargo.toml")).unwrap();
    assert_eq!(
        manifest["features"]["default"].as_array().unwrap(),
        &["demo".into()]
    );
}

#[test]
fn the_dockerfile_copies_and_sets_what_exists_and_does_not_run_as_root() {
    let dockerfile = text("Dockerfile");
    let ignored = text(".dockerignore");
    let copies = dockerfile
        .lines()
        .filter_map(|line| line.strip_prefix("COPY "));
    let sources = copies.filter_map(|rest| rest.split(' ').next());
    let mut sources: Vec<_> = sources.filter(|word| !word.starts_with("--")).collect();
    assert!(sources.contains(&"deploy/healthy"));
    let workspace: toml::Table = toml::from_str(&text("Cargo.toml")).unwrap();
    let members = workspace["workspace"]["members"].as_array().unwrap();
    let members = members.iter().map(|member| member.as_str().unwrap());
    sources.extend(members.map(|member| member.trim_end_matches("/*")));
    sources.extend(["Cargo.toml", "Cargo.lock", "migrations", "web"]);
    for source in sources {
        assert!(root().join(source).exists(), "{source}");
        assert!(!is_ignored(source, &ignored), "{source} is ignored");
    }
    assert!(is_ignored("target", &ignored) && is_ignored("tests/browser", &ignored));
    let set = dockerfile.lines().filter(|line| line.contains("SIGNET__"));
    for line in set {
        let pair = line.trim().trim_start_matches("ENV ");
        let (name, value) = pair.trim_end_matches(" \\").split_once('=').unwrap();
        assert!(is_a_setting(name, value), "{name}");
    }
    let user = dockerfile.lines().rfind(|line| line.starts_with("USER "));
    assert_eq!(user, Some("USER signet"));
    let check = format!("CMD [\"healthy\", \"{}\", \"/readyz\"]", settings::PORT);
    assert!(dockerfile.contains(&check), "{check}");
}

/// As Docker reads it, but for patterns with `**`: the last pattern that fits decides.
fn is_ignored(path: &str, patterns: &str) -> bool {
    let fits = |pattern: &str| {
        let mut path = path.split('/');
        let mut segments = pattern.split('/');
        segments.all(|segment| {
            path.next()
                .is_some_and(|own| segment == "*" || segment == own)
        })
    };
    let lines = patterns.lines().filter(|line| !line.starts_with('#'));
    let mut decisive = lines.filter(|line| fits(line.trim_start_matches('!')));
    decisive
        .next_back()
        .is_some_and(|line| !line.starts_with('!'))
}

#[cfg(unix)]
#[test]
fn the_health_check_tells_a_good_answer_from_a_bad_one() {
    use std::{
        io::{BufRead, BufReader, Write},
        net::TcpListener,
        process::{Command, Stdio},
        thread,
    };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let server = thread::spawn(move || {
        for status in ["200 OK", "503 Service Unavailable"] {
            let (mut socket, _) = listener.accept().unwrap();
            let mut lines = BufReader::new(socket.try_clone().unwrap()).lines();
            assert_eq!(lines.next().unwrap().unwrap(), "GET /readyz HTTP/1.1");
            // To its end: what is left unread when the socket closes would reset it.
            assert!(lines.any(|line| line.unwrap().is_empty()));
            write!(socket, "HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n").unwrap();
        }
    });
    let healthy = || {
        let mut check = Command::new(root().join("deploy/healthy"));
        check.args([port.as_str(), "/readyz"]).stderr(Stdio::null());
        check.status().unwrap().success()
    };
    assert!(healthy());
    assert!(!healthy());
    server.join().unwrap();
    assert!(!healthy(), "nobody listens any more");
}
