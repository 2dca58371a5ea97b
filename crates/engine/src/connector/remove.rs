//! A connector is removed.

use oidc_core::{event::EventKind, id::ConnectorId, source::Source};

use super::{
    Connectors, Found,
    change::{NotChanged, TRIES},
    named,
};
use crate::{failure::Failure, precondition::Precondition};

impl Connectors {
    /// Removes a connector, with its configuration.
    ///
    /// # Errors
    /// [`NotChanged`], and then nothing was written.
    pub async fn remove(
        &self,
        id: &ConnectorId,
        precondition: &Precondition<'_, Found>,
    ) -> Result<(), Failure<NotChanged>> {
        for _ in 0..TRIES {
            if self.try_remove(id, precondition).await? {
                return Ok(());
            }
        }
        Err(Failure::Refused(NotChanged::Changed))
    }

    /// False when some connector was changed since they were looked at: which of them are in force is
    /// too slow to be found out where others wait.
    async fn try_remove(
        &self,
        id: &ConnectorId,
        precondition: &Precondition<'_, Found>,
    ) -> Result<bool, Failure<NotChanged>> {
        let rows = &self.rows().await?;
        let mut all = self.all_found(rows).into_iter();
        let found = all.find(|found| found.id == *id);
        let found = &found.ok_or(Failure::Refused(NotChanged::Unknown))?;
        if found.source == Source::File {
            let why = NotChanged::DeclaredInFile(found.declared_at.clone());
            return Err(Failure::Refused(why));
        }
        if !precondition.holds(found) {
            return Err(Failure::Refused(NotChanged::Changed));
        }
        self.store
            .transact(|mut tx| async move {
                tx.connectors().hold().await?;
                if tx.connectors().all().await?.rows != *rows {
                    return Ok(false);
                }
                tx.connectors().remove(id).await?;
                let data = named(id, found.factory);
                self.note(&mut tx, EventKind::ConnectorRemoved, data)
                    .await?;
                Ok(true)
            })
            .await
    }
}
