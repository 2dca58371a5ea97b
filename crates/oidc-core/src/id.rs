//! Names of things. Each noun has its own type, so that one is never taken for another.

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize, de};

use crate::time::Timestamp;

/// The text is not an id of the kind asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid identifier")]
pub struct InvalidId;

/// Sixteen bytes: six of time in milliseconds, ten of randomness. New rows therefore land beside
/// each other in the index, and old ones are swept by ranges. Written as 22 base64url characters.
macro_rules! time_ordered_id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// A new id, ordered by `now`.
            pub fn mint(now: Timestamp, rng: &mut impl CryptoRng) -> Self {
                Self(time_ordered(now, rng))
            }

            /// The smallest id that can be minted at `time`: the edge of a range to sweep.
            pub fn floor(time: Timestamp) -> Self {
                let mut bytes = [0; 16];
                bytes[..6].copy_from_slice(&time.as_millis().to_be_bytes()[2..]);
                Self(bytes)
            }

            /// When it was minted.
            pub fn minted_at(&self) -> Timestamp {
                let mut millis = [0; 8];
                millis[2..].copy_from_slice(&self.0[..6]);
                Timestamp::from_millis(i64::from_be_bytes(millis))
            }

            /// From the database or a token.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// For the database or a token.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        $crate::record::bytes_value!($name);

        impl TryFrom<&[u8]> for $name {
            type Error = InvalidId;

            fn try_from(bytes: &[u8]) -> Result<Self, InvalidId> {
                bytes.try_into().map(Self).map_err(|_| InvalidId)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let mut bytes = [0; 16];
                match URL_SAFE_NO_PAD.decode_slice(text, &mut bytes) {
                    Ok(16) => Ok(Self(bytes)),
                    _ => Err(InvalidId),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                String::deserialize(d)?.parse().map_err(de::Error::custom)
            }
        }
    )*};
}

time_ordered_id! {
    /// A consent put to use: user, client and session together, from which all tokens hang.
    GrantId;
    /// A signed-in browser.
    SessionId;
    /// What one client calls one session: the `sid` claim (OpenID Connect Front-Channel Logout §3).
    Sid;
    /// A sign-in under way; stands in URLs as `flow`.
    InteractionId;
    /// An authorization code.
    CodeId;
    /// An access token: its row, and the `jti` of one that is a JWT (RFC 7519 §4.1.7).
    AccessTokenId;
    /// An opaque access token of a client that acts for itself.
    MachineTokenId;
    /// A family of refresh tokens that replace each other.
    FamilyId;
    /// A verification code that was mailed.
    VerificationCodeId;
    /// A proof gathered in an interaction.
    VerificationId;
    /// Something that goes out, such as a mail.
    DeliveryId;
    /// Something that happened.
    EventId;
}

fn time_ordered(now: Timestamp, rng: &mut impl CryptoRng) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&now.as_millis().to_be_bytes()[2..]);
    rng.fill_bytes(&mut bytes[6..]);
    bytes
}

/// Text ids: stored and shown as they are.
macro_rules! text_id {
    ($($(#[$doc:meta])* $name:ident: $length:literal of $alphabet:expr, $max:literal at most;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// A new random id.
            pub fn mint(rng: &mut impl CryptoRng) -> Self {
                Self(random_text(rng, $alphabet, $length))
            }

            /// Whether a text has the form of those that are minted.
            pub fn is_like_minted(text: &str) -> bool {
                text.len() == $length && text.bytes().all(|b| $alphabet.contains(&b))
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        $crate::record::text_value!($name);

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
                if (1..=$max).contains(&text.len()) && text.bytes().all(plain) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(InvalidId)
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;

            fn try_from(text: String) -> Result<Self, InvalidId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const MIXED: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

text_id! {
    /// A client of the provider. Minted ones are 21 characters of `[a-z0-9]`; configured ones may
    /// be any unreserved URL characters (RFC 3986 §2.3), 128 at most.
    ClientId: 21 of LOWER, 128 at most;
    /// A user: 12 characters of `[a-z0-9]`. This is the `sub` claim.
    UserId: 12 of LOWER, 128 at most;
    /// Which registration of its id a client is: whoever has the id next is another one.
    RegistrationId: 12 of LOWER, 128 at most;
    /// An API that tokens are made for.
    ResourceId: 21 of LOWER, 128 at most;
    /// What may be done at an API.
    ScopeId: 21 of LOWER, 128 at most;
    /// A role.
    RoleId: 21 of LOWER, 128 at most;
    /// A connector.
    ConnectorId: 12 of LOWER, 128 at most;
    /// The words of a mail in a language.
    EmailTemplateId: 21 of LOWER, 128 at most;
}

/// A client secret: 32 characters of `[A-Za-z0-9]`, so that no client library can encode it
/// wrongly in a Basic header.
pub fn mint_client_secret(rng: &mut impl CryptoRng) -> crate::secret::Secret<String> {
    crate::secret::Secret::new(random_text(rng, MIXED, 32))
}

/// Uniform choice by rejection: no character is likelier than another.
fn random_text(rng: &mut impl CryptoRng, alphabet: &[u8], length: usize) -> String {
    let limit = 256 - 256 % alphabet.len();
    let mut text = String::with_capacity(length);
    let mut pool = [0_u8; 64];
    while text.len() < length {
        rng.fill_bytes(&mut pool);
        let usable = pool.iter().map(|b| usize::from(*b)).filter(|b| *b < limit);
        text.extend(
            usable
                .take(length - text.len())
                .map(|b| alphabet[b % alphabet.len()] as char),
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    use super::*;

    #[test]
    fn a_later_id_sorts_after_an_earlier_one() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let early = GrantId::mint(Timestamp::from_millis(1_000), &mut rng);
        let late = GrantId::mint(Timestamp::from_millis(1_001), &mut rng);
        assert!(early < late);
        assert_eq!(late.minted_at(), Timestamp::from_millis(1_001));
        assert!(GrantId::floor(Timestamp::from_millis(1_001)) <= late);
        assert!(GrantId::floor(Timestamp::from_millis(1_001)) > early);
    }

    #[test]
    fn an_id_survives_being_printed_and_parsed() {
        let mut rng = ChaCha20Rng::seed_from_u64(2);
        let id = InteractionId::mint(Timestamp::from_millis(77), &mut rng);
        assert_eq!(id.to_string().len(), 22);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("short".parse::<InteractionId>(), Err(InvalidId));
    }

    #[test]
    fn minted_text_ids_have_the_length_and_alphabet_that_are_promised() {
        let mut rng = ChaCha20Rng::seed_from_u64(3);
        let client = ClientId::mint(&mut rng);
        assert_eq!(client.as_str().len(), 21);
        assert!(client.as_str().bytes().all(|b| LOWER.contains(&b)));
        assert_eq!(UserId::mint(&mut rng).as_str().len(), 12);
        assert_eq!(mint_client_secret(&mut rng).expose().len(), 32);
    }

    /// `OpenID` Connect Core §2: 255 ASCII characters at most.
    #[test]
    fn the_id_of_a_user_is_short_enough_for_a_subject() {
        let longest = "x".repeat(128);
        assert!(longest.parse::<UserId>().is_ok());
        for bad in [&format!("{longest}x"), &"x".repeat(256), "é", ""] {
            assert_eq!(bad.parse::<UserId>(), Err(InvalidId), "{bad:?}");
        }
    }

    #[test]
    fn a_client_id_with_other_characters_is_refused() {
        for bad in ["", "a b", "a/b", "é", "a\0"] {
            assert_eq!(bad.parse::<ClientId>(), Err(InvalidId), "{bad:?}");
        }
        assert!("demo-app".parse::<ClientId>().is_ok());
    }
}
