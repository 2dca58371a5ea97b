//! Roles with the number of those who hold them, and the first of these.

use oidc_core::{
    client::Client,
    id::{ClientId, RoleId, UserId},
    role::{Role, RoleKind},
    user::User,
};
use store::{StoreError, Tx};

use super::AccessControl;

/// How many holders of each role are shown.
const FEATURED: i64 = 3;

/// A role with who holds it.
#[derive(Debug, Clone)]
pub struct HeldRole {
    /// The role.
    pub role: Role,
    /// How many people or clients hold it, after its kind.
    pub holders: i64,
    /// The first people.
    pub users: Vec<User>,
    /// The first clients.
    pub clients: Vec<Client>,
}

impl AccessControl {
    /// These roles with who holds them, in their order.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn with_holders(&self, roles: Vec<Role>) -> Result<Vec<HeldRole>, StoreError> {
        let roles = &roles;
        self.store
            .read(|mut tx| async move {
                let mut held = Vec::with_capacity(roles.len());
                for role in roles {
                    let holders = match role.kind {
                        RoleKind::User => tx.roles().user_count(&role.id).await?,
                        RoleKind::Machine => tx.client_roles().count(&role.id).await?,
                    };
                    held.push(featured(&mut tx, role.clone(), holders).await?);
                }
                Ok(held)
            })
            .await
    }

    /// The ids of the roles that a user holds.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn roles_of_user(&self, user: &UserId) -> Result<Vec<RoleId>, StoreError> {
        self.store
            .read(|mut tx| async move { tx.roles().of_user(user).await })
            .await
    }

    /// The ids of the roles that a client holds.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn roles_of_client(&self, client: &ClientId) -> Result<Vec<RoleId>, StoreError> {
        self.store
            .read(|mut tx| async move { tx.client_roles().of(client).await })
            .await
    }
}

async fn featured(tx: &mut Tx, role: Role, holders: i64) -> Result<HeldRole, StoreError> {
    let (mut users, mut clients) = (Vec::new(), Vec::new());
    if holders > 0 {
        match role.kind {
            RoleKind::User => {
                for id in tx.roles().users_with(&role.id, FEATURED).await? {
                    users.extend(tx.users().find(&id).await?);
                }
            }
            RoleKind::Machine => {
                for id in tx.client_roles().clients_with(&role.id, FEATURED).await? {
                    clients.extend(tx.clients().find(&id).await?);
                }
            }
        }
    }
    Ok(HeldRole {
        role,
        holders,
        users,
        clients,
    })
}
