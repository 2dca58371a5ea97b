//! Who holds a role, as far as a change of that is decided on it.

use oidc_core::{id::RoleId, role::RoleKind};
use store::{StoreError, Tx};

use super::AccessControl;

/// How many are compared one by one: of more, their number is. What everybody holds is not read whole
/// for each page of it.
const COMPARED: i64 = 1_000;

/// Those who hold a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holders {
    /// How many they are.
    pub number: i64,
    /// The ids of the first.
    pub first: Vec<String>,
}

impl AccessControl {
    /// The people or the machines that hold a role.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn holders_of(&self, role: &RoleId, kind: RoleKind) -> Result<Holders, StoreError> {
        self.store
            .read(|mut tx| async move { holders(&mut tx, role, kind).await })
            .await
    }
}

/// The same, in a unit of work.
pub(super) async fn holders(
    tx: &mut Tx,
    role: &RoleId,
    kind: RoleKind,
) -> Result<Holders, StoreError> {
    match kind {
        RoleKind::User => {
            let first = tx.roles().users_with(role, COMPARED).await?;
            Ok(Holders {
                number: tx.roles().user_count(role).await?,
                first: first.iter().map(ToString::to_string).collect(),
            })
        }
        RoleKind::Machine => {
            let first = tx.client_roles().clients_with(role, COMPARED).await?;
            Ok(Holders {
                number: tx.client_roles().count(role).await?,
                first: first.iter().map(ToString::to_string).collect(),
            })
        }
    }
}
