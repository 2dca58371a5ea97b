//! APIs and roles.

use oidc_core::{
    catalog::{self, Catalog},
    id::{RoleId, ScopeId},
    resource_server::{Resource, ResourceScope},
    role::Role,
};
use store::{Found, StoreError, Tx};

use super::quarantine::{Noun, Quarantine};
use crate::config::Config;

/// What was read of them.
pub(super) struct Rows {
    resources: Found<Resource>,
    scopes: Found<ResourceScope>,
    roles: Found<Role>,
    role_scopes: Vec<(RoleId, ScopeId)>,
}

impl Rows {
    pub(super) async fn read(tx: &mut Tx) -> Result<Self, StoreError> {
        Ok(Self {
            resources: tx.resources().all().await?,
            scopes: tx.resources().all_scopes().await?,
            roles: tx.roles().all().await?,
            role_scopes: tx.roles().all_scopes().await?,
        })
    }
}

/// The APIs and roles that may be used.
#[derive(Debug)]
pub struct Access {
    /// What each role allows at each API.
    pub catalog: Catalog,
    pub(super) quarantine: Quarantine,
}

impl Access {
    pub(super) fn load(rows: Rows, config: &Config, last: Option<&Self>) -> Self {
        let mut aside = Quarantine::default();
        aside.add_all(Noun::Resource, rows.resources.unreadable);
        aside.add_all(Noun::Resource, rows.scopes.unreadable);
        aside.add_all(Noun::Role, rows.roles.unreadable);
        aside.log(last.map(|last| &last.quarantine));
        let rows = catalog::Rows {
            resources: rows.resources.rows,
            scopes: rows.scopes.rows,
            roles: rows.roles.rows,
            role_scopes: rows.role_scopes,
        };
        let catalog = Catalog::new(rows, config.console.clone());
        Self {
            catalog: catalog.with_management_as(&config.management_api()),
            quarantine: aside,
        }
    }
}
