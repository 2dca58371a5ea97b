//! Six digits by mail: ten minutes, five tries, one use.

use rand_core::CryptoRng;
use unicode_normalization::UnicodeNormalization;

use crate::{
    account::{email::EmailAddress, lockout::TRIES, usage_type::UsageType},
    id::{InteractionId, MailId, VerificationCodeId},
    secret::{Digest, MacKey, Secret},
    time::{Lifetime, Timestamp, Validity},
};

/// How long a code lives.
pub const LIFETIME: Lifetime = Lifetime::minutes(10);

/// The pages wait this long before they offer another code (as Logto's do).
pub const RESEND_AFTER: Lifetime = Lifetime::seconds(59);

/// A code that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct VerificationCode {
    /// Its id.
    pub id: VerificationCodeId,
    /// The flow that asked, and the only one in which it counts (T-51).
    pub interaction_id: Option<InteractionId>,
    /// Where it was sent.
    pub recipient: EmailAddress,
    /// What for.
    pub usage_type: UsageType,
    /// Keyed: six digits can be guessed from a bare hash.
    pub digest: Digest,
    /// How often somebody tried.
    pub tries: u32,
    /// The mail that carries it.
    pub mail_id: MailId,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was used.
    pub consumed_at: Option<Timestamp>,
}

/// How many digits a code has: 10⁶ codes are the 20 bits that NIST SP 800-63B-4 asks for.
pub const DIGITS: usize = 6;

/// A new code, every one as likely as any other. Text, because it may begin with a zero.
pub fn mint(rng: &mut impl CryptoRng) -> Secret<String> {
    // The largest multiple of 10⁶ below 2³²: what lies above would favour the low codes.
    const LIMIT: u32 = 4_294_000_000;
    loop {
        let number = rng.next_u32();
        if number < LIMIT {
            return Secret::new(format!("{:06}", number % 1_000_000));
        }
    }
}

/// The code in what a person typed or pasted: "123 456", "123-456" and full-width digits are the
/// code; anything else is none.
pub fn normalise(typed: &str) -> Option<Secret<String>> {
    let text: String = typed
        .chars()
        .take(64)
        .nfkc()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'))
        .collect();
    let is_code = text.len() == DIGITS && text.bytes().all(|b| b.is_ascii_digit());
    is_code.then(|| Secret::new(text))
}

/// What the database holds in place of a code: bound to the flow that asked and to the recipient,
/// so that it counts nowhere else (T-51).
pub fn digest(
    key: &MacKey,
    interaction: Option<&InteractionId>,
    recipient: &EmailAddress,
    code: &Secret<String>,
) -> Digest {
    let flow: &[u8] = interaction.map_or(&[], |id| id.as_bytes());
    Digest::keyed(
        key,
        &[
            flow,
            recipient.as_str().as_bytes(),
            code.expose().as_bytes(),
        ],
    )
}

/// What a typed code is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is the code.
    Correct,
    /// It is not.
    Wrong {
        /// How many tries are left for this code.
        left: u32,
    },
    /// Past its time.
    Expired,
    /// Tried too often: even the right one fails now (T-45).
    Exhausted,
    /// Used before.
    Consumed,
}

impl VerificationCode {
    /// Whether its time is neither over nor still to come.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        self.validity().is_live(now)
    }

    /// How long it may still be typed.
    pub fn left(&self, now: Timestamp) -> Lifetime {
        self.validity().left(now)
    }

    /// How long the page waits before it offers another one.
    pub fn resend_in(&self, now: Timestamp) -> Lifetime {
        Validity::new(self.created_at.plus(RESEND_AFTER), RESEND_AFTER).left(now)
    }

    const fn validity(&self) -> Validity {
        Validity::new(self.expires_at, LIFETIME)
    }

    /// Judges a try that was already counted: `tries` includes this one.
    pub fn judge(&self, typed: &str, key: &MacKey, now: Timestamp) -> Verdict {
        if self.consumed_at.is_some() {
            return Verdict::Consumed;
        }
        if !self.is_fresh(now) {
            return Verdict::Expired;
        }
        if self.tries > TRIES {
            return Verdict::Exhausted;
        }
        let correct = normalise(typed).is_some_and(|code| {
            self.digest == digest(key, self.interaction_id.as_ref(), &self.recipient, &code)
        });
        if correct {
            Verdict::Correct
        } else {
            Verdict::Wrong {
                left: TRIES - self.tries,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    use super::*;

    const START: Timestamp = Timestamp::from_millis(1_760_000_000_000);

    fn key() -> MacKey {
        MacKey::new(&[8; 32])
    }

    fn code() -> VerificationCode {
        let (flow, recipient) = (
            InteractionId::from_bytes([1; 16]),
            "ada@example.com".parse().unwrap(),
        );
        VerificationCode {
            id: VerificationCodeId::from_bytes([2; 16]),
            interaction_id: Some(flow),
            digest: digest(&key(), Some(&flow), &recipient, &"012345".into()),
            recipient,
            usage_type: UsageType::SignIn,
            tries: 1,
            mail_id: MailId::from_bytes([3; 16]),
            created_at: START,
            expires_at: START.plus(LIFETIME),
            consumed_at: None,
        }
    }

    #[test]
    fn t_44_codes_are_six_digits_and_spread_evenly() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let mut first_digits = [0; 10];
        for _ in 0..10_000 {
            let code = mint(&mut rng);
            let code = code.expose();
            assert!(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()));
            first_digits[usize::from(code.as_bytes()[0] - b'0')] += 1;
        }
        assert!(
            first_digits.iter().all(|count| (850..1150).contains(count)),
            "{first_digits:?}"
        );
    }

    #[test]
    fn the_right_code_is_right_however_it_is_typed() {
        for typed in [
            "012345",
            "012 345",
            " 012-345\n",
            "０１２３４５",
            "012\u{2013}345",
            "0 1 2 3 4 5",
        ] {
            assert_eq!(
                code().judge(typed, &key(), START),
                Verdict::Correct,
                "{typed:?}"
            );
        }
        for typed in ["", "12345", "0123456", "o12345", "012345x", "٠١٢٣٤٥"] {
            assert_eq!(
                code().judge(typed, &key(), START),
                Verdict::Wrong { left: 4 },
                "{typed:?}"
            );
        }
    }

    #[test]
    fn t_45_after_five_tries_even_the_right_code_fails() {
        let tried = |tries| VerificationCode { tries, ..code() };
        assert_eq!(
            tried(5).judge("999999", &key(), START),
            Verdict::Wrong { left: 0 }
        );
        assert_eq!(tried(5).judge("012345", &key(), START), Verdict::Correct);
        assert_eq!(tried(6).judge("012345", &key(), START), Verdict::Exhausted);
    }

    #[test]
    fn t_44_a_code_ends_after_ten_minutes_and_one_use() {
        let end = START.plus(Lifetime::minutes(10));
        let just = end.minus(Lifetime::millis(1));
        assert_eq!(code().judge("012345", &key(), just), Verdict::Correct);
        assert_eq!(code().judge("012345", &key(), end), Verdict::Expired);
        let used = VerificationCode {
            consumed_at: Some(START),
            ..code()
        };
        assert_eq!(used.judge("012345", &key(), START), Verdict::Consumed);
    }

    #[test]
    fn t_43_a_code_from_the_future_is_over_and_says_no_impossible_times() {
        let skewed = START.minus(Lifetime::seconds(90));
        assert_eq!(code().judge("012345", &key(), skewed), Verdict::Correct);
        assert_eq!(code().left(skewed), LIFETIME);
        assert_eq!(code().resend_in(skewed), RESEND_AFTER);
        let back = START.minus(Lifetime::days(30));
        assert_eq!(code().judge("012345", &key(), back), Verdict::Expired);
        assert_eq!(code().left(back), Lifetime::ZERO);
        assert_eq!(code().resend_in(back), Lifetime::ZERO);
    }

    #[test]
    fn t_51_a_code_counts_in_its_own_flow_and_for_its_own_recipient_only() {
        let wrong = Verdict::Wrong { left: 4 };
        let other_flow = Some(InteractionId::from_bytes([9; 16]));
        let moved = VerificationCode {
            interaction_id: other_flow,
            ..code()
        };
        assert_eq!(moved.judge("012345", &key(), START), wrong);
        let recipient = "eve@example.com".parse().unwrap();
        let mailed = VerificationCode {
            recipient,
            ..code()
        };
        assert_eq!(mailed.judge("012345", &key(), START), wrong);
        assert_eq!(code().judge("012345", &MacKey::new(&[9; 32]), START), wrong);
    }
}
