//! The clients that may be used, with their secrets.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use oidc_core::{
    client::{Client, SealedClientSecret},
    client_auth::ClientSecret,
    id::ClientId,
    key::Algorithm,
    seal::SealingKey,
};
use store::{Found, StoreError, Tx};

use super::quarantine::{Noun, Quarantine, UNSEALABLE};
use crate::place;

/// A client and what it proves itself with.
#[derive(Debug)]
pub struct Registered {
    /// The client.
    pub client: Client,
    /// Its secrets, as digests.
    pub secrets: Vec<ClientSecret>,
}

/// Every client that may be used: not those that are disabled or cannot be read.
#[derive(Debug, Clone, Default)]
pub struct Clients {
    by_id: HashMap<ClientId, Arc<Registered>>,
    /// How many clients run pages on an origin.
    origins: HashMap<String, u32>,
    /// How many clients ask for ID tokens signed with an algorithm.
    algorithms: HashMap<Algorithm, u32>,
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
    /// Reads the clients that have changed between two versions; all of them when it is too long ago.
    pub(super) async fn read(tx: &mut Tx, since: i64, until: i64) -> Result<Self, StoreError> {
        let Some(changed) = tx.clients().changed_between(since, until).await? else {
            return Ok(Self {
                changed: None,
                clients: tx.clients().all().await?,
                secrets: tx.clients().secrets().await?,
            });
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
    /// The client with this id.
    pub fn get(&self, id: &ClientId) -> Option<&Arc<Registered>> {
        self.by_id.get(id)
    }

    /// Whether there is a client with this id.
    pub fn contains(&self, id: &ClientId) -> bool {
        self.by_id.contains_key(id)
    }

    /// Whether pages of a client run on this origin, so that CORS may allow it.
    pub fn has_origin(&self, origin: &str) -> bool {
        self.origins.contains_key(origin)
    }

    /// The algorithms that clients ask for.
    pub fn algorithms(&self) -> impl Iterator<Item = Algorithm> {
        self.algorithms.keys().copied()
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
            _ => Self::default(),
        };
        let aside = &mut fresh.quarantine;
        aside.add_all(Noun::Client, rows.clients.unreadable);
        aside.add_all(Noun::ClientSecret, rows.secrets.unreadable);
        let mut secrets: HashMap<ClientId, Vec<ClientSecret>> = HashMap::new();
        for row in rows.secrets.rows {
            match secret(&row, key) {
                Ok(secret) => secrets.entry(row.client_id).or_default().push(secret),
                Err(why) => aside.add(Noun::ClientSecret, row.client_id.as_str(), why),
            }
        }
        for client in rows.clients.rows {
            let own = secrets.remove(&client.id).unwrap_or_default();
            fresh.add(client, own);
        }
        fresh.quarantine.log(last.map(|last| &last.quarantine));
        fresh
    }

    /// A disabled client is one that nobody knows (T-27, T-38). So is one that had secrets, none of
    /// which can be read: nothing could tell it from a stranger.
    fn add(&mut self, client: Client, secrets: Vec<ClientSecret>) {
        let locked = secrets.is_empty()
            && self
                .quarantine
                .holds(Noun::ClientSecret, client.id.as_str());
        if locked || client.disabled {
            return;
        }
        for origin in client.origins() {
            *self.origins.entry(origin).or_default() += 1;
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
            one_less(&mut self.origins, &origin);
        }
        if let Some(algorithm) = known.client.id_token_alg {
            one_less(&mut self.algorithms, &algorithm);
        }
    }
}

fn one_less<K: Eq + Hash>(counts: &mut HashMap<K, u32>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

fn secret(row: &SealedClientSecret, key: &SealingKey) -> Result<ClientSecret, &'static str> {
    let plain = key
        .unseal(
            &place::client_secret(row.client_id.as_str(), &row.name),
            &row.sealed,
        )
        .map_err(|_| UNSEALABLE)?;
    let text = std::str::from_utf8(&plain).map_err(|_| "it is not text")?;
    Ok(ClientSecret::new(text, row.expires_at))
}
