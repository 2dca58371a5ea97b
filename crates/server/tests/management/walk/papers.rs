//! Files that are made from what a test has seen, and compared with it.

use std::{collections::BTreeMap, fs, path::PathBuf};

use serde_json::Value;

/// Set, the files are written anew.
const WRITE: &str = "SIGNET_WRITE_PAPERS";

/// The most statements of each operation, on either database.
const STATEMENTS: &str = "crates/server/tests/management/walk/statements.txt";

fn place(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs the test says it, no configuration"
)]
fn is_to_be_written() -> bool {
    std::env::var_os(WRITE).is_some()
}

/// JSON on many lines.
pub(super) fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap()
}

/// That a file of the repository says this.
#[track_caller]
pub(super) fn compare(path: &str, now: &str) {
    let now = format!("{}\n", now.trim_end());
    if is_to_be_written() {
        fs::write(place(path), &now).unwrap();
    }
    let kept = fs::read_to_string(place(path)).unwrap_or_default();
    let differs = kept.lines().zip(now.lines()).position(|(a, b)| a != b);
    let line = differs.unwrap_or_else(|| kept.lines().count().min(now.lines().count()));
    assert!(
        kept == now,
        "{path} is not what was seen, from line {} on: {:?}; {WRITE}=1 writes it anew",
        line + 1,
        now.lines().nth(line)
    );
}

/// That no operation costs more statements than are written beside it.
pub(super) fn within(counted: &BTreeMap<String, usize>) {
    let path = place(STATEMENTS);
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let mut most: BTreeMap<String, usize> = kept
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(id, number)| (id.to_owned(), number.parse().unwrap()))
        .collect();
    if is_to_be_written() {
        for (id, count) in counted {
            let most = most.entry(id.clone()).or_default();
            *most = (*most).max(*count);
        }
        let lines = most.iter().map(|(id, number)| format!("{id} {number}\n"));
        fs::write(&path, lines.collect::<String>()).unwrap();
    }
    let over: Vec<String> = counted
        .iter()
        .filter(|(id, count)| most.get(*id).is_none_or(|most| *count > most))
        .map(|(id, count)| format!("{id} {count}"))
        .collect();
    assert!(over.is_empty(), "more statements than written: {over:?}");
    let known: Vec<&String> = most
        .keys()
        .filter(|id| !counted.contains_key(*id))
        .collect();
    assert!(known.is_empty(), "not an operation: {known:?}");
}
