//! The commands. Every mistake of a start is one sentence on standard error, and exit code 1.

mod admin;
mod application;
mod banner;
mod client_secret;
mod configuration;
mod dev;
mod first_administrator;
mod grant;
mod keys;
mod logout;
mod message;
mod moment;
mod opened;
mod output;
mod resource;
mod role;
mod running;
mod said;
mod serve;
mod session;
mod shown;
mod start;
mod user;
mod user_fields;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use engine::{clock::Clock, entropy::Entropy};
use tokio::runtime::{Builder, Runtime};

use self::start::Start;
use crate::{
    config::{environment, read},
    telemetry::LogFormat,
};

/// A self-hosted OpenID Connect provider with passwordless sign-in.
#[derive(Debug, Parser)]
#[command(name = "signet", version)]
struct Cli {
    /// The configuration file [default: signet.toml, if it is there]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How log lines look
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "text",
        value_name = "FORMAT"
    )]
    log_format: LogFormat,
    #[command(flatten)]
    dev: Dev,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Clone, Args)]
struct Dev {
    /// Leave the demo app out
    #[arg(long)]
    no_demo: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run for development: provider, demo app and mailbox (the default)
    Dev(Dev),
    /// Run in production
    Serve,
    /// Register applications; a running server sees the change within a second
    #[command(subcommand)]
    App(application::Command),
    /// Register the APIs that access tokens are made for
    #[command(subcommand)]
    Resource(resource::Command),
    /// Say what people and machines may do, by roles
    #[command(subcommand)]
    Role(role::Command),
    /// See and take back what people have granted to applications
    #[command(subcommand)]
    Grant(grant::Command),
    /// List who is signed in, and sign people out on every device
    #[command(subcommand)]
    Session(session::Command),
    /// List, rotate and remove the keys that tokens are signed with
    #[command(subcommand)]
    Keys(keys::Command),
    /// See to accounts: make, list, show, change and remove them
    #[command(subcommand)]
    User(Box<user::Command>),
    /// Say who may see and change everything, and print the way in for them
    #[command(subcommand)]
    Admin(admin::Command),
    /// Check the configuration, or print an example
    #[command(subcommand)]
    Config(configuration::Command),
}

/// Runs the command of this process.
pub fn main(clock: &Clock) -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return output::misuse(&error),
    };
    match run(cli, clock.clone()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&message::of(&error));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli, clock: Clock) -> anyhow::Result<()> {
    let command = cli.command.unwrap_or(Command::Dev(cli.dev));
    if let Command::Config(configuration::Command::Example) = command {
        return configuration::example();
    }
    let file = read::read(cli.config.as_deref(), &environment::variables())?;
    // Before the runtime, so that it is waited for after it.
    let _gathering = matches!(command, Command::Dev(_) | Command::Serve).then(Entropy::warm_up);
    let start = Start {
        file,
        log_format: cli.log_format,
        clock,
    };
    let runtime = runtime()?;
    let outcome = runtime.block_on(async {
        match command {
            Command::Dev(dev) => Box::pin(dev::run(start, dev.no_demo)).await,
            Command::Serve => Box::pin(serve::run(start)).await,
            Command::Resource(command) => Box::pin(resource::run(start, command)).await,
            Command::Role(command) => Box::pin(role::run(start, command)).await,
            Command::Grant(command) => Box::pin(grant::run(start, command)).await,
            Command::Session(command) => Box::pin(session::run(start, command)).await,
            Command::App(command) => Box::pin(application::run(start, command)).await,
            Command::Keys(command) => Box::pin(keys::run(start, command)).await,
            Command::Admin(command) => Box::pin(admin::run(start, command)).await,
            Command::User(command) => Box::pin(user::run(start, *command)).await,
            Command::Config(_) => configuration::check(&start.file),
        }
    });
    // Whatever still hangs (a resolver, a checkpoint) must not keep the process.
    runtime.shutdown_timeout(Duration::from_secs(1));
    outcome
}

fn runtime() -> anyhow::Result<Runtime> {
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    Builder::new_multi_thread()
        // Two even on one core, so that one long computation does not stop all sockets.
        .worker_threads(cores.clamp(2, 32))
        .max_blocking_threads(64)
        .enable_all()
        .build()
        .context("The runtime cannot be started")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_commands_do_not_contradict_each_other() {
        Cli::command().debug_assert();
    }

    #[test]
    fn without_a_command_it_is_development() {
        let cli = Cli::parse_from(["signet", "--no-demo", "--config", "x.toml"]);
        assert!(cli.command.is_none() && cli.dev.no_demo);
        let cli = Cli::parse_from(["signet", "dev", "--no-demo", "--config", "x.toml"]);
        assert!(matches!(
            cli.command,
            Some(Command::Dev(Dev { no_demo: true }))
        ));
        assert_eq!(cli.config, Some("x.toml".into()));
    }
}
