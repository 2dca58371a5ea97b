//! Second factors: their kinds, and which of them a user has.

use std::fmt;

use crate::{
    name::closed_set,
    record::{Reader, Value, Writer},
};

closed_set! {
    /// A kind of second factor, by the names of the sign-in experience.
    FactorKind, "second factor" {
        /// Codes of an authenticator app (RFC 6238).
        Totp = "Totp",
        /// Codes on paper.
        BackupCode = "BackupCode",
        /// A code that is mailed.
        EmailCode = "EmailVerificationCode",
        /// A code that is sent to a telephone.
        PhoneCode = "PhoneVerificationCode",
        /// A passkey or security key (Web Authentication).
        Passkey = "WebAuthn",
    }
}

impl FactorKind {
    /// Its bit in [`Factors`]. Databases hold these: a kind keeps its bit for good.
    pub const fn bit(self) -> i64 {
        match self {
            Self::Totp => 1,
            Self::BackupCode => 1 << 1,
            Self::EmailCode => 1 << 2,
            Self::PhoneCode => 1 << 3,
            Self::Passkey => 1 << 4,
        }
    }
}

/// The second factors that a user has, as one number that stands in the row of the user: the sum of
/// their [bits](FactorKind::bit), 0 without any.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Factors(i64);

/// Why a number is no set of factors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidFactors {
    /// These bits are those of no kind.
    #[error("bits of no known second factor: {0:#x}")]
    UnknownBits(i64),
}

impl Factors {
    /// No factor.
    pub const NONE: Self = Self(0);

    /// From the database. An unknown bit is refused, not dropped: without it, a user whose only second
    /// factor it is would be let in by the first one alone, and would lose the factor when the row is
    /// written again.
    ///
    /// # Errors
    /// [`InvalidFactors::UnknownBits`].
    pub fn from_bits(bits: i64) -> Result<Self, InvalidFactors> {
        let known: Self = FactorKind::ALL.iter().copied().collect();
        match bits & !known.0 {
            0 => Ok(Self(bits)),
            unknown => Err(InvalidFactors::UnknownBits(unknown)),
        }
    }

    /// For the database.
    pub const fn bits(self) -> i64 {
        self.0
    }

    /// Adds a kind; nothing changes when it is there.
    pub const fn insert(&mut self, kind: FactorKind) {
        self.0 |= kind.bit();
    }

    /// Takes a kind out; nothing changes when it is not there.
    pub const fn remove(&mut self, kind: FactorKind) {
        self.0 &= !kind.bit();
    }

    /// Whether a kind is there.
    pub const fn contains(self, kind: FactorKind) -> bool {
        self.0 & kind.bit() != 0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The kinds that are there, in the order of [`FactorKind::ALL`].
    pub fn iter(self) -> impl Iterator<Item = FactorKind> {
        let kinds = FactorKind::ALL.iter().copied();
        kinds.filter(move |kind| self.contains(*kind))
    }
}

impl FromIterator<FactorKind> for Factors {
    fn from_iter<I: IntoIterator<Item = FactorKind>>(kinds: I) -> Self {
        let mut factors = Self::NONE;
        for kind in kinds {
            factors.insert(kind);
        }
        factors
    }
}

impl fmt::Debug for Factors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl Value for Factors {
    fn write<W: Writer>(value: Option<&Self>, writer: &mut W) -> Result<(), W::Error> {
        writer.number(value.map(|value| value.0))
    }

    fn read<R: Reader>(reader: &mut R) -> Result<Option<Self>, R::Error> {
        let factors = reader.number()?.map(Self::from_bits);
        factors
            .transpose()
            .map_err(|error| reader.refuse(error.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_the_name_that_settings_know() {
        let names: Vec<&str> = FactorKind::ALL.iter().map(|kind| kind.as_str()).collect();
        let known = [
            "Totp",
            "BackupCode",
            "EmailVerificationCode",
            "PhoneVerificationCode",
            "WebAuthn",
        ];
        assert_eq!(names, known);
        for kind in FactorKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(*kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        assert!("totp".parse::<FactorKind>().is_err());
    }

    #[test]
    fn every_kind_keeps_the_bit_that_databases_hold() {
        for (kind, bit) in [
            (FactorKind::Totp, 0b1),
            (FactorKind::BackupCode, 0b10),
            (FactorKind::EmailCode, 0b100),
            (FactorKind::PhoneCode, 0b1000),
            (FactorKind::Passkey, 0b1_0000),
        ] {
            assert_eq!(kind.bit(), bit, "{kind}");
        }
        let bits: i64 = FactorKind::ALL.iter().map(|kind| kind.bit()).sum();
        assert_eq!(bits, 0b1_1111);
    }

    #[test]
    fn what_was_added_is_there_until_it_is_taken_out() {
        let mut factors = Factors::default();
        assert!(factors.is_empty() && factors == Factors::NONE);
        factors.insert(FactorKind::Passkey);
        factors.insert(FactorKind::Totp);
        factors.insert(FactorKind::Totp);
        assert!(!factors.is_empty() && factors.contains(FactorKind::Totp));
        assert!(!factors.contains(FactorKind::BackupCode));
        let kinds: Vec<FactorKind> = factors.iter().collect();
        assert_eq!(kinds, [FactorKind::Totp, FactorKind::Passkey]);
        factors.remove(FactorKind::Totp);
        factors.remove(FactorKind::BackupCode);
        assert_eq!(factors, Factors::from_iter([FactorKind::Passkey]));
        factors.remove(FactorKind::Passkey);
        assert!(factors.is_empty());
    }

    #[test]
    fn every_set_is_read_back_from_its_bits() {
        for bits in 0..=0b1_1111 {
            let factors = Factors::from_bits(bits).unwrap();
            assert_eq!(factors.bits(), bits);
            assert_eq!(factors.iter().collect::<Factors>(), factors);
        }
    }

    #[test]
    fn a_bit_of_no_known_kind_is_refused() {
        for (bits, unknown) in [
            (0b10_0000, 0b10_0000),
            (0b10_0001, 0b10_0000),
            (-1, !0b1_1111),
            (i64::MIN, i64::MIN),
        ] {
            let refused = Err(InvalidFactors::UnknownBits(unknown));
            assert_eq!(Factors::from_bits(bits), refused, "{bits}");
        }
    }

    #[test]
    fn a_set_prints_the_names_of_its_kinds() {
        let factors = Factors::from_iter([FactorKind::BackupCode, FactorKind::Totp]);
        assert_eq!(format!("{factors:?}"), "{Totp, BackupCode}");
        assert_eq!(format!("{:?}", Factors::NONE), "{}");
    }
}
