//! Those who manage this instance: administrators, and viewers, who change nothing.

use oidc_core::{role::ManagingRole, user::User};
use store::{StoreError, Tx};

/// How many are listed.
const LISTED: i64 = 1_000;

/// A person who manages this instance.
#[derive(Debug, Clone, PartialEq)]
pub struct Manager {
    /// Who.
    pub user: User,
    /// By which role: of two by the one that allows more.
    pub role: ManagingRole,
}

/// Who they are, in the order in which they were given their role.
pub(crate) async fn managers(tx: &mut Tx) -> Result<Vec<Manager>, StoreError> {
    let found = tx.administrators().managers(LISTED).await?;
    let each = found.into_iter();
    let each = each.map(|(user, role)| Manager { user, role });
    Ok(each.collect())
}
