//! How settings write durations and rates: `30s`, `10m`, `1h`, `2d`; `10/10m`, `100/1h`.

use std::{fmt, str::FromStr, time::Duration};

use oidc_core::time::Lifetime;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The text is neither a duration nor a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Not of the form `30s`.
    #[error("is not a duration like \"30s\", \"10m\", \"1h\" or \"2d\"")]
    Span,
    /// Not of the form `10/10m`.
    #[error("is not a rate like \"10/10m\" (ten in ten minutes)")]
    Rate,
}

/// A duration of at least one second and at most ten years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span(u32);

impl Span {
    /// So many seconds.
    pub const fn seconds(seconds: u32) -> Self {
        Self(seconds)
    }

    /// As the core counts.
    pub const fn lifetime(self) -> Lifetime {
        Lifetime::seconds(self.0)
    }

    /// As timers count.
    pub const fn duration(self) -> Duration {
        Duration::from_secs(self.0 as u64)
    }
}

impl FromStr for Span {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Self, Unreadable> {
        let text = text.trim();
        let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
        let unit = match &text[digits.len()..] {
            "s" => 1,
            "m" => 60,
            "h" => 3_600,
            "d" => 86_400,
            _ => return Err(Unreadable::Span),
        };
        let number: u32 = digits.parse().map_err(|_| Unreadable::Span)?;
        match number.checked_mul(unit) {
            Some(seconds @ 1..=315_360_000) => Ok(Self(seconds)),
            _ => Err(Unreadable::Span),
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [(86_400, 'd'), (3_600, 'h'), (60, 'm')];
        let (size, unit) = units
            .into_iter()
            .find(|(size, _)| self.0.is_multiple_of(*size))
            .unwrap_or((1, 's'));
        write!(f, "{}{unit}", self.0 / size)
    }
}

/// So many within such a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many are let through; at least one.
    pub limit: u32,
    /// The time that begins with the first of them.
    pub window: Span,
}

impl Rate {
    /// `limit` within `window`.
    pub const fn new(limit: u32, window: Span) -> Self {
        Self { limit, window }
    }
}

impl FromStr for Rate {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Self, Unreadable> {
        let (limit, window) = text.split_once('/').ok_or(Unreadable::Rate)?;
        let limit = limit.trim().parse().ok().filter(|limit| *limit > 0);
        let window = window.parse().map_err(|_| Unreadable::Rate)?;
        Ok(Self::new(limit.ok_or(Unreadable::Rate)?, window))
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.limit, self.window)
    }
}

macro_rules! as_text {
    ($($type:ty)*) => {$(
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = String::deserialize(d)?;
                text.parse().map_err(|why| de::Error::custom(format_args!("{text:?} {why}")))
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
    )*};
}
as_text! { Span Rate }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_reads_back() {
        for text in ["30s", "90s", "10m", "1h", "2d", "7d", "3650d"] {
            assert_eq!(text.parse::<Span>().unwrap().to_string(), text);
        }
        assert_eq!("10/10m".parse::<Rate>().unwrap().to_string(), "10/10m");
        assert_eq!("60s".parse::<Span>().unwrap(), "1m".parse().unwrap());
    }

    #[test]
    fn what_could_mean_two_things_is_refused() {
        for text in [
            "", "10", "m", "1 week", "-1s", "0s", "3651d", "1.5h", "99999d", "10s5",
        ] {
            assert_eq!(text.parse::<Span>(), Err(Unreadable::Span), "{text:?}");
        }
        for text in ["10", "0/1h", "x/1h", "10/", "10/1", "-1/1h"] {
            assert_eq!(text.parse::<Rate>(), Err(Unreadable::Rate), "{text:?}");
        }
    }
}
