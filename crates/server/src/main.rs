//! The `signet` command: development by default, production with `signet serve`.

use std::process::ExitCode;

use signet::{cli, clock::Clock};

fn main() -> ExitCode {
    cli::main(&Clock::system())
}
