//! The `signet` command: development by default, production with `signet serve`.

use std::process::ExitCode;

use engine::clock::Clock;
use mimalloc::MiMalloc;
use signet::cli;

// A request allocates some hundred times; by profile that was a sixth of its time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    cli::main(&Clock::system())
}
