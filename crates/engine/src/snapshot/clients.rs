//! The clients that may be used, with their secrets.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use oidc_core::{
    client::{Client, SealedClientSecret},
    client_auth::ClientSecret,
    id::{ClientId, RoleId},
    key::Algorithm,
    seal::SealingKey,
};
use store::{Found, Store, StoreError, Tx};

use super::{
    client_secrets::{Opener, Secrets},
    quarantine::{Noun, Quarantine},
    shards::Shards,
};

/// How many rows are read at once. SQLite reads on the thread that asks, where others wait for
/// their turn.
const PAGE: i64 = 2_000;

/// A client and what it proves itself with.
#[derive(Debug)]
pub struct Registered {
    /// The client.
    pub client: Client,
    /// The roles it holds, if it is a machine.
    pub roles: Vec<RoleId>,
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
    /// The clients that run pages on an origin.
    origins: Shards<String, Vec<Arc<Registered>>>,
    /// How many clients ask for ID tokens signed with an algorithm.
    algorithms: HashMap<Algorithm, u32>,
    opener: Opener,
    pub(super) quarantine: Quarantine,
}

/// What was read of them.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// The clients that have changed; none when all were read.
    changed: Option<Vec<ClientId>>,
    clients: Found<Client>,
    secrets: Found<SealedClientSecret>,
    roles: Vec<(ClientId, RoleId)>,
}

impl Rows {
    /// Reads every client. What changes between two pages has a higher version than the one that was
    /// read before, and is read again.
    pub(super) async fn all(store: &Store) -> anyhow::Result<Self> {
        // Where there are many clients their secrets take as long as they do: both at once.
        let secrets = tokio::spawn(all_secrets(store.clone()));
        let clients = all_clients(store).await?;
        let roles = store.read(|mut tx| async move { tx.client_roles().all().await });
        Ok(Self {
            changed: None,
            clients,
            roles: roles.await?,
            secrets: secrets.await??,
        })
    }

    /// Reads the clients that have changed between two versions; none when that is not known any
    /// more, and all of them must be read.
    pub(super) async fn changed(
        tx: &mut Tx,
        since: i64,
        until: i64,
    ) -> Result<Option<Self>, StoreError> {
        let Some(changed) = tx.clients().changed_between(since, until).await? else {
            return Ok(None);
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
            let held = tx.client_roles().of(id).await?.into_iter();
            rows.roles.extend(held.map(|role| (id.clone(), role)));
        }
        rows.changed = Some(changed);
        Ok(Some(rows))
    }
}

async fn all_clients(store: &Store) -> Result<Found<Client>, StoreError> {
    let (mut all, mut after) = (Found::default(), String::new());
    loop {
        let from = after.as_str();
        let page = store.read(|mut tx| async move { tx.clients().page(from, PAGE).await });
        let page = page.await?;
        all.append(page.found);
        let Some(next) = page.next else {
            return Ok(all);
        };
        after = next;
        tokio::task::yield_now().await;
    }
}

async fn all_secrets(store: Store) -> Result<Found<SealedClientSecret>, StoreError> {
    let (mut all, mut after) = (Found::default(), String::new());
    loop {
        let from = after.as_str();
        let page =
            store.read(|mut tx| async move { tx.clients().page_of_secrets(from, PAGE).await });
        let page = page.await?;
        all.append(page.found);
        let Some(next) = page.next else {
            return Ok(all);
        };
        after = next;
        tokio::task::yield_now().await;
    }
}

impl Clients {
    fn empty(opener: Opener) -> Self {
        Self {
            by_id: Shards::default(),
            origins: Shards::default(),
            algorithms: HashMap::new(),
            opener,
            quarantine: Quarantine::default(),
        }
    }

    /// The client with this id, its secrets opened. One that has secrets, none of which can be
    /// read, is as good as disabled: nothing could tell it from a stranger.
    pub fn get(&self, id: &ClientId) -> Option<&Arc<Registered>> {
        self.by_id.get(id).filter(|known| self.is_usable(known))
    }

    fn is_usable(&self, known: &Registered) -> bool {
        known.secrets.open(&self.opener)
    }

    /// Whether there is a client with this id.
    pub fn contains(&self, id: &ClientId) -> bool {
        self.get(id).is_some()
    }

    /// Whether pages of a client that may be used run on this origin, so that CORS may allow it.
    pub fn has_origin(&self, origin: &str) -> bool {
        let mut there = self.origins.get(origin).into_iter().flatten();
        there.any(|known| self.is_usable(known))
    }

    /// The algorithms that clients ask for.
    pub fn algorithms(&self) -> impl Iterator<Item = Algorithm> {
        self.algorithms.keys().copied()
    }

    /// Opens every secret, so that the log names those that do not open before they are needed.
    /// Some microseconds for each.
    pub(crate) fn open_all(&self) {
        for known in self.by_id.values() {
            known.secrets.open(&self.opener);
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
            (_, Some(last)) => Self::empty(last.opener.clone()),
            (_, None) => Self::empty(Opener::new(key)),
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
        let mut roles: HashMap<ClientId, Vec<RoleId>> = HashMap::new();
        for (client, role) in rows.roles {
            roles.entry(client).or_default().push(role);
        }
        for client in rows.clients.rows {
            let held = roles.remove(&client.id).unwrap_or_default();
            let own = secrets.remove(&client.id).unwrap_or_default();
            let own = Secrets::new(own, unreadable.contains(client.id.as_str()));
            fresh.add(client, held, own);
        }
        fresh.quarantine.log(last.map(|last| &last.quarantine));
        fresh
    }

    /// A disabled client is left out: it is answered like one that does not exist (T-27, T-38).
    fn add(&mut self, client: Client, roles: Vec<RoleId>, secrets: Secrets) {
        if client.disabled {
            return;
        }
        let known = Arc::new(Registered {
            client,
            roles,
            secrets,
        });
        let client = &known.client;
        for origin in client.origins() {
            let mut there = self.origins.remove(&origin).unwrap_or_default();
            there.push(Arc::clone(&known));
            self.origins.insert(origin, there);
        }
        if let Some(algorithm) = client.id_token_alg {
            *self.algorithms.entry(algorithm).or_default() += 1;
        }
        self.by_id.insert(client.id.clone(), known);
    }

    fn forget(&mut self, id: &ClientId) {
        self.quarantine.remove(Noun::Client, id.as_str());
        self.quarantine.remove(Noun::ClientSecret, id.as_str());
        let Some(known) = self.by_id.remove(id) else {
            return;
        };
        for origin in known.client.origins() {
            let mut there = self.origins.remove(&origin).unwrap_or_default();
            there.retain(|other| !Arc::ptr_eq(other, &known));
            if !there.is_empty() {
                self.origins.insert(origin, there);
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
