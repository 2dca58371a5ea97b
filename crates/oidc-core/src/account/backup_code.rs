//! Backup codes: ten that are kept on paper, each of which stands in once for a second factor that is
//! out of reach.

use std::str::FromStr;

use data_encoding::HEXLOWER;
use rand_core::CryptoRng;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::{
    id::UserId,
    secret::{Digest, MacKey, Secret},
};

/// How many codes a set has.
pub const COUNT: usize = 10;

/// Random bytes of a code. 40 bits cannot be guessed where tries are counted.
const BYTES: usize = 5;

/// Characters of a code, two for each byte.
const LENGTH: usize = 2 * BYTES;

/// How many stand before the dash.
const GROUP: usize = 5;

/// The longest text that is read as a code, in bytes.
const LONGEST_TEXT: usize = 64;

/// A code as it was minted, or read from what was typed: ten lower-case hexadecimal digits. Compared
/// in constant time only.
#[derive(Debug, Clone, PartialEq)]
pub struct BackupCode(Secret<String>);

/// The text cannot be a backup code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not ten hexadecimal digits")]
pub struct InvalidBackupCode;

/// A new set of [`COUNT`] codes, of which no two are the same.
pub fn mint(rng: &mut impl CryptoRng) -> Vec<BackupCode> {
    let mut codes = Vec::with_capacity(COUNT);
    while codes.len() < COUNT {
        let code = BackupCode::mint(rng);
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

/// What the database holds in place of a code: keyed, because 40 bits can be searched from a bare hash,
/// and bound to its user, so that it counts for no other. The key is one for backup codes alone.
pub fn digest(key: &MacKey, user: &UserId, code: &BackupCode) -> Digest {
    Digest::keyed(key, &[user.as_str().as_bytes(), code.0.expose().as_bytes()])
}

impl BackupCode {
    fn mint(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; BYTES];
        rng.fill_bytes(&mut bytes);
        Self(Secret::new(HEXLOWER.encode(&bytes)))
    }

    /// In two groups (`ab12c-34de5`), for the one time it is shown. Never log it.
    pub fn shown(&self) -> Secret<String> {
        let (first, second) = self.0.expose().split_at(GROUP);
        Secret::new(format!("{first}-{second}"))
    }
}

impl FromStr for BackupCode {
    type Err = InvalidBackupCode;

    /// From what was typed or pasted. Case means nothing, nor does what is neither letter nor number:
    /// blanks, dashes, marks that cannot be seen.
    fn from_str(typed: &str) -> Result<Self, InvalidBackupCode> {
        if typed.len() > LONGEST_TEXT {
            return Err(InvalidBackupCode);
        }
        let is_of_code = |c: &char| {
            matches!(
                c.general_category_group(),
                GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number
            )
        };
        let typed = typed.chars().filter(is_of_code);
        let code: String = typed.map(|c| c.to_ascii_lowercase()).collect();
        if code.len() == LENGTH && code.bytes().all(|b| b.is_ascii_hexdigit()) {
            Ok(Self(Secret::new(code)))
        } else {
            Err(InvalidBackupCode)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
    use rand_core::{TryCryptoRng, TryRng};

    use super::*;

    fn key() -> MacKey {
        MacKey::new(&[8; 32])
    }

    fn user(id: &str) -> UserId {
        id.parse().unwrap()
    }

    fn of_ada(code: &BackupCode) -> Digest {
        digest(&key(), &user("ada"), code)
    }

    fn code(typed: &str) -> BackupCode {
        typed.parse().unwrap()
    }

    #[test]
    fn a_set_is_ten_codes_of_two_groups_of_five() {
        let codes = mint(&mut ChaCha20Rng::seed_from_u64(1));
        assert_eq!(codes.len(), 10);
        for code in codes {
            let shown = code.shown();
            let groups: Vec<&str> = shown.expose().split('-').collect();
            let is_group = |group: &&str| {
                let digit = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
                group.len() == 5 && group.bytes().all(digit)
            };
            assert!(
                groups.len() == 2 && groups.iter().all(is_group),
                "{groups:?}"
            );
            assert_eq!(shown.expose().parse(), Ok(code));
        }
    }

    /// Draws everything twice.
    struct Stammer(u8);

    impl TryRng for Stammer {
        type Error = Infallible;

        fn try_next_u32(&mut self) -> Result<u32, Infallible> {
            let mut bytes = [0; 4];
            self.try_fill_bytes(&mut bytes)?;
            Ok(u32::from_be_bytes(bytes))
        }

        fn try_next_u64(&mut self) -> Result<u64, Infallible> {
            let mut bytes = [0; 8];
            self.try_fill_bytes(&mut bytes)?;
            Ok(u64::from_be_bytes(bytes))
        }

        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
            bytes.fill(self.0 / 2);
            self.0 = self.0.wrapping_add(1);
            Ok(())
        }
    }

    impl TryCryptoRng for Stammer {}

    #[test]
    fn no_two_codes_of_a_set_are_the_same() {
        let codes = mint(&mut Stammer(0));
        assert_eq!(codes.len(), 10);
        for (place, code) in codes.iter().enumerate() {
            assert!(!codes[..place].contains(code), "{place}");
        }
    }

    #[test]
    fn however_it_is_typed_it_is_the_same_code() {
        for typed in [
            "ab12c-34de5",
            "ab12c34de5",
            "AB12C-34DE5",
            " ab12c 34de5\n",
            "ab 12 c3 4d e5",
            "ab12c\u{2013}34de5",
            "\u{200b}ab12c\u{a0}34de5.",
        ] {
            assert_eq!(code(typed), code("ab12c-34de5"), "{typed:?}");
            assert_eq!(of_ada(&code(typed)), of_ada(&code("ab12c-34de5")));
        }
    }

    #[test]
    fn what_cannot_be_a_code_is_refused() {
        let long = "a".repeat(10_000);
        let padded = format!("ab12c-34de5{}", " ".repeat(10_000));
        for typed in [
            "",
            "-",
            "ab12c-34de",
            "ab12c-34de55",
            "ab12c-34deg",
            "ab12c-34dé5",
            "ab12c-34de５",
            &long,
            &padded,
        ] {
            let read = typed.parse::<BackupCode>();
            assert_eq!(read, Err(InvalidBackupCode), "{} bytes", typed.len());
        }
    }

    #[test]
    fn a_digest_is_that_of_one_code_of_one_user_under_one_key() {
        let own = of_ada(&code("ab12c-34de5"));
        assert_ne!(own, of_ada(&code("ab12c-34de6")));
        assert_ne!(own, digest(&key(), &user("eve"), &code("ab12c-34de5")));
        let other = MacKey::new(&[9; 32]);
        assert_ne!(own, digest(&other, &user("ada"), &code("ab12c-34de5")));
    }

    #[test]
    fn a_code_does_not_print() {
        let code = code("ab12c-34de5");
        assert_eq!(format!("{code:?}"), "BackupCode([secret])");
        assert_eq!(format!("{:?}", code.shown()), "[secret]");
    }
}
