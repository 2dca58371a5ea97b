//! The Bookstore on its own, in front of any OpenID provider; docker-compose.yml runs it so.

use std::{env, fmt::Display, net::SocketAddr, process::ExitCode, str::FromStr};

use anyhow::{Context, anyhow};
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
    let router = demo_app::router(&demo_app::Config {
        issuer: setting("SIGNET_DEMO_ISSUER", "http://localhost:3001/oidc")?,
        client_id: setting("SIGNET_DEMO_CLIENT_ID", "bookstore")?,
        client_secret: Some(setting("SIGNET_DEMO_CLIENT_SECRET", "")?),
        base_url: setting("SIGNET_DEMO_BASE_URL", "http://localhost:3000")?,
        cookie_secret: setting("SIGNET_DEMO_COOKIE_SECRET", "")?,
        api: api()?,
        lookups: demo_app::Lookups::default(),
    })?;
    let listen: SocketAddr = setting("SIGNET_DEMO_LISTEN", "127.0.0.1:3000")?;
    let listener = TcpListener::bind(listen).await;
    let listener = listener.with_context(|| format!("SIGNET_DEMO_LISTEN: {listen}"))?;
    let mut terminate = unix::signal(unix::SignalKind::terminate())?;
    tokio::select! {
        outcome = axum::serve(listener, router) => Ok(outcome?),
        _ = terminate.recv() => Ok(()),
    }
}

/// The shop's own API, if there is a name for it.
fn api() -> anyhow::Result<Option<demo_app::Api>> {
    let indicator: String = setting("SIGNET_DEMO_API", "")?;
    let api = demo_app::Api {
        client_id: setting("SIGNET_DEMO_API_CLIENT_ID", "bookstore-api")?,
        client_secret: setting("SIGNET_DEMO_API_CLIENT_SECRET", "")?,
        indicator,
    };
    Ok(Some(api).filter(|api| !api.indicator.is_empty()))
}

#[expect(clippy::disallowed_methods, reason = "read once, at the start")]
fn setting<T: FromStr<Err: Display>>(name: &str, default: &str) -> anyhow::Result<T> {
    let text = env::var_os(name).map_or(default.into(), |text| text.to_string_lossy().into_owned());
    text.parse().map_err(|why| anyhow!("{name}: {why}"))
}
