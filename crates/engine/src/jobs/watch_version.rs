//! Notices what other servers and `signet app` have changed: one statement at each look. Signing
//! keys that it asks for are made beside it, for that may take long or fail; that looks into memory
//! alone until one is missing.

use std::time::Duration;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::round::{pause, pause_unless_notified};
use crate::engine::Engine;

const EVERY: Duration = Duration::from_millis(700);

/// While a key is missing that cannot be made. Trying costs a processor for a while.
const BEFORE_ANOTHER_KEY: Duration = Duration::from_secs(10);

pub(super) async fn run(engine: Engine, stop: CancellationToken) {
    let wake = Notify::new();
    tokio::join!(
        take_over(&engine, &stop, &wake),
        make_keys(&engine, &stop, &wake)
    );
}

async fn take_over(engine: &Engine, stop: &CancellationToken, wake: &Notify) {
    let mut failing = false;
    while pause(EVERY, stop).await {
        match look(engine, wake).await {
            Ok(changed) => {
                failing = false;
                if changed {
                    tracing::debug!("took over changed settings");
                }
            }
            // Said once: a database that is down is down for many seconds.
            Err(error) if !failing => {
                failing = true;
                tracing::warn!(
                    error = format!("{error:#}"),
                    "cannot look for changed settings"
                );
            }
            Err(_) => {}
        }
    }
}

/// Looks once, and notifies `wake` when a key is missing that was not before: until it is made, some
/// client gets no tokens.
async fn look(engine: &Engine, wake: &Notify) -> anyhow::Result<bool> {
    let before = engine.snapshot().missing_keys();
    let changed = engine.take_over_changes().await?;
    let now = engine.snapshot().missing_keys();
    if now.iter().any(|algorithm| !before.contains(algorithm)) {
        wake.notify_one();
    }
    Ok(changed)
}

async fn make_keys(engine: &Engine, stop: &CancellationToken, wake: &Notify) {
    let mut failing = false;
    let mut wait = EVERY;
    while pause_unless_notified(wait, stop, wake).await {
        match engine.make_missing_keys().await {
            Ok(_) => {
                failing = false;
                // One that is there and cannot be read stays missing, and is named in the log.
                let is_whole = engine.snapshot().missing_keys().is_empty();
                wait = if is_whole { EVERY } else { BEFORE_ANOTHER_KEY };
            }
            Err(error) => {
                if !failing {
                    tracing::error!(
                        error = format!("{error:#}"),
                        "cannot make a signing key: tokens of its algorithm are not signed"
                    );
                }
                (failing, wait) = (true, BEFORE_ANOTHER_KEY);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use oidc_core::{key::Algorithm, seal::SealingKey, source::Source, time::Timestamp};
    use sign_in_ui::Pages;
    use store::Store;
    use tokio::time::timeout;

    use super::*;
    use crate::{
        clock::Clock,
        config::{Config, Mode},
        entropy::Entropy,
        instance_secrets::InstanceSecrets,
    };
    use connectors::outbound::{Outbound, OutboundConfig};

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    async fn engine() -> Engine {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let (clock, entropy) = (Clock::fixed(NOW), Entropy::seeded(1));
        let secrets = InstanceSecrets::derive(SealingKey::from_bytes([7; 32])).unwrap();
        let config = Config {
            mode: Mode::Development,
            issuer: "http://localhost:3001/oidc".to_owned(),
            console: std::collections::HashSet::new(),
            administrators: Vec::new(),
            experience_declared_at: std::collections::BTreeMap::new(),
            outbound: Outbound::new(OutboundConfig::default()),
            request_timeout: std::time::Duration::from_secs(30),
            status_api_key: None,
        };
        let mails = Arc::new(Pages::load().unwrap());
        Box::pin(Engine::start(config, store, clock, entropy, secrets, mails))
            .await
            .unwrap()
    }

    /// As another server sets the instance's algorithm.
    async fn set(engine: &Engine, algorithm: Algorithm) {
        let value = &serde_json::json!({ "id_token_alg": algorithm.as_str() });
        let set = engine.store.transact(|mut tx| async move {
            tx.settings()
                .put("tokens", value, Source::Console, NOW)
                .await
        });
        set.await.unwrap();
    }

    async fn bump(engine: &Engine) {
        let bumped = engine
            .store
            .transact(|mut tx| async move { tx.versions().bump().await });
        bumped.await.unwrap();
    }

    async fn was_notified(wake: &Notify) -> bool {
        timeout(Duration::ZERO, wake.notified()).await.is_ok()
    }

    #[tokio::test]
    async fn a_look_that_finds_a_key_missing_notifies_once_of_it() {
        let (engine, wake) = (engine().await, Notify::new());
        bump(&engine).await;
        assert!(look(&engine, &wake).await.unwrap());
        assert!(!was_notified(&wake).await, "no key is missing");
        set(&engine, Algorithm::Es384).await;
        assert!(look(&engine, &wake).await.unwrap());
        assert!(was_notified(&wake).await);
        bump(&engine).await;
        assert!(look(&engine, &wake).await.unwrap());
        assert!(!was_notified(&wake).await, "that was told before");
    }

    #[tokio::test]
    async fn a_notified_pause_ends_at_once() {
        let (stop, wake) = (CancellationToken::new(), Notify::new());
        let hour = Duration::from_hours(1);
        wake.notify_one();
        let wait = pause_unless_notified(hour, &stop, &wake);
        assert_eq!(timeout(Duration::from_mins(1), wait).await, Ok(true));
        stop.cancel();
        assert!(!pause_unless_notified(hour, &stop, &wake).await);
    }
}
