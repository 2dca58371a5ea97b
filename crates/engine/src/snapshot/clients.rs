//! The clients that may be used, with their secrets.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use oidc_core::{
    client::{Client, SealedClientSecret},
    client_auth::ClientSecret,
    id::ClientId,
    key::Algorithm,
    seal::SealingKey,
};
use store::{Found, StoreError, Tx};

use super::{
    client_secrets::Secrets,
    quarantine::{Noun, Quarantine},
    shards::Shards,
};

/// A client and what it proves itself with.
#[derive(Debug)]
pub struct Registered {
    /// The client.
    pub client: Client,
    secrets: Secrets,
}

impl Registered {
    /// Its secrets that can be read, as digests.
    pub fn secrets(&self) -> &[ClientSecret] {
        self.secrets.opened()
    }
}

/// Every client that may be used: not those that are disabled or cannot be read.
#[derive(Debug, Clone)]
pub struct Clients {
    by_id: Shards<ClientId, Arc<Registered>>,
    /// How many clients run pages on an origin.
    origins: Shards<String, u32>,
    /// How many clients ask for ID tokens signed with an algorithm.
    algorithms: HashMap<Algorithm, u32>,
    /// Opens secrets.
    key: SealingKey,
    pub(super) quarantine: Quarantine,
}

/// What was read of them.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// The clients that have changed; none when all were read.
    changed: Option<Vec<ClientId>>,
    clients: Found<Client>,
    secrets: Found<SealedClientSecret>,
}

impl Rows {
    /// Every client, with secrets that were read by themselves.
    pub(super) const fn all(clients: Found<Client>, secrets: Found<SealedClientSecret>) -> Self {
        Self {
            changed: None,
            clients,
            secrets,
        }
    }

    /// Reads the clients that have changed between two versions; all of them when it is too long ago.
    pub(super) async fn read(tx: &mut Tx, since: i64, until: i64) -> Result<Self, StoreError> {
        let Some(changed) = tx.clients().changed_between(since, until).await? else {
            let clients = tx.clients().all().await?;
            return Ok(Self::all(clients, tx.clients().secrets().await?));
        };
        let mut rows = Self::default();
        for id in &changed {
            match tx.clients().look(id).await? {
                Some(Ok(client)) => rows.clients.rows.push(client),
                Some(Err(unreadable)) => rows.clients.unreadable.push(unreadable),
                None => {}
            }
            let own = tx.clients().secrets_of(id).await?;
            rows.secrets.rows.extend(own.rows);
            rows.secrets.unreadable.extend(own.unreadable);
        }
        rows.changed = Some(changed);
        Ok(rows)
    }
}

impl Clients {
    fn empty(key: &SealingKey) -> Self {
        Self {
            by_id: Shards::default(),
            origins: Shards::default(),
            algorithms: HashMap::new(),
            key: key.clone(),
            quarantine: Quarantine::default(),
        }
    }

    /// The client with this id, its secrets opened. One that has secrets, none of which can be
    /// read, is as good as disabled: nothing could tell it from a stranger.
    pub fn get(&self, id: &ClientId) -> Option<&Arc<Registered>> {
        let known = self.by_id.get(id)?;
        known.secrets.open(&self.key).then_some(known)
    }

    /// Whether there is a client with this id.
    pub fn contains(&self, id: &ClientId) -> bool {
        self.get(id).is_some()
    }

    /// Whether pages of a client run on this origin, so that CORS may allow it.
    pub fn has_origin(&self, origin: &str) -> bool {
        self.origins.get(origin).is_some()
    }

    /// The algorithms that clients ask for.
    pub fn algorithms(&self) -> impl Iterator<Item = Algorithm> {
        self.algorithms.keys().copied()
    }

    /// Opens every secret, so that the log names those that do not open before somebody needs
    /// them. Some microseconds for each.
    pub(crate) fn open_all(&self) {
        for known in self.by_id.values() {
            known.secrets.open(&self.key);
        }
    }

    pub(super) fn load(rows: Rows, key: &SealingKey, last: Option<&Self>) -> Self {
        let mut fresh = match (&rows.changed, last) {
            (Some(changed), Some(last)) => {
                let mut fresh = last.clone();
                for id in changed {
                    fresh.forget(id);
                }
                fresh
            }
            _ => Self::empty(key),
        };
        let unreadable = rows.secrets.unreadable.iter();
        let unreadable: HashSet<String> = unreadable.map(|row| row.id.clone()).collect();
        let aside = &mut fresh.quarantine;
        aside.add_all(Noun::Client, rows.clients.unreadable);
        aside.add_all(Noun::ClientSecret, rows.secrets.unreadable);
        let mut secrets: HashMap<ClientId, Vec<SealedClientSecret>> = HashMap::new();
        for row in rows.secrets.rows {
            let own = secrets.entry(row.client_id.clone()).or_default();
            own.push(row);
        }
        for client in rows.clients.rows {
            let own = secrets.remove(&client.id).unwrap_or_default();
            let own = Secrets::new(own, unreadable.contains(client.id.as_str()));
            fresh.add(client, own);
        }
        fresh.quarantine.log(last.map(|last| &last.quarantine));
        fresh
    }

    /// A disabled client is one that nobody knows (T-27, T-38).
    fn add(&mut self, client: Client, secrets: Secrets) {
        if client.disabled {
            return;
        }
        for origin in client.origins() {
            let count = self.origins.get(&origin).copied().unwrap_or_default();
            self.origins.insert(origin, count + 1);
        }
        if let Some(algorithm) = client.id_token_alg {
            *self.algorithms.entry(algorithm).or_default() += 1;
        }
        let id = client.id.clone();
        self.by_id
            .insert(id, Arc::new(Registered { client, secrets }));
    }

    fn forget(&mut self, id: &ClientId) {
        self.quarantine.remove(Noun::Client, id.as_str());
        self.quarantine.remove(Noun::ClientSecret, id.as_str());
        let Some(known) = self.by_id.remove(id) else {
            return;
        };
        for origin in known.client.origins() {
            match self.origins.get(&origin).copied() {
                Some(count) if count > 1 => {
                    self.origins.insert(origin, count - 1);
                }
                _ => {
                    self.origins.remove(&origin);
                }
            }
        }
        if let Some(algorithm) = known.client.id_token_alg
            && let Some(count) = self.algorithms.get_mut(&algorithm)
        {
            *count -= 1;
            if *count == 0 {
                self.algorithms.remove(&algorithm);
            }
        }
    }
}
