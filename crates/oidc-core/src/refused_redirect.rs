//! An address that an application asked its answer to be sent to, and that is not registered for it.

pub mod diagnosis;

use std::{fmt, str::FromStr};

use crate::{
    id::ClientId,
    label,
    name::closed_set,
    record::{Record, text_value},
    redirect_uri::printable,
    time::Timestamp,
};

/// How many different ones of an application are remembered; the one seen longest ago makes room.
pub const MOST: usize = 20;

/// A longer text is not remembered.
const MAX_LENGTH: usize = 256;

closed_set! {
    /// What was to be sent there.
    RefusedKind, "kind of refused redirect" {
        /// The answer to an authorization request (`redirect_uri`).
        SignIn = "sign_in",
        /// A browser that has signed out (`post_logout_redirect_uri`).
        SignOut = "sign_out",
    }
}

/// The exact text that was refused: of no more than 256 characters, which all stay on their line.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RefusedUri(String);

/// The text is not remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("empty, longer than 256 characters, or with characters that are not seen")]
pub struct NotRemembered;

impl RefusedUri {
    /// The exact text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RefusedUri {
    type Err = NotRemembered;

    fn from_str(text: &str) -> Result<Self, NotRemembered> {
        if text.is_empty() || !label::is_one_line(text, MAX_LENGTH) {
            return Err(NotRemembered);
        }
        Ok(Self(text.to_owned()))
    }
}

text_value!(RefusedUri);

/// Without its query, in which codes and tokens travel.
impl fmt::Debug for RefusedUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", printable(&self.0))
    }
}

/// How often an address was refused to an application, and when.
#[derive(Debug, Clone, PartialEq, Eq, Record)]
#[record(table = "refused_redirects")]
pub struct RefusedRedirect {
    /// Which application.
    #[record(key)]
    pub client_id: ClientId,
    /// What was to be sent there.
    #[record(key)]
    pub kind: RefusedKind,
    /// The address.
    #[record(key)]
    pub uri: RefusedUri,
    /// How often.
    pub count: u32,
    /// When it was refused first.
    #[record(fixed)]
    pub first_seen_at: Timestamp,
    /// When it was refused last.
    pub last_seen_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_short_and_stays_on_its_line() {
        let remembered = |text: &str| text.parse::<RefusedUri>().is_ok();
        for good in ["http://localhost:3000/cb", "x", "/cb?a=é", &"é".repeat(256)] {
            assert!(remembered(good), "{good}");
        }
        for bad in ["", "a\nb", "a\0b", "a\u{202e}b", &"é".repeat(257)] {
            assert!(!remembered(bad), "{bad:?}");
        }
    }

    #[test]
    fn t_70_what_follows_the_path_is_not_printed() {
        let uri: RefusedUri = "https://rp.example/cb?code=secret".parse().unwrap();
        assert_eq!(format!("{uri:?}"), "\"https://rp.example/cb\"");
    }
}
