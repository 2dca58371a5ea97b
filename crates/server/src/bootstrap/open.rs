//! From settings to a state that can answer.

use std::sync::Arc;

use anyhow::{Context, anyhow};
use engine::{Engine, clock::Clock, entropy::Entropy};
use oidc_core::key::Algorithm;
use sign_in_ui::Pages;
use store::Store;

use super::{console_client, demo_api, demo_client, file_owned, instance_key};
use crate::{
    app::{App, Parts, Settings},
    config::database::Place,
    console::press::Press,
    layer::floods::Floods,
};

impl App {
    /// Opens the database of the settings, with the machine's clock and randomness.
    ///
    /// # Errors
    /// One sentence that says what to change.
    pub async fn open(settings: Settings) -> anyhow::Result<Self> {
        Self::open_at(settings, Clock::system()).await
    }

    /// As [`App::open`], with a clock of one's own.
    ///
    /// # Errors
    /// One sentence that says what to change.
    pub async fn open_at(settings: Settings, clock: Clock) -> anyhow::Result<Self> {
        make_folder(&settings)?;
        let entropy = Entropy::system().context("the operating system gives no randomness")?;
        let store = settings.database.open().await?;
        Self::assemble(settings, store, clock, entropy).await
    }

    /// Brings an open database into the state that the settings describe, and makes everything
    /// that a first start makes. Tests come in here.
    ///
    /// # Errors
    /// One sentence that says what to change.
    pub async fn assemble(
        settings: Settings,
        store: Store,
        clock: Clock,
        entropy: Entropy,
    ) -> anyhow::Result<Self> {
        let now = clock.now();
        let pages = std::thread::spawn(Pages::load);
        // On the heap: each step is large, and the start is all of them.
        let secrets = Box::pin(instance_key::load(&store, &settings, now, &entropy)).await?;
        Box::pin(file_owned::write(
            &store, &settings, &secrets, now, &entropy,
        ))
        .await?;
        let (console, urls) = (&settings.console, &settings.urls);
        Box::pin(console_client::ensure(&store, console, urls, now, &entropy)).await?;
        if let Some(demo) = &settings.demo {
            Box::pin(demo_client::ensure(&store, demo, &secrets, now, &entropy)).await?;
            Box::pin(demo_api::ensure(&store, now, &entropy)).await?;
        }
        let pages = pages
            .join()
            .map_err(|_| anyhow!("the pages could not be loaded"))??;
        let pages = Arc::new(pages);
        let engine = Engine::start(
            settings.engine(),
            store,
            clock,
            entropy,
            secrets,
            Arc::clone(&pages),
        );
        let engine = Box::pin(engine).await?;
        warn_without_rs256(&engine);
        Ok(Self::new(Parts {
            engine,
            pages,
            urls: settings.urls.clone(),
            floods: Floods::default(),
            console: Press::default(),
            config: settings,
        }))
    }
}

/// What is listed is what there is a key for, and RS256 has to be among it (OpenID Connect Discovery
/// §3, Core §15.1). Whoever chose otherwise may do so, and should know.
fn warn_without_rs256(engine: &Engine) {
    let snapshot = engine.snapshot();
    if snapshot.keys.set.signer(Algorithm::Rs256).is_err() {
        tracing::warn!(
            "no key signs with RS256, so discovery does not list it: OpenID Connect asks for it, and \
             applications that know nothing else cannot verify ID tokens; see oidc.id_token_alg"
        );
    }
}

/// An SQLite file in `data_dir` wants a folder; readable by its owner only.
pub(crate) fn make_folder(settings: &Settings) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    let Place::File(file) = &settings.database.place else {
        return Ok(());
    };
    let Some(folder) = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    else {
        return Ok(());
    };
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|error| {
            anyhow!(
                "The folder {} cannot be made ({error}): make it writable for this user, or choose \
             another one with data_dir in signet.toml.",
                folder.display()
            )
        })
}
