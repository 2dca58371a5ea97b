//! A server that runs until it is told to stop.

use std::time::Duration;

use anyhow::Context;
use engine::jobs::{self, Jobs};
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

use crate::{
    app::App,
    router::router,
    serve::{self, Open},
};

/// How often the counters in memory forget what is over.
const TIDY: Duration = Duration::from_mins(1);

/// The provider and what is served beside it.
pub(super) struct Running {
    app: App,
    jobs: Jobs,
    servers: JoinSet<()>,
    stop: CancellationToken,
    terminate: Signal,
    interrupt: Signal,
}

impl Running {
    /// Begins to answer and starts the jobs. It listens for signals before it answers, so that
    /// whoever has seen it ready can stop it gently.
    pub(super) fn start(app: App, open: Open) -> anyhow::Result<Self> {
        let listening = "listening for signals";
        let mut running = Self {
            terminate: signal(SignalKind::terminate()).context(listening)?,
            interrupt: signal(SignalKind::interrupt()).context(listening)?,
            jobs: jobs::start(&app),
            servers: JoinSet::new(),
            stop: CancellationToken::new(),
            app: app.clone(),
        };
        let counted = app.clone();
        running.jobs.every(TIDY, move || counted.floods.tidy());
        running.also(open, router(app));
        Ok(running)
    }

    /// Serves something else until the same end.
    pub(super) fn also(&mut self, open: Open, routes: axum::Router) {
        let (http, stop) = (self.app.config.http.clone(), self.stop.clone());
        self.servers
            .spawn(async move { serve::serve(open, routes, &http, stop).await });
    }

    /// Waits for SIGTERM or SIGINT, finishes the requests in flight, then the jobs, then closes
    /// the database.
    pub(super) async fn until_told_to_stop(mut self) -> anyhow::Result<()> {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
        tracing::info!("stopping: finishing the requests in flight");
        self.stop.cancel();
        while self.servers.join_next().await.is_some() {}
        self.jobs.stop().await;
        self.app.store.close().await;
        tracing::info!("stopped");
        Ok(())
    }
}
