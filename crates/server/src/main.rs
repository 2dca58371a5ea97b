//! The `signet` command: development by default, production with `signet serve`.

use std::process::ExitCode;

use engine::clock::Clock;
use signet::cli;

fn main() -> ExitCode {
    cli::main(&Clock::system())
}
