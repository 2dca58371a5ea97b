//! A code that makes the first administrator, or signs one in whom no mail reaches: 128 bits, printed
//! for whoever runs commands on the host, typed or followed as a link.

use rand_core::CryptoRng;

use crate::{
    secret::{Digest, Secret},
    time::Lifetime,
};

/// How long the code lives that makes the first administrator.
pub const SETUP_LIFETIME: Lifetime = Lifetime::hours(24);

/// How long the code lives that signs one in.
pub const RECOVERY_LIFETIME: Lifetime = Lifetime::minutes(10);

/// Letters and digits that nobody takes for each other (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Characters of a code: five bits in each, so 130, of which 128 say something.
const LENGTH: usize = 26;

/// How many stand together.
const GROUP: usize = 4;

/// A code as it was minted, or read from what somebody typed.
#[derive(Debug, Clone, PartialEq)]
pub struct AdministratorCode(Secret<String>);

impl AdministratorCode {
    /// A new one, every one as likely as any other.
    pub fn mint(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        let mut number = u128::from_be_bytes(bytes);
        let mut text = Vec::with_capacity(LENGTH);
        for _ in 0..LENGTH {
            let place = usize::try_from(number & 31).unwrap_or_default();
            text.push(ALPHABET.get(place).copied().map_or('0', char::from));
            number >>= 5;
        }
        Self(Secret::new(text.into_iter().collect()))
    }

    /// What was typed: groups, spaces and case mean nothing, and letters that look like a digit are
    /// that digit. None: it cannot be a code.
    pub fn read(typed: &str) -> Option<Self> {
        // Longer than anything that is a code with what may stand between its characters.
        if typed.len() > 4 * LENGTH {
            return None;
        }
        let mut text = String::with_capacity(LENGTH);
        for typed in typed.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            let character = match typed.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            if !ALPHABET.iter().any(|known| char::from(*known) == character) {
                return None;
            }
            text.push(character);
        }
        (text.len() == LENGTH).then(|| Self(Secret::new(text)))
    }

    /// In groups, for the terminal and the link. Never log it.
    pub fn expose(&self) -> String {
        let letters: Vec<char> = self.0.expose().chars().collect();
        let groups = letters.chunks(GROUP).map(String::from_iter);
        groups.collect::<Vec<_>>().join("-")
    }

    /// What the database holds in place of the code.
    pub fn digest(&self) -> Digest {
        Digest::of(self.0.expose())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    use super::*;

    fn code(seed: u64) -> AdministratorCode {
        AdministratorCode::mint(&mut ChaCha20Rng::seed_from_u64(seed))
    }

    #[test]
    fn a_code_is_128_bits_in_groups_that_can_be_read_aloud() {
        let text = code(1).expose();
        assert_eq!(text.replace('-', "").len(), LENGTH);
        assert_eq!(text.split('-').count(), 7);
        assert!(!text.contains(['I', 'L', 'O', 'U']), "{text}");
        // The last character holds the three bits that are left of 128.
        assert!(
            text.ends_with(['0', '1', '2', '3', '4', '5', '6', '7']),
            "{text}"
        );
        let many: BTreeSet<_> = (0..100).map(|seed| code(seed).expose()).collect();
        assert_eq!(many.len(), 100);
    }

    #[test]
    fn however_it_is_typed_it_is_the_same_code() {
        let minted = code(2);
        let shown = minted.expose();
        let loosely = shown
            .to_lowercase()
            .replace('-', " ")
            .replace('1', "l")
            .replace('0', "o");
        for typed in [
            &*shown,
            &shown.replace('-', ""),
            &loosely,
            &format!(" {shown}\n"),
        ] {
            let read = AdministratorCode::read(typed).unwrap();
            assert_eq!(read.digest(), minted.digest(), "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_a_code_is_none_and_nothing_prints_one() {
        let shown = code(3).expose();
        let (longer, dotted) = (format!("{shown}0"), shown.replace('-', "."));
        let longest = "0".repeat(10_000);
        for typed in [
            "",
            "x",
            &shown[1..],
            &longer,
            &dotted,
            &longest,
            "ÀÀÀÀ-ÀÀÀÀ",
        ] {
            assert_eq!(AdministratorCode::read(typed), None);
        }
        assert!(!format!("{:?}", code(3)).contains(&shown[..4]));
        assert_ne!(code(3).digest(), code(4).digest());
    }
}
