//! Adding, listing and removing secrets of an application, so that one takes the place of another
//! while the application goes on.

use oidc_core::{
    client::{Client, SealedClientSecret},
    client_secret::{self, NotAddable, NotRemovable, Removal, SecretName},
    event::EventKind,
    id::{ClientId, mint_client_secret},
    secret::Secret,
    time::Timestamp,
};
use store::{StoreError, Tx};

use crate::{
    application::{Applications, seal, unseal},
    breakdown::Breakdown,
    difference::difference,
    failure::Failure,
};

/// How often a free name is chosen anew when somebody else takes it.
const TRIES: usize = client_secret::MOST;

/// A secret that was made, for the one time it is shown.
#[derive(Debug)]
pub struct Added {
    /// Its row.
    pub row: SealedClientSecret,
    /// The secret itself.
    pub secret: Secret<String>,
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

    /// An application and its secrets, oldest first; none when there is no such application.
    pub async fn secrets_of(
        &self,
        id: &ClientId,
    ) -> Result<Option<(Client, Vec<SealedClientSecret>)>, StoreError> {
        self.store
            .read(|mut tx| async move {
                let Some(client) = tx.clients().find(id).await? else {
                    return Ok(None);
                };
                Ok(Some((client, tx.clients().secrets_of(id).await?.rows)))
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
        let now = self.clock.now();
        let removed = self.store.transact(|mut tx| async move {
            tx.clients().hold().await?;
            if tx.clients().source(id).await?.is_none() {
                return Ok::<_, StoreError>(Err(NotRemovable::UnknownClient));
            }
            let own = tx.clients().secrets_of(id).await?.rows;
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
        let Some(client) = tx.clients().find(id).await? else {
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
