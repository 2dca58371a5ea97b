//! `[database]`: where everything is kept.

use std::path::Path;

use oidc_core::secret::Secret;
use serde::Deserialize;

use super::error::ConfigError;

/// As written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Section {
    /// `sqlite:data/signet.db` or `postgres://user:password@host/name`.
    pub url: Option<Secret<String>>,
}

/// Checked.
#[derive(Debug, Clone)]
pub struct Database {
    /// What the store opens; may carry a password.
    pub url: Secret<String>,
    /// What may be shown of it.
    pub label: String,
    /// Whether it is a PostgreSQL server.
    pub is_postgres: bool,
}

impl Section {
    /// Without a word about it, an SQLite file in `data_dir`.
    ///
    /// # Errors
    /// [`ConfigError::Setting`] when it is neither SQLite nor PostgreSQL.
    pub fn check(&self, data_dir: &Path) -> Result<Database, ConfigError> {
        let Some(url) = &self.url else {
            let label = data_dir.join("signet.db").display().to_string();
            let url = Secret::new(format!("sqlite:{label}"));
            return Ok(Database {
                url,
                label,
                is_postgres: false,
            });
        };
        let text = url.expose();
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.trim_start_matches("//");
            let label = path.split('?').next().unwrap_or(path).to_owned();
            return Ok(Database {
                url: url.clone(),
                label,
                is_postgres: false,
            });
        }
        let parsed: Option<url::Url> = text.parse().ok();
        match parsed.filter(|url| matches!(url.scheme(), "postgres" | "postgresql")) {
            Some(parsed) => {
                let host = parsed.host_str().unwrap_or("localhost");
                let port = parsed.port().unwrap_or(5432);
                let label = format!("PostgreSQL at {host}:{port}{}", parsed.path());
                Ok(Database {
                    url: url.clone(),
                    label,
                    is_postgres: true,
                })
            }
            None => Err(ConfigError::setting(
                "database.url",
                "must begin with sqlite: or postgres:// (the value is not shown, for it may carry \
                 a password).",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: Option<&str>) -> Result<Database, ConfigError> {
        Section {
            url: url.map(Secret::from),
        }
        .check(Path::new("./data"))
    }

    #[test]
    fn without_a_word_it_is_a_file_in_the_data_folder() {
        let database = check(None).unwrap();
        assert_eq!(database.url.expose(), "sqlite:./data/signet.db");
        assert_eq!(database.label, "./data/signet.db");
    }

    #[test]
    fn what_is_shown_of_it_has_no_password() {
        let database = check(Some("postgres://ada:hunter2@db:6432/signet")).unwrap();
        assert!(database.is_postgres);
        assert_eq!(database.label, "PostgreSQL at db:6432/signet");
        let error = check(Some("mysql://ada:hunter2@db/signet"))
            .unwrap_err()
            .to_string();
        assert!(!error.contains("hunter2"), "{error}");
    }
}
