//! Everything that protects people from strangers, each with its default.
//!
//! What is counted per person is counted in the database; only the floods per IP address are
//! counted in memory.

use oidc_core::account::lockout::TRIES;
use serde::{Deserialize, Deserializer, Serialize, de};

use crate::span::{Rate, Span};

const MINUTE: Span = Span::seconds(60);
const TEN_MINUTES: Span = Span::seconds(600);
const QUARTER: Span = Span::seconds(900);
const HOUR: Span = Span::seconds(3_600);

/// Declares each limit once: its place in [`Limits`], its default, and its place in
/// [`LimitsLayer`].
macro_rules! limits {
    ($($(#[doc = $doc:literal])* $(#[serde($serde:meta)])? $name:ident: $type:ty = $default:expr;)*) => {
        /// The limits in force.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct Limits {
            $($(#[doc = $doc])* pub $name: $type,)*
        }

        /// Some of the limits, as one place sets them.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct LimitsLayer {
            $(
                $(#[doc = $doc])*
                $(#[serde($serde)])?
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $name: Option<$type>,
            )*
        }

        impl Default for Limits {
            fn default() -> Self {
                Self { $($name: $default,)* }
            }
        }

        impl Limits {
            /// These limits, and over them those of a layer.
            #[must_use]
            pub fn overlaid(self, layer: &LimitsLayer) -> Self {
                Self { $($name: layer.$name.unwrap_or(self.$name),)* }
            }
        }
    };
}

limits! {
    /// Wrong guesses that a mailed code survives (T-45).
    #[serde(deserialize_with = "number_or_text")]
    code_tries: u32 = 5;
    /// Wrong codes and passwords per address, over all its codes, before a pause (NIST SP 800-63B;
    /// T-46).
    failures_per_address: Rate = Rate::new(100, HOUR);
    /// Wrong passwords per address or username before passwords pause for it. Codes go on.
    passwords_per_address: Rate = Rate::new(10, QUARTER);
    /// Wrong codes and passwords of strangers from one IP address, whatever addresses they are for.
    failures_per_ip: Rate = Rate::new(300, HOUR);
    /// Wrong codes of strangers altogether, from which on strangers are held to a tenth: chance
    /// finds one code in a million guesses, at this rate one in five hundred hours.
    failures_total: Rate = Rate::new(2_000, HOUR);
    /// Mails to one recipient (T-55).
    sends_per_recipient: Rate = Rate::new(10, TEN_MINUTES);
    /// Mails asked for from one IP address (T-55).
    sends_per_ip: Rate = Rate::new(100, TEN_MINUTES);
    /// Mails asked for on behalf of one application (T-55).
    sends_per_client: Rate = Rate::new(5_000, HOUR);
    /// Mails altogether (T-55).
    sends_total: Rate = Rate::new(20_000, HOUR);
    /// Megabytes that sign-ins begun from one network may write. What was written stays an hour,
    /// and two windows may meet within it: by default 64 MB at most.
    stored_mb_per_network: Rate = Rate::new(32, HOUR);
    /// Pages shown to one IP address; in memory.
    pages_per_ip: Rate = Rate::new(1_200, MINUTE);
    /// Forms sent by one IP address; in memory.
    forms_per_ip: Rate = Rate::new(240, MINUTE);
    /// Calls of the protocol's endpoints (token, userinfo, revocation) by one IP address, which
    /// may be the server of a large application; in memory.
    calls_per_ip: Rate = Rate::new(60_000, MINUTE);
    /// Calls of the management API by one person or machine; in memory.
    api_calls_per_client: Rate = Rate::new(6_000, MINUTE);
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
fn number_or_text<'de, D: Deserializer<'de>>(d: D) -> Result<Option<u32>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(u32),
        Text(String),
    }
    match Written::deserialize(d).map_err(|_| de::Error::custom("expected a number"))? {
        Written::Number(number) => Ok(Some(number)),
        Written::Text(text) => text
            .trim()
            .parse()
            .map(Some)
            .map_err(|why| de::Error::custom(format_args!("{text:?}: {why}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(text: &str) -> Limits {
        Limits::default().overlaid(&toml::from_str(text).unwrap())
    }

    #[test]
    fn one_limit_is_changed_without_touching_the_others() {
        let limits = layer("sends_per_recipient = \"3/1h\"");
        assert_eq!(limits.sends_per_recipient, Rate::new(3, HOUR));
        assert_eq!(
            limits.failures_per_address,
            Limits::default().failures_per_address
        );
    }

    #[test]
    fn a_layer_holds_what_was_said_and_nothing_else() {
        let said: LimitsLayer = toml::from_str("code_tries = \"3\"").unwrap();
        let stored = serde_json::to_value(&said).unwrap();
        assert_eq!(stored, serde_json::json!({ "code_tries": 3 }));
        assert_eq!(serde_json::from_value::<LimitsLayer>(stored).unwrap(), said);
    }

    #[test]
    fn t_45_more_tries_than_six_digits_withstand_cannot_be_set() {
        for good in [1, 5] {
            assert!(layer(&format!("code_tries = {good}")).check().is_ok());
        }
        for bad in [0, 6] {
            assert!(layer(&format!("code_tries = {bad}")).check().is_err());
        }
    }

    #[test]
    fn an_unknown_limit_is_refused() {
        let error = toml::from_str::<LimitsLayer>("sends = \"3/1h\"").unwrap_err();
        assert!(error.message().contains("unknown field `sends`"), "{error}");
    }
}
