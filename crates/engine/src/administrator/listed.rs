//! All administrators, as they are listed.

use oidc_core::user::User;
use store::{StoreError, Tx};

/// How many are listed.
const LISTED: i64 = 1_000;

/// Who they are, in the order in which they were made.
pub(crate) async fn listed(tx: &mut Tx) -> Result<Vec<User>, StoreError> {
    tx.administrators().all(LISTED).await
}
