//! What the documents claim about the tree is compared with the tree.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of a test: a panic is the failure"
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use signet::config::EXAMPLE;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn text(path: impl AsRef<Path>) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

fn documents() -> Vec<PathBuf> {
    let folders = ["", "docs", "docs/adr"].map(|folder| root().join(folder));
    let entries = folders
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap());
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .collect()
}

/// Cells of the rows of all tables.
fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let rows = text.lines().filter_map(|line| line.strip_prefix("| "));
    rows.map(|row| row.trim_end_matches(" |").split(" | ").collect())
}

/// What stands between backticks.
fn code(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

#[test]
fn every_link_of_the_documents_leads_somewhere() {
    let documents = documents();
    assert!(documents.len() >= 9, "{documents:?}");
    for document in documents {
        let text = fs::read_to_string(&document).unwrap();
        for link in text.split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap();
            if target.contains("://") {
                continue;
            }
            let path = document.parent().unwrap().join(target);
            assert!(path.exists(), "{}: {target}", document.display());
        }
    }
}

/// Whether a text speaks of a number of the security list: `T-44`, or a test named `t_44_…`.
/// `T-44a` is another number.
fn speaks_of(text: &str, number: &str) -> bool {
    let name = format!("{}_", number.to_lowercase().replace('-', "_"));
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
    text.split(number).skip(1).any(ends) || text.contains(&name)
}

#[test]
fn every_number_of_the_security_list_stands_in_the_tests_it_names() {
    let security = text("SECURITY.md");
    let mut numbers = 0;
    for row in rows(&security).filter(|row| row[0].starts_with("T-")) {
        let number = row[0];
        let mut files = 0;
        for file in code(row[2]) {
            let place = if file.starts_with("tests/") {
                ""
            } else {
                "crates"
            };
            let text = text(Path::new(place).join(file));
            assert!(speaks_of(&text, number), "{number} is not in {file}");
            files += 1;
        }
        assert!(files > 0, "{number} names no test");
        numbers += 1;
    }
    assert!(numbers > 50, "only {numbers}");
}

#[test]
fn a_number_is_not_found_in_another_that_begins_like_it() {
    for text in [
        "// T-44: a code",
        "(T-44)",
        "see T-44",
        "fn t_44_a_code() {}",
    ] {
        assert!(speaks_of(text, "T-44"), "{text}");
    }
    for text in [
        "T-44a",
        "T-440",
        "fn t_44a_a_cookie() {}",
        "T-01 to T-70",
        "T-4",
    ] {
        assert!(!speaks_of(text, "T-44"), "{text}");
    }
    assert!(speaks_of("T-44a and T-44", "T-44"));
    assert!(speaks_of("fn t_44a_a_cookie() {}", "T-44a"));
}

#[test]
fn the_readme_names_every_setting_and_the_defaults_of_all_limits() {
    let readme = text("README.md");
    let example: toml::Table = toml::from_str(EXAMPLE).unwrap();
    let rows: Vec<_> = rows(&readme).filter(|row| row.len() >= 3).collect();
    let described = |key: &str| {
        let names = |cell: &str| code(cell).any(|name| name == key);
        rows.iter().find(|row| names(row[0]))
    };
    for table in ["http", "database", "oidc", "demo", "limits"] {
        for (key, default) in example[table].as_table().unwrap() {
            let key = format!("{table}.{key}");
            let row = described(&key).unwrap_or_else(|| unreachable!("{key} is not described"));
            if table == "limits" {
                let default = default.to_string();
                let default = default.trim_matches('"');
                assert_eq!(code(row[1]).next(), Some(default), "{key}");
            }
        }
    }
    let application = example["applications"][0].as_table().unwrap();
    for key in application.keys() {
        assert!(described(key).is_some(), "applications.{key}");
    }
    for key in ["public_url", "data_dir", "log", "secrets.master_key_file"] {
        assert!(described(key).is_some(), "{key}");
    }
    let branding = example["branding"].as_table().unwrap();
    for key in branding.keys() {
        assert!(readme.contains(&format!(".{key}`")), "branding.{key}");
    }
}

#[test]
fn the_architecture_fits_on_two_pages() {
    let words = text("ARCHITECTURE.md").split_whitespace().count();
    assert!(words <= 1_300, "{words} words");
}
