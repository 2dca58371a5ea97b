//! The Bookstore on its own, in front of any OpenID provider.

use std::process::ExitCode;

use demo_app::{cli, telemetry};

#[tokio::main]
async fn main() -> ExitCode {
    telemetry::init();
    cli::main().await
}
