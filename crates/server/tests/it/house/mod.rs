//! The house checks itself: sizes, arrows, and where each parameter of the protocol lives.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

const MOST_LINES: usize = 500;
const MOST_LINES_OF_MAIN: usize = 40;

/// Authorization-request parameter → the file that knows everything about it. A reader with the
/// RFC open finds each rule by file name alone.
const PARAMETERS: [(&str, &str); 22] = [
    ("client_id", "crates/oidc-core/src/client.rs"),
    ("redirect_uri", "crates/oidc-core/src/redirect_uri.rs"),
    ("response_type", "crates/oidc-core/src/response_type.rs"),
    ("response_mode", "crates/oidc-core/src/response_mode.rs"),
    ("scope", "crates/oidc-core/src/scope.rs"),
    ("state", "crates/oidc-core/src/state.rs"),
    ("nonce", "crates/oidc-core/src/nonce.rs"),
    ("code_challenge", "crates/oidc-core/src/pkce.rs"),
    ("code_challenge_method", "crates/oidc-core/src/pkce.rs"),
    ("prompt", "crates/oidc-core/src/prompt.rs"),
    ("max_age", "crates/oidc-core/src/max_age.rs"),
    ("login_hint", "crates/oidc-core/src/login_hint.rs"),
    ("ui_locales", "crates/oidc-core/src/ui_locales.rs"),
    ("id_token_hint", "crates/oidc-core/src/authorize/request.rs"),
    ("first_screen", "crates/oidc-core/src/first_screen.rs"),
    ("interaction_mode", "crates/oidc-core/src/first_screen.rs"),
    ("identifier", "crates/oidc-core/src/first_screen.rs"),
    ("resource", "crates/oidc-core/src/resource.rs"),
    ("request", "crates/oidc-core/src/authorize/request.rs"),
    ("request_uri", "crates/oidc-core/src/authorize/request.rs"),
    ("registration", "crates/oidc-core/src/authorize/request.rs"),
    ("iss", "crates/oidc-core/src/authorize/callback.rs"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// Every file of ours below `folder` with one of these extensions.
fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                let skipped = ["target", "node_modules", "out", "data", "snapshots"];
                if !name.starts_with('.') && !skipped.contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if extensions
                .iter()
                .any(|end| name.ends_with(&format!(".{end}")))
            {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "nothing was looked at");
    found
}

#[test]
fn every_file_can_be_read_in_one_sitting() {
    let too_long: Vec<String> = files(&root(), &["rs", "js", "mjs", "css", "html", "sql", "ftl"])
        .into_iter()
        .filter_map(|path| {
            let lines = fs::read_to_string(&path).unwrap().lines().count();
            (lines > MOST_LINES).then(|| format!("{}: {lines}", path.display()))
        })
        .collect();
    assert!(
        too_long.is_empty(),
        "over {MOST_LINES} lines: {too_long:#?}"
    );
}

#[test]
fn every_main_names_the_steps_and_owns_none() {
    for path in files(&root().join("crates"), &["rs"]) {
        if path.ends_with("src/main.rs") {
            let lines = fs::read_to_string(&path).unwrap().lines().count();
            assert!(
                lines <= MOST_LINES_OF_MAIN,
                "{}: {lines} lines",
                path.display()
            );
        }
    }
}

#[test]
fn every_authorization_parameter_has_its_file() {
    for (parameter, file) in PARAMETERS {
        let text = fs::read_to_string(root().join(file))
            .unwrap_or_else(|error| panic!("{parameter}: {file}: {error}"));
        assert!(
            text.contains(parameter),
            "{file} does not speak of {parameter}"
        );
    }
}

#[test]
fn every_parameter_that_is_read_stands_in_the_table() {
    let listed: BTreeSet<&str> = PARAMETERS.iter().map(|(parameter, _)| *parameter).collect();
    let readers = ["optional(\"", "required(\"", "all(\"", "first(\""];
    let mut folders = files(&root().join("crates/oidc-core/src/authorize"), &["rs"]);
    folders.extend(
        [
            "prompt.rs",
            "pkce.rs",
            "scope.rs",
            "first_screen.rs",
            "max_age.rs",
            "response_type.rs",
            "state.rs",
            "nonce.rs",
            "login_hint.rs",
            "ui_locales.rs",
        ]
        .map(|name| root().join("crates/oidc-core/src").join(name)),
    );
    for path in folders {
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("mod tests").next().unwrap();
        for reader in readers {
            for rest in code.split(reader).skip(1) {
                let name = rest.split('"').next().unwrap();
                let known =
                    listed.contains(name) || ["identifiers", "code_verifier"].contains(&name);
                assert!(
                    known,
                    "{} reads {name}, which is not in the table",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn the_arrows_between_crates_run_one_way() {
    let allowed = BTreeMap::from([
        ("record-derive", vec![]),
        ("oidc-core", vec!["record-derive"]),
        ("store", vec!["oidc-core"]),
        ("connectors", vec!["oidc-core"]),
        ("sign-in-ui", vec![]),
        ("demo-app", vec![]),
        (
            "engine",
            vec!["connectors", "oidc-core", "sign-in-ui", "store"],
        ),
        (
            "signet",
            vec![
                "connectors",
                "demo-app",
                "engine",
                "oidc-core",
                "sign-in-ui",
                "store",
            ],
        ),
    ]);
    let ours: BTreeSet<&str> = allowed.keys().copied().collect();
    // (crate that is kept in one place, where)
    let kept = [
        ("sqlx", vec!["store"]),
        ("lettre", vec!["connectors"]),
        ("tera", vec!["sign-in-ui", "demo-app"]),
        ("axum", vec!["signet", "demo-app"]),
        ("clap", vec!["signet", "demo-app"]),
    ];
    for package in metadata().packages {
        let name = package.name.as_str();
        let Some(may) = allowed.get(name) else {
            continue;
        };
        for dependency in &package.dependencies {
            if dependency.kind != cargo_metadata::DependencyKind::Normal {
                continue;
            }
            let other = dependency.name.as_str();
            assert!(
                !ours.contains(other) || may.contains(&other),
                "{name} → {other}"
            );
            for (thing, places) in &kept {
                assert!(
                    other != *thing || places.contains(&name),
                    "{name} → {other}"
                );
            }
            assert!(
                name != "oidc-core" || other != "tokio",
                "the core does no I/O"
            );
        }
    }
}

fn metadata() -> cargo_metadata::Metadata {
    cargo_metadata::MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .other_options(vec!["--offline".to_owned()])
        .exec()
        .unwrap()
}

#[test]
fn nothing_unfinished_is_left_lying_about() {
    let marks = [
        "todo!(",
        "unimplemented!(",
        concat!("FIX", "ME"),
        concat!("XX", "X:"),
    ];
    for path in files(&root().join("crates"), &["rs"]) {
        if path.ends_with("house.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for mark in marks {
            assert!(!text.contains(mark), "{}: {mark}", path.display());
        }
    }
}

#[test]
fn both_databases_have_the_same_migrations() {
    let list = |flavour: &str| -> BTreeSet<String> {
        files(&root().join("migrations").join(flavour), &["sql"])
            .iter()
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .collect()
    };
    assert_eq!(list("sqlite"), list("postgres"));
}
