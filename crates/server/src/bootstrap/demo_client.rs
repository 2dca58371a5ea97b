//! The clients of the demo app, made at the first start and kept, their secrets too: the shop, and the
//! API of the shop.

use anyhow::Context;
use engine::{
    application::{
        self, FIRST_SECRET,
        details::{DEMO_APP, DEMO_APP_NAME},
        unseal,
    },
    entropy::Entropy,
    instance_secrets::InstanceSecrets,
};
use oidc_core::{
    client::{Client, ClientKind, SealedClientSecret},
    id::{ClientId, RegistrationId, mint_client_secret},
    registration::{Logout, Registration},
    secret::Secret,
    source::Source,
    time::Timestamp,
};
use store::{Store, StoreError, Tx};

use crate::{app::App, config::http::Listen};

/// The `client_id` of the shop.
pub const ID: &str = DEMO_APP;
/// The `client_id` as which the shop's API asks about tokens.
pub const API_ID: &str = "demo-api";

/// Where a browser finds the demo app.
pub fn base_url(listen: &Listen) -> String {
    format!("http://localhost:{}", listen.port())
}

/// Makes the clients, or moves the shop to the port where the demo app is today.
///
/// # Errors
/// When the database refuses, or an application of another source has one of the ids.
pub async fn ensure(
    store: &Store,
    listen: &Listen,
    secrets: &InstanceSecrets,
    now: Timestamp,
    entropy: &Entropy,
) -> anyhow::Result<()> {
    let base = base_url(listen);
    let shop = Registration {
        name: Some(DEMO_APP_NAME.to_owned()),
        redirect_uris: vec![format!("{base}/callback")],
        post_logout_redirect_uris: vec![format!("{base}/")],
        logout: Logout {
            backchannel_uri: Some(format!("{base}/backchannel-logout")),
            ..Logout::default()
        },
        ..Registration::new(ID.parse()?, ClientKind::Traditional)
    };
    let api = Registration {
        name: Some("Bookstore API".to_owned()),
        ..Registration::new(API_ID.parse()?, ClientKind::Machine)
    };
    for registration in [shop, api] {
        let minted = mint_client_secret(&mut entropy.rng());
        let registration = Registration {
            secret: Some(minted.clone()),
            ..registration
        };
        let mut rng = entropy.rng();
        let client = Client {
            registration: Some(RegistrationId::mint(&mut rng)),
            ..registration.check(Source::BuiltIn, now)?
        };
        let secret = SealedClientSecret {
            source: Source::BuiltIn,
            ..application::seal(secrets, &client.id, FIRST_SECRET, &minted, now, &mut rng)?
        };
        let (client, secret) = (&client, &secret);
        store.finish_removal(&client.id, now).await?;
        store
            .transact(|tx| put(tx, client, secret, secrets))
            .await?;
    }
    Ok(())
}

/// Writes a client as it is today; a secret only if there is none that can be read.
async fn put(
    mut tx: Tx,
    client: &Client,
    secret: &SealedClientSecret,
    secrets: &InstanceSecrets,
) -> Result<(), StoreError> {
    tx.clients().hold().await?;
    match tx.clients().source(&client.id).await? {
        Some(Ok(Source::BuiltIn)) | None => {}
        Some(_) => return Ok(()),
    }
    match tx.clients().look(&client.id).await? {
        None => {
            tx.clients().insert(client).await?;
        }
        Some(Ok(known))
            if known.redirect_uris == client.redirect_uris
                && known.backchannel_logout_uri == client.backchannel_logout_uri
                && !known.disabled => {}
        Some(_) => {
            tx.clients().update(client).await?;
        }
    }
    let kept = tx.clients().secrets_of(&client.id).await?.rows;
    let opens = |row: &SealedClientSecret| unseal(secrets, row).is_ok();
    if !kept.iter().any(opens) {
        let new = std::slice::from_ref(secret);
        let source = Source::BuiltIn;
        tx.clients()
            .replace_secrets(&client.id, source, new)
            .await?;
    }
    Ok(())
}

/// Whether a client is one of the demo app, and not somebody's own by the same id.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_ours(store: &Store, id: &str) -> anyhow::Result<bool> {
    let client: ClientId = id.parse()?;
    let client = &client;
    let source = store
        .read(|mut tx| async move { tx.clients().source(client).await })
        .await?;
    Ok(source == Some(Ok(Source::BuiltIn)))
}

/// The secret of a client that is kept, for the demo app that this process serves.
///
/// # Errors
/// When the database cannot be read, or an application of another source has this id.
pub async fn secret(app: &App, id: &'static str) -> anyhow::Result<Secret<String>> {
    let parsed: ClientId = id.parse()?;
    let client = &parsed;
    let found = app
        .store
        .read(|mut tx| async move {
            if tx.clients().source(client).await? != Some(Ok(Source::BuiltIn)) {
                return Ok::<_, StoreError>(None);
            }
            let mut own = tx.clients().secrets_of(client).await?.rows.into_iter();
            Ok(own.find(|secret| unseal(&app.secrets, secret).is_ok()))
        })
        .await?;
    let found = found.with_context(|| format!("an application of yours has the id {id}"))?;
    Ok(unseal(&app.secrets, &found)?)
}
