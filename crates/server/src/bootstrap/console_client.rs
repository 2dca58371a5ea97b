//! The client of the console, made at the first start and kept as the configuration has it: no one else
//! writes it.

use anyhow::bail;
use engine::entropy::Entropy;
use oidc_core::{
    client::{Client, ClientKind},
    console,
    id::RegistrationId,
    registration::Registration,
    source::Source,
    time::Timestamp,
    token::request::GrantType,
};
use store::{Store, StoreError, Tx};

use crate::{
    config::console::Console,
    urls::{CONSOLE, Urls},
};

/// Makes the client, or brings it up to date; disables it where the console is not wanted.
///
/// # Errors
/// When the database refuses, or an application of another source has its id.
pub async fn ensure(
    store: &Store,
    settings: &Console,
    public_url: &Urls,
    now: Timestamp,
    entropy: &Entropy,
) -> anyhow::Result<()> {
    let wanted = wanted(settings, public_url, now)?;
    let wanted = Client {
        registration: Some(RegistrationId::mint(&mut entropy.rng())),
        ..wanted
    };
    let wanted = &wanted;
    let standing = store.read(|tx| standing(tx, wanted)).await?;
    match standing {
        Standing::InPlace => return Ok(()),
        Standing::Foreign => bail!(
            "There is an application with the id {id}, which is the console's: remove it with \
             `signet app remove {id}`.",
            id = console::ID
        ),
        Standing::Missing | Standing::Other => {}
    }
    store.finish_removal(&wanted.id, now).await?;
    store.transact(|tx| put(tx, wanted)).await?;
    Ok(())
}

/// The client as the configuration has it.
fn wanted(settings: &Console, public_url: &Urls, now: Timestamp) -> anyhow::Result<Client> {
    let at = |path: &str| -> Vec<String> {
        let homes = settings.homes(public_url);
        homes.map(|home| home.absolute(path)).collect()
    };
    let grants = [GrantType::AuthorizationCode, GrantType::RefreshToken];
    let registration = Registration {
        name: Some(console::NAME.to_owned()),
        grant_types: Vec::from(grants.map(|grant| grant.as_str().to_owned())),
        redirect_uris: at(&format!("{CONSOLE}/callback")),
        post_logout_redirect_uris: at(CONSOLE),
        access_token_lifetime: Some(console::ACCESS_TOKEN_LIFETIME),
        ..Registration::new(console::ID.parse()?, ClientKind::Spa)
    };
    Ok(Client {
        refresh_token_lifetime: console::REFRESH_TOKEN_LIFETIME,
        disabled: !settings.is_enabled,
        ..registration.check(Source::BuiltIn, now)?
    })
}

/// What stands there in its place.
enum Standing {
    /// Itself, as it is wanted; or nothing, and nothing is wanted.
    InPlace,
    /// Nothing.
    Missing,
    /// Itself, as it was wanted once; or what cannot be read.
    Other,
    /// An application of the operator's.
    Foreign,
}

async fn standing(mut tx: Tx, wanted: &Client) -> Result<Standing, StoreError> {
    match tx.clients().source(&wanted.id).await? {
        None if wanted.disabled => return Ok(Standing::InPlace),
        None => return Ok(Standing::Missing),
        Some(Ok(Source::File | Source::Console)) => return Ok(Standing::Foreign),
        // Whose it is only a newer version knows: it stays as it is, disabled here.
        Some(Err(_)) => return Ok(Standing::InPlace),
        Some(Ok(Source::BuiltIn)) => {}
    }
    let found = tx.clients().look(&wanted.id).await?;
    let is_same = found.is_some_and(|found| found.is_ok_and(|found| is_same(&found, wanted)));
    Ok(if is_same {
        Standing::InPlace
    } else {
        Standing::Other
    })
}

/// Whether nothing would change but when it was written.
fn is_same(found: &Client, wanted: &Client) -> bool {
    let as_found = Client {
        registration: found.registration.clone(),
        created_at: found.created_at,
        updated_at: found.updated_at,
        ..wanted.clone()
    };
    as_found == *found
}

/// Servers that start together wait here for each other.
async fn put(mut tx: Tx, wanted: &Client) -> Result<(), StoreError> {
    tx.clients().hold().await?;
    if !tx.clients().insert(wanted).await? {
        tx.clients().update(wanted).await?;
    }
    Ok(())
}
