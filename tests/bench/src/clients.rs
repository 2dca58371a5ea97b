//! What many clients cost: the start, and a change of one of them.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context;
use connectors::outbound::{Outbound, OutboundConfig};
use engine::{
    Engine, application,
    clock::Clock,
    config::{Config, Mode},
    entropy::Entropy,
    instance_secrets::InstanceSecrets,
};
use oidc_core::{
    client::ClientKind, registration::Registration, seal::SealingKey, secret::Secret,
    source::Source,
};
use sign_in_ui::Pages;
use store::{Store, StoreError};

/// Rows of one transaction while the database is filled.
const AT_ONCE: usize = 1_000;
/// Changes that are timed.
const CHANGES: usize = 101;

/// Fills a database with so many clients, each with a secret, starts on it, changes clients one by
/// one, and prints how long it took.
///
/// # Errors
/// When the database refuses.
pub async fn run(number: usize) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("clients.db");
    let url = format!("sqlite:{}", path.display());
    let store = Store::open(&url).await?;
    let (clock, entropy) = (Clock::system(), Entropy::system()?);
    let secrets = InstanceSecrets::derive(SealingKey::from_bytes([7; 32]))?;
    fill(&store, &secrets, &clock, &entropy, number).await?;
    let config = config();
    let mails = Arc::new(Pages::load()?);
    let start = |store| {
        let (config, secrets, mails) = (config.clone(), secrets.clone(), Arc::clone(&mails));
        Box::pin(Engine::start(
            config,
            store,
            clock.clone(),
            entropy.clone(),
            secrets,
            mails,
        ))
    };
    // The first start makes the signing keys.
    start(store.clone()).await?;
    let before = Instant::now();
    let engine = start(store).await?;
    println!(
        "{number} clients: started in {} ms",
        before.elapsed().as_millis()
    );
    let mut spans = Vec::with_capacity(CHANGES);
    for change in 0..CHANGES {
        let id = name(change * number / CHANGES).parse()?;
        let id = &id;
        engine
            .store
            .transact(|mut tx| async move {
                let Some(mut client) = tx.clients().find(id).await? else {
                    return Ok::<_, StoreError>(false);
                };
                client.name.push('*');
                tx.clients().update(&client).await
            })
            .await?;
        let before = Instant::now();
        engine.refresh_snapshot().await?;
        spans.push(before.elapsed());
    }
    spans.sort_unstable();
    let at = |part: usize| spans.get(part).copied().unwrap_or(Duration::MAX);
    println!(
        "{number} clients: a change of one was taken over in {:.2} ms (median), {:.2} ms (slowest)",
        at(CHANGES / 2).as_secs_f64() * 1_000.0,
        at(CHANGES - 1).as_secs_f64() * 1_000.0,
    );
    engine.store.close().await;
    Ok(())
}

fn name(number: usize) -> String {
    format!("client-{number}")
}

async fn fill(
    store: &Store,
    secrets: &InstanceSecrets,
    clock: &Clock,
    entropy: &Entropy,
    number: usize,
) -> anyhow::Result<()> {
    let numbers: Vec<usize> = (0..number).collect();
    for chunk in numbers.chunks(AT_ONCE) {
        let mut rows = Vec::with_capacity(chunk.len());
        for number in chunk {
            let now = clock.now();
            let secret = Secret::new(format!("secret-of-client-{number}"));
            let registration = Registration {
                redirect_uris: vec![format!("https://app{number}.example/callback")],
                secret: Some(secret.clone()),
                ..Registration::new(name(*number).parse()?, ClientKind::Traditional)
            };
            let client = registration
                .check(Source::Console, now)
                .context("a client of the bench")?;
            let mut rng = entropy.rng();
            let sealed = application::seal(secrets, &client.id, "default", &secret, now, &mut rng)?;
            rows.push((client, sealed));
        }
        let rows = &rows;
        store
            .transact(|mut tx| async move {
                for (client, secret) in rows {
                    tx.clients().insert(client).await?;
                    tx.clients().add_secret(secret).await?;
                }
                Ok::<_, StoreError>(())
            })
            .await?;
    }
    Ok(())
}

fn config() -> Config {
    Config {
        status_api_key: None,
        mode: Mode::Development,
        issuer: "http://localhost:3001/oidc".to_owned(),
        console: std::collections::HashSet::new(),
        administrators: Vec::new(),
        experience_declared_at: std::collections::BTreeMap::new(),
        outbound: Outbound::new(OutboundConfig::default()),
        request_timeout: std::time::Duration::from_secs(30),
    }
}
