//! Fails at the end of `cargo test --workspace` where an error code that `docs/conformance.md` promises
//! was in no answer of the suite. Cargo runs the packages in the order of their names.

use std::{env, fs, process::ExitCode};

use testkit::{
    not_run::is_strict,
    produced::{ledger, promised, read},
};

fn main() -> ExitCode {
    let path = ledger(env!("CARGO_TARGET_TMPDIR"));
    let ledger = fs::read_to_string(&path);
    let _ = fs::remove_file(path);
    // A run of some tests only, or of another suite, says nothing about the whole one.
    let is_narrowed = env::args()
        .skip(1)
        .any(|argument| !argument.starts_with("--"));
    let ledger = match ledger {
        _ if is_narrowed => return ExitCode::SUCCESS,
        Err(_) if !is_strict() => return ExitCode::SUCCESS,
        ledger => ledger.unwrap_or_default(),
    };
    let paper = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/conformance.md");
    let promised = fs::read_to_string(paper).map(|paper| promised(&paper));
    let promised = promised.unwrap_or_default();
    let produced = read(&ledger);
    for (place, code) in promised.difference(&produced) {
        eprintln!("NOT PRODUCED: {code} ({place}), which docs/conformance.md promises");
    }
    if promised.is_empty() || !promised.is_subset(&produced) {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
