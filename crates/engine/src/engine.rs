//! The one state value of all use cases: cheap to clone.

use std::{ops::Deref, sync::Arc, time::Duration};

use arc_swap::{ArcSwap, Guard};
use oidc_core::time::Timestamp;
use sign_in_ui::Pages;
use store::Store;
use tokio::sync::{Mutex, Notify};

use crate::{
    clock::Clock,
    config::Config,
    entropy::Entropy,
    error_pages::ErrorPages,
    instance_secrets::InstanceSecrets,
    looks::Looks,
    mail::refusal_told::RefusalTold,
    milestones::Milestones,
    password::hashing::Hashing,
    refused_redirects::RefusedRedirects,
    secret_uses::SecretUses,
    signing_keys,
    snapshot::Snapshot,
    stored_bytes::StoredBytes,
    token::{
        active_today::ActiveToday,
        tally::{Record, Tally},
    },
};

/// How long a request waits for a look at the database that it could do without.
const LOOK_AT_MOST: Duration = Duration::from_secs(2);

/// Everything a use case needs.
#[derive(Clone)]
pub struct Engine(Arc<Parts>);

/// What an [`Engine`] is made of. Tests put in a clock that stands still and a seeded generator;
/// the rest is the same.
pub struct Parts {
    /// Where everything is kept.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// Random values.
    pub entropy: Entropy,
    /// The words of mails.
    pub mails: Arc<Pages>,
    /// What was said at the start.
    pub config: Config,
    /// The keys of this instance.
    pub secrets: InstanceSecrets,
    /// Rings when a mail was written.
    pub delivery_wake: Notify,
    /// Rings when a call to a client was written.
    pub logout_wake: Notify,
    /// Rings when an application was removed: more may hang from it than was ended with it.
    pub removal_wake: Notify,
    /// What each network may still write, as far as this node has drawn it.
    pub stored: StoredBytes,
    /// How many tokens machines got of this node.
    pub tally: Tally,
    /// Who was active today, as far as this node has written it down.
    pub active_today: ActiveToday,
    /// Which secrets of applications were used in the last minute.
    pub secret_uses: SecretUses,
    /// What applications have come to do, as far as this node knows.
    pub milestones: Milestones,
    /// Addresses that applications were refused in the last second.
    pub refused_redirects: RefusedRedirects,
    /// Error pages that people were shown in the last second.
    pub error_pages: ErrorPages,
    /// When it was last told that reports of mails are refused.
    pub(crate) refusal_told: RefusalTold,
    /// Where passwords are digested.
    pub hashing: Hashing,
    /// When this node looked for what others have changed.
    pub looks: Looks,
    snapshot: ArcSwap<Snapshot>,
    /// One reader of the database at a time, so that an older picture never replaces a newer one.
    refreshing: Mutex<()>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Engine")
    }
}

impl Deref for Engine {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Engine {
    /// Makes the signing keys that are missing, reads what is cached and is ready.
    ///
    /// # Errors
    /// When the database cannot be read, or holds no signing key, or in production no connector.
    pub async fn start(
        config: Config,
        store: Store,
        clock: Clock,
        entropy: Entropy,
        secrets: InstanceSecrets,
        mails: Arc<Pages>,
    ) -> anyhow::Result<Self> {
        signing_keys::ensure(&store, &secrets, clock.now(), &entropy).await?;
        let looks = Looks::new(clock.now());
        let snapshot = Box::pin(Snapshot::load(&store, &secrets, &config)).await?;
        Ok(Self(Arc::new(Parts {
            store,
            clock,
            entropy,
            mails,
            config,
            secrets,
            delivery_wake: Notify::new(),
            logout_wake: Notify::new(),
            removal_wake: Notify::new(),
            stored: StoredBytes::default(),
            tally: Tally::default(),
            active_today: ActiveToday::default(),
            secret_uses: SecretUses::default(),
            milestones: Milestones::default(),
            refused_redirects: RefusedRedirects::default(),
            error_pages: ErrorPages::default(),
            refusal_told: RefusalTold::default(),
            hashing: Hashing::default(),
            looks,
            snapshot: ArcSwap::from_pointee(snapshot),
            refreshing: Mutex::new(()),
        })))
    }

    /// What does not change per request: clients, keys, finished documents. Take it once per
    /// request, so that the request sees one picture.
    pub fn snapshot(&self) -> Guard<Arc<Snapshot>> {
        self.0.snapshot.load()
    }

    /// Where events are written.
    pub(crate) fn record(&self, now: Timestamp) -> Record<'_> {
        Record {
            store: &self.0.store,
            entropy: &self.0.entropy,
            now,
        }
    }

    /// Reads what has changed; whether anything has. Call it after writing a client, a key, the
    /// connector or a setting; other servers notice by themselves within a second.
    ///
    /// What has changed is in force before a signing key is made that it asks for, so that no
    /// change waits for a key it has nothing to do with.
    ///
    /// # Errors
    /// When the database does not answer, or a signing key is missing and cannot be made.
    pub async fn refresh_snapshot(&self) -> anyhow::Result<bool> {
        let changed = self.take_over_changes().await?;
        Ok(self.make_missing_keys().await? || changed)
    }

    /// Reads what has changed and puts it in force; whether anything has.
    pub(crate) async fn take_over_changes(&self) -> anyhow::Result<bool> {
        let _alone = self.0.refreshing.lock().await;
        let parts = &self.0;
        let begun = parts.clock.now();
        let last = parts.snapshot.load_full();
        // On the heap: every request that writes something would carry it along.
        let renewed = Box::pin(last.renewed(&parts.store, &parts.secrets, &parts.config));
        let Some(fresh) = renewed.await? else {
            parts.looks.note(begun);
            return Ok(false);
        };
        parts.looks.note(begun);
        parts.snapshot.store(Arc::new(fresh));
        Ok(true)
    }

    /// Looks for what others have changed before something is refused that is unknown here: a secret
    /// or an application may have been added a moment ago, a key made. At most one look in a second.
    pub async fn look_again(&self) {
        // On the heap: it is seldom needed, and every request would carry it along.
        self.looks.for_unknown(Box::pin(self.look())).await;
    }

    /// Looks first when this node was stopped or cut off for a while: it may hold keys and secrets
    /// that were replaced meanwhile.
    ///
    /// Where the database does not answer either, one request in a second tries, and not for long:
    /// what is in memory serves all others.
    pub async fn look_after_sleep(&self) {
        let now = self.clock.now();
        if self.looks.was_asleep(now) && self.looks.may_try(now) {
            let look = Box::pin(self.look());
            if tokio::time::timeout(LOOK_AT_MOST, look).await.is_err() {
                tracing::debug!("a look for changes took too long and was cut");
            }
        }
    }

    /// The same for a job, which can wait and is one of its kind: it goes on with what it has read.
    pub(crate) async fn look_after_own_sleep(&self) {
        if self.looks.was_asleep(self.clock.now()) {
            Box::pin(self.look()).await;
        }
    }

    /// Before a token is verified: if it names a key that is not known here, another node may have
    /// made it a moment ago.
    pub async fn know_key_of(&self, token: &str) {
        if self.snapshot().keys.set.lacks_key_of(token) {
            self.look_again().await;
        }
    }

    /// What fails here is told by the job that looks all the time.
    async fn look(&self) {
        if let Err(error) = self.take_over_changes().await {
            tracing::debug!(error = format!("{error:#}"), "cannot look for changes");
        }
    }

    /// Makes the signing keys that what is in force asks for and does not have; whether anything
    /// has changed by it.
    pub(crate) async fn make_missing_keys(&self) -> anyhow::Result<bool> {
        if self.snapshot().missing_keys().is_empty() {
            return Ok(false);
        }
        let parts = &self.0;
        let (now, entropy) = (parts.clock.now(), &parts.entropy);
        signing_keys::ensure(&parts.store, &parts.secrets, now, entropy).await?;
        self.take_over_changes().await
    }
}
