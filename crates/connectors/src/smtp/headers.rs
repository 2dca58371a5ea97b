//! Further headers of each mail. None can take the place of one a mail has anyway.

use std::collections::BTreeMap;

use lettre::message::header::{HeaderName, HeaderValue};
use oidc_core::secret::Secret;

use crate::{config_error::ConfigError, template::one_line};

/// What we write ourselves, or what says whom a mail is from and for (RFC 5322 §3.6).
const OURS: [&str; 13] = [
    "auto-submitted",
    "bcc",
    "cc",
    "date",
    "dkim-signature",
    "from",
    "message-id",
    "mime-version",
    "reply-to",
    "return-path",
    "sender",
    "subject",
    "to",
];

/// Checked headers. Their values may be secrets.
#[derive(Clone, Default)]
pub(super) struct Headers {
    all: Vec<HeaderValue>,
    values: Vec<Secret<String>>,
}

impl Headers {
    pub(super) fn check(
        key: &str,
        headers: &BTreeMap<String, Secret<String>>,
    ) -> Result<Self, ConfigError> {
        let mut all = Vec::new();
        for (name, value) in headers {
            let lower = name.to_ascii_lowercase();
            let is_ours = OURS.contains(&lower.as_str())
                || lower.starts_with("content-")
                || lower.starts_with("resent-");
            let is_token = name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
            let known = HeaderName::new_from_ascii(name.clone()).ok();
            let Some(header) = known.filter(|_| is_token && !is_ours) else {
                let expected = "a header that mails do not have anyway, such as `X-Mailer`";
                return Err(ConfigError::malformed(format!("{key}.{name}"), expected));
            };
            all.push(HeaderValue::new(header, one_line(value.expose())));
        }
        let values = headers.values().cloned().collect();
        Ok(Self { all, values })
    }

    pub(super) fn all(&self) -> &[HeaderValue] {
        &self.all
    }

    /// What must not be read in a log.
    pub(super) fn values(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(|value| value.expose().as_str())
    }
}
