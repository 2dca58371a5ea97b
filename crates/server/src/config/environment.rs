//! `SIGNET__SECTION__KEY`: every setting of the file as an environment variable. This is the only
//! place that reads the environment.

use serde::Deserialize;
use toml::{Table, Value};

use super::{error::ConfigError, file::File};

const PREFIX: &str = "SIGNET__";

/// The variables of this process that are settings.
pub fn variables() -> Vec<(String, String)> {
    let text = |name: std::ffi::OsString| name.into_string().ok();
    std::env::vars_os()
        .filter_map(|(name, value)| Some((text(name)?, text(value)?)))
        .filter(|(name, _)| name.starts_with(PREFIX))
        .collect()
}

/// Lays the variables over the file. Each is first read alone, so that one which is unknown or of
/// another type can be named.
///
/// # Errors
/// [`ConfigError::Variable`] names the variable; its value is not shown.
pub fn overlay(file: &mut Table, variables: &[(String, String)]) -> Result<(), ConfigError> {
    let mut variables = variables.to_vec();
    variables.sort();
    for (name, text) in &variables {
        let wrong = |problem| ConfigError::Variable {
            name: name.clone(),
            problem,
        };
        let path: Vec<String> = path(name).ok_or_else(|| wrong("names no setting".to_owned()))?;
        let alone = nest(&path, value(&path, text));
        File::deserialize(alone.clone())
            .map_err(|error| wrong(super::read::problem(error.message())))?;
        merge(file, alone);
    }
    Ok(())
}

/// The connectors' keys are Logto's and have capitals, which variables do not tell apart.
const CAPITALS: [(&str, &str); 6] = [
    ("apikey", "apiKey"),
    ("api_key", "apiKey"),
    ("replyto", "replyTo"),
    ("reply_to", "replyTo"),
    ("fromemail", "fromEmail"),
    ("from_email", "fromEmail"),
];

fn path(name: &str) -> Option<Vec<String>> {
    let name = name.strip_prefix(PREFIX)?.to_ascii_lowercase();
    let parts: Vec<String> = name.split("__").map(str::to_owned).collect();
    if parts.iter().any(String::is_empty) {
        return None;
    }
    if parts[0] != "email" {
        return Some(parts);
    }
    let spell = |part: String| {
        let capital = CAPITALS.iter().find(|(lower, _)| *lower == part);
        capital.map_or(part, |(_, capital)| (*capital).to_owned())
    };
    Some(parts.into_iter().map(spell).collect())
}

/// Text stays text; what begins like a list or a table is read as one. The ports of connectors
/// are numbers, because connectors read their own tables.
fn value(path: &[String], text: &str) -> Value {
    if text.trim_start().starts_with(['[', '{']) {
        let as_toml = || {
            toml::from_str::<Table>(&format!("v = {text}"))
                .ok()?
                .remove("v")
        };
        let as_json = || serde_json::from_str::<Value>(text).ok();
        if let Some(value) = as_json().or_else(as_toml) {
            return value;
        }
    }
    let is_port = path[0] == "email" && path.last().is_some_and(|key| key == "port");
    if let (true, Ok(port)) = (is_port, text.trim().parse()) {
        return Value::Integer(port);
    }
    Value::String(text.to_owned())
}

fn nest(path: &[String], leaf: Value) -> Table {
    let mut table = Table::new();
    match path {
        [key] => table.insert(key.clone(), leaf),
        [key, rest @ ..] => table.insert(key.clone(), Value::Table(nest(rest, leaf))),
        [] => None,
    };
    table
}

fn merge(below: &mut Table, above: Table) {
    for (key, value) in above {
        match (below.get_mut(&key), value) {
            (Some(Value::Table(below)), Value::Table(above)) => merge(below, above),
            (_, value) => {
                below.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overlaid(file: &str, variables: &[(&str, &str)]) -> Result<File, String> {
        let mut table: Table = toml::from_str(file).unwrap();
        let variables: Vec<_> = variables
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect();
        overlay(&mut table, &variables).map_err(|error| error.to_string())?;
        Ok(File::deserialize(table).unwrap())
    }

    #[test]
    fn a_variable_wins_over_the_file_and_leaves_its_neighbours_alone() {
        let file = overlaid(
            "[limits]\ncode_tries = 3\nsends_per_recipient = \"1/1h\"",
            &[
                ("SIGNET__LIMITS__CODE_TRIES", "9"),
                ("SIGNET__PUBLIC_URL", "https://id.example"),
            ],
        )
        .unwrap();
        assert_eq!(file.limits.code_tries, 9);
        assert_eq!(file.limits.sends_per_recipient.limit, 1);
        assert_eq!(file.public_url.as_deref(), Some("https://id.example"));
    }

    #[test]
    fn an_unknown_variable_is_named() {
        for name in [
            "SIGNET__HTTP__LISTN",
            "SIGNET__HTPP",
            "SIGNET__",
            "SIGNET__HTTP____LISTEN",
        ] {
            let error = overlaid("", &[(name, "x")]).unwrap_err();
            assert!(error.contains(name), "{error}");
        }
    }

    #[test]
    fn a_value_of_another_type_is_refused_without_being_shown() {
        let error = overlaid("", &[("SIGNET__LIMITS__CODE_TRIES", "many")]).unwrap_err();
        assert!(error.contains("SIGNET__LIMITS__CODE_TRIES"), "{error}");
        let error = overlaid("", &[("SIGNET__SECRETS__MASTER_KEY", "[\"hunter2\"]")]).unwrap_err();
        assert!(!error.contains("hunter2"), "{error}");
    }

    #[test]
    fn a_secret_of_digits_stays_text_and_a_port_becomes_a_number() {
        let file = overlaid(
            "",
            &[
                ("SIGNET__EMAIL__CONNECTOR", "smtp"),
                ("SIGNET__EMAIL__SMTP__PASSWORD", "00123"),
                ("SIGNET__EMAIL__SMTP__PORT", "587"),
                ("SIGNET__EMAIL__MAILGUN__APIKEY", "42"),
            ],
        )
        .unwrap();
        let email = file.email.unwrap();
        let smtp = email.smtp.unwrap();
        assert_eq!(smtp["password"].as_str(), Some("00123"));
        assert_eq!(smtp["port"].as_integer(), Some(587));
        assert_eq!(email.mailgun.unwrap()["apiKey"].as_str(), Some("42"));
    }

    #[test]
    fn lists_and_tables_are_read_as_json_or_toml() {
        let apps = r#"[{"id": "shop", "kind": "spa", "redirect_uris": ["https://a.example/cb"]}]"#;
        let file = overlaid(
            "",
            &[
                ("SIGNET__APPLICATIONS", apps),
                ("SIGNET__HTTP__LISTEN", "127.0.0.1:1,127.0.0.1:2"),
                ("SIGNET__HTTP__TRUSTED_PROXIES", "['10.0.0.0/8']"),
            ],
        )
        .unwrap();
        assert_eq!(file.applications[0].id.as_deref(), Some("shop"));
        assert_eq!(file.http.listen.len(), 2);
        assert_eq!(file.http.trusted_proxies, ["10.0.0.0/8"]);
    }
}
