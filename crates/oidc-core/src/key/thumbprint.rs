//! The thumbprint of a public key (RFC 7638): names a key, and binds a token to the key of whoever
//! may use it (`jkt`, RFC 9449 §6.1).

use std::{fmt, str::FromStr};

/// A SHA-256 thumbprint, as base64url.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Thumbprint(String);

/// The text is no thumbprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a SHA-256 thumbprint")]
pub struct InvalidThumbprint;

impl Thumbprint {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Thumbprint {
    type Err = InvalidThumbprint;

    fn from_str(text: &str) -> Result<Self, InvalidThumbprint> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        if text.len() == 43 && text.bytes().all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidThumbprint)
        }
    }
}

crate::record::text_value!(Thumbprint);

impl fmt::Display for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thumbprint_is_43_characters_of_base64url() {
        let rfc_7638 = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";
        assert_eq!(rfc_7638.parse::<Thumbprint>().unwrap().as_str(), rfc_7638);
        for bad in ["", "x", "NzbLsXh8uDCcd+6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"] {
            assert_eq!(bad.parse::<Thumbprint>(), Err(InvalidThumbprint), "{bad}");
        }
    }
}
