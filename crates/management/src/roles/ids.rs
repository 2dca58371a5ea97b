//! Roles that somebody is to be given, by their ids.

use engine::access::holders::Holders;
use oidc_core::{id::RoleId, role::Role};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::{RoleBody, role_id};
use crate::wire::error::ApiError;

/// Roles, by their ids.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RoleIds {
    pub(crate) role_ids: Vec<String>,
}

/// Roles that were given.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AddedRoles {
    /// All that were named.
    role_ids: Vec<String>,
    /// Those that were not held before.
    added_role_ids: Vec<String>,
}

/// How many are named in one call: more would keep others waiting.
const MOST: usize = 1_000;

/// # Errors
/// `guard.invalid_input` when a list of ids, as this member holds it, is longer than one call does.
pub(crate) fn check_count(member: &str, ids: &[String]) -> Result<(), ApiError> {
    if ids.len() > MOST {
        let why = format!("must not have more than {MOST} items: make several calls");
        return Err(ApiError::invalid(member, why));
    }
    Ok(())
}

impl RoleIds {
    /// Each once, in the order in which they are named.
    pub(crate) fn parsed(&self) -> Result<Vec<RoleId>, ApiError> {
        check_count("roleIds", &self.role_ids)?;
        let mut ids: Vec<RoleId> = Vec::with_capacity(self.role_ids.len());
        for (index, id) in self.role_ids.iter().enumerate() {
            if id.is_empty() {
                let member = format!("roleIds.{index}");
                return Err(ApiError::invalid(&member, "must not be empty"));
            }
            let id = role_id(id)?;
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        Ok(ids)
    }

    /// What is answered when of them these were not held before.
    pub(crate) fn added(self, added: &[RoleId]) -> AddedRoles {
        AddedRoles {
            role_ids: self.role_ids,
            added_role_ids: added.iter().map(ToString::to_string).collect(),
        }
    }
}

/// What somebody holds as lists show it, whole: what a change of it is made on.
pub(crate) fn shown(roles: &[Role]) -> Vec<RoleBody> {
    roles.iter().map(RoleBody::from).collect()
}

/// Who holds a role: what a change of that is made on.
pub(super) fn holding(holders: &Holders) -> (i64, &[String]) {
    (holders.number, holders.first.as_slice())
}

/// What lists of roles search one by.
pub(crate) fn searched(role: &Role) -> [(&'static str, Option<&str>); 3] {
    [
        ("id", Some(role.id.as_str())),
        ("name", Some(&*role.name)),
        ("description", Some(&*role.description)),
    ]
}
