//! Adding, listing and removing secrets of an application, so that one takes the place of another
//! while the application goes on.

use oidc_core::{
    client::{Client, SealedClientSecret},
    client_secret::{self, NotAddable, NotRemovable, Removal, SecretName},
    event::EventKind,
    id::{ClientId, mint_client_secret},
    secret::Secret,
    source::Source,
    time::Timestamp,
};
use serde_json::Map;
use store::{StoreError, Tx};

use super::{Applications, seal, unseal};
use crate::{
    breakdown::Breakdown, difference::difference, failure::Failure, precondition::Precondition,
};

/// How often a free name is chosen anew when somebody else takes it.
const TRIES: usize = client_secret::MOST;

/// Why a secret does not get another name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotRenamed {
    /// There is no such client.
    UnknownClient,
    /// The secrets are not what the change was decided on any more.
    Changed,
    /// The client has none of this name.
    Unknown,
    /// It would come back.
    OwnedBy(Source),
    /// The client has one of the new name.
    Taken,
}

/// A secret that was made, for the one time it is shown.
#[derive(Debug)]
pub struct Added {
    /// Its row.
    pub row: SealedClientSecret,
    /// The secret itself.
    pub secret: Secret<String>,
}

/// A secret that somebody is shown.
#[derive(Debug)]
pub struct Revealed {
    /// Its row.
    pub row: SealedClientSecret,
    /// The secret itself; none when it cannot be opened.
    pub secret: Option<Secret<String>>,
}

impl Applications {
    /// Makes another secret of an application; under a free name when none is given.
    ///
    /// # Errors
    /// [`NotAddable`], and then nothing was written.
    pub async fn add_secret(
        &self,
        id: &ClientId,
        name: Option<SecretName>,
        expires_at: Option<Timestamp>,
    ) -> Result<Added, Failure<NotAddable>> {
        let secret = mint_client_secret(&mut self.entropy.rng());
        let now = self.clock.now();
        for _ in 0..TRIES {
            let taken = self.secrets_of(id).await?;
            let (_, taken) = taken.ok_or(Failure::Refused(NotAddable::UnknownClient))?;
            let chosen = name.clone().unwrap_or_else(|| SecretName::free(&taken));
            let mut rng = self.entropy.rng();
            let sealed = seal(&self.secrets, id, chosen.as_str(), &secret, now, &mut rng);
            let row = SealedClientSecret {
                expires_at,
                ..sealed.map_err(Breakdown::new)?
            };
            let (written, chosen) = (&row, &chosen);
            let added = self
                .store
                .transact(|tx| async move { self.add(tx, written, chosen, now).await })
                .await?;
            match added {
                Ok(()) => return Ok(Added { row, secret }),
                Err(NotAddable::Taken) if name.is_none() => {}
                Err(why) => return Err(Failure::Refused(why)),
            }
        }
        Err(Failure::Refused(NotAddable::Taken))
    }

    /// An application and its secrets, oldest first; none when there is no such application. One that
    /// cannot be read is named in the log, and takes no other with it.
    pub async fn secrets_of(
        &self,
        id: &ClientId,
    ) -> Result<Option<(Client, Vec<SealedClientSecret>)>, StoreError> {
        self.store
            .read(|mut tx| async move {
                let Some(client) = tx.clients().find(id).await? else {
                    return Ok(None);
                };
                let found = tx.clients().secrets_of(id).await?;
                for row in found.unreadable {
                    tracing::warn!(client.id = %id, what = row.what, "a secret cannot be read");
                }
                Ok(Some((client, found.rows)))
            })
            .await
    }

    /// A secret as it was made.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open_secret(&self, row: &SealedClientSecret) -> Result<Secret<String>, Breakdown> {
        unseal(&self.secrets, row).map_err(Breakdown::new)
    }

    /// Secrets as they were made, oldest first, for somebody who may see them: that is written down.
    /// One that cannot be opened is named in the log, and takes no other with it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn reveal_secrets(
        &self,
        rows: Vec<SealedClientSecret>,
    ) -> Result<Vec<Revealed>, StoreError> {
        let mut revealed = Vec::with_capacity(rows.len());
        for row in rows {
            let opened = self.open_secret(&row);
            if let Err(why) = &opened {
                let (id, name, why) = (&row.client_id, &row.name, why.chain());
                tracing::warn!(client.id = %id, name, why, "a secret cannot be opened");
            }
            let secret = opened.ok();
            revealed.push(Revealed { row, secret });
        }
        let seen: Vec<&Revealed> = revealed.iter().filter(|one| one.secret.is_some()).collect();
        let Some(first) = seen.first() else {
            return Ok(revealed);
        };
        let id = &first.row.client_id;
        let names: Vec<&str> = seen.iter().map(|one| one.row.name.as_str()).collect();
        let told = &Map::from_iter([("names".to_owned(), names.into())]);
        self.store
            .transact(|mut tx| async move {
                let kind = EventKind::SecretRevealed;
                self.note(&mut tx, kind, id, told.clone()).await
            })
            .await?;
        Ok(revealed)
    }

    /// Gives a secret of an application another name, if its secrets are still what that was decided
    /// on.
    ///
    /// # Errors
    /// [`NotRenamed`], and then nothing was written.
    pub async fn rename_secret(
        &self,
        id: &ClientId,
        name: &str,
        to: &SecretName,
        precondition: &Precondition<'_, [SealedClientSecret]>,
    ) -> Result<Added, Failure<NotRenamed>> {
        let to = to.as_str();
        self.store
            .transact(|mut tx| async move {
                tx.clients().hold().await?;
                if tx.clients().source(id).await?.is_none() {
                    return Err(Failure::Refused(NotRenamed::UnknownClient));
                }
                let own = tx.clients().secrets_of(id).await?.rows;
                if !precondition.holds(&own) {
                    return Err(Failure::Refused(NotRenamed::Changed));
                }
                let named = own.iter().find(|secret| secret.name == name);
                let before = named.ok_or(Failure::Refused(NotRenamed::Unknown))?;
                if before.source != Source::Console {
                    return Err(Failure::Refused(NotRenamed::OwnedBy(before.source)));
                }
                if name != to && own.iter().any(|secret| secret.name == to) {
                    return Err(Failure::Refused(NotRenamed::Taken));
                }
                // What seals it names its row.
                let secret = self.open_secret(before)?;
                let mut rng = self.entropy.rng();
                let now = before.created_at;
                let sealed = seal(&self.secrets, id, to, &secret, now, &mut rng);
                let row = SealedClientSecret {
                    name: to.to_owned(),
                    sealed: sealed.map_err(Breakdown::new)?.sealed,
                    ..before.clone()
                };
                tx.clients().rename_secret(name, &row).await?;
                let changed = difference(Some(before), Some(&row));
                let kind = EventKind::SecretChanged;
                self.note(&mut tx, kind, id, changed).await?;
                Ok(Added { row, secret })
            })
            .await
    }

    /// Removes a secret of an application.
    ///
    /// # Errors
    /// [`NotRemovable`], and then nothing was written.
    pub async fn remove_secret(
        &self,
        id: &ClientId,
        name: &str,
        removal: Removal,
    ) -> Result<(), Failure<NotRemovable>> {
        self.remove_secret_if(id, name, removal, &Precondition::NONE)
            .await
    }

    /// The same, if the secrets of the application are still what the removal was decided on.
    ///
    /// # Errors
    /// [`NotRemovable`], and then nothing was written.
    pub async fn remove_secret_if(
        &self,
        id: &ClientId,
        name: &str,
        removal: Removal,
        precondition: &Precondition<'_, [SealedClientSecret]>,
    ) -> Result<(), Failure<NotRemovable>> {
        let now = self.clock.now();
        let removed = self.store.transact(|mut tx| async move {
            tx.clients().hold().await?;
            if tx.clients().source(id).await?.is_none() {
                return Ok::<_, StoreError>(Err(NotRemovable::UnknownClient));
            }
            let own = tx.clients().secrets_of(id).await?.rows;
            if !precondition.holds(&own) {
                return Ok(Err(NotRemovable::Changed));
            }
            if let Err(why) = client_secret::check_removal(&own, name, removal, now) {
                return Ok(Err(why));
            }
            tx.clients().remove_secret(id, name).await?;
            let gone = own.iter().find(|secret| secret.name == name);
            let changed = difference(gone, None);
            self.note(&mut tx, EventKind::SecretRemoved, id, changed)
                .await?;
            Ok(Ok(()))
        });
        removed.await?.map_err(Failure::Refused)
    }
}

impl Applications {
    async fn add(
        &self,
        mut tx: Tx,
        row: &SealedClientSecret,
        name: &SecretName,
        now: Timestamp,
    ) -> Result<Result<(), NotAddable>, StoreError> {
        tx.clients().hold().await?;
        let id = &row.client_id;
        let found = tx.clients().find(id).await?;
        let Some(client) = found.filter(|client| !client.disabled) else {
            return Ok(Err(NotAddable::UnknownClient));
        };
        let own = tx.clients().secrets_of(id).await?.rows;
        let checked = client_secret::check_addition(&client, &own, name, row.expires_at, now);
        if checked.is_err() {
            return Ok(checked);
        }
        if !tx.clients().add_secret(row).await? {
            return Ok(Err(NotAddable::Taken));
        }
        let changed = difference(None, Some(row));
        self.note(&mut tx, EventKind::SecretCreated, id, changed)
            .await?;
        Ok(Ok(()))
    }
}
