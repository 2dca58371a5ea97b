//! What stands in `signet.toml` and is kept in the database: applications, e-mail connector,
//! sign-in experience. Written at each start, all of it or nothing, with `source = file`.

use anyhow::bail;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use engine::{
    application, connector::opened::Opened, entropy::Entropy, instance_secrets::InstanceSecrets,
    place, settings::Setting,
};
use oidc_core::{
    client::{Client, SealedClientSecret},
    connector::{ConnectorKind, Rank},
    id::{ClientId, RegistrationId},
    seal::Unsealable,
    secret::Digest,
    source::Source,
    time::Timestamp,
};
use serde_json::{Value, json};
use store::{OF_FILE, Refusal, Store, StoreError, StoredConnector, Tx};

use super::declared::{Declared, NotDeclared, has_its_roles, take_over_roles_of};
use crate::{
    app::App,
    config::{
        Settings,
        application::{Application, DeclaredSecret},
    },
};

/// The settings row that holds a digest of the file of whichever server started last.
const FINGERPRINT: &str = "file-fingerprint";

/// The file cannot be taken over.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error(
        "The application {id} of signet.toml is registered already, by {source_}: give it another \
         id in the file, or remove the other one with `signet app remove {id}`."
    )]
    Foreign { id: ClientId, source_: &'static str },
    #[error("{0}")]
    Declared(#[from] NotDeclared),
    #[error("{0}")]
    Store(#[from] StoreError),
}

impl Refusal for Refused {
    /// Nothing of the file is taken over when something of it cannot be.
    fn is_internal(&self) -> bool {
        true
    }
}

/// What the transaction writes, sealed before it begins.
struct Prepared<'a> {
    applications: Vec<(Client, Vec<SealedClientSecret>, &'a Application)>,
    declared: Declared,
    connector: Option<StoredConnector>,
    settings: [(Setting, Option<Value>); 4],
    fingerprint: Value,
    now: Timestamp,
}

/// Brings the database up to date with the file.
///
/// # Errors
/// One sentence, when an application has an id that belongs to another source.
pub async fn write(
    store: &Store,
    settings: &Settings,
    secrets: &InstanceSecrets,
    now: Timestamp,
    entropy: &Entropy,
) -> anyhow::Result<()> {
    let prepared = prepare(settings, secrets, now, entropy)?;
    let prepared = &prepared;
    let in_place = store.read(|tx| is_in_place(tx, prepared, secrets)).await?;
    if in_place {
        return Ok(());
    }
    for (client, ..) in &prepared.applications {
        // What is left of a former application of this id goes first.
        store.finish_removal(&client.id, now).await?;
    }
    match store.transact(|tx| take_over(tx, prepared)).await {
        Err(Refused::Store(error) | Refused::Declared(NotDeclared::Store(error))) => {
            Err(error.into())
        }
        Err(refused @ (Refused::Foreign { .. } | Refused::Declared(_))) => bail!("{refused}"),
        Ok(()) => Ok(()),
    }
}

/// Whether this file was taken over last and all that it brought can still be read. What was
/// damaged since, or written by a newer server, is written again.
async fn is_in_place(
    mut tx: Tx,
    prepared: &Prepared<'_>,
    secrets: &InstanceSecrets,
) -> Result<bool, StoreError> {
    let stored = tx.settings().get(FINGERPRINT).await?;
    if stored.as_ref() != Some(&prepared.fingerprint) {
        return Ok(false);
    }
    for (setting, members) in &prepared.settings {
        if tx.settings().get(setting.of_file()).await? != *members {
            return Ok(false);
        }
    }
    if !prepared.declared.is_in_place(&mut tx).await? {
        return Ok(false);
    }
    for application in &prepared.applications {
        if !is_client_in_place(&mut tx, application, secrets).await? {
            return Ok(false);
        }
    }
    let Some(connector) = &prepared.connector else {
        return Ok(true);
    };
    let stored = tx.connectors().all().await?.rows;
    let mut of_file = stored.iter().filter(|row| row.source == Source::File);
    Ok(of_file.any(|row| row.id == connector.id && Opened::of(row, &secrets.sealing).is_ok()))
}

/// Whether a client of the file can be read, its secrets too, and has the roles that the file gives it.
/// One that has another source now, or whose source cannot be read, counts as in place: the file does
/// not write it.
async fn is_client_in_place(
    tx: &mut Tx,
    (client, declared, application): &(Client, Vec<SealedClientSecret>, &Application),
    secrets: &InstanceSecrets,
) -> Result<bool, StoreError> {
    if tx.clients().source(&client.id).await? != Some(Ok(Source::File)) {
        return Ok(true);
    }
    if let Some(Err(_)) = tx.clients().look(&client.id).await? {
        return Ok(false);
    }
    let stored = tx.clients().secrets_of(&client.id).await?;
    let opens = |row: &SealedClientSecret| application::unseal(secrets, row).is_ok();
    let is_there = |secret: &SealedClientSecret| {
        let mut stored = stored.rows.iter();
        stored.any(|row| row.name == secret.name && opens(row))
    };
    Ok(declared.iter().all(is_there) && has_its_roles(tx, application).await?)
}

async fn take_over(mut tx: Tx, prepared: &Prepared<'_>) -> Result<(), Refused> {
    let now = prepared.now;
    prepared.declared.take_over(&mut tx).await?;
    tx.clients().hold().await?;
    for (client, own, application) in &prepared.applications {
        take_over_client(&mut tx, client, own).await?;
        take_over_roles_of(&mut tx, application, client, now).await?;
    }
    let keep: Vec<ClientId> = prepared
        .applications
        .iter()
        .map(|(client, ..)| client.id.clone())
        .collect();
    tx.clients()
        .disable_missing(Source::File, &keep, now)
        .await?;
    tx.connectors().clear_file().await?;
    if let Some(connector) = &prepared.connector {
        // Whatever has its id gives way.
        tx.connectors().remove(&connector.id).await?;
        tx.connectors().insert(connector).await?;
    }
    for (setting, members) in &prepared.settings {
        let name = setting.of_file();
        match members {
            Some(members) => {
                tx.settings().put(name, members, Source::File, now).await?;
            }
            None => {
                tx.settings().remove(name).await?;
            }
        }
    }
    tx.settings()
        .put(FINGERPRINT, &prepared.fingerprint, Source::File, now)
        .await?;
    Ok(())
}

async fn take_over_client(
    tx: &mut Tx,
    client: &Client,
    declared: &[SealedClientSecret],
) -> Result<(), Refused> {
    let foreign = |source_| Refused::Foreign {
        id: client.id.clone(),
        source_,
    };
    match tx.clients().source(&client.id).await? {
        Some(Ok(Source::BuiltIn)) => return Err(foreign("Signet itself")),
        Some(Ok(Source::Console)) => return Err(foreign("`signet app add`")),
        // Whose it is only a newer version knows: it stays as it is, disabled here.
        Some(Err(_)) => return Ok(()),
        Some(Ok(Source::File)) => tx.clients().update(client).await?,
        None => tx.clients().insert(client).await?,
    };
    let source = Source::File;
    tx.clients()
        .replace_secrets(&client.id, source, declared)
        .await?;
    Ok(())
}

fn prepare<'a>(
    settings: &'a Settings,
    secrets: &InstanceSecrets,
    now: Timestamp,
    entropy: &Entropy,
) -> anyhow::Result<Prepared<'a>> {
    let mut rng = entropy.rng();
    let mut applications = Vec::with_capacity(settings.applications.len());
    for declared in &settings.applications {
        let mut client = declared.client.clone();
        (client.created_at, client.updated_at) = (now, now);
        // Of one that is there already it stays what it is.
        client.registration = Some(RegistrationId::mint(&mut rng));
        let mut seal = |declared: &DeclaredSecret| {
            let (name, secret) = (declared.name.as_str(), &declared.secret);
            let sealed = application::seal(secrets, &client.id, name, secret, now, &mut rng)?;
            Ok::<_, Unsealable>(SealedClientSecret {
                expires_at: declared.expires_at,
                source: Source::File,
                ..sealed
            })
        };
        let sealed: Result<_, _> = declared.secrets.iter().map(&mut seal).collect();
        applications.push((client, sealed?, declared));
    }
    let connector = match &settings.email {
        None => None,
        Some(config) => {
            let plain = zeroize::Zeroizing::new(serde_json::to_vec(config)?);
            let place = place::connector(OF_FILE);
            Some(StoredConnector {
                id: OF_FILE.parse()?,
                kind: ConnectorKind::Email,
                provider: config.kind().to_owned(),
                sealed_config: secrets.sealing.seal(&place, &plain, &mut rng)?,
                rank: Rank::First,
                source: Source::File,
                declared_at: settings.email_declared_at.clone(),
                created_at: now,
                updated_at: now,
            })
        }
    };
    Ok(Prepared {
        applications,
        declared: Declared::prepare(settings, now, &mut rng),
        connector,
        settings: declared(settings)?,
        fingerprint: fingerprint(settings, secrets)?,
        now,
    })
}

/// What the file says of each setting; none where it says nothing.
fn declared(settings: &Settings) -> anyhow::Result<[(Setting, Option<Value>); 4]> {
    let said = |layer: Value| (layer != json!({})).then_some(layer);
    Ok([
        (Setting::Experience, settings.experience.clone()),
        (
            Setting::Limits,
            said(serde_json::to_value(&settings.limits)?),
        ),
        (
            Setting::Tokens,
            said(serde_json::to_value(&settings.tokens)?),
        ),
        (
            Setting::Events,
            said(serde_json::to_value(&settings.events)?),
        ),
    ])
}

/// A keyed digest of everything that is taken over: says whether two files agree, and nothing
/// about what they hold.
fn fingerprint(settings: &Settings, secrets: &InstanceSecrets) -> anyhow::Result<Value> {
    let applications: Vec<_> = settings
        .applications
        .iter()
        .map(|application| json!([application.client, application.secrets, application.roles]))
        .collect();
    // Debug tells every member of these, and no secret stands in them.
    let access = format!("{:?} {:?}", settings.resources, settings.roles);
    let declared = declared(settings)?.map(|(_, members)| members);
    let content = json!([applications, settings.email, declared, access]);
    let plain = zeroize::Zeroizing::new(serde_json::to_vec(&content)?);
    let key = secrets.sealing.derive_mac("file fingerprint")?;
    let digest = Digest::keyed(&key, &[&plain]);
    Ok(URL_SAFE_NO_PAD.encode(digest.as_bytes()).into())
}

/// Whether this server's file is the one that was taken over last. Servers of one database are
/// meant to have the same; `/readyz` says when they do not.
///
/// # Errors
/// When the database cannot be read.
pub async fn agrees(app: &App) -> anyhow::Result<bool> {
    let stored = app
        .store
        .read(|mut tx| async move { tx.settings().get(FINGERPRINT).await })
        .await?;
    Ok(stored == Some(fingerprint(&app.config, &app.secrets)?))
}
