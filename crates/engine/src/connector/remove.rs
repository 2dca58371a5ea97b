//! A connector is removed.

use oidc_core::{event::EventKind, id::ConnectorId, source::Source};

use super::{Connectors, Found, change::NotChanged, named};
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
        self.store
            .transact(|mut tx| async move {
                tx.connectors().hold().await?;
                let rows = tx.connectors().all().await?.rows;
                let mut all = self.all_found(&rows).into_iter();
                let found = all.find(|found| found.id == *id);
                let found = found.ok_or(Failure::Refused(NotChanged::Unknown))?;
                if found.source == Source::File {
                    let why = NotChanged::DeclaredInFile(found.declared_at);
                    return Err(Failure::Refused(why));
                }
                if !precondition.holds(&found) {
                    return Err(Failure::Refused(NotChanged::Changed));
                }
                tx.connectors().remove(id).await?;
                let data = named(id, found.factory);
                self.note(&mut tx, EventKind::ConnectorRemoved, data)
                    .await?;
                Ok(())
            })
            .await
    }
}
