//! The last administrator stays: by whatever path one would go, it is asked here.

use oidc_core::id::UserId;
use store::{StoreError, Tx};

/// Nobody could manage this instance any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", Self::SENTENCE)]
pub struct LastAdministrator;

impl LastAdministrator {
    /// What whoever wanted it is told, on every path.
    pub const SENTENCE: &str = "This is the last administrator, without whom nobody could manage this \
        instance: make somebody else one first, for example with `signet admin add`.";
}

/// Whether this person may stop being an administrator who can sign in. Asked in the transaction that
/// ends it, as its first statement: of two administrators who remove each other, the second waits here
/// and finds to be the last.
///
/// # Errors
/// When the database does not answer.
pub async fn may_go(
    tx: &mut Tx,
    user: &UserId,
) -> Result<Result<(), LastAdministrator>, StoreError> {
    tx.resources().hold().await?;
    let is_last = tx.administrators().is_last(user).await?;
    Ok(if is_last {
        Err(LastAdministrator)
    } else {
        Ok(())
    })
}
