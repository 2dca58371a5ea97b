//! What changes rarely, in memory: a part for each noun, each with a version of its own. A change
//! of one noun reads that noun again and leaves the others as they are.

pub mod access;
mod client_secrets;
pub mod clients;
pub mod connector;
pub mod document;
pub mod keys;
pub mod mail_words;
pub mod policy;
mod quarantine;
mod shards;
mod verified;

use std::sync::Arc;

use oidc_core::{
    client::Client,
    key::{
        Algorithm,
        sign::{KeyError, SigningKey},
    },
    resource_server::{Resource, TokenFormat},
};
use store::{Store, StoreError, Tx, VersionNumbers};

use crate::{config::Config, instance_secrets::InstanceSecrets};

use access::Access;
use clients::Clients;
use connector::Connector;
use keys::Keys;
use policy::Policy;

/// One picture of everything that is cached.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The clients that may be used.
    pub clients: Arc<Clients>,
    /// APIs and roles.
    pub access: Arc<Access>,
    /// The signing keys.
    pub keys: Arc<Keys>,
    /// How mail leaves.
    pub connector: Arc<Connector>,
    /// Limits, algorithms, the sign-in experience.
    pub policy: Arc<Policy>,
    /// What signs where a client asks for nothing.
    id_token_alg: Algorithm,
    versions: VersionNumbers,
}

/// What was read of the nouns that have changed.
struct Rows {
    versions: VersionNumbers,
    /// None too when it is not known which ones have changed.
    clients: Option<clients::Rows>,
    access: Option<access::Rows>,
    keys: Option<keys::Rows>,
    connector: Option<connector::Rows>,
    policy: Option<policy::Rows>,
}

impl Snapshot {
    /// Reads and parses all of it, and unseals what is not a secret of a client: those are unsealed
    /// when they are needed. What cannot be read is set aside by itself and takes nothing else with
    /// it.
    ///
    /// # Errors
    /// When the database cannot be read, or there is no signing key.
    pub async fn load(
        store: &Store,
        secrets: &InstanceSecrets,
        config: &Config,
    ) -> anyhow::Result<Self> {
        // First of all: what changes meanwhile has a higher one and is read again.
        let versions = store
            .read(|mut tx| async move { tx.versions().all().await })
            .await?;
        let (access, keys, connector, policy) = store.read(all_but_clients).await?;
        let clients = clients::Rows::all(store).await?;
        let (sealing, issuer) = (&secrets.sealing, &config.issuer);
        let policy = Policy::load(&policy, None);
        Ok(Self {
            clients: Arc::new(Clients::load(clients, sealing, None)),
            access: Arc::new(Access::load(access, config, None)),
            keys: Arc::new(Keys::load(keys, sealing, issuer, None)?),
            connector: Arc::new(Connector::load(connector, sealing, config, None)),
            id_token_alg: policy.id_token_alg,
            policy: Arc::new(policy),
            versions,
        })
    }

    /// Reads what has changed since; none when nothing has. What cannot be read any more is set
    /// aside: a client is as good as disabled, a setting stays as it was, mail does not leave, a
    /// key is left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn renewed(
        &self,
        store: &Store,
        secrets: &InstanceSecrets,
        config: &Config,
    ) -> anyhow::Result<Option<Self>> {
        let known = self.versions;
        let rows = store.read(|tx| rows(tx, known)).await?;
        if rows.versions == known {
            return Ok(None);
        }
        let sealing = &secrets.sealing;
        let mut fresh = Self {
            versions: rows.versions,
            ..self.clone()
        };
        if rows.versions.clients != known.clients {
            let rows = match rows.clients {
                Some(changed) => changed,
                None => clients::Rows::all(store).await?,
            };
            fresh.clients = Arc::new(Clients::load(rows, sealing, Some(&self.clients)));
        }
        if let Some(rows) = rows.access {
            fresh.access = Arc::new(Access::load(rows, config, Some(&self.access)));
        }
        if let Some(rows) = rows.keys {
            let keys = Keys::load(rows, sealing, &config.issuer, Some(&self.keys))?;
            fresh.keys = Arc::new(keys);
        }
        if let Some(rows) = rows.connector {
            let connector = Connector::load(rows, sealing, config, Some(&self.connector));
            fresh.connector = Arc::new(connector);
        }
        if let Some(rows) = rows.policy {
            fresh.policy = Arc::new(Policy::load(&rows, Some(&self.policy)));
        }
        // A new algorithm is in force from when it has a key.
        let wanted = fresh.policy.id_token_alg;
        if fresh.keys.set.signer(wanted).is_ok() {
            fresh.id_token_alg = wanted;
        }
        Ok(Some(fresh))
    }

    /// The key that signs the ID tokens of a client.
    ///
    /// A client's own algorithm is what its software was told to accept (OpenID Connect Core
    /// §3.1.3.7, 6 and 7): no other key signs in its place. The other clients have been told the
    /// instance's algorithm, or expect RS256 (8.): when it is changed, the one before goes on until
    /// the key of the new one is made. When neither key can be read none signs: one that is there
    /// because some other client asked for it would sign what these do not accept.
    ///
    /// # Errors
    /// [`KeyError::Missing`] when there is no such key now.
    pub fn signer(&self, client: &Client) -> Result<&Arc<SigningKey>, KeyError> {
        let algorithm = client.id_token_alg.unwrap_or(self.id_token_alg);
        self.keys.set.signer(algorithm)
    }

    /// The key that signs the access tokens for an API; none when they are opaque.
    ///
    /// # Errors
    /// [`KeyError::Missing`] when there is no such key now.
    pub fn access_token_signer(
        &self,
        resource: &Resource,
    ) -> Result<Option<Arc<SigningKey>>, KeyError> {
        match resource.access_token_format {
            TokenFormat::Jwt => self
                .keys
                .set
                .signer(resource.algorithm())
                .cloned()
                .map(Some),
            TokenFormat::Opaque => Ok(None),
        }
    }

    /// The algorithms that something signs with and that have no key.
    pub(crate) fn missing_keys(&self) -> Vec<Algorithm> {
        let own = self.clients.algorithms().chain([self.policy.id_token_alg]);
        let apis = self.access.catalog.apis();
        let wanted = own.chain(apis.map(|api| api.resource.algorithm()));
        wanted
            .filter(|algorithm| self.keys.set.signer(*algorithm).is_err())
            .collect()
    }
}

async fn all_but_clients(
    mut tx: Tx,
) -> Result<(access::Rows, keys::Rows, connector::Rows, policy::Rows), StoreError> {
    Ok((
        access::Rows::read(&mut tx).await?,
        tx.keys().all().await?,
        connector::Rows::read(&mut tx).await?,
        policy::Rows::read(&mut tx).await?,
    ))
}

/// The rows of what has another version than the known one. The versions are read first: what
/// changes meanwhile has a higher one and is read again.
async fn rows(mut tx: Tx, known: VersionNumbers) -> Result<Rows, StoreError> {
    let versions = tx.versions().all().await?;
    let mut rows = Rows {
        versions,
        clients: None,
        access: None,
        keys: None,
        connector: None,
        policy: None,
    };
    if versions.clients != known.clients {
        let (since, until) = (known.clients, versions.clients);
        rows.clients = clients::Rows::changed(&mut tx, since, until).await?;
    }
    if versions.resources != known.resources {
        rows.access = Some(access::Rows::read(&mut tx).await?);
    }
    if versions.keys != known.keys {
        rows.keys = Some(tx.keys().all().await?);
    }
    if versions.connectors != known.connectors {
        rows.connector = Some(connector::Rows::read(&mut tx).await?);
    }
    if versions.settings != known.settings {
        rows.policy = Some(policy::Rows::read(&mut tx).await?);
    }
    Ok(rows)
}
