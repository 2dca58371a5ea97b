//! Fails at the end of `cargo test --workspace` where an error code that `docs/conformance.md` promises
//! was in no answer of the suite, or one that it does not name was. Cargo runs the packages in the order
//! of their names.

use std::{env, fs, process::ExitCode};

use testkit::{
    not_run::is_strict,
    produced::{differences, is_narrowed, ledger, promised, read, remove_old},
};

fn main() -> ExitCode {
    remove_old(env!("CARGO_TARGET_TMPDIR"));
    let path = ledger(env!("CARGO_TARGET_TMPDIR"));
    let ledger = fs::read_to_string(&path);
    let _ = fs::remove_file(path);
    // A run of some tests only, or of another suite, says nothing about the whole one.
    let ledger = match ledger {
        _ if is_narrowed(env::args().skip(1)) => return ExitCode::SUCCESS,
        Ok(ledger) => ledger,
        Err(_) if !is_strict() => return ExitCode::SUCCESS,
        Err(_) => {
            eprintln!("NOT PRODUCED: the program `it` of the package `signet` was not run");
            return ExitCode::FAILURE;
        }
    };
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/conformance.md");
    let promised = fs::read_to_string(document).map(|document| promised(&document));
    let promised = promised.unwrap_or_default();
    let differences = differences(&promised, &read(&ledger));
    for difference in &differences {
        eprintln!("{difference}: the table of error codes in docs/conformance.md");
    }
    if promised.is_empty() || !differences.is_empty() {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
