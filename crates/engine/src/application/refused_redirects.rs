//! Addresses that an application was refused, as they are shown and dismissed.

use oidc_core::{
    client::Client,
    event::EventKind,
    id::ClientId,
    refused_redirect::{
        RefusedRedirect,
        diagnosis::{Diagnosis, diagnose, is_accepted},
    },
};
use serde_json::{Map, json};
use store::{Store, StoreError};

use super::{Applications, details};
use crate::{failure::Failure, precondition::Precondition};

/// Why nothing was forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotDismissed {
    /// There is no such application.
    UnknownApplication,
    /// What it was refused is not what this was decided on any more.
    Changed,
}

/// Those that are not registered by now, the newest first, each with what is wrong with it; none when
/// there is no such application.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    store: &Store,
    id: &ClientId,
) -> Result<Option<Vec<(RefusedRedirect, Diagnosis)>>, StoreError> {
    let found = store
        .read(|mut tx| async move {
            let Some(found) = details::find(&mut tx, id).await? else {
                return Ok(None);
            };
            let refused = tx.refused_redirects().of(id).await?;
            Ok::<_, StoreError>(Some((found.client, refused)))
        })
        .await?;
    let Some((client, refused)) = found else {
        return Ok(None);
    };
    let explained = standing(&client, refused).into_iter().map(|one| {
        let diagnosis = diagnose(&client, one.kind, one.uri.as_str());
        (one, diagnosis)
    });
    Ok(Some(explained.collect()))
}

/// Those that are not registered by now.
fn standing(client: &Client, mut refused: Vec<RefusedRedirect>) -> Vec<RefusedRedirect> {
    refused.retain(|one| !is_accepted(client, one.kind, one.uri.as_str()));
    refused
}

impl Applications {
    /// Forgets what an application was refused, or this address alone, if what it was refused is still
    /// what that was decided on. The event tells how many they were: the addresses may hold what is
    /// personal.
    ///
    /// # Errors
    /// [`NotDismissed`].
    pub async fn dismiss_refused(
        &self,
        id: &ClientId,
        uri: Option<&str>,
        precondition: &Precondition<'_, [RefusedRedirect]>,
    ) -> Result<(), Failure<NotDismissed>> {
        self.store
            .transact(|mut tx| async move {
                tx.clients().hold().await?;
                let Some(found) = details::find(&mut tx, id).await? else {
                    return Err(Failure::Refused(NotDismissed::UnknownApplication));
                };
                if !precondition.is_none() {
                    let refused = tx.refused_redirects().of(id).await?;
                    if !precondition.holds(&standing(&found.client, refused)) {
                        return Err(Failure::Refused(NotDismissed::Changed));
                    }
                }
                let forgotten = tx.refused_redirects().forget(id, uri).await?;
                if forgotten > 0 {
                    let changed = [("refused_redirects".to_owned(), json!([forgotten, null]))];
                    let changed = Map::from_iter(changed);
                    let kind = EventKind::ApplicationChanged;
                    self.note(&mut tx, kind, id, changed).await?;
                }
                Ok(())
            })
            .await
    }
}
