//! What does not change per request, as one picture that is replaced as a whole.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use anyhow::Context;
use bytes::Bytes;
use connectors::{ConnectorConfig, EmailConnector};
use oidc_core::{
    client::{Client, SealedClientSecret},
    client_auth::ClientSecret,
    discovery,
    id::ClientId,
    key::{SealedKey, set::KeySet, sign::SigningKey},
    seal::SealingKey,
};
use sign_in_ui::Branding;
use store::{Store, StoreError, StoredConnector};

use super::{InstanceSecrets, Mode, Settings};
use crate::config::{branding, mail};

/// The purposes that values are sealed for; a value sealed for one does not open as another.
pub mod purpose {
    /// Client secrets.
    pub const CLIENT_SECRET: &str = "client secret";
    /// Signing keys.
    pub const SIGNING_KEY: &str = "signing key";
    /// The settings of the e-mail connector.
    pub const CONNECTOR: &str = "connector";
}

/// The name under which the branding stands in the settings table.
pub const BRANDING: &str = "branding";

/// One picture of everything that is cached.
pub struct Snapshot {
    /// The number that the database counts up with every change of what stands here.
    pub version: i64,
    /// Every client that may be used.
    pub clients: HashMap<ClientId, Arc<Registered>>,
    /// The signing keys, parsed.
    pub keys: KeySet,
    /// How mail leaves.
    pub connector: Arc<EmailConnector>,
    /// How pages look.
    pub branding: Branding,
    /// The origins of the pictures that the branding names, each with a space before it: what a
    /// page may load besides our own.
    pub pictures: String,
    /// The metadata document, finished.
    pub discovery: Bytes,
    /// The public keys, finished.
    pub jwks: Bytes,
    /// The origins of all clients, for CORS.
    pub origins: HashSet<String>,
}

/// A client and what it proves itself with.
#[derive(Debug)]
pub struct Registered {
    /// The client.
    pub client: Client,
    /// Its secrets, as digests.
    pub secrets: Vec<ClientSecret>,
}

struct Rows {
    version: i64,
    clients: Vec<Client>,
    secrets: Vec<SealedClientSecret>,
    keys: Vec<SealedKey>,
    connector: Option<StoredConnector>,
    branding: Option<serde_json::Value>,
}

impl Snapshot {
    /// Reads, unseals and parses.
    ///
    /// # Errors
    /// When the database cannot be read, or holds what this instance cannot unseal.
    pub async fn load(
        store: &Store,
        secrets: &InstanceSecrets,
        config: &Settings,
    ) -> anyhow::Result<Self> {
        // The version is read first: what changes meanwhile has a higher one and is read again.
        let rows = store.read(rows).await?;
        let clients = registered(rows.clients, rows.secrets, &secrets.sealing)?;
        let keys = keys(&rows.keys, &secrets.sealing)?;
        let issuer = config.urls.issuer();
        let branding = branding_of(rows.branding)?;
        let metadata = discovery::metadata(&issuer, &keys.algorithms());
        Ok(Self {
            version: rows.version,
            origins: clients
                .values()
                .flat_map(|known| known.client.origins())
                .collect(),
            jwks: keys.jwks().into(),
            discovery: serde_json::to_vec(&metadata)?.into(),
            connector: Arc::new(connector(rows.connector, &secrets.sealing, config.mode)?),
            pictures: pictures(&branding),
            branding,
            clients,
            keys,
        })
    }
}

fn pictures(branding: &Branding) -> String {
    let named = [
        &branding.logo_url,
        &branding.dark_logo_url,
        &branding.favicon_url,
    ];
    let mut origins: Vec<String> = named
        .into_iter()
        .filter_map(|text| url::Url::parse(text.as_deref()?).ok())
        .map(|url| format!(" {}", url.origin().ascii_serialization()))
        .collect();
    origins.sort_unstable();
    origins.dedup();
    origins.concat()
}

async fn rows(mut tx: store::Tx) -> Result<Rows, StoreError> {
    Ok(Rows {
        version: tx.versions().get().await?,
        clients: tx.clients().all().await?,
        secrets: tx.clients().secrets().await?,
        keys: tx.keys().all().await?,
        connector: tx.connectors().email().await?,
        branding: tx.settings().get(BRANDING).await?,
    })
}

fn registered(
    clients: Vec<Client>,
    sealed: Vec<SealedClientSecret>,
    key: &SealingKey,
) -> anyhow::Result<HashMap<ClientId, Arc<Registered>>> {
    let mut secrets: HashMap<ClientId, Vec<ClientSecret>> = HashMap::new();
    for row in sealed {
        let plain = key
            .unseal(purpose::CLIENT_SECRET, &row.sealed)
            .with_context(|| format!("a secret of the application {}", row.client_id))?;
        let text = std::str::from_utf8(&plain).context("a client secret is not text")?;
        let secret = ClientSecret::new(text, row.expires_at);
        secrets.entry(row.client_id).or_default().push(secret);
    }
    // A disabled client is one that nobody knows (T-27, T-38).
    let usable = clients
        .into_iter()
        .filter(|client| !client.disabled)
        .map(|client| {
            let secrets = secrets.remove(&client.id).unwrap_or_default();
            (client.id.clone(), Arc::new(Registered { client, secrets }))
        });
    Ok(usable.collect())
}

/// The key set, with every private key parsed once.
fn keys(sealed: &[SealedKey], key: &SealingKey) -> anyhow::Result<KeySet> {
    let mut keys = Vec::with_capacity(sealed.len());
    for row in sealed {
        let pkcs8 = key
            .unseal(purpose::SIGNING_KEY, &row.sealed)
            .with_context(|| format!("the signing key {}", row.kid))?;
        keys.push((
            row.stage,
            Arc::new(SigningKey::from_pkcs8(row.algorithm, &pkcs8)?),
        ));
    }
    Ok(KeySet::new(keys))
}

/// The connector that is stored; in development the mailbox when none is.
fn connector(
    stored: Option<StoredConnector>,
    key: &SealingKey,
    mode: Mode,
) -> anyhow::Result<EmailConnector> {
    let config = match stored {
        Some(stored) => {
            let plain = key
                .unseal(purpose::CONNECTOR, &stored.sealed_config)
                .context("the settings of the e-mail connector")?;
            serde_json::from_slice(&plain).context("the settings of the e-mail connector")?
        }
        None if mode == Mode::Development => mail::mailbox(),
        None => return Err(anyhow::Error::msg(NO_CONNECTOR)),
    };
    if mode == Mode::Production && matches!(config, ConnectorConfig::Mailbox(_)) {
        return Err(anyhow::Error::msg(NO_CONNECTOR));
    }
    Ok(EmailConnector::build(&config)?)
}

const NO_CONNECTOR: &str = "No e-mail can be sent: add a section [email] with \
    connector = \"mailgun\" or \"smtp\" to signet.toml (`signet config example` shows how).";

fn branding_of(stored: Option<serde_json::Value>) -> anyhow::Result<Branding> {
    let Some(stored) = stored else {
        return Ok(Branding::default());
    };
    let section: branding::Section =
        serde_json::from_value(stored).context("the stored branding")?;
    Ok(section.into())
}
