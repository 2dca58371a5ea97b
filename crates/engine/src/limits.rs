//! Everything that protects people from strangers, each with its default.
//!
//! What is counted per person is counted in the database; only the floods per IP address are
//! counted in memory.

use oidc_core::account::lockout::TRIES;
use serde::{Deserialize, Deserializer, de};

use crate::span::{Rate, Span};

/// The limits in force.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Wrong guesses that a mailed code survives (T-45).
    #[serde(deserialize_with = "number_or_text")]
    pub code_tries: u32,
    /// Wrong codes per address, over all its codes, before a pause (NIST SP 800-63B; T-46).
    pub failures_per_address: Rate,
    /// Wrong codes of strangers from one IP address, whatever addresses they are for.
    pub failures_per_ip: Rate,
    /// Wrong codes of strangers altogether, from which on strangers are held to a tenth.
    pub failures_total: Rate,
    /// Mails to one recipient (T-55).
    pub sends_per_recipient: Rate,
    /// Mails asked for from one IP address (T-55).
    pub sends_per_ip: Rate,
    /// Mails asked for on behalf of one application (T-55).
    pub sends_per_client: Rate,
    /// Mails altogether (T-55).
    pub sends_total: Rate,
    /// Megabytes that sign-ins begun from one network may write.
    pub stored_mb_per_network: Rate,
    /// Pages shown to one IP address; in memory.
    pub pages_per_ip: Rate,
    /// Forms sent by one IP address; in memory.
    pub forms_per_ip: Rate,
    /// Calls of the protocol's endpoints (token, userinfo, revocation) by one IP address, which
    /// may be the server of a large application; in memory.
    pub calls_per_ip: Rate,
}

impl Default for Limits {
    fn default() -> Self {
        let (minute, ten_minutes, hour) =
            (Span::seconds(60), Span::seconds(600), Span::seconds(3600));
        Self {
            code_tries: 5,
            failures_per_address: Rate::new(100, hour),
            failures_per_ip: Rate::new(300, hour),
            // Chance finds one code in a million guesses: at this rate one in five hundred hours.
            failures_total: Rate::new(2_000, hour),
            sends_per_recipient: Rate::new(10, ten_minutes),
            sends_per_ip: Rate::new(100, ten_minutes),
            sends_per_client: Rate::new(5_000, hour),
            sends_total: Rate::new(20_000, hour),
            // What was written stays an hour, and two windows may meet within it: 64 MB at most.
            stored_mb_per_network: Rate::new(32, hour),
            pages_per_ip: Rate::new(1_200, minute),
            forms_per_ip: Rate::new(240, minute),
            calls_per_ip: Rate::new(60_000, minute),
        }
    }
}

impl Limits {
    /// Six digits withstand five guesses, not fifty (T-45): this one cannot be raised.
    ///
    /// # Errors
    /// [`TooManyTries`] when it is out of range.
    pub fn check(&self) -> Result<(), TooManyTries> {
        if (1..=TRIES).contains(&self.code_tries) {
            Ok(())
        } else {
            Err(TooManyTries)
        }
    }
}

/// `code_tries` is out of range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be between 1 and {TRIES}: a code of six digits can be guessed.")]
pub struct TooManyTries;

/// An environment variable can give a number only as text.
fn number_or_text<'de, D: Deserializer<'de>>(d: D) -> Result<u32, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(u32),
        Text(String),
    }
    match Written::deserialize(d).map_err(|_| de::Error::custom("expected a number"))? {
        Written::Number(number) => Ok(number),
        Written::Text(text) => text
            .trim()
            .parse()
            .map_err(|why| de::Error::custom(format_args!("{text:?}: {why}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_limit_is_changed_without_touching_the_others() {
        let limits: Limits = toml::from_str("sends_per_recipient = \"3/1h\"").unwrap();
        assert_eq!(
            limits.sends_per_recipient,
            Rate::new(3, Span::seconds(3_600))
        );
        assert_eq!(
            limits.failures_per_address,
            Limits::default().failures_per_address
        );
    }

    #[test]
    fn t_45_more_tries_than_six_digits_withstand_cannot_be_set() {
        let limits = |code_tries| Limits {
            code_tries,
            ..Limits::default()
        };
        assert!(limits(1).check().is_ok());
        assert!(limits(5).check().is_ok());
        assert!(limits(0).check().is_err());
        assert!(limits(6).check().is_err());
    }

    #[test]
    fn an_unknown_limit_is_refused() {
        let error = toml::from_str::<Limits>("sends = \"3/1h\"").unwrap_err();
        assert!(error.message().contains("unknown field `sends`"), "{error}");
    }
}
