//! How the passwords of accounts are digested, as far as it can be told by how long one takes to
//! compare: each way, and its share of the accounts.

use std::{cmp::Reverse, collections::BTreeMap};

use oidc_core::account::password::PasswordScheme;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::digest::PasswordDigest;

/// Shares are told in parts of this: fine enough for whoever measures, and coarse enough that the mix
/// stays the same from day to day.
const WHOLE: u32 = 256;

/// Ways that are told apart at most; those with the fewest accounts are left out.
const MOST: usize = 32;

/// What one account of a sample weighs is divided by the size of the sample: without this its remainder
/// would be lost.
const FINE: u128 = 1 << 32;

/// Each way with its share. None: every password is digested as a new one is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Mix(Vec<Way>);

/// Digests that take the same to compare.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Way {
    /// Of all accounts, in 256ths.
    share: u32,
    scheme: PasswordScheme,
    /// One of no password, which takes as much to compare.
    decoy: String,
}

/// Accounts whose passwords have one scheme.
#[derive(Debug)]
pub(super) struct Counted {
    /// How many.
    pub(super) accounts: u64,
    /// The digests of some of them.
    pub(super) sample: Vec<PasswordDigest>,
}

impl Mix {
    /// Of what was counted.
    pub(super) fn of(counted: &[Counted]) -> Self {
        let mut weights: BTreeMap<(PasswordScheme, String), u128> = BTreeMap::new();
        for Counted { accounts, sample } in counted {
            let each = u128::from(*accounts) * FINE / (sample.len().max(1) as u128);
            for decoy in sample.iter().filter_map(PasswordDigest::decoy) {
                let way = (decoy.scheme(), decoy.into_text().expose().clone());
                *weights.entry(way).or_default() += each;
            }
        }
        let mut ways: Vec<_> = weights.into_iter().collect();
        ways.sort_by_key(|(_, weight)| Reverse(*weight));
        ways.truncate(MOST);
        ways.sort();
        let all: u128 = ways.iter().map(|(_, weight)| weight).sum();
        let ways = ways.into_iter().map(|((scheme, decoy), weight)| {
            let share = weight * u128::from(WHOLE) / all.max(1);
            Way {
                share: u32::try_from(share).unwrap_or(WHOLE).max(1),
                scheme,
                decoy,
            }
        });
        let mix = Self(ways.collect());
        if mix.is_native() {
            Self::default()
        } else {
            mix
        }
    }

    /// What stands in a row. What cannot be read counts for nothing, nor does a way that would take
    /// too long.
    pub(super) fn read(stored: Option<&Value>) -> Self {
        let read = stored.and_then(|stored| Self::deserialize(stored).ok());
        let mut mix = read.unwrap_or_default();
        mix.0
            .retain(|way| (1..=WHOLE).contains(&way.share) && way.digest().is_some());
        mix.0.truncate(MOST);
        mix
    }

    /// What is written into the row.
    ///
    /// # Errors
    /// None that can happen: it is a list of texts and numbers.
    pub(super) fn to_value(&self) -> Result<Value, serde_json::Error> {
        serde_json::to_value(self)
    }

    /// The decoy of each way, and its share.
    pub(super) fn decoys(&self) -> Vec<(u32, PasswordDigest)> {
        let ways = self.0.iter();
        let decoys: Vec<_> = ways
            .filter_map(|way| Some((way.share, way.digest()?)))
            .collect();
        if decoys.is_empty() {
            return vec![(WHOLE, PasswordDigest::native_decoy())];
        }
        decoys
    }

    /// Whether all take as much as a new one.
    fn is_native(&self) -> bool {
        let native = PasswordDigest::native_decoy().into_text();
        self.0.iter().all(|way| way.decoy == *native.expose())
    }
}

impl Way {
    fn digest(&self) -> Option<PasswordDigest> {
        PasswordDigest::read(self.scheme, &self.decoy).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BCRYPT: &str = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
    const ARGON2I: &str =
        "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8";

    fn counted(accounts: u64, sample: &[(PasswordScheme, &str)]) -> Counted {
        let read =
            |(scheme, text): &(PasswordScheme, &str)| PasswordDigest::read(*scheme, text).unwrap();
        Counted {
            accounts,
            sample: sample.iter().map(read).collect(),
        }
    }

    fn native(accounts: u64) -> Counted {
        Counted {
            accounts,
            sample: vec![PasswordDigest::native_decoy()],
        }
    }

    fn shares(mix: &Mix) -> Vec<(u32, PasswordScheme)> {
        let decoys = mix.decoys().into_iter();
        decoys
            .map(|(share, decoy)| (share, decoy.scheme()))
            .collect()
    }

    #[test]
    fn where_all_are_as_a_new_one_or_none_is_there_the_decoy_is_as_a_new_one() {
        for counted in [vec![], vec![native(3)], vec![native(0)]] {
            let mix = Mix::of(&counted);
            assert_eq!(mix, Mix::default());
            assert_eq!(shares(&mix), [(256, PasswordScheme::Argon2id)]);
        }
    }

    #[test]
    fn each_way_has_its_share_of_the_accounts_and_none_has_nothing() {
        let other = BCRYPT.replace("$05$", "$06$");
        let bcrypt = [
            (PasswordScheme::Bcrypt, BCRYPT),
            (PasswordScheme::Bcrypt, BCRYPT),
            (PasswordScheme::Bcrypt, BCRYPT),
            (PasswordScheme::Bcrypt, other.as_str()),
        ];
        let mix = Mix::of(&[
            native(100_000),
            counted(100_000, &bcrypt),
            counted(1, &[(PasswordScheme::Argon2i, ARGON2I)]),
        ]);
        assert_eq!(
            shares(&mix),
            [
                (127, PasswordScheme::Argon2id),
                (1, PasswordScheme::Argon2i),
                (95, PasswordScheme::Bcrypt),
                (31, PasswordScheme::Bcrypt),
            ]
        );
    }

    #[test]
    fn a_scheme_of_which_nothing_could_be_opened_is_left_out() {
        let mix = Mix::of(&[native(1), counted(100, &[])]);
        assert_eq!(mix, Mix::default());
    }

    #[test]
    fn a_mix_is_read_as_it_was_written_and_says_no_digest_of_an_account() {
        let mix = Mix::of(&[native(10), counted(10, &[(PasswordScheme::Bcrypt, BCRYPT)])]);
        let value = mix.to_value().unwrap();
        assert_eq!(Mix::read(Some(&value)), mix);
        assert!(!value.to_string().contains("CCCC"), "{value}");
    }

    #[test]
    fn what_cannot_be_read_counts_for_nothing() {
        assert_eq!(Mix::read(None), Mix::default());
        let dear = "$2b$31$.....................................................";
        for stored in [
            serde_json::json!({}),
            serde_json::json!([{"share": 1, "scheme": "ROT13", "decoy": ""}]),
            serde_json::json!([{"share": 1, "scheme": "Bcrypt", "decoy": dear}]),
            serde_json::json!([{"share": 0, "scheme": "Bcrypt", "decoy": BCRYPT}]),
        ] {
            assert_eq!(Mix::read(Some(&stored)), Mix::default(), "{stored}");
        }
    }
}
