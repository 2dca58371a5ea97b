//! `SIGNET__SECTION__KEY`: every setting of the file as an environment variable. This is the only
//! place that reads the environment.

use serde::Deserialize;
use toml::{Table, Value};

use super::{
    error::ConfigError,
    file::File,
    parser_message::{is_missing, problem},
};

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
    respell(file);
    for (name, text) in &variables {
        let wrong = |problem| ConfigError::Variable {
            name: name.clone(),
            problem,
        };
        let path: Vec<String> = path(name).ok_or_else(|| wrong("names no setting".to_owned()))?;
        let alone = nest(&path, value(&path, text));
        match File::deserialize(alone.clone()) {
            Err(error) if !is_missing(error.message()) => {
                return Err(wrong(problem(error.message())));
            }
            _ => {}
        }
        merge(file, alone);
    }
    Ok(())
}

/// Logto writes the connectors' keys with capitals, which variables do not tell apart.
const SPELLINGS: [(&str, &str, &str); 4] = [
    ("apiKey", "apikey", "api_key"),
    ("baseUrl", "baseurl", "base_url"),
    (
        "webhookSigningKey",
        "webhooksigningkey",
        "webhook_signing_key",
    ),
    ("replyTo", "replyto", "reply_to"),
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
        let known = SPELLINGS.iter().find(|(_, lower, _)| *lower == part);
        known.map_or(part, |(_, _, snake)| (*snake).to_owned())
    };
    Some(parts.into_iter().map(spell).collect())
}

/// One spelling per key, so that a variable replaces what the file says and does not repeat it.
fn respell(file: &mut Table) {
    let Some(Value::Table(email)) = file.get_mut("email") else {
        return;
    };
    for (_, connector) in email.iter_mut() {
        let Value::Table(connector) = connector else {
            continue;
        };
        for (capitals, _, snake) in SPELLINGS {
            if let Some(value) = connector.remove(capitals) {
                connector.insert(snake.to_owned(), value);
            }
        }
    }
}

/// Text stays text; what begins like a list or a table is read as one. Of the connectors' keys,
/// whose types are not ours, numbers and switches are known by name.
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
    let key = path.last().map_or("", String::as_str);
    let typed = match key {
        "port" | "connect_ms" | "whole_ms" => text.trim().parse().ok().map(Value::Integer),
        "allow_insecure" => text.trim().parse().ok().map(Value::Boolean),
        _ => None,
    };
    if let (true, Some(value)) = (path[0] == "email", typed) {
        return value;
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
        assert_eq!(file.limits.code_tries, Some(9));
        assert_eq!(file.limits.sends_per_recipient.unwrap().limit, 1);
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
            "[email.mailgun]\ndomain = \"e.com\"\nfrom = \"a@e.com\"\napiKey = \"old\"",
            &[
                ("SIGNET__EMAIL__CONNECTOR", "smtp"),
                ("SIGNET__EMAIL__SMTP__HOST", "mail.e.com"),
                ("SIGNET__EMAIL__SMTP__FROM", "a@e.com"),
                ("SIGNET__EMAIL__SMTP__PASSWORD", "00123"),
                ("SIGNET__EMAIL__SMTP__PORT", "587"),
                ("SIGNET__EMAIL__MAILGUN__API_KEY", "42"),
            ],
        )
        .unwrap();
        let email = file.email.unwrap();
        let smtp = email.smtp.unwrap();
        assert_eq!(smtp.password.unwrap().expose(), "00123");
        assert_eq!(smtp.port, Some(587));
        assert_eq!(email.mailgun.unwrap().api_key.expose(), "42");
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
