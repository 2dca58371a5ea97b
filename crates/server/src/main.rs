//! The `signet` command: development by default, production with `signet serve`.

use std::process::ExitCode;

use engine::clock::Clock;
use mimalloc::MiMalloc;
use signet::cli;

// Requests are 4 to 11 percent faster for it than with the allocator of glibc.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    cli::main(&Clock::system())
}
