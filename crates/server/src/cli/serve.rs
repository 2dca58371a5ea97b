//! `signet serve`: production.

use engine::config::Mode;

use super::{
    first_administrator::{COMMAND, FirstAdministrator},
    output,
    running::Running,
    start::Start,
};
use crate::{app::App, config::Settings, serve, telemetry, urls::CONSOLE};

pub(super) async fn run(start: Start) -> anyhow::Result<()> {
    let settings = Settings::check(&start.file, Mode::Production)?;
    telemetry::init(settings.log.as_deref().unwrap_or("info"), start.log_format)?;
    // The listener first: who connects while the rest is being made waits instead of failing.
    let open = serve::open(&settings.http.listen, "http.listen")?;
    let app = App::open_at(settings, start.clock).await?;
    let running = Running::start(app.clone(), open)?;
    let console = app.config.console.home(&app.urls);
    let console = console.map(|home| home.absolute(CONSOLE));
    tracing::info!(
        public_url = app.urls.absolute(""),
        console,
        listen = %app.config.http.listen,
        database = app.config.database.label,
        "Signet is ready"
    );
    match FirstAdministrator::of(&app).await {
        FirstAdministrator::Settled => {}
        FirstAdministrator::Link(link) => {
            // A terminal that is gone is no reason to stop.
            let _ = output::print(&format!(
                "Open this to become the first administrator: {link}\n"
            ));
        }
        FirstAdministrator::Command => {
            tracing::info!("there is no administrator yet: run `{COMMAND}` on this host");
        }
    }
    running.until_told_to_stop().await
}
