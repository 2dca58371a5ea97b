//! The Bookstore on its own, in front of any OpenID provider; docker-compose.yml runs it so.

use std::{net::SocketAddr, process::ExitCode};

use anyhow::Context;
use demo_app::environment::{config, setting};
use tokio::{net::TcpListener, signal::unix};

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().with_ansi(false).init();
    let Err(why) = serve().await else {
        return ExitCode::SUCCESS;
    };
    eprintln!("demo-app: {why:#}");
    ExitCode::from(2)
}

async fn serve() -> anyhow::Result<()> {
    let router = demo_app::router(&config()?)?;
    let listen: SocketAddr = setting("SIGNET_DEMO_LISTEN", "127.0.0.1:3000")?;
    let listener = TcpListener::bind(listen).await;
    let listener = listener.with_context(|| format!("SIGNET_DEMO_LISTEN: {listen}"))?;
    let mut terminate = unix::signal(unix::SignalKind::terminate())?;
    tokio::select! {
        outcome = axum::serve(listener, router) => Ok(outcome?),
        _ = terminate.recv() => Ok(()),
    }
}
