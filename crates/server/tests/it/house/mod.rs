//! The house checks itself: sizes, arrows, and where each parameter of the protocol lives.
//!
//! How long a function may be is for Clippy (`too_many_lines`, in every package through the lints of
//! the workspace, at the threshold of `clippy.toml`).

mod conformance;
mod console;
mod crate_arrows;
mod file_arrows;
mod french;
mod parameters;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

const MOST_LINES: usize = 500;
const MOST_LINES_OF_MAIN: usize = 40;

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
                // What others wrote is kept as they wrote it.
                let skipped = [
                    "target",
                    "node_modules",
                    "out",
                    "data",
                    "snapshots",
                    "vendor",
                ];
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

fn metadata() -> cargo_metadata::Metadata {
    cargo_metadata::MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .other_options(vec!["--offline".to_owned()])
        .exec()
        .unwrap()
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
fn every_package_is_judged_by_the_lints_of_the_workspace() {
    for package in metadata().packages {
        let text = fs::read_to_string(&package.manifest_path).unwrap();
        let manifest: toml::Table = toml::from_str(&text).unwrap();
        let lints = manifest
            .get("lints")
            .and_then(|lints| lints.get("workspace"));
        assert_eq!(lints, Some(&toml::Value::Boolean(true)), "{}", package.name);
    }
}

#[test]
fn nothing_unfinished_is_left_lying_about() {
    let marks = [
        concat!("to", "do!("),
        concat!("un", "implemented!("),
        concat!("FIX", "ME"),
        concat!("XX", "X:"),
    ];
    for path in files(&root().join("crates"), &["rs"]) {
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
