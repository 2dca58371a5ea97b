//! A preview: settings that somebody has not saved, kept for a while to be looked at.

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand_core::CryptoRng;

use crate::{
    account::experience::SignInExperience,
    actor::Actor,
    id::InvalidId,
    record::{Record, bytes_value},
    time::{Lifetime, Timestamp, Validity},
};

/// How long it can be looked at.
pub const LIFETIME: Lifetime = Lifetime::minutes(10);

/// The name of a preview: 128 random bits, because whoever has it may look. It cannot be printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PreviewId([u8; 16]);

impl PreviewId {
    /// A new one.
    pub fn mint(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// For the database.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// For an address.
    pub fn to_text(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

impl fmt::Debug for PreviewId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PreviewId")
    }
}

impl TryFrom<&[u8]> for PreviewId {
    type Error = InvalidId;

    fn try_from(bytes: &[u8]) -> Result<Self, InvalidId> {
        bytes.try_into().map(Self).map_err(|_| InvalidId)
    }
}

impl FromStr for PreviewId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let mut bytes = [0; 16];
        match URL_SAFE_NO_PAD.decode_slice(text, &mut bytes) {
            Ok(16) => Ok(Self(bytes)),
            _ => Err(InvalidId),
        }
    }
}

bytes_value!(PreviewId);

/// What somebody looks at.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(table = "previews")]
pub struct Preview {
    /// Who made it. Each has one.
    pub maker: Actor,
    /// Its name.
    pub id: PreviewId,
    /// The settings, all of them, as they would be.
    #[record(json)]
    pub settings: SignInExperience,
    /// From when on it is gone.
    pub expires_at: Timestamp,
}

impl Preview {
    /// Whether it can be looked at.
    pub fn is_live(&self, now: Timestamp) -> bool {
        Validity::new(self.expires_at, LIFETIME).is_live(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_reads_back_and_is_never_printed() {
        let bytes: &[u8] = &[7; 16];
        let id = PreviewId::try_from(bytes).unwrap();
        assert_eq!(id.to_text().parse(), Ok(id));
        assert_eq!(format!("{id:?}"), "PreviewId");
        for text in ["", "x", "AAAAAAAAAAAAAAAAAAAAAAAA", "{id}"] {
            assert_eq!(text.parse::<PreviewId>(), Err(InvalidId), "{text:?}");
        }
    }

    #[test]
    fn it_can_be_looked_at_for_ten_minutes() {
        let start = Timestamp::from_millis(1_760_000_000_000);
        let preview = Preview {
            maker: Actor::System,
            id: PreviewId([7; 16]),
            settings: SignInExperience::default(),
            expires_at: start.plus(LIFETIME),
        };
        assert!(preview.is_live(start.plus(Lifetime::millis(599_999))));
        assert!(!preview.is_live(start.plus(Lifetime::minutes(10))));
    }
}
