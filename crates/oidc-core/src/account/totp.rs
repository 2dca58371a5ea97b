//! Codes of an authenticator app: time-based one-time passwords (RFC 6238 over RFC 4226) of six
//! digits, a new one every 30 seconds, by HMAC-SHA-1. Some apps ignore every other choice.

use std::str::FromStr;

use aws_lc_rs::hmac;
use data_encoding::{BASE32_NOPAD, BASE32_NOPAD_NOCASE};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::{
    account::verification_code,
    record::{Reader, Value, Writer},
    secret::Secret,
    time::Timestamp,
};

/// How long a time step is, in seconds (RFC 6238 §5.2).
const PERIOD: i64 = 30;

/// How many codes there are: six digits (RFC 4226 §5.3).
const CODES: u32 = 1_000_000;

/// Bytes of a new secret (RFC 4226 §4, R6 recommends 160 bits).
const MINTED: usize = 20;

/// The fewest bytes of a secret (RFC 4226 §4, R6 demands 128 bits).
const SHORTEST: usize = 16;

/// The most: a longer key of HMAC-SHA-1 is hashed to 20 bytes first (RFC 2104 §3).
const LONGEST: usize = 64;

/// The longest text that is read as a secret, in bytes: 64 of them are 103 characters, and 128 in
/// groups of four.
const LONGEST_SECRET_TEXT: usize = 256;

/// The longest text that is read as a code, in bytes: a pasted sentence may stand around it.
const LONGEST_CODE_TEXT: usize = 256;

/// What a query or a path may hold as it is (RFC 3986 §2.3). All else is escaped, the colon too,
/// which separates the issuer from the label.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The key that the app and the provider share (RFC 6238 §3, R2).
#[derive(Debug, Clone, PartialEq)]
pub struct TotpSecret(Secret<Vec<u8>>);

/// Why something is no secret of an authenticator app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTotpSecret {
    /// The text is not base 32.
    #[error("not base 32 (RFC 4648 §6)")]
    Encoding,
    /// Too short to be safe, or longer than any app makes one.
    #[error("not 16 to 64 bytes (RFC 4226 §4, R6)")]
    Length,
}

impl TotpSecret {
    /// A new one of 20 bytes.
    pub fn mint(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = vec![0; MINTED];
        rng.fill_bytes(&mut bytes);
        Self(Secret::new(bytes))
    }

    /// From 16 to 64 bytes that were sealed.
    ///
    /// # Errors
    /// [`InvalidTotpSecret::Length`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidTotpSecret> {
        if (SHORTEST..=LONGEST).contains(&bytes.len()) {
            Ok(Self(Secret::new(bytes.to_vec())))
        } else {
            Err(InvalidTotpSecret::Length)
        }
    }

    /// The bytes, to be sealed. Never log them.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.expose()
    }

    /// In base 32 without padding (RFC 4648 §6), for programs.
    pub fn base32(&self) -> Secret<String> {
        Secret::new(BASE32_NOPAD.encode(self.as_bytes()))
    }

    /// The same in groups of four, for a person who types it into an app.
    pub fn grouped(&self) -> Secret<String> {
        let text = self.base32();
        let text = text.expose();
        let mut grouped = String::with_capacity(text.len() * 5 / 4);
        for (place, character) in text.chars().enumerate() {
            if place > 0 && place.is_multiple_of(4) {
                grouped.push(' ');
            }
            grouped.push(character);
        }
        Secret::new(grouped)
    }

    /// The link that an app reads from a QR code (Key Uri Format): `issuer` is who asks for the codes,
    /// `label` whose they are.
    pub fn key_uri(&self, issuer: &str, label: &str) -> Secret<String> {
        let issuer = utf8_percent_encode(issuer, ESCAPED);
        let label = utf8_percent_encode(label, ESCAPED);
        let secret = self.base32();
        let secret = secret.expose();
        Secret::new(format!(
            "otpauth://totp/{issuer}:{label}?secret={secret}&issuer={issuer}\
             &algorithm=SHA1&digits=6&period={PERIOD}"
        ))
    }

    /// The code of one time step.
    pub fn code_at(&self, step: TotpStep) -> TotpCode {
        code(&self.key(), step)
    }

    /// What a typed code is worth. It may be that of the step before, because typing takes a while, or
    /// of the step after, because clocks differ (RFC 6238 §5.2, §6). `last_step` is the step whose code
    /// was used last: neither its code nor an earlier one counts again. All three codes are computed
    /// and compared, whichever is right.
    pub fn judge(&self, typed: &TotpCode, now: Timestamp, last_step: Option<TotpStep>) -> Verdict {
        let key = self.key();
        let found = TotpStep::at(now)
            .window()
            .map(|step| (code(&key, step) == *typed).then_some(step));
        // Two steps may have the same code. Taken for that of the later one, it is used up for both.
        match found.into_iter().flatten().max() {
            None => Verdict::Wrong,
            Some(step) if last_step.is_some_and(|last| step <= last) => Verdict::Used,
            Some(step) => Verdict::Right(step),
        }
    }

    fn key(&self) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, self.as_bytes())
    }
}

/// The truncated digest of a step (RFC 4226 §5.3, §5.4).
fn code(key: &hmac::Key, step: TotpStep) -> TotpCode {
    let tag = hmac::sign(key, &step.0.to_be_bytes());
    let tag: &[u8] = tag.as_ref();
    let offset = tag.last().map_or(0, |last| usize::from(last & 0xf));
    let number = tag
        .iter()
        .skip(offset)
        .take(4)
        .fold(0, |number: u32, byte| (number << 8) | u32::from(*byte));
    let number = (number & 0x7fff_ffff) % CODES;
    TotpCode(Secret::new(format!("{number:06}")))
}

impl FromStr for TotpSecret {
    type Err = InvalidTotpSecret;

    /// From base 32 in either case; blanks, dashes and the padding mean nothing.
    fn from_str(typed: &str) -> Result<Self, InvalidTotpSecret> {
        if typed.len() > LONGEST_SECRET_TEXT {
            return Err(InvalidTotpSecret::Length);
        }
        let mut text = Zeroizing::new(String::with_capacity(typed.len()));
        text.extend(typed.chars().filter(|c| !c.is_whitespace() && *c != '-'));
        let bytes = BASE32_NOPAD_NOCASE
            .decode(text.trim_end_matches('=').as_bytes())
            .map(Zeroizing::new)
            .map_err(|_| InvalidTotpSecret::Encoding)?;
        Self::from_bytes(&bytes)
    }
}

/// The number of a time step: how many whole periods of 30 seconds have passed since 1970 (RFC 6238
/// §4.2). That of the code that was used last is kept with the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TotpStep(i64);

impl TotpStep {
    /// The step in which a point in time lies.
    pub const fn at(now: Timestamp) -> Self {
        Self(now.as_seconds().div_euclid(PERIOD))
    }

    /// From its number.
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// Its number.
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The step before, this one and the one after.
    fn window(self) -> [Self; 3] {
        [self.0.saturating_sub(1), self.0, self.0.saturating_add(1)].map(Self)
    }
}

impl Value for TotpStep {
    fn write<W: Writer>(value: Option<&Self>, writer: &mut W) -> Result<(), W::Error> {
        writer.number(value.map(|value| value.0))
    }

    fn read<R: Reader>(reader: &mut R) -> Result<Option<Self>, R::Error> {
        Ok(reader.number()?.map(Self))
    }
}

/// Six digits. Compared in constant time only.
#[derive(Debug, Clone, PartialEq)]
pub struct TotpCode(Secret<String>);

/// The text holds no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not six digits")]
pub struct InvalidTotpCode;

impl TotpCode {
    /// The digits. Never log them.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl FromStr for TotpCode {
    type Err = InvalidTotpCode;

    /// From what was typed or pasted, read as a mailed code is.
    fn from_str(typed: &str) -> Result<Self, InvalidTotpCode> {
        if typed.len() > LONGEST_CODE_TEXT {
            return Err(InvalidTotpCode);
        }
        verification_code::normalise(typed)
            .map(Self)
            .ok_or(InvalidTotpCode)
    }
}

/// What a typed code is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is the code of this step, which is the last used one from now on.
    Right(TotpStep),
    /// It is the code of a step that is over: it, or a later one, was used (RFC 6238 §5.2).
    Used,
    /// It is the code of none of the three steps.
    Wrong,
}

#[cfg(test)]
mod tests;
