//! The client of the demo app, made at the first start and kept, its secret too.

use anyhow::Context;
use engine::{
    application::{self, FIRST_SECRET, unseal},
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
use store::{Store, StoreError};

use crate::{app::App, config::http::Listen};

/// The `client_id`.
pub const ID: &str = "demo-app";

/// Where a browser finds the demo app.
pub fn base_url(listen: &Listen) -> String {
    format!("http://localhost:{}", listen.port())
}

/// Makes the client, or moves it to the port where the demo app is today.
///
/// # Errors
/// When the database refuses, or an application of another source has this id.
pub async fn ensure(
    store: &Store,
    listen: &Listen,
    secrets: &InstanceSecrets,
    now: Timestamp,
    entropy: &Entropy,
) -> anyhow::Result<()> {
    let base = base_url(listen);
    let minted = mint_client_secret(&mut entropy.rng());
    let registration = Registration {
        secret: Some(minted.clone()),
        name: Some("Bookstore".to_owned()),
        redirect_uris: vec![format!("{base}/callback")],
        post_logout_redirect_uris: vec![format!("{base}/")],
        logout: Logout {
            backchannel_uri: Some(format!("{base}/backchannel-logout")),
            ..Logout::default()
        },
        ..Registration::new(ID.parse()?, ClientKind::Traditional)
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
    store
        .transact(|mut tx| async move {
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
            Ok::<_, StoreError>(())
        })
        .await?;
    Ok(())
}

/// The secret that is kept, for the demo app that this process serves.
///
/// # Errors
/// When the database cannot be read, or an application of another source has the demo app's id.
pub async fn secret(app: &App) -> anyhow::Result<Secret<String>> {
    let id: ClientId = ID.parse()?;
    let id = &id;
    let found = app
        .store
        .read(|mut tx| async move {
            if tx.clients().source(id).await? != Some(Ok(Source::BuiltIn)) {
                return Ok::<_, StoreError>(None);
            }
            let mut own = tx.clients().secrets_of(id).await?.rows.into_iter();
            Ok(own.find(|secret| unseal(&app.secrets, secret).is_ok()))
        })
        .await?;
    let found = found.context("an application of yours has the id demo-app")?;
    Ok(unseal(&app.secrets, &found)?)
}
