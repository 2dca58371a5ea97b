//! Says at the end of `cargo test --workspace` which tests were not run. Cargo runs the packages in
//! the order of their names.

use std::{fs, process::ExitCode};

use testkit::not_run::{is_strict, ledger, summary};

fn main() -> ExitCode {
    let said = summary(&fs::read_to_string(ledger()).unwrap_or_default());
    let _ = fs::remove_file(ledger());
    for line in &said {
        eprintln!("{line}");
    }
    if is_strict() && !said.is_empty() {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
