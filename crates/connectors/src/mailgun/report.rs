//! What Mailgun reports of the mails it took, by a webhook that it signs: HMAC-SHA-256, in hexadecimal,
//! over the time and a token. The event itself is not signed; whoever listens in on TLS could replace it.

use std::{fmt, time::Duration};

use aws_lc_rs::hmac;
use oidc_core::{
    mail_report::{MailReport, Reported},
    secret::Secret,
    time::Timestamp,
};
use serde::Deserialize;
use serde_json::Value;

use crate::scrub::Scrubber;

/// How far its time may be from ours, in seconds: it is the time of the signing, so that a report that
/// somebody has kept is not taken later.
const FRESH: u64 = 15 * 60;

/// How many digits the code of a mail has.
const DIGITS: usize = 6;

/// A report as it came, by whomever.
#[derive(Deserialize)]
pub struct SignedReport {
    signature: Signature,
    #[serde(rename = "event-data")]
    event: Value,
}

#[derive(Deserialize)]
struct Signature {
    timestamp: String,
    token: String,
    #[serde(rename = "signature")]
    tag: String,
}

/// Without what it says: that names whom the mail is for.
impl fmt::Debug for SignedReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedReport").finish_non_exhaustive()
    }
}

impl SignedReport {
    /// From the body of the webhook; none when it is not one.
    pub fn read(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok()
    }

    /// Whether it was signed a moment ago.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        let signed_at = self.signature.timestamp.parse::<i64>();
        signed_at.is_ok_and(|at| at.abs_diff(now.as_seconds()) <= FRESH)
    }

    /// Whether it was signed with this key. Compared in constant time.
    pub(crate) fn is_signed_by(&self, key: &Secret<String>) -> bool {
        let Signature {
            timestamp,
            token,
            tag,
        } = &self.signature;
        let Some(tag) = bytes(tag) else {
            return false;
        };
        let key = hmac::Key::new(hmac::HMAC_SHA256, key.expose().as_bytes());
        hmac::verify(&key, format!("{timestamp}{token}").as_bytes(), &tag).is_ok()
    }

    /// What it says of which mail; none when it is about something else, such as a link that was
    /// followed. It has not happened later than now.
    pub fn report(&self, now: Timestamp) -> Option<MailReport> {
        let event = &self.event;
        let state = match (event["event"].as_str()?, event["severity"].as_str()) {
            // Who complains of a mail has got it.
            ("delivered" | "complained", _) => Reported::Delivered,
            ("failed", Some("temporary")) => Reported::Delayed,
            ("failed", Some("permanent")) | ("rejected", _) => Reported::Bounced,
            _ => return None,
        };
        let message = event["message"]["headers"]["message-id"].as_str()?;
        Some(MailReport {
            message: message.parse().ok()?,
            state,
            at: event["timestamp"]
                .as_f64()
                .and_then(moment)
                .unwrap_or(now)
                .min(now),
            detail: self.detail(),
        })
    }

    /// The words of the recipient's side, else those of Mailgun. It may quote what it refuses, and what
    /// the mail said is not known here any more: whatever looks like a code goes (T-70).
    fn detail(&self) -> Option<String> {
        let (event, status) = (&self.event, &self.event["delivery-status"]);
        let told = [
            &status["message"],
            &status["description"],
            &event["reject"]["reason"],
            &event["reason"],
        ];
        let mut told = told.into_iter().filter_map(Value::as_str);
        let words = told.find(|text| !text.trim().is_empty())?;
        let words = match status["code"].as_u64().filter(|code| *code > 0) {
            Some(code) => format!("{code}: {words}"),
            None => words.to_owned(),
        };
        let clean = Scrubber::without_secrets().clean(&without_codes(&words));
        Some(clean).filter(|clean| !clean.is_empty())
    }
}

/// Seconds since 1970, with what is left of one: to the nearest millisecond, because hardly any of them
/// can be told exactly.
fn moment(seconds: f64) -> Option<Timestamp> {
    let since = Duration::try_from_secs_f64(seconds).ok()?;
    let millis = i64::try_from((since.as_micros() + 500) / 1000).ok()?;
    Some(Timestamp::from_millis(millis))
}

/// What looks like a code stands by itself.
fn without_codes(words: &str) -> String {
    let is_edge = |c: char| !c.is_alphanumeric();
    let pieces = words.split_inclusive(is_edge).map(|piece| {
        let word = piece.trim_end_matches(is_edge);
        if word.len() == DIGITS && word.bytes().all(|digit| digit.is_ascii_digit()) {
            piece.replacen(word, "[…]", 1)
        } else {
            piece.to_owned()
        }
    });
    pieces.collect()
}

/// The 32 bytes of an HMAC-SHA-256 in hexadecimal.
fn bytes(hex: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if hex.len() != 2 * bytes.len() || !hex.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, digits) in bytes.iter_mut().zip(hex.as_bytes().chunks(2)) {
        let digits = std::str::from_utf8(digits).ok()?;
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests;
