//! What a removal would take with it, counted before it is decided on.

use oidc_core::{
    id::{ClientId, UserId},
    time::Timestamp,
};
pub use store::{ReachOfClient, ReachOfUser};
use store::{Store, StoreError};

use crate::application::details;

/// How many grants of an application are counted at most: a person waits for the answer.
pub const MOST_GRANTS: i64 = 100_000;

/// What hangs from an application; none when there is none with this id.
///
/// # Errors
/// When the database does not answer.
pub async fn of_application(
    store: &Store,
    id: &ClientId,
    now: Timestamp,
) -> Result<Option<ReachOfClient>, StoreError> {
    store
        .read(|mut tx| async move {
            if details::find(&mut tx, id).await?.is_none() {
                return Ok(None);
            }
            tx.reach().of_client(id, MOST_GRANTS, now).await.map(Some)
        })
        .await
}

/// What hangs from an account; none when there is none with this id.
///
/// # Errors
/// When the database does not answer.
pub async fn of_user(
    store: &Store,
    id: &UserId,
    now: Timestamp,
) -> Result<Option<ReachOfUser>, StoreError> {
    store
        .read(|mut tx| async move {
            if tx.users().find(id).await?.is_none() {
                return Ok(None);
            }
            tx.reach().of_user(id, now).await.map(Some)
        })
        .await
}
