//! What is wrong with a configuration: the key, and a sentence about it. For operators and
//! administrators.

use std::{fmt, path::PathBuf};

use crate::outbound::OutboundError;

/// A configuration no connector can be made of. One sentence that names the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    key: String,
    problem: Problem,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problem = self.problem();
        let end = if problem.ends_with('?') { "" } else { "." };
        write!(f, "`{}` {problem}{end}", self.key)
    }
}

impl std::error::Error for ConfigError {}

/// Continues a sentence that begins with the key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Problem {
    /// Not there.
    #[error("is missing")]
    Missing,
    /// Present, but blank.
    #[error("is empty")]
    Empty,
    /// Not of the form it must have.
    #[error("must be {0}")]
    Malformed(&'static str),
    /// A delivery without a body.
    #[error("has neither `html` nor `{other}`; one of them makes the mail")]
    NoBody {
        /// What could stand in place of `html`.
        other: &'static str,
    },
    /// A delivery that only Mailgun could fill in.
    #[error("is a Mailgun template, which a mail server does not know; write `html`")]
    TemplateOverSmtp,
    /// One half of a pair; the key that is not there.
    #[error("and `{other}` go together; only the first is set")]
    Unpaired {
        /// The key that is not set.
        other: String,
    },
    /// No encryption towards another machine, and `allow_insecure` is not set.
    #[error(
        "is \"none\", which would send codes unencrypted to {host}; use \"starttls\" or \"implicit_tls\", or set \
         `allow_insecure = true` if that network is yours"
    )]
    Insecure {
        /// The mail server.
        host: String,
    },
    /// The file of authorities cannot be used.
    #[error("names {path}, which is no file of PEM certificates we can read ({detail})")]
    CaFile {
        /// The file.
        path: PathBuf,
        /// What the system said.
        detail: String,
    },
    /// The system has no trusted certificates, most often because their package is not installed.
    #[error("cannot be used, because no trusted certificates were found on this machine ({0})")]
    NoRoots(String),
    /// An administrator's address that may not be called.
    #[error("cannot be called: {0}")]
    OutOfBounds(OutboundError),
    /// Anything else.
    #[error("{0}")]
    Said(String),
}

impl ConfigError {
    pub(crate) fn new(key: impl Into<String>, problem: Problem) -> Self {
        Self {
            key: key.into(),
            problem,
        }
    }

    /// `key` does not have the form it must have.
    pub(crate) fn malformed(key: impl Into<String>, expected: &'static str) -> Self {
        Self::new(key, Problem::Malformed(expected))
    }

    /// `key` and a sentence that it begins.
    pub(crate) fn said(key: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self::new(key, Problem::Said(sentence.into()))
    }

    /// A client cannot be made, or must not be.
    pub(crate) fn no_client(key: &str, table: &str, error: OutboundError) -> Self {
        match error {
            OutboundError::NoRoots { detail } => Self::new(table, Problem::NoRoots(detail)),
            error => Self::new(key, Problem::OutOfBounds(error)),
        }
    }

    /// Which member: the whole key as in TOML for what the file says (`email.mailgun.api_key`), the
    /// path in the JSON of the factory otherwise (`apiKey`, `deliveries.Register.html`).
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What is wrong with it: continues a sentence that begins with the key, without a full stop.
    pub fn problem(&self) -> String {
        self.problem.to_string()
    }

    /// The same complaint about the JSON of a factory, whose members have names of their own.
    pub(crate) fn in_json(self) -> Self {
        let problem = match self.problem {
            Problem::Unpaired { other } => Problem::Unpaired {
                other: in_json(&other),
            },
            problem => problem,
        };
        Self {
            key: in_json(&self.key),
            problem,
        }
    }
}

/// What a key of TOML is called in the JSON of the factory.
fn in_json(key: &str) -> String {
    let Some((table, path)) = key
        .strip_prefix("email.")
        .and_then(|rest| rest.split_once('.'))
    else {
        return key.to_owned();
    };
    let own = match (table, path) {
        ("smtp", "from") => "fromEmail",
        ("smtp", "username") => "auth.user",
        ("smtp", "password") => "auth.pass",
        ("smtp", "hello_name") => "name",
        ("smtp", "server_name") => "servername",
        ("smtp", "security") => "ignoreTLS",
        ("smtp", "timeouts.connect_ms") => "connectionTimeout",
        ("smtp", path) => {
            return match (
                path.strip_prefix("deliveries"),
                path.strip_prefix("headers"),
            ) {
                (Some(rest), _) => camel(&format!("templates{rest}")),
                (_, Some(rest)) => format!("customHeaders{rest}"),
                _ => camel(path),
            };
        }
        (_, path) => return camel(path),
    };
    own.to_owned()
}

/// `reply_to` as `replyTo`.
fn camel(snake: &str) -> String {
    let mut words = snake.split('_');
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_the_file_has_its_name_in_the_json_of_the_factory() {
        for (toml, json) in [
            ("email.mailgun.api_key", "apiKey"),
            ("email.mailgun.base_url", "baseUrl"),
            (
                "email.mailgun.deliveries.SignIn.reply_to",
                "deliveries.SignIn.replyTo",
            ),
            ("email.smtp.from", "fromEmail"),
            ("email.smtp.username", "auth.user"),
            ("email.smtp.deliveries.SignIn", "templates.SignIn"),
            ("email.http.signing_key", "signingKey"),
            ("endpoint", "endpoint"),
        ] {
            assert_eq!(in_json(toml), json);
        }
    }

    #[test]
    fn a_complaint_is_a_key_and_the_rest_of_its_sentence() {
        let other = "email.smtp.password".to_owned();
        let error = ConfigError::new("email.smtp.username", Problem::Unpaired { other }).in_json();
        assert_eq!(error.key(), "auth.user");
        assert_eq!(
            error.problem(),
            "and `auth.pass` go together; only the first is set"
        );
        assert_eq!(
            error.to_string(),
            format!("`auth.user` {}.", error.problem())
        );
    }
}
