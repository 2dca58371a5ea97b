//! In which line of the file a setting stands, for the sentence about what is wrong with it. Of the
//! file only the places are kept, no value.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use toml::de::{DeTable, DeValue};

use super::error::ConfigError;

/// Where the settings come from; nowhere, when there is no file.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    path: PathBuf,
    /// By keys like `applications[0].secrets[1].name`, counted from one.
    lines: BTreeMap<String, usize>,
    /// The variables that are laid over the file.
    variables: Vec<String>,
}

impl Origin {
    /// The places of a file that has been read.
    pub(super) fn of(path: &Path, text: &str) -> Self {
        let mut lines = BTreeMap::new();
        if let Ok(table) = DeTable::parse(text) {
            let line =
                |offset: usize| text.bytes().take(offset).filter(|b| *b == b'\n').count() + 1;
            note_table(table.get_ref(), "", &line, &mut lines);
        }
        Self {
            path: path.to_owned(),
            lines,
            variables: Vec::new(),
        }
    }

    /// What stands in the environment does not stand in the file.
    pub(super) fn overlaid(mut self, variables: &[(String, String)]) -> Self {
        self.variables = variables.iter().map(|(name, _)| plain(name)).collect();
        self
    }

    /// The same error, with file and line if it is about something in the file.
    pub(super) fn locate(&self, error: ConfigError) -> ConfigError {
        match error {
            ConfigError::Setting { key, problem } => match self.line(&key) {
                Some(line) => ConfigError::File {
                    path: self.path.clone(),
                    line,
                    problem: format!("the setting {key} {problem}"),
                },
                None => ConfigError::Setting { key, problem },
            },
            ConfigError::Many(errors) => {
                let located = errors.into_iter().map(|error| self.locate(error));
                ConfigError::Many(located.collect())
            }
            other => other,
        }
    }

    /// Where a table of the file stands, as `signet.toml:14`; nowhere when there is no file, or the
    /// environment says it.
    pub(super) fn place(&self, key: &str) -> Option<String> {
        let line = self.line(key)?;
        let name = self.path.file_name()?.to_string_lossy();
        Some(format!("{name}:{line}"))
    }

    /// Of the key itself, or of what it is missing in.
    fn line(&self, key: &str) -> Option<usize> {
        let key = without_label(key);
        let variable = plain(&format!("SIGNET__{}", key.replace('.', "__")));
        if self.variables.contains(&variable) {
            return None;
        }
        let mut rest = key.as_str();
        loop {
            if let Some(line) = self.lines.get(rest) {
                return Some(*line);
            }
            rest = &rest[..rest.rfind(['.', '['])?];
        }
    }
}

/// `resources[0] (https://api.example.com).name` is `resources[0].name` in the file.
fn without_label(key: &str) -> String {
    match key.split_once(" (") {
        Some((before, rest)) => {
            let after = rest.rfind(')').map_or("", |end| &rest[end + 1..]);
            format!("{before}{after}")
        }
        None => key.to_owned(),
    }
}

/// Variables of connectors' keys may be written with and without the underscores within names.
fn plain(name: &str) -> String {
    name.replace('_', "").to_ascii_uppercase()
}

fn note_table(
    table: &DeTable<'_>,
    within: &str,
    line: &impl Fn(usize) -> usize,
    lines: &mut BTreeMap<String, usize>,
) {
    for (name, value) in table {
        let dot = if within.is_empty() { "" } else { "." };
        let key = format!("{within}{dot}{}", name.get_ref());
        lines.insert(key.clone(), line(name.span().start));
        note(value.get_ref(), &key, line, lines);
    }
}

fn note(
    value: &DeValue<'_>,
    key: &str,
    line: &impl Fn(usize) -> usize,
    lines: &mut BTreeMap<String, usize>,
) {
    match value {
        DeValue::Table(table) => note_table(table, key, line, lines),
        DeValue::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let key = format!("{key}[{index}]");
                lines.insert(key.clone(), line(item.span().start));
                note(item.get_ref(), &key, line, lines);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use engine::config::Mode;

    use crate::config::{Settings, read::read};

    const SHOP: &str = "[[applications]]\nid = \"shop\"\nkind = \"traditional\"\n\
        secret = \"Qm9va3N0b3Jl\"\nredirect_uris = [\"https://shop.example/cb\"]\n";
    const API: &str = "[[resources]]\nindicator = \"https://api.example.com\"\n";
    const SECRET: &str = "[[applications.secrets]]\nname = \"May\"\nsecret = \"Qm9va3N0b3Jl\"\n";

    fn said(text: &str, variables: &[(String, String)]) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("signet.toml");
        std::fs::write(&path, text).unwrap();
        let file = read(Some(&path), variables);
        let checked = file.and_then(|file| Settings::check(&file, Mode::Development));
        let said = checked.err().map(|error| error.to_string());
        said.unwrap_or_else(|| "accepted".to_owned())
    }

    /// Says what is wrong with the last line of a text, and that it stands there.
    #[track_caller]
    fn refused_at_the_end(text: &str, told: &str) {
        let said = said(text, &[]);
        let place = format!("signet.toml, line {}: ", text.lines().count());
        assert!(said.contains(&place), "{place}{text}\n{said}");
        assert!(said.contains(told), "{told}: {said}");
    }

    #[test]
    fn a_wrong_value_of_an_application_is_named_with_file_and_line() {
        for (line, told) in [
            (
                "access_token_lifetime = 59",
                "must be between 60 seconds and 86400",
            ),
            ("roles = [\"Importer\"]", "roles"),
            ("third_party = \"perhaps\"", "boolean"),
            (
                "response_modes = [\"web_message\"]",
                "names \"web_message\"",
            ),
            ("grant_types = [\"implicit\"]", "names \"implicit\""),
            ("id_token_alg = \"HS256\"", "is \"HS256\""),
            (
                "backchannel_logout_uri = \"http://shop.example/out\"",
                "backchannel_logout_uri",
            ),
            ("backchannel_logout_session_required = 1", "boolean"),
            (
                "frontchannel_logout_uri = \"https://other.example/out\"",
                "frontchannel_logout_uri",
            ),
            ("frontchannel_logout_session_required = 1", "boolean"),
            ("initiate_login_uri = \"shop\"", "is \"shop\""),
            (
                "post_logout_redirect_uris = [\"javascript:1\"]",
                "has \"javascript:1\"",
            ),
            ("refresh_grace = \"soon\"", "u32"),
            ("rotate_refresh_token = \"no\"", "boolean"),
            ("name = 7", "string"),
            ("id_token_signed_response_alg = \"ES256\"", "unknown field"),
        ] {
            refused_at_the_end(&format!("{SHOP}{line}\n"), told);
        }
    }

    #[test]
    fn a_wrong_value_of_a_secret_is_named_with_file_and_line_and_not_shown() {
        for (line, told) in [
            ("expires_at = \"soon\"", "must be a time"),
            ("expires = 7", "unknown field"),
        ] {
            refused_at_the_end(&format!("{SHOP}{SECRET}{line}\n"), told);
        }
        let text = format!("{SHOP}[[applications.secrets]]\nname = \"May\"\nsecret = \"geheim\"\n");
        refused_at_the_end(&text, "must be 8 to 256 printable ASCII characters");
        assert!(!said(&text, &[]).contains("geheim"));
    }

    #[test]
    fn a_wrong_value_of_an_api_is_named_with_file_and_line() {
        for (line, told) in [
            ("name = \"\"", "must have 1 to 256 characters"),
            (
                "access_token_lifetime = 86401",
                "must be between 60 seconds",
            ),
            ("access_token_format = \"paseto\"", "\"jwt\" or \"opaque\""),
            ("access_token_alg = \"HS256\"", "is \"HS256\""),
            ("introspected_by = [\"a b\"]", "has \"a b\""),
            ("default = \"yes\"", "boolean"),
            (
                "scopes = [{ name = \"openid\" }]",
                "a scope of OpenID Connect",
            ),
            ("scopes = [{ name = \"read books\" }]", "has \"read books\""),
            (
                "scopes = [{ name = \"a\" }, { name = \"a\" }]",
                "a second time",
            ),
            ("audience = \"x\"", "unknown field"),
        ] {
            refused_at_the_end(&format!("{API}{line}\n"), told);
        }
        refused_at_the_end("[[resources]]\nindicator = \"books\"\n", "is \"books\"");
        refused_at_the_end(&format!("{API}{API}"), "is that of an earlier one");
    }

    #[test]
    fn a_wrong_value_of_a_role_is_named_with_file_and_line() {
        let role = "[[roles]]\nname = \"Reader\"\n";
        for (line, told) in [
            ("kind = \"group\"", "\"user\" or \"machine\""),
            ("default = \"yes\"", "boolean"),
            ("scopes = { books = [\"read\"] }", "has \"books\""),
            (
                "scopes = { \"https://default.logto.app/api\" = [\"all\"] }",
                "names the management API",
            ),
            ("users = [\"ada\"]", "unknown field"),
        ] {
            refused_at_the_end(&format!("{role}{line}\n"), told);
        }
        let long = format!("{role}description = {:?}\n", "x".repeat(129));
        refused_at_the_end(&long, "must have 128 characters at most");
        refused_at_the_end("[[roles]]\nname = \"\"\n", "must have 1 to 128 characters");
        refused_at_the_end(&format!("{role}{role}"), "is that of an earlier one");
        let machine = format!("{role}kind = \"machine\"\ndefault = true\n");
        refused_at_the_end(&machine, "is for roles of kind \"user\"");
    }

    #[test]
    fn a_wrong_value_of_a_section_is_named_with_file_and_line() {
        for (text, told) in [
            ("[console]\nclients = [\"a b\"]\n", "has \"a b\""),
            ("[console]\nclient = \"x\"\n", "unknown field"),
            (
                "[outbound]\nallow = [\"rp.internal\"]\n",
                "has \"rp.internal\"",
            ),
            (
                "[outbound]\nca_file = \"/nowhere/ca.pem\"\n",
                "names /nowhere/ca.pem",
            ),
            ("[outbound]\ntimeout = \"61s\"\n", "must be 60s or less"),
            ("[outbound]\ntimeout = \"soon\"\n", "a duration like"),
            ("[oidc]\nid_token_alg = \"HS256\"\n", "is \"HS256\""),
            ("[oidc]\nkey_propagation = \"soon\"\n", "a duration like"),
            ("[oidc]\nkey_rotation = \"1m\"\n", "oidc.key_rotation"),
            ("[events]\nkeep = \"1h\"\n", "events.keep"),
            ("[limits]\ncode_tries = 6\n", "limits.code_tries"),
            (
                "[limits]\npasswords_per_address = \"often\"\n",
                "a rate like",
            ),
            ("[sign_in]\nmethods = []\n", "nobody could sign in"),
            ("[sign_in]\npassword_at_sign_up = \"often\"\n", "often"),
            (
                "[sign_in]\nidentifiers = [\"phone\"]\nmethods = [\n\
                {identifier = \"email\", verification_code = true, primary = \"password\"}]\n",
                "sign_in.methods[0].primary is",
            ),
            ("[passwords]\nmin_length = 257\n", "between 1 and 256"),
            (
                "[passwords]\nmin_length = 12\nmax_length = 11\n",
                "passwords.max_length is 11",
            ),
            ("[passwords]\nreject_pwned = \"perhaps\"\n", "perhaps"),
            ("[passwords]\nmemory = 19456\n", "unknown field"),
        ] {
            refused_at_the_end(text, told);
        }
    }

    #[test]
    fn each_thing_that_the_file_owns_knows_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("signet.toml");
        let email = "[email]\nconnector = \"mailbox\"\n";
        let role = "[[roles]]\nname = \"Reader\"\n";
        std::fs::write(
            &path,
            format!("{SHOP}{API}\n{role}{role}{email}").replacen("Reader", "Writer", 1),
        )
        .unwrap();
        let checked = |variables: &[(String, String)]| {
            let file = read(Some(&path), variables).unwrap();
            Settings::check(&file, Mode::Development).unwrap()
        };
        let settings = checked(&[]);
        let shop = settings.applications[0].client.declared_at.as_deref();
        let api = settings.resources[0].resource.declared_at.as_deref();
        let roles = settings.roles.iter();
        let roles: Vec<_> = roles.map(|role| role.role.declared_at.as_deref()).collect();
        assert_eq!((shop, api), (Some("signet.toml:1"), Some("signet.toml:6")));
        assert_eq!(roles, [Some("signet.toml:9"), Some("signet.toml:11")]);
        let email = settings.email_declared_at.as_deref();
        assert_eq!(email, Some("signet.toml:13"));
    }

    #[test]
    fn each_member_of_the_sign_in_experience_that_the_file_sets_knows_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("signet.toml");
        let text = "[branding]\nname = \"Brand\"\n\ncolor = \"#112233\"\n\
            [sign_in]\nmode = \"SignIn\"\n";
        std::fs::write(&path, text).unwrap();
        let places = |variables: &[(String, String)]| {
            let file = read(Some(&path), variables).unwrap();
            let settings = Settings::check(&file, Mode::Development).unwrap();
            let places = settings.experience_declared_at.into_iter();
            places.collect::<Vec<_>>()
        };
        let at = |member: &str, line: usize| (member.to_owned(), format!("signet.toml:{line}"));
        let (color, mode, name) = (
            at("color.primaryColor", 4),
            at("signInMode", 6),
            at("signet.name", 2),
        );
        assert_eq!(places(&[]), [color, mode.clone(), name.clone()]);
        let variable = "SIGNET__BRANDING__COLOR".to_owned();
        let elsewhere = [(variable, "#445566".to_owned())];
        assert_eq!(places(&elsewhere), [mode, name]);
    }

    #[test]
    fn what_is_missing_is_missing_in_the_line_where_it_should_follow() {
        let said = said("\n[[applications]]\nkind = \"spa\"\n", &[]);
        assert!(said.contains("signet.toml, line 2: "), "{said}");
        assert!(said.contains("applications[0].id is missing"), "{said}");
    }

    #[test]
    fn what_the_environment_says_has_no_line_in_the_file() {
        let text = "[oidc]\nid_token_alg = \"ES256\"\n";
        let name = "SIGNET__OIDC__ID_TOKEN_ALG".to_owned();
        let said = said(text, &[(name, "HS256".to_owned())]);
        assert!(said.starts_with("The setting oidc.id_token_alg"), "{said}");
    }
}
