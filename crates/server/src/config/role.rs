//! `[[roles]]`: the roles that the configuration file owns.

use std::collections::BTreeMap;

use engine::access::role::Permission;
use oidc_core::{
    indicator::Indicator,
    role::{Role, RoleKind},
    source::Source,
    time::Timestamp,
};
use serde::Deserialize;

use super::error::ConfigError;

/// As written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Section {
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub description: String,
    /// `user` or `machine`.
    pub kind: Option<String>,
    /// Whether every new user gets it.
    pub default: bool,
    /// What it allows: names of scopes by the indicator of their API.
    pub scopes: BTreeMap<String, Vec<String>>,
}

/// Checked. The id and the times are given when it is written.
#[derive(Debug, Clone)]
pub struct DeclaredRole {
    /// The role.
    pub role: Role,
    /// What it allows.
    pub permissions: Vec<Permission>,
}

impl Section {
    /// Checks one role. `place` names it in errors, as `roles[0]` does.
    ///
    /// # Errors
    /// [`ConfigError::Setting`] names the key and says what to write.
    pub fn check(&self, place: &str) -> Result<DeclaredRole, ConfigError> {
        let wrong = |member: &str, problem: String| {
            ConfigError::setting(format!("{place}.{member}"), problem)
        };
        let name = self.name.clone();
        let name = name.ok_or_else(|| wrong("name", "is missing.".to_owned()))?;
        let kind = self.kind.as_deref().unwrap_or("user");
        let parsed: Result<RoleKind, _> = kind.parse();
        let kind = parsed.map_err(|_| {
            wrong(
                "kind",
                format!("is {kind:?}; it must be \"user\" or \"machine\"."),
            )
        })?;
        let id = "file".parse();
        let role = Role {
            id: id.map_err(|_| wrong("name", "cannot be used.".to_owned()))?,
            name,
            description: self.description.clone(),
            kind,
            is_default: self.default,
            source: Source::File,
            declared_at: None,
            disabled: false,
            created_at: Timestamp::EPOCH,
            updated_at: Timestamp::EPOCH,
        };
        role.check()
            .map_err(|why| wrong(why.member(), why.to_string()))?;
        let mut permissions = Vec::new();
        for (indicator, names) in &self.scopes {
            let parsed: Result<Indicator, _> = indicator.parse();
            let api = parsed
                .map_err(|why| wrong("scopes", format!("has {indicator:?}, which {why}.")))?;
            if api.is_management() {
                let problem = "names the management API: only the roles of Signet itself open it. \
                    Give people the role \"administrator\" or \"viewer\" with `signet role assign`.";
                return Err(wrong("scopes", problem.to_owned()));
            }
            permissions.extend(names.iter().map(|name| (api.clone(), name.clone())));
        }
        Ok(DeclaredRole { role, permissions })
    }
}

/// Checks all of them: no two of one name.
///
/// # Errors
/// [`ConfigError::Setting`] for the first that cannot be used.
pub fn check_all(sections: &[Section]) -> Result<Vec<DeclaredRole>, ConfigError> {
    let mut declared: Vec<DeclaredRole> = Vec::with_capacity(sections.len());
    for (index, section) in sections.iter().enumerate() {
        let place = format!("roles[{index}]");
        let one = section.check(&place)?;
        if declared
            .iter()
            .any(|known| known.role.name == one.role.name)
        {
            let problem = format!("({:?}) is that of an earlier one.", one.role.name);
            return Err(ConfigError::setting(format!("{place}.name"), problem));
        }
        declared.push(one);
    }
    Ok(declared)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<DeclaredRole, String> {
        let section: Section = toml::from_str(text).unwrap();
        let checked = section.check("roles[0]");
        checked.map_err(|error| error.to_string())
    }

    #[test]
    fn a_role_allows_scopes_of_several_apis() {
        let text = r#"
            name = "Editor"
            scopes = { "https://api.example.com" = ["read", "write"], "urn:films" = ["show"] }
        "#;
        let editor = check(text).unwrap();
        assert_eq!(editor.role.kind, RoleKind::User);
        let told: Vec<String> = editor
            .permissions
            .iter()
            .map(|(api, name)| format!("{api} {name}"))
            .collect();
        assert_eq!(
            told,
            [
                "https://api.example.com read",
                "https://api.example.com write",
                "urn:films show"
            ]
        );
    }

    #[test]
    fn what_cannot_be_used_is_named_with_what_to_write() {
        for (text, told) in [
            ("", "roles[0].name is missing"),
            ("name = \"\"", "roles[0].name must have"),
            ("name = \"x\"\nkind = \"group\"", "\"user\" or \"machine\""),
            (
                "name = \"x\"\nkind = \"machine\"\ndefault = true",
                "roles[0].default is for",
            ),
            (
                "name = \"x\"\nscopes = { books = [\"read\"] }",
                "has \"books\"",
            ),
            (
                "name = \"x\"\nscopes = { \"https://default.logto.app/api\" = [\"all\"] }",
                "signet role assign",
            ),
        ] {
            let error = check(text).unwrap_err();
            assert!(error.contains(told), "{error}");
        }
        let section: Section = toml::from_str("name = \"x\"").unwrap();
        let twice = check_all(&[section.clone(), section]).unwrap_err();
        assert!(twice.to_string().contains("roles[1].name"), "{twice}");
    }
}
