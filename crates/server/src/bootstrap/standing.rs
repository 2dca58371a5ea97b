//! The APIs and roles that stand in the database, held against those of `signet.toml`.

use std::collections::BTreeSet;

use oidc_core::{
    id::{RoleId, ScopeId},
    resource_server::{Resource, ResourceScope},
    role::Role,
    source::Source,
};
use store::{StoreError, Tx};

use crate::config::{resource::DeclaredResource, role::DeclaredRole};

/// What can be read of them.
pub(super) struct Standing {
    resources: Vec<Resource>,
    /// Those of one API in their order.
    scopes: Vec<ResourceScope>,
    roles: Vec<Role>,
    role_scopes: Vec<(RoleId, ScopeId)>,
}

impl Standing {
    pub(super) async fn read(tx: &mut Tx) -> Result<Self, StoreError> {
        Ok(Self {
            resources: tx.resources().all().await?.rows,
            scopes: tx.resources().all_scopes().await?.rows,
            roles: tx.roles().all().await?.rows,
            role_scopes: tx.roles().all_scopes().await?,
        })
    }

    /// Whether all that is declared stands there so, and nothing else that the file owns.
    pub(super) fn is(&self, resources: &[DeclaredResource], roles: &[DeclaredRole]) -> bool {
        let of_file = |source, disabled: bool| source == Source::File && !disabled;
        let apis = self.resources.iter();
        let apis = apis.filter(|row| of_file(row.source, row.disabled));
        let named = self.roles.iter();
        let named = named.filter(|row| of_file(row.source, row.disabled));
        apis.count() == resources.len()
            && named.count() == roles.len()
            && resources.iter().all(|declared| self.has_resource(declared))
            && roles.iter().all(|declared| self.has_role(declared))
    }

    fn has_resource(&self, declared: &DeclaredResource) -> bool {
        let wanted = &declared.resource;
        let mut rows = self.resources.iter();
        let Some(row) = rows.find(|row| row.indicator == wanted.indicator) else {
            return false;
        };
        // Another API may have been made the default one since.
        let same = Resource {
            id: row.id.clone(),
            is_default: row.is_default,
            created_at: row.created_at,
            updated_at: row.updated_at,
            ..wanted.clone()
        };
        let stands = self.scopes.iter();
        let stands = stands.filter(|scope| scope.resource_id == row.id);
        let stands = stands.map(|scope| (&scope.name, &scope.description));
        let wanted = declared.scopes.iter();
        *row == same && stands.eq(wanted.map(|scope| (&scope.name, &scope.description)))
    }

    fn has_role(&self, declared: &DeclaredRole) -> bool {
        let wanted = &declared.role;
        let mut rows = self.roles.iter();
        let Some(row) = rows.find(|row| row.name == wanted.name) else {
            return false;
        };
        let same = Role {
            id: row.id.clone(),
            created_at: row.created_at,
            updated_at: row.updated_at,
            ..wanted.clone()
        };
        let allowed = self.role_scopes.iter();
        let allowed = allowed.filter(|(role, _)| *role == row.id);
        let allowed: BTreeSet<_> = allowed.map(|(_, scope)| Some(scope)).collect();
        let permissions = declared.permissions.iter();
        let wanted: BTreeSet<_> = permissions
            .map(|(indicator, name)| self.scope(indicator.as_str(), name))
            .collect();
        *row == same && allowed == wanted
    }

    fn scope(&self, indicator: &str, name: &str) -> Option<&ScopeId> {
        let mut apis = self.resources.iter();
        let api = apis.find(|row| row.indicator.as_str() == indicator)?;
        let mut scopes = self.scopes.iter();
        let found = scopes.find(|scope| scope.resource_id == api.id && scope.name == name);
        found.map(|scope| &scope.id)
    }
}
