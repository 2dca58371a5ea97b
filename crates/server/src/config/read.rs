//! Reads the file strictly: what it does not know it refuses, with file and line.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Table;

use super::{
    environment,
    error::ConfigError,
    file::File,
    origin::Origin,
    parser_message::{is_missing, problem},
};

/// The file that is read when no other is named, if it is there.
pub const DEFAULT_PATH: &str = "signet.toml";

/// Reads the file, or none, and lays the variables over it.
///
/// # Errors
/// [`ConfigError`] says which file and line, or which variable, is to be changed.
pub fn read(path: Option<&Path>, variables: &[(String, String)]) -> Result<File, ConfigError> {
    let found = match path {
        Some(path) => Some(path.to_owned()),
        None => Some(PathBuf::from(DEFAULT_PATH)).filter(|path| path.exists()),
    };
    let (mut table, origin) = match found {
        None => (Table::new(), Origin::default()),
        Some(path) => {
            let text =
                std::fs::read_to_string(&path).map_err(|source| ConfigError::Unreadable {
                    path: path.clone(),
                    source,
                })?;
            (parse(&path, &text)?, Origin::of(&path, &text))
        }
    };
    environment::overlay(&mut table, variables)?;
    let file = File::deserialize(table).map_err(|error| ConfigError::Incomplete {
        problem: whole_problem(&error),
    })?;
    Ok(File {
        origin: origin.overlaid(variables),
        ..file
    })
}

/// Strictly, for the position of what is wrong.
fn parse(path: &Path, text: &str) -> Result<Table, ConfigError> {
    let located = |error: toml::de::Error| ConfigError::File {
        path: path.to_owned(),
        line: line(text, error.span().map_or(0, |span| span.start)),
        problem: problem(error.message()),
    };
    match toml::from_str::<File>(text) {
        // The environment may give what is missing; if not, the whole will say so.
        Err(error) if !is_missing(error.message()) => Err(located(error)),
        _ => toml::from_str(text).map_err(located),
    }
}

/// What is wrong, and in which section.
fn whole_problem(error: &toml::de::Error) -> String {
    let text = error.to_string();
    let section = text
        .lines()
        .find(|line| line.starts_with("in `"))
        .unwrap_or_default();
    format!("{} {section}", problem(error.message()))
        .trim_end()
        .to_owned()
}

fn line(text: &str, offset: usize) -> usize {
    text.bytes()
        .take(offset)
        .filter(|byte| *byte == b'\n')
        .count()
        + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        parse(Path::new("signet.toml"), text)
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn an_unknown_key_is_named_with_file_and_line() {
        let error = refused("public_url = \"https://id.example\"\n\n[http]\nlistn = \"x\"\n");
        assert!(
            error.starts_with("signet.toml, line 4: unknown field `listn`"),
            "{error}"
        );
        let error = refused("[[applications]]\nid = \"a\"\nredirect_uri = \"x\"\n");
        assert!(
            error.starts_with("signet.toml, line 3: unknown field `redirect_uri`"),
            "{error}"
        );
        let error = refused("\n[htpp]\n");
        assert!(
            error.starts_with("signet.toml, line 2: unknown field `htpp`"),
            "{error}"
        );
    }

    #[test]
    fn a_wrong_value_is_located_but_not_shown() {
        let error = refused("[secrets]\nmaster_key = 123456789\n");
        assert!(error.starts_with("signet.toml, line 2:"), "{error}");
        assert!(!error.contains("123456789"), "{error}");
    }

    #[test]
    fn what_the_file_leaves_out_may_come_from_the_environment() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("signet.toml");
        let text = "[email]\nconnector = \"mailgun\"\n[email.mailgun]\n\
                    domain = \"e.com\"\nfrom = \"a@e.com\"\n";
        std::fs::write(&path, text).unwrap();
        let error = read(Some(&path), &[]).unwrap_err().to_string();
        assert!(
            error.contains("`api_key`") && error.contains("email.mailgun"),
            "{error}"
        );
        let key = (
            "SIGNET__EMAIL__MAILGUN__APIKEY".to_owned(),
            "00042".to_owned(),
        );
        let file = read(Some(&path), &[key]).unwrap();
        assert_eq!(
            file.email.unwrap().mailgun.unwrap().api_key.expose(),
            "00042"
        );
    }

    #[test]
    fn what_is_not_toml_is_located() {
        assert!(refused("public_url = \n").starts_with("signet.toml, line 1:"));
    }

    #[test]
    fn a_file_that_was_named_must_be_there() {
        let error = read(Some(Path::new("/nowhere/signet.toml")), &[])
            .unwrap_err()
            .to_string();
        assert!(error.contains("/nowhere/signet.toml"), "{error}");
        assert!(read(None, &[]).is_ok());
    }
}
