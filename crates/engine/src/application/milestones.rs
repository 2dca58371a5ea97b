//! What an application has come to do.

use oidc_core::{client::Client, id::ClientId, milestone::Milestone, time::Timestamp};
use store::{Store, StoreError};

use super::details;

/// An application, and what it has come to do.
#[derive(Debug)]
pub struct Progress {
    client: Client,
    reached: Vec<(Milestone, Timestamp)>,
}

impl Progress {
    /// When it was registered.
    pub const fn registered_at(&self) -> Timestamp {
        self.client.created_at
    }

    /// When it has come to do this, if it has.
    pub fn at(&self, milestone: Milestone) -> Option<Timestamp> {
        let found = self.reached.iter().find(|(own, _)| *own == milestone);
        found.map(|(_, at)| *at)
    }
}

/// That of one application; none when there is none with this id.
///
/// # Errors
/// When the database does not answer.
pub async fn progress(store: &Store, id: &ClientId) -> Result<Option<Progress>, StoreError> {
    store
        .read(|mut tx| async move {
            let Some(found) = details::find(&mut tx, id).await? else {
                return Ok(None);
            };
            Ok(Some(Progress {
                client: found.client,
                reached: tx.milestones().of(id).await?,
            }))
        })
        .await
}
