//! Addresses that an application was refused, as they are shown and dismissed.

use oidc_core::{
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
use crate::failure::Failure;

/// There is no such application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownApplication;

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
    let refused = refused.into_iter();
    let stands = |one: &RefusedRedirect| !is_accepted(&client, one.kind, one.uri.as_str());
    let explained = refused.filter(stands).map(|one| {
        let diagnosis = diagnose(&client, one.kind, one.uri.as_str());
        (one, diagnosis)
    });
    Ok(Some(explained.collect()))
}

impl Applications {
    /// Forgets what an application was refused, or this address alone. The event tells how many they
    /// were: the addresses may hold what is personal.
    ///
    /// # Errors
    /// [`UnknownApplication`].
    pub async fn dismiss_refused(
        &self,
        id: &ClientId,
        uri: Option<&str>,
    ) -> Result<(), Failure<UnknownApplication>> {
        self.store
            .transact(|mut tx| async move {
                tx.clients().hold().await?;
                if details::find(&mut tx, id).await?.is_none() {
                    return Err(Failure::Refused(UnknownApplication));
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
