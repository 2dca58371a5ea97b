//! `signet dev`: the first minute. Nothing has to be configured.

use std::io::Write;

use axum::Router;
use engine::config::Mode;
use oidc_core::secret::Secret;

use super::{
    banner::{Banner, Demo},
    first_administrator::FirstAdministrator,
    running::Running,
    start::Start,
};
use crate::{
    app::App,
    bootstrap::{demo_api, demo_client},
    config::{Settings, http::Listen},
    serve::{self, Open},
    telemetry,
};

pub(super) async fn run(start: Start, no_demo: bool) -> anyhow::Result<()> {
    let mut settings = Settings::check(&start.file, Mode::Development)?;
    if no_demo {
        settings.demo = None;
    }
    telemetry::init(
        settings
            .log
            .as_deref()
            .unwrap_or("warn,signet=info,engine=info"),
        start.log_format,
    )?;
    let open = serve::open(&settings.http.listen, "http.listen")?;
    let (demo_open, mut demo) = match &settings.demo {
        None => (None, Demo::Unwanted),
        Some(_) if !cfg!(feature = "demo") => (None, Demo::NotBuilt),
        Some(listen) => open_demo(listen)?,
    };
    if demo_open.is_none() {
        settings.demo = None;
    }
    let app = App::open_at(settings, start.clock).await?;
    let mut running = Running::start(app.clone(), open)?;
    if let (Some(open), Some(listen)) = (demo_open, &app.config.demo) {
        match demo_app(&app, listen).await {
            Ok(routes) => running.also(open, routes),
            Err(error) => {
                demo = Demo::Failed {
                    why: format!("{error:#}"),
                }
            }
        }
    }
    // A terminal that is gone is no reason to stop.
    let _ = write!(
        std::io::stdout(),
        "{}",
        Banner {
            settings: &app.config,
            demo: &demo,
            first_administrator: &FirstAdministrator::of(&app).await,
        }
    );
    running.until_told_to_stop().await
}

/// A busy port costs the demo app, not the start.
fn open_demo(listen: &Listen) -> anyhow::Result<(Option<Open>, Demo)> {
    let url = demo_client::base_url(listen);
    match serve::open(listen, "demo.listen") {
        Ok(open) => Ok((Some(open), Demo::At { url })),
        Err(error) if serve::is_taken(&error) => Ok((
            None,
            Demo::PortTaken {
                port: listen.port(),
            },
        )),
        Err(error) => Err(error),
    }
}

async fn demo_app(app: &App, listen: &Listen) -> anyhow::Result<Router> {
    let secret = demo_client::secret(app, demo_client::ID).await?;
    let api = if demo_api::is_ours(app).await? {
        api_secret(app).await
    } else {
        None
    };
    bookstore(app, listen, &secret, api.as_ref())
}

/// An application of somebody's own by the API's id costs the API, not the demo app.
async fn api_secret(app: &App) -> Option<Secret<String>> {
    match demo_client::secret(app, demo_client::API_ID).await {
        Ok(secret) => Some(secret),
        Err(why) => {
            tracing::warn!("the demo app has no API to call: {why:#}");
            None
        }
    }
}

#[cfg(feature = "demo")]
fn bookstore(
    app: &App,
    listen: &Listen,
    secret: &Secret<String>,
    api: Option<&Secret<String>>,
) -> anyhow::Result<Router> {
    use anyhow::Context;

    demo_app::router(&demo_app::Config {
        issuer: app.urls.issuer().clone(),
        client_id: demo_client::ID.to_owned(),
        client_secret: Some(secret.expose().clone()),
        base_url: demo_client::base_url(listen)
            .parse()
            .context("the demo app's address")?,
        cookie_secret: app.secrets.demo_cookies().expose().clone(),
        api: api.map(|secret| demo_app::Api {
            indicator: demo_api::INDICATOR.to_owned(),
            client_id: demo_client::API_ID.to_owned(),
            client_secret: secret.expose().clone(),
        }),
        lookups: demo_app::Lookups::default(),
    })
}

#[cfg(not(feature = "demo"))]
fn bookstore(
    _: &App,
    _: &Listen,
    _: &Secret<String>,
    _: Option<&Secret<String>>,
) -> anyhow::Result<Router> {
    anyhow::bail!("not in this build")
}
