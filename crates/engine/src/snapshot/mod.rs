//! What does not change per request, as one picture that is replaced as a whole.

pub mod experience;
pub mod quarantine;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use anyhow::bail;
use bytes::Bytes;
use connectors::{ConnectorConfig, EmailConnector};
use oidc_core::{
    account::experience::SignInExperience,
    client::{Client, SealedClientSecret},
    client_auth::ClientSecret,
    discovery,
    id::ClientId,
    key::{SealedKey, set::KeySet, sign::SigningKey},
    seal::SealingKey,
};
use sign_in_ui::Branding;
use store::{Found, Store, StoreError, StoredConnector, Unreadable};

use quarantine::{Noun, Quarantine};

use crate::{
    config::{Config, Mode},
    instance_secrets::InstanceSecrets,
    mail, place,
};

/// One picture of everything that is cached.
pub struct Snapshot {
    /// The number that the database counts up with every change of what stands here.
    pub version: i64,
    /// Every client that may be used: not those that are disabled or cannot be read.
    pub clients: HashMap<ClientId, Arc<Registered>>,
    /// The signing keys, parsed.
    pub keys: KeySet,
    /// How mail leaves; none when what is stored cannot be read, and then no mail does.
    pub connector: Option<Arc<EmailConnector>>,
    /// Who may sign in and sign up, by what, and how pages look.
    pub experience: SignInExperience,
    /// How pages look, as they are told.
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
    /// What was left out because it cannot be read.
    pub quarantine: Quarantine,
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
    clients: Found<Client>,
    secrets: Found<SealedClientSecret>,
    keys: Found<SealedKey>,
    connector: Option<Result<StoredConnector, Unreadable>>,
    experience: experience::Rows,
}

impl Snapshot {
    /// Reads, unseals and parses. What cannot be read is set aside by itself and takes nothing
    /// else with it: a client is as good as disabled, the branding stays as it was in `last`, mail
    /// does not leave, a key is left out.
    ///
    /// # Errors
    /// When the database cannot be read. At the start, without a `last`, also when there is no
    /// signing key, or in production no connector.
    pub async fn load(
        store: &Store,
        secrets: &InstanceSecrets,
        config: &Config,
        last: Option<&Self>,
    ) -> anyhow::Result<Self> {
        // The version is read first: what changes meanwhile has a higher one and is read again.
        let rows = store.read(rows).await?;
        let mut aside = Quarantine::default();
        let sealing = &secrets.sealing;
        let clients = registered(rows.clients, rows.secrets, sealing, &mut aside);
        let keys = match (keys(rows.keys, sealing, &mut aside), last) {
            (keys, _) if !keys.is_empty() => keys,
            (_, Some(last)) => last.keys.clone(),
            (_, None) => bail!(NO_KEY),
        };
        let experience = rows.experience.overlaid().unwrap_or_else(|_| {
            let why = "this version does not know all of it";
            aside.add(Noun::Setting, experience::STORED, why);
            last.map_or_else(|| rows.experience.closed(), |last| last.experience.clone())
        });
        let branding = experience::branding(&experience);
        let connector = match connector(rows.connector, sealing, config.mode) {
            Err(NoConnector::Missing) if last.is_none() => bail!(NO_CONNECTOR),
            Err(error) => {
                aside.add(Noun::Connector, "email", error);
                None
            }
            Ok(connector) => Some(Arc::new(connector)),
        };
        let metadata = discovery::metadata(&config.issuer, &keys.algorithms());
        aside.log(last.map(|last| &last.quarantine));
        Ok(Self {
            version: rows.version,
            origins: clients
                .values()
                .flat_map(|known| known.client.origins())
                .collect(),
            jwks: keys.jwks().into(),
            discovery: serde_json::to_vec(&metadata)?.into(),
            connector,
            pictures: pictures(&branding),
            branding,
            experience,
            clients,
            keys,
            quarantine: aside,
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
        experience: experience::Rows {
            stored: tx.settings().get(experience::STORED).await?,
            of_file: tx.settings().get(experience::OF_FILE).await?,
        },
    })
}

fn registered(
    clients: Found<Client>,
    sealed: Found<SealedClientSecret>,
    key: &SealingKey,
    aside: &mut Quarantine,
) -> HashMap<ClientId, Arc<Registered>> {
    aside.add_all(Noun::Client, clients.unreadable);
    aside.add_all(Noun::ClientSecret, sealed.unreadable);
    let mut secrets: HashMap<ClientId, Vec<ClientSecret>> = HashMap::new();
    for row in sealed.rows {
        match secret(&row, key) {
            Ok(secret) => secrets.entry(row.client_id).or_default().push(secret),
            Err(why) => aside.add(Noun::ClientSecret, row.client_id.as_str(), why),
        }
    }
    // A disabled client is one that nobody knows (T-27, T-38). So is one that had secrets, none of
    // which can be read: nothing could tell it from a stranger.
    let usable = clients.rows.into_iter().filter_map(|client| {
        let own = secrets.remove(&client.id).unwrap_or_default();
        let locked = own.is_empty() && aside.holds(Noun::ClientSecret, client.id.as_str());
        let registered = Registered {
            secrets: own,
            client,
        };
        (!locked && !registered.client.disabled)
            .then(|| (registered.client.id.clone(), Arc::new(registered)))
    });
    usable.collect()
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

/// The key set, with every private key parsed once.
fn keys(sealed: Found<SealedKey>, key: &SealingKey, aside: &mut Quarantine) -> KeySet {
    aside.add_all(Noun::SigningKey, sealed.unreadable);
    let mut keys = Vec::with_capacity(sealed.rows.len());
    for row in sealed.rows {
        let parsed = key
            .unseal(&place::signing_key(&row.kid), &row.sealed)
            .map_err(|_| UNSEALABLE)
            .and_then(|pkcs8| {
                SigningKey::from_pkcs8(row.algorithm, &pkcs8).map_err(|_| "it is no such key")
            });
        match parsed {
            Ok(parsed) => keys.push((row.stage, Arc::new(parsed))),
            Err(why) => aside.add(Noun::SigningKey, &row.kid, why),
        }
    }
    KeySet::new(keys)
}

const UNSEALABLE: &str = "it does not open with this instance's key";

/// Why no mail can leave.
#[derive(Debug, thiserror::Error)]
enum NoConnector {
    #[error("none is configured")]
    Missing,
    #[error("its column {0} is not understood")]
    Row(String),
    #[error("{UNSEALABLE}")]
    Sealed,
    /// The parser's own words could quote a password.
    #[error("its settings are not understood by this version")]
    Content,
}

/// The connector that is stored; in development the mailbox when none is.
fn connector(
    stored: Option<Result<StoredConnector, Unreadable>>,
    key: &SealingKey,
    mode: Mode,
) -> Result<EmailConnector, NoConnector> {
    let config = match stored {
        Some(stored) => {
            let stored = stored.map_err(|row| NoConnector::Row(row.what))?;
            let plain = key
                .unseal(&place::connector(), &stored.sealed_config)
                .map_err(|_| NoConnector::Sealed)?;
            serde_json::from_slice(&plain).map_err(|_| NoConnector::Content)?
        }
        None if mode == Mode::Development => mail::mailbox(),
        None => return Err(NoConnector::Missing),
    };
    if mode == Mode::Production && matches!(config, ConnectorConfig::Mailbox(_)) {
        return Err(NoConnector::Missing);
    }
    EmailConnector::build(&config).map_err(|_| NoConnector::Content)
}

const NO_CONNECTOR: &str = "No e-mail can be sent: add a section [email] with \
    connector = \"mailgun\" or \"smtp\" to signet.toml (`signet config example` shows how).";

const NO_KEY: &str = "None of the signing keys in the database can be read: restore the table \
    signing_keys from a backup, or empty it, and the next start makes new ones.";
