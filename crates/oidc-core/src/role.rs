//! Roles: what people and machines may do, by name.

use crate::{id::RoleId, label, name::closed_set, record::Record, source::Source, time::Timestamp};

/// Characters of a role's name and of its description.
pub const MAX_TEXT: usize = 128;

/// Id and name of the role of those who may see and change everything here.
pub const ADMINISTRATOR: &str = "administrator";

/// Id and name of the role of those who may see everything here and change nothing.
pub const VIEWER: &str = "viewer";

/// The roles that open the management API.
pub const MANAGING: [&str; 3] = [ADMINISTRATOR, VIEWER, "management-api-access"];

closed_set! {
    /// The role by which a person manages this instance. What allows more comes first.
    ManagingRole, "role" {
        /// They see and change everything.
        Administrator = "administrator",
        /// They see everything and change nothing.
        Viewer = "viewer",
    }
}

closed_set! {
    /// Who may hold a role.
    RoleKind, "role kind" {
        /// People.
        User = "user",
        /// Machine clients.
        Machine = "machine",
    }
}

/// A role.
#[derive(Debug, Clone, PartialEq, Eq, Record)]
#[record(table = "roles")]
pub struct Role {
    /// Its id.
    pub id: RoleId,
    /// Its name, unique among roles of both kinds.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Who may hold it.
    #[record(fixed)]
    pub kind: RoleKind,
    /// Whether every new user gets it.
    pub is_default: bool,
    /// Which place owns it.
    pub source: Source,
    /// Where the configuration file declares it, as `signet.toml:14`; none of what it does not own.
    pub declared_at: Option<String>,
    /// Declared no more: as good as not there, but whoever held it will hold it again.
    pub disabled: bool,
    /// When it was made.
    #[record(fixed)]
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// Why a role cannot be made so. Its text continues the name of the member to a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRole {
    /// The name is empty or too long.
    #[error("must have 1 to 128 characters that can be seen, without line breaks.")]
    Name,
    /// The description is too long.
    #[error("must have 128 characters at most, without line breaks.")]
    Description,
    /// New users are people.
    #[error("is for roles of kind \"user\": machine applications get their roles one by one.")]
    DefaultMachine,
}

impl InvalidRole {
    /// Which member it is about.
    pub const fn member(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Description => "description",
            Self::DefaultMachine => "default",
        }
    }
}

impl Role {
    /// Whether it can be one.
    ///
    /// # Errors
    /// The first [`InvalidRole`] found.
    pub fn check(&self) -> Result<(), InvalidRole> {
        if !label::is_name(&self.name, MAX_TEXT) {
            return Err(InvalidRole::Name);
        }
        if !label::is_one_line(&self.description, MAX_TEXT) {
            return Err(InvalidRole::Description);
        }
        if self.is_default && self.kind == RoleKind::Machine {
            return Err(InvalidRole::DefaultMachine);
        }
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn role(id: &str, kind: RoleKind) -> Role {
        Role {
            id: id.parse().unwrap(),
            name: format!("The {id}"),
            description: String::new(),
            kind,
            is_default: false,
            source: Source::Console,
            declared_at: None,
            disabled: false,
            created_at: Timestamp::EPOCH,
            updated_at: Timestamp::EPOCH,
        }
    }

    #[test]
    fn a_name_can_be_read_aloud_and_a_description_is_short() {
        let mut reader = role("reader", RoleKind::User);
        assert_eq!(reader.check(), Ok(()));
        reader.description = "x".repeat(129);
        assert_eq!(reader.check(), Err(InvalidRole::Description));
        "a\nb".clone_into(&mut reader.description);
        assert_eq!(reader.check(), Err(InvalidRole::Description));
        for bad in ["", "  ", "a\nb", "a\u{202e}b", &"x".repeat(129)] {
            bad.clone_into(&mut reader.name);
            assert_eq!(reader.check(), Err(InvalidRole::Name), "{bad:?}");
        }
    }

    #[test]
    fn people_manage_an_instance_by_roles_that_open_its_api() {
        let names = ManagingRole::ALL.iter().map(|role| role.as_str());
        assert_eq!(names.collect::<Vec<_>>(), [ADMINISTRATOR, VIEWER]);
        assert!(ManagingRole::Administrator < ManagingRole::Viewer);
        assert!(MANAGING.contains(&ADMINISTRATOR) && MANAGING.contains(&VIEWER));
    }

    #[test]
    fn only_people_get_a_role_by_default() {
        for (kind, outcome) in [
            (RoleKind::User, Ok(())),
            (RoleKind::Machine, Err(InvalidRole::DefaultMachine)),
        ] {
            let mut role = role("reader", kind);
            role.is_default = true;
            assert_eq!(role.check(), outcome);
        }
    }
}
