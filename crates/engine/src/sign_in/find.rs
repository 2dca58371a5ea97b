//! A sign-in under way: found by its id and by this browser's key, never by one alone (T-51).

use std::sync::Arc;

use oidc_core::{id::InteractionId, interaction::Interaction};

use crate::{
    breakdown::Breakdown, browser_key::BrowserKey, engine::Engine, snapshot::clients::Registered,
};

/// What is found of a sign-in.
#[derive(Debug)]
pub enum Found {
    /// It is this browser's, lives and is unfinished.
    Live(Box<Interaction>, Arc<Registered>),
    /// Not that; whose it was, which is enough for a way back and no more.
    Stale(Option<Arc<Registered>>),
}

/// Finds the sign-in with this id; without an id, the newest one of this browser.
pub async fn find(
    engine: &Engine,
    browser: Option<&BrowserKey>,
    id: Option<&str>,
) -> Result<Found, Breakdown> {
    let found = match (id, browser) {
        (Some(id), _) => by_id(engine, id).await?,
        (None, Some(browser)) => newest(engine, browser).await?,
        (None, None) => None,
    };
    let Some(interaction) = found else {
        return Ok(Found::Stale(None));
    };
    let own = browser.is_some_and(|browser| browser.digest() == interaction.browser);
    let live = own && interaction.is_live(engine.clock.now());
    Ok(match client_of(engine, &interaction) {
        Some(client) if live => Found::Live(Box::new(interaction), client),
        client => Found::Stale(client),
    })
}

/// What is left of a sign-in, whichever browser asks.
#[derive(Debug)]
pub struct Remains {
    /// Whose it is, for a way back.
    pub client: Option<Arc<Registered>>,
    /// Whether it is finished or has expired.
    pub is_over: bool,
}

/// Looks at a sign-in whose form cannot be trusted.
pub async fn remains(engine: &Engine, id: &str) -> Result<Option<Remains>, Breakdown> {
    let found = by_id(engine, id).await?;
    Ok(found.map(|found| Remains {
        client: client_of(engine, &found),
        is_over: !found.is_live(engine.clock.now()),
    }))
}

fn client_of(engine: &Engine, interaction: &Interaction) -> Option<Arc<Registered>> {
    let snapshot = engine.snapshot();
    let client = snapshot.clients.get(interaction.goal.client_id()).cloned();
    client.filter(|client| !client.client.disabled)
}

async fn by_id(engine: &Engine, id: &str) -> Result<Option<Interaction>, Breakdown> {
    let Ok(id) = id.parse::<InteractionId>() else {
        return Ok(None);
    };
    Ok(engine
        .store
        .read(|mut tx| async move { tx.interactions().find(&id).await })
        .await?)
}

async fn newest(engine: &Engine, browser: &BrowserKey) -> Result<Option<Interaction>, Breakdown> {
    let (digest, now) = (browser.digest(), engine.clock.now());
    let newest = engine
        .store
        .read(|mut tx| async move { tx.interactions().newest_of_browser(&digest, now).await })
        .await;
    Ok(newest?)
}
