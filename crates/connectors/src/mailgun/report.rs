//! What Mailgun reports of the mails it took, by a webhook that it signs: HMAC-SHA-256, in hexadecimal,
//! over the time and a token. The event itself is not signed; whoever listens in on TLS could replace it.

use std::{fmt, time::Duration};

use aws_lc_rs::hmac;
use data_encoding::HEXLOWER_PERMISSIVE;
use oidc_core::{
    mail_report::{MailReport, Reported},
    secret::Secret,
    time::Timestamp,
};
use serde::Deserialize;
use serde_json::Value;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use crate::scrub::{Scrubber, without_addresses};

/// How long ago it may have been signed, in seconds: Mailgun sends a report that was not taken again for
/// eight hours, with the same signature. A repeated report changes nothing.
const OLDEST: i64 = 9 * 60 * 60;

/// How far its clock may be ahead of ours, in seconds.
const AHEAD: i64 = 15 * 60;

/// How many digits the code of a mail has.
const DIGITS: usize = 6;

/// A report as it was received, before its signature is checked.
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

/// Leaves the event out: it names the recipient.
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

    /// Whether it was signed lately.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        let signed_at = self.signature.timestamp.parse::<i64>();
        let now = now.as_seconds();
        signed_at.is_ok_and(|at| (now - OLDEST..=now + AHEAD).contains(&at))
    }

    /// Whether it was signed with this key. Compared in constant time.
    pub(crate) fn is_signed_by(&self, key: &Secret<String>) -> bool {
        let Signature {
            timestamp,
            token,
            tag,
        } = &self.signature;
        let Ok(tag) = HEXLOWER_PERMISSIVE.decode(tag.as_bytes()) else {
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
        // First the addresses, whole: of one with six digits in it, the rest would stay.
        let words = without_codes(&without_addresses(&readable(&words)));
        let clean = Scrubber::without_secrets().clean(&words);
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

/// A text as it is read: without what is not seen, which may stand within a code or an address, and without
/// encoded words (RFC 2047 §2), in which either would not be known.
fn readable(words: &str) -> String {
    let seen: String = words.chars().filter(|c| is_seen(*c)).collect();
    let is_encoded = |word: &str| word.contains("=?") || word.contains("?=");
    let words = seen.split(char::is_whitespace);
    let words = words.map(|word| if is_encoded(word) { "[…]" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// Whether a character shows: those that format do not, nor do joiners, fillers and selectors of a variant.
fn is_seen(c: char) -> bool {
    let hidden = matches!(
        c,
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}'
            | '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}'
    );
    !hidden && c.general_category() != GeneralCategory::Format
}

/// What looks like a code: six digits in a row, of whatever script and whatever letters are beside them, or
/// three and three. An octet in hexadecimal, as an URL and quoted-printable have it, is not part of it.
fn without_codes(words: &str) -> String {
    let words: Vec<char> = words.chars().collect();
    let mut clean = String::with_capacity(words.len());
    let mut rest = &words[..];
    while let Some(first) = rest.first() {
        let digits = digits_of(rest);
        let (taken, is_code) = if is_escaped_octet(rest) {
            (3, false)
        } else if digits == 0 {
            (1, false)
        } else if digits == DIGITS / 2 && is_second_half(&rest[digits..]) {
            (DIGITS + 1, true)
        } else {
            (digits, digits == DIGITS)
        };
        if is_code {
            clean.push_str("[…]");
        } else if taken == 1 {
            clean.push(*first);
        } else {
            clean.extend(&rest[..taken]);
        }
        rest = &rest[taken..];
    }
    clean
}

/// How many digits a text begins with.
fn digits_of(text: &[char]) -> usize {
    text.iter().take_while(|c| c.is_numeric()).count()
}

fn is_escaped_octet(text: &[char]) -> bool {
    matches!(text, ['%' | '=', a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit())
}

/// A hyphen or a space, and as many digits as come before it.
fn is_second_half(text: &[char]) -> bool {
    matches!(text, ['-' | ' ', rest @ ..] if digits_of(rest) == DIGITS / 2)
}

#[cfg(test)]
mod tests;
