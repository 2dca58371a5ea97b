//! `[outbound]`: calls to addresses that others registered.

use std::path::PathBuf;

use connectors::outbound::{Authorities, OutboundConfig, TIME_LIMIT, Target};
use engine::span::Span;
use serde::Deserialize;

use super::{error::ConfigError, lenient};

/// The longest that one call may be allowed to take.
const LONGEST: Span = Span::seconds(60);

/// As written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Section {
    /// Hosts with their ports that may be called though they are not public.
    #[serde(deserialize_with = "lenient::list")]
    pub allow: Vec<String>,
    /// PEM certificates of authorities that are trusted beside the machine's own.
    pub ca_file: Option<PathBuf>,
    /// For one call.
    pub timeout: Option<Span>,
}

impl Section {
    /// Reads the list and the file of authorities.
    ///
    /// # Errors
    /// [`ConfigError::Setting`] names what cannot be read.
    pub fn check(&self) -> Result<OutboundConfig, ConfigError> {
        let allow = self.allow.iter().map(|text| {
            text.parse::<Target>().map_err(|why| {
                ConfigError::setting("outbound.allow", format!("has {text:?}, which {why}."))
            })
        });
        let authorities = self.ca_file.as_deref().map(|path| {
            Authorities::read(path).map_err(|why| {
                let path = path.display();
                let problem = format!(
                    "names {path}, which is no file of PEM certificates we can read ({why})."
                );
                ConfigError::setting("outbound.ca_file", problem)
            })
        });
        let time_limit = self.timeout.map_or(TIME_LIMIT, Span::duration);
        if time_limit > LONGEST.duration() {
            return Err(ConfigError::setting(
                "outbound.timeout",
                "must be 60s or less.",
            ));
        }
        Ok(OutboundConfig {
            allow: allow.collect::<Result<_, _>>()?,
            authorities: authorities.transpose()?.unwrap_or_default(),
            time_limit,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<OutboundConfig, String> {
        let section: Section = toml::from_str(text).map_err(|error| error.to_string())?;
        section.check().map_err(|error| error.to_string())
    }

    #[test]
    fn nothing_inside_may_be_called_unless_it_is_listed() {
        assert!(check("").unwrap().allow.is_empty());
        let listed = check("allow = [\"rp.internal:8443\", \"[::1]:3000\"]").unwrap();
        assert!(listed.allow.contains(&"rp.internal:8443".parse().unwrap()));
        assert_eq!(listed.allow.len(), 2);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (text, key) in [
            ("allow = [\"rp.internal\"]", "outbound.allow"),
            ("allow = [\"10.0.0.0/8\"]", "outbound.allow"),
            ("ca_file = \"/nowhere/ca.pem\"", "outbound.ca_file"),
            ("timeout = \"61s\"", "outbound.timeout"),
        ] {
            let error = check(text).unwrap_err();
            assert!(error.contains(key), "{error}");
        }
        assert_eq!(check("timeout = \"3s\"").unwrap().time_limit.as_secs(), 3);
    }
}
