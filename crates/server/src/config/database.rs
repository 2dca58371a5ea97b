//! `[database]`: where everything is kept.

use std::path::{Path, PathBuf};

use oidc_core::secret::Secret;
use serde::Deserialize;
use store::{Store, StoreError};

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
    /// What the store opens.
    pub place: Place,
    /// What may be shown of it.
    pub label: String,
}

/// Where a database is.
#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    /// An SQLite file in `data_dir`: a path, of which every character stands for itself.
    File(PathBuf),
    /// An SQLite file by its URL.
    Sqlite(Secret<String>),
    /// A PostgreSQL server; the URL may carry a password.
    Postgres(Secret<String>),
}

impl Section {
    /// Without a word about it, an SQLite file in `data_dir`.
    ///
    /// # Errors
    /// [`ConfigError::Setting`] when it is neither SQLite nor PostgreSQL, or cannot be read.
    pub fn check(&self, data_dir: &Path) -> Result<Database, ConfigError> {
        let Some(url) = &self.url else {
            let file = data_dir.join("signet.db");
            return Ok(Database {
                label: file.display().to_string(),
                place: Place::File(file),
            });
        };
        let text = url.expose();
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.trim_start_matches("//");
            let label = path.split('?').next().unwrap_or(path).to_owned();
            if label.is_empty() {
                return Err(wrong("names no file; write it like sqlite:data/signet.db"));
            }
            let place = Place::Sqlite(url.clone());
            return Ok(Database { place, label });
        }
        let is_postgres = ["postgres://", "postgresql://"]
            .iter()
            .any(|scheme| text.starts_with(scheme));
        if !is_postgres {
            return Err(wrong("must begin with sqlite: or postgres://"));
        }
        let parsed = postgres(text)?;
        let host = parsed.host_str().unwrap_or("localhost");
        let port = parsed.port().unwrap_or(5432);
        Ok(Database {
            label: format!("PostgreSQL at {host}:{port}{}", parsed.path()),
            place: Place::Postgres(url.clone()),
        })
    }
}

impl Database {
    /// Whether it is a PostgreSQL server, which several servers may share.
    pub const fn is_postgres(&self) -> bool {
        matches!(self.place, Place::Postgres(_))
    }

    /// Opens it and brings it up to date.
    ///
    /// # Errors
    /// One sentence that says what to change.
    pub async fn open(&self) -> Result<Store, StoreError> {
        match &self.place {
            Place::File(path) => Store::open_file(path).await,
            Place::Sqlite(url) | Place::Postgres(url) => Store::open(url.expose()).await,
        }
    }
}

/// A password with `#`, `/` or `?` in it ends the address too early (RFC 3986 §3.2): what follows
/// it, with the `@`, is then read as something else.
fn postgres(text: &str) -> Result<url::Url, ConfigError> {
    let unreadable = |why: &str| {
        wrong(&format!(
            "cannot be read ({why}): it must look like postgres://user:password@host:5432/name, \
             and in user and password # / ? % are written %23 %2F %3F %25"
        ))
    };
    let url: url::Url = text
        .parse()
        .map_err(|error: url::ParseError| unreadable(&error.to_string()))?;
    let cut_off = url.fragment().is_some()
        || url.path().contains('@')
        || url.path().is_empty() && url.query().is_some_and(|query| query.contains('@'));
    if cut_off {
        return Err(unreadable("there is a # / ? before its @ or at its end"));
    }
    Ok(url)
}

fn wrong(problem: &str) -> ConfigError {
    let problem = format!("{problem} (the value is not shown, for it may carry a password).");
    ConfigError::setting("database.url", problem)
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
        assert_eq!(database.place, Place::File("./data/signet.db".into()));
        assert_eq!(database.label, "./data/signet.db");
    }

    #[test]
    fn what_is_shown_of_it_has_no_password() {
        let database = check(Some("postgres://ada:hunter2@db:6432/signet")).unwrap();
        assert!(database.is_postgres());
        assert_eq!(database.label, "PostgreSQL at db:6432/signet");
        let error = check(Some("mysql://ada:hunter2@db/signet"))
            .unwrap_err()
            .to_string();
        assert!(!error.contains("hunter2"), "{error}");
    }

    #[test]
    fn a_password_that_is_not_escaped_is_told_how_to_be() {
        for password in ["pa#ss", "p/ss", "pa?ss", "12#34", "12/34", "12?34"] {
            let url = format!("postgres://ada:{password}@db:5432/signet");
            let error = check(Some(&url)).unwrap_err().to_string();
            assert!(error.contains("%23 %2F %3F"), "{password}: {error}");
            assert!(!error.contains("must begin with"), "{error}");
            assert!(!error.contains(password), "{error}");
        }
        for url in [
            "postgres://ada:pa%23ss%2F@db:5432/signet",
            "postgres://ada:pa@ss@db/signet",
            "postgresql://ada@db/signet?sslmode=require",
            "postgres:///signet?host=/run/postgresql&password=a@b",
        ] {
            assert!(check(Some(url)).unwrap().is_postgres(), "{url}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_url_is_said() {
        for (url, said) in [
            (
                "mysql://db/signet",
                "must begin with sqlite: or postgres://",
            ),
            ("jdbc:postgresql://db/signet", "must begin with"),
            ("data/signet.db", "must begin with"),
            ("postgres:/db/signet", "must begin with"),
            ("postgres://ada@db:http/signet", "invalid port number"),
            ("postgres://ada@db:99999/signet", "invalid port number"),
            ("postgres://ada@:5432/signet", "empty host"),
            ("sqlite:", "names no file"),
        ] {
            let error = check(Some(url)).unwrap_err().to_string();
            assert!(error.contains(said), "{url}: {error}");
        }
    }
}
