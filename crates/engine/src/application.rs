//! Applications: what file, command line and whoever else registers them do alike.

pub mod change;
pub mod create;
pub mod details;
pub mod milestones;
pub mod refused_redirects;
pub mod secrets;

use oidc_core::{
    client::{Client, SealedClientSecret},
    event::{Event, EventKind},
    id::{ClientId, RegistrationId},
    registration::{InvalidRegistration, Registration},
    seal::Unsealable,
    secret::Secret,
    source::{Owner, Source},
    time::Timestamp,
};
use rand_core::CryptoRng;
use serde_json::{Map, Value};
use store::{DeliveryKind, Standing, Store, StoreError, Tx, Unreadable};

use self::details::Application;
use crate::{
    author::Author, breakdown::Breakdown, clock::Clock, difference::difference, entropy::Entropy,
    failure::Failure, instance_secrets::InstanceSecrets, place, precondition::Precondition,
};

/// The name of a secret that was made with its application.
pub const FIRST_SECRET: &str = "default";

/// The registered applications.
#[derive(Debug, Clone)]
pub struct Applications {
    /// Where they are kept.
    pub store: Store,
    /// What their secrets are sealed under.
    pub secrets: InstanceSecrets,
    /// What time it is.
    pub clock: Clock,
    /// Random values.
    pub entropy: Entropy,
    /// Who changes them.
    pub author: Author,
}

/// Why an application was not registered.
#[derive(Debug, thiserror::Error)]
pub enum NotRegistered {
    /// The description cannot be accepted.
    #[error("{0}")]
    Invalid(#[from] InvalidRegistration),
    /// There is one with this id.
    #[error("there is an application with the id {0} already")]
    Taken(ClientId),
}

/// Why an application was not removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotRemoved {
    /// There is none with this id.
    Unknown,
    /// It is not what the removal was decided on any more.
    Changed,
    /// It belongs to the configuration file or to Signet itself, and would come back.
    OwnedBy(Owner),
    /// It belonged to one of these, which names it no more: it is disabled and kept, for when it is
    /// named again.
    Disabled(Owner),
}

/// An application with a secret it proves itself with.
#[derive(Debug)]
pub struct Found {
    /// The application.
    pub client: Client,
    /// The newest of its secrets that works and can be read.
    pub secret: Option<Secret<String>>,
}

/// Why an application of another place is not removed.
fn of_owner(source: Source, found: Option<Result<Client, Unreadable>>) -> NotRemoved {
    let known = found.and_then(Result::ok);
    let is_disabled = known.as_ref().is_some_and(|client| client.disabled);
    let owner = Owner {
        source,
        declared_at: known.and_then(|client| client.declared_at),
    };
    if is_disabled {
        NotRemoved::Disabled(owner)
    } else {
        NotRemoved::OwnedBy(owner)
    }
}

impl Applications {
    /// Registers one, owned by `source`.
    ///
    /// # Errors
    /// [`NotRegistered`], and then nothing was written.
    pub async fn register(
        &self,
        registration: &Registration,
        source: Source,
    ) -> Result<Client, Failure<NotRegistered>> {
        let now = self.clock.now();
        let checked = registration
            .check(source, now)
            .map_err(|invalid| Failure::Refused(invalid.into()))?;
        let client = Client {
            registration: Some(RegistrationId::mint(&mut self.entropy.rng())),
            ..checked
        };
        let sealed = registration
            .secret
            .as_ref()
            .map(|secret| self.seal(&client.id, FIRST_SECRET, secret, now))
            .transpose()
            .map_err(Breakdown::new)?
            .map(|secret| SealedClientSecret { source, ..secret });
        self.store.finish_removal(&client.id, now).await?;
        let (row, secret) = (&client, &sealed);
        let is_new = self
            .store
            .transact(|mut tx| async move {
                if !tx.clients().insert(row).await? {
                    return Ok::<_, StoreError>(false);
                }
                if let Some(secret) = secret {
                    tx.clients().add_secret(secret).await?;
                }
                let changed = difference(None, Some(row));
                self.note(&mut tx, EventKind::ApplicationCreated, &row.id, changed)
                    .await?;
                Ok(true)
            })
            .await?;
        if is_new {
            Ok(client)
        } else {
            Err(Failure::Refused(NotRegistered::Taken(client.id)))
        }
    }

    /// All of them, and what cannot be read.
    pub async fn list(&self) -> Result<(Vec<Client>, Vec<Unreadable>), StoreError> {
        let found = self
            .store
            .read(|mut tx| async move { tx.clients().all().await })
            .await?;
        Ok((found.rows, found.unreadable))
    }

    /// The one with this id.
    pub async fn find(&self, id: &ClientId) -> Result<Option<Found>, Breakdown> {
        let found = self
            .store
            .read(|mut tx| async move {
                let Some(client) = tx.clients().find(id).await? else {
                    return Ok::<_, StoreError>(None);
                };
                let own = tx.clients().secrets_of(id).await?.rows;
                Ok(Some((client, own)))
            })
            .await?;
        let Some((client, own)) = found else {
            return Ok(None);
        };
        let secret = self.shown(&own)?;
        Ok(Some(Found { client, secret }))
    }

    /// How the calls stand that tell one of sessions that have ended.
    pub async fn calls(&self, id: &ClientId) -> Result<Standing, StoreError> {
        let kind = DeliveryKind::BackchannelLogout;
        self.store
            .read(|mut tx| async move { tx.deliveries().standing_of(kind, id.as_str()).await })
            .await
    }

    /// Removes one, and with it what it was granted; its name, if that can be read. Where much was
    /// granted, the first of it: the rest is left to the job that goes on with removals or to
    /// [`Store::finish_removal`], for it takes minutes where there are millions.
    ///
    /// # Errors
    /// [`NotRemoved`], and then nothing was written.
    pub async fn remove(
        &self,
        id: &ClientId,
        precondition: &Precondition<'_, Application>,
    ) -> Result<Option<String>, Failure<NotRemoved>> {
        let now = self.clock.now();
        let client = self
            .store
            .transact(|mut tx| async move {
                // Held before it is looked at: the file may be taking it over.
                tx.clients().hold().await?;
                let owner = tx.clients().source(id).await?;
                let client = tx.clients().look(id).await?;
                match owner {
                    None => return Err(Failure::Refused(NotRemoved::Unknown)),
                    Some(Ok(source @ (Source::File | Source::BuiltIn))) => {
                        return Err(Failure::Refused(of_owner(source, client)));
                    }
                    // One that cannot be read can be removed all the same.
                    Some(Ok(Source::Console) | Err(_)) => {}
                }
                if !precondition.is_none() {
                    let found = details::find(&mut tx, id).await?;
                    if !found.is_some_and(|found| precondition.holds(&found)) {
                        return Err(Failure::Refused(NotRemoved::Changed));
                    }
                }
                tx.clients().remove(id, now).await?;
                let known = client.as_ref().and_then(|client| client.as_ref().ok());
                let changed = difference(known, None);
                self.note(&mut tx, EventKind::ApplicationRemoved, id, changed)
                    .await?;
                Ok(client)
            })
            .await?;
        Ok(client.and_then(Result::ok).map(|client| client.name))
    }

    /// Writes down what has been done to an application, in the unit of work that does it.
    pub(crate) async fn note(
        &self,
        tx: &mut Tx,
        kind: EventKind,
        id: &ClientId,
        changed: Map<String, Value>,
    ) -> Result<(), StoreError> {
        let data = [("changed".to_owned(), changed.into())];
        let at = (&self.entropy, self.clock.now());
        let event = Event {
            client_id: Some(id.clone()),
            ..self.author.event(kind, at, data.into_iter().collect())
        };
        tx.events().append(&event).await
    }

    /// The secret that is shown of several: the newest that works and opens.
    fn shown(&self, own: &[SealedClientSecret]) -> Result<Option<Secret<String>>, Breakdown> {
        let now = self.clock.now();
        let works = |row: &&SealedClientSecret| row.expires_at.is_none_or(|end| !end.is_over(now));
        let working = own.iter().rev().filter(works);
        let mut opened = working.map(|row| unseal(&self.secrets, row));
        if let Some(secret) = opened.find_map(Result::ok) {
            return Ok(Some(secret));
        }
        let newest = own.last().map(|row| unseal(&self.secrets, row));
        newest.transpose().map_err(Breakdown::new)
    }

    fn seal(
        &self,
        id: &ClientId,
        name: &str,
        secret: &Secret<String>,
        now: Timestamp,
    ) -> Result<SealedClientSecret, Unsealable> {
        seal(
            &self.secrets,
            id,
            name,
            secret,
            now,
            &mut self.entropy.rng(),
        )
    }
}

/// Seals a secret for its row, one that was entered and does not expire.
///
/// # Errors
/// [`Unsealable`] when it cannot be sealed, which the size of a secret cannot cause.
pub fn seal(
    secrets: &InstanceSecrets,
    client_id: &ClientId,
    name: &str,
    secret: &Secret<String>,
    now: Timestamp,
    rng: &mut impl CryptoRng,
) -> Result<SealedClientSecret, Unsealable> {
    let place = place::client_secret(client_id.as_str(), name);
    let plain = secret.expose().as_bytes();
    Ok(SealedClientSecret {
        client_id: client_id.clone(),
        name: name.to_owned(),
        sealed: secrets.sealing.seal(&place, plain, rng)?,
        expires_at: None,
        source: Source::Console,
        created_at: now,
        last_used_at: None,
    })
}

/// A secret as it was given or made.
///
/// # Errors
/// [`Unsealable`] when it was sealed under another key or for another row, or is not text.
pub fn unseal(
    secrets: &InstanceSecrets,
    row: &SealedClientSecret,
) -> Result<Secret<String>, Unsealable> {
    let place = place::client_secret(row.client_id.as_str(), &row.name);
    let plain = secrets.sealing.unseal(&place, &row.sealed)?;
    let text = std::str::from_utf8(&plain).map_err(|_| Unsealable)?;
    Ok(Secret::new(text.to_owned()))
}
