//! The arrows between our crates, and what may be used in which of them, from `cargo metadata`.

use std::collections::BTreeMap;

use cargo_metadata::DependencyKind;

use super::{metadata, root};

/// Each crate of ours, and those of ours that it may need.
const ARROWS: [(&str, &[&str]); 10] = [
    ("record-derive", &[]),
    ("oidc-core", &["record-derive"]),
    ("store", &["oidc-core"]),
    ("connectors", &["oidc-core"]),
    ("sign-in-ui", &[]),
    ("demo-app", &[]),
    // Nobody may need it outside of tests, and it knows none of the others.
    ("testkit", &[]),
    (
        "engine",
        &["connectors", "oidc-core", "sign-in-ui", "store"],
    ),
    ("management", &["engine", "oidc-core"]),
    (
        "signet",
        &[
            "connectors",
            "demo-app",
            "engine",
            "management",
            "oidc-core",
            "sign-in-ui",
            "store",
        ],
    ),
];

/// What is kept in one place, and where.
const KEPT: [(&str, &[&str]); 6] = [
    ("sqlx", &["store", "testkit"]),
    ("rusqlite", &["store"]),
    ("lettre", &["connectors"]),
    ("tera", &["sign-in-ui", "demo-app"]),
    ("axum", &["signet", "demo-app", "management"]),
    ("clap", &["signet"]),
];

/// What a crate may never need, and why.
const KEPT_OUT: [(&str, &[&str], &str); 2] = [
    ("oidc-core", &["tokio"], "the core does no I/O"),
    (
        "engine",
        &["axum", "http", "hyper", "tower", "tower-http", "clap"],
        "use cases know neither HTTP nor the command line",
    ),
];

/// The crates of ours, each with what it needs outside of tests.
type Crates<'a> = BTreeMap<&'a str, Vec<&'a str>>;

#[test]
fn the_arrows_between_crates_run_one_way() {
    let metadata = metadata();
    let mut crates = Crates::new();
    for package in &metadata.packages {
        if package.manifest_path.starts_with(root().join("crates")) {
            let dependencies = package.dependencies.iter();
            let normal = dependencies.filter(|need| need.kind == DependencyKind::Normal);
            let names = normal.map(|need| need.name.as_str()).collect();
            crates.insert(package.name.as_str(), names);
        }
    }
    assert!(crates.len() >= 6, "{crates:?}");
    assert_eq!(faults(&crates), [""; 0]);
}

fn faults(crates: &Crates<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, needs) in crates {
        let Some((_, may)) = ARROWS.iter().find(|(own, _)| own == name) else {
            faults.push(format!("{name} is not in the table"));
            continue;
        };
        for need in needs {
            let is_ours = ARROWS.iter().any(|(own, _)| own == need);
            let kept = KEPT.iter().find(|(thing, _)| thing == need);
            if is_ours && !may.contains(need) || kept.is_some_and(|(_, at)| !at.contains(name)) {
                faults.push(format!("{name} → {need}"));
            }
            for (own, things, why) in KEPT_OUT {
                if own == *name && things.contains(need) {
                    faults.push(format!("{name} → {need}: {why}"));
                }
            }
        }
    }
    faults
}

#[test]
fn an_arrow_that_is_not_in_the_table_is_told() {
    let faults = |name, need| faults(&Crates::from([(name, vec![need])]));
    assert_eq!(faults("store", "connectors"), ["store → connectors"]);
    assert_eq!(faults("engine", "signet"), ["engine → signet"]);
    assert_eq!(faults("engine", "demo-app"), ["engine → demo-app"]);
    assert_eq!(faults("oidc-core", "sqlx"), ["oidc-core → sqlx"]);
    assert_eq!(faults("oidc-core", "tokio").len(), 1);
    assert_eq!(
        faults("newcomer", "serde"),
        ["newcomer is not in the table"]
    );
    assert_eq!(faults("signet", "testkit"), ["signet → testkit"]);
    assert_eq!(faults("testkit", "engine"), ["testkit → engine"]);
    for need in ["store", "connectors", "oidc-core", "sign-in-ui", "tokio"] {
        assert!(faults("engine", need).is_empty(), "{need}");
    }
    assert!(faults("signet", "engine").is_empty());
}

#[test]
fn the_engine_knows_neither_http_nor_the_command_line() {
    for need in ["axum", "http", "hyper", "tower", "tower-http", "clap"] {
        let engine = Crates::from([("engine", vec!["serde", need])]);
        assert!(!faults(&engine).is_empty(), "{need}");
        let signet = Crates::from([("signet", vec!["engine", need])]);
        assert!(faults(&signet).is_empty(), "{need}");
    }
}
