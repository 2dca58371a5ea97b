//! The command of the shop that stands alone: its arguments, and what it does with them.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    process::ExitCode,
    time::Duration,
};

use anyhow::{Context, ensure};
use base64::{Engine, prelude::BASE64_STANDARD};
use clap::Parser;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use url::Url;

use crate::Config;

/// The Bookstore: a small shop that signs people in with OpenID Connect and shows how.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The provider's issuer, exactly as its discovery document states it.
    #[arg(
        long,
        env = "SIGNET_DEMO_ISSUER",
        default_value = "http://localhost:3001/oidc"
    )]
    issuer: Url,
    /// The client identifier the provider gave the shop.
    #[arg(long, env = "SIGNET_DEMO_CLIENT_ID", default_value = "bookstore")]
    client_id: String,
    /// The client's secret; without it the shop is a public client.
    #[arg(long, env = "SIGNET_DEMO_CLIENT_SECRET", hide_env_values = true)]
    client_secret: Option<String>,
    /// The shop's own address. Register it with `/callback` and `/` behind it at the provider.
    #[arg(
        long,
        env = "SIGNET_DEMO_BASE_URL",
        default_value = "http://localhost:3000"
    )]
    base_url: Url,
    /// Seals the cookies; keep it, and people stay signed in over a restart.
    #[arg(long, env = "SIGNET_DEMO_COOKIE_SECRET", hide_env_values = true)]
    cookie_secret: Option<String>,
    /// Where to listen.
    #[arg(long, env = "SIGNET_DEMO_LISTEN", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// Ask a running shop whether it is well, and exit 0 if it is.
    #[arg(long)]
    health: bool,
}

/// Runs the command of this process; why it failed is one line of the log.
pub async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = if arguments.health {
        health(arguments.listen).await
    } else {
        serve(arguments).await
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            tracing::error!("{why:#}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: Arguments) -> anyhow::Result<()> {
    let cookie_secret = match arguments.cookie_secret {
        Some(secret) => secret,
        None => passing_secret()?,
    };
    let router = crate::router(Config {
        issuer: arguments.issuer,
        client_id: arguments.client_id,
        client_secret: arguments.client_secret,
        base_url: arguments.base_url.clone(),
        cookie_secret,
    })?;
    let listen = arguments.listen;
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on {listen}; choose another with --listen"))?;
    tracing::info!("the Bookstore is open at {}", arguments.base_url);
    axum::serve(listener, router)
        .with_graceful_shutdown(told_to_stop()?)
        .await?;
    Ok(())
}

/// A secret for this run only.
fn passing_secret() -> anyhow::Result<String> {
    tracing::warn!("no cookie secret is set: a restart will sign everybody out");
    let mut bytes = [0_u8; 32];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| anyhow::anyhow!("no random bytes"))?;
    Ok(BASE64_STANDARD.encode(bytes))
}

fn told_to_stop() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => (),
            _ = interrupt.recv() => (),
        }
    })
}

async fn health(listen: SocketAddr) -> anyhow::Result<()> {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    let address = format!("http://{}/healthz", SocketAddr::new(ip, listen.port()));
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(3))
        .build()?;
    let answer = client.get(&address).send().await?;
    ensure!(
        answer.status().is_success(),
        "{address} answers {}",
        answer.status()
    );
    Ok(())
}
