//! Six digits by mail: ten minutes, five tries, one use.

use rand_core::CryptoRng;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::{
    account::{identifier::Identifier, lockout::TRIES, usage_type::UsageType},
    id::{DeliveryId, InteractionId, VerificationCodeId},
    record::Record,
    secret::{Digest, MacKey, Secret},
    time::{Lifetime, Timestamp, Validity},
};

/// How long a code lives.
pub const LIFETIME: Lifetime = Lifetime::minutes(10);

/// The pages wait this long before they offer another code (as Logto's do).
pub const RESEND_AFTER: Lifetime = Lifetime::seconds(59);

/// A code that was asked for.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(table = "verification_codes")]
pub struct VerificationCode {
    /// Its id.
    pub id: VerificationCodeId,
    /// The flow that asked, and the only one in which it counts (T-51).
    pub interaction_id: Option<InteractionId>,
    /// Where it was sent.
    #[record(stored = Identifier, get = Some(&self.recipient_to_store()), make = recipient)]
    pub recipient: Identifier,
    /// What for.
    pub usage_type: UsageType,
    /// Keyed: six digits can be guessed from a bare hash.
    pub digest: Digest,
    /// How often somebody tried.
    pub tries: u32,
    /// The mail that carries it.
    pub mail_id: DeliveryId,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was used.
    pub consumed_at: Option<Timestamp>,
}

impl VerificationCode {
    /// Without a flow a code is found by its recipient, however that was typed.
    fn recipient_to_store(&self) -> Identifier {
        match self.interaction_id {
            Some(_) => self.recipient.clone(),
            None => self.recipient.canonical(),
        }
    }
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

/// The code in what a person typed or pasted. A digit is any decimal digit of Unicode, for codes are
/// typed on Arabic, Persian and Indian keyboards too; what is neither letter nor number (blanks,
/// dashes, quotes, full stops, marks that cannot be seen) stands between digits and means nothing.
/// In a whole sentence the code is what stands there alone: "Your code is 123 456, valid for …".
/// `web/static/app.js` reads the same; `tests/lib/codes.json` is tried on both.
pub fn normalise(typed: &str) -> Option<Secret<String>> {
    let words = words(typed);
    if words.iter().all(|word| is_number(word)) {
        let code = words.concat();
        return (code.len() == DIGITS).then(|| Secret::new(code));
    }
    alone(&words).map(Secret::new)
}

/// Letters and numbers as they stand together, decimal digits in ASCII.
fn words(typed: &str) -> Vec<String> {
    let is_between = |c: char| {
        !matches!(
            c.general_category_group(),
            GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number
        )
    };
    let ascii = |word: &str| word.chars().map(|c| ascii_digit(c).unwrap_or(c)).collect();
    let words = typed.split(is_between).filter(|word| !word.is_empty());
    words.map(ascii).collect()
}

/// Decimal digits stand in runs of ten that begin with the zero (Unicode §4.6); some runs follow
/// each other.
fn ascii_digit(c: char) -> Option<char> {
    let is_digit = |c: &char| c.general_category() == GeneralCategory::DecimalNumber;
    if !is_digit(&c) {
        return None;
    }
    let before = ('\0'..c).rev().take_while(is_digit).count();
    char::from_digit(u32::try_from(before % 10).ok()?, 10)
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

/// The first number of six digits among words, or of three and three.
fn alone(words: &[String]) -> Option<String> {
    let joined: String = words
        .iter()
        .map(|word| match word.len() {
            DIGITS if is_number(word) => format!(" {word} "),
            len if 2 * len == DIGITS && is_number(word) => word.clone(),
            _ => " ".to_owned(),
        })
        .collect();
    let mut numbers = joined.split(' ');
    numbers
        .find(|number| number.len() == DIGITS)
        .map(str::to_owned)
}

/// What the database holds in place of a code: bound to the flow that asked, to the recipient and
/// to what it is for, so that it counts nowhere else (T-51).
pub fn digest(
    key: &MacKey,
    interaction: Option<&InteractionId>,
    recipient: &Identifier,
    usage_type: UsageType,
    code: &Secret<String>,
) -> Digest {
    let flow: &[u8] = interaction.map_or(&[], |id| id.as_bytes());
    Digest::keyed(
        key,
        &[
            flow,
            recipient.to_key().as_bytes(),
            usage_type.as_str().as_bytes(),
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
            let (flow, recipient) = (self.interaction_id.as_ref(), &self.recipient);
            self.digest == digest(key, flow, recipient, self.usage_type, &code)
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
            Identifier::Email("ada@example.com".parse().unwrap()),
        );
        VerificationCode {
            id: VerificationCodeId::from_bytes([2; 16]),
            interaction_id: Some(flow),
            digest: digest(
                &key(),
                Some(&flow),
                &recipient,
                UsageType::SignIn,
                &"012345".into(),
            ),
            recipient,
            usage_type: UsageType::SignIn,
            tries: 1,
            mail_id: DeliveryId::from_bytes([3; 16]),
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

    /// The cases that the browser tests try on the script too. A digit of `typed` says which digit
    /// of the code stands there; it is written in the script whose zero is `zero`.
    #[derive(serde::Deserialize)]
    struct Case {
        typed: String,
        #[serde(default = "ascii_zero")]
        zero: char,
        code: bool,
    }

    fn ascii_zero() -> char {
        '0'
    }

    impl Case {
        fn all() -> Vec<Self> {
            serde_json::from_str(include_str!("../../../../tests/lib/codes.json")).unwrap()
        }

        fn text(&self, code: &str) -> String {
            let digit = |place: u32| code.chars().nth(place as usize).unwrap().to_digit(10);
            let write = |digit: u32| char::from_u32(u32::from(self.zero) + digit).unwrap();
            let typed = self.typed.chars();
            typed
                .map(|c| {
                    c.to_digit(10)
                        .map_or(c, |place| write(digit(place).unwrap()))
                })
                .collect()
        }
    }

    #[test]
    fn the_right_code_is_right_in_every_script_and_however_it_is_typed() {
        for case in Case::all() {
            let typed = case.text("904821");
            let read = normalise(&typed);
            let expected = case.code.then_some("904821");
            let read = read.as_ref().map(|code| code.expose().as_str());
            assert_eq!(read, expected, "{typed:?}");
        }
    }

    #[test]
    fn every_decimal_digit_of_unicode_is_a_digit() {
        let is_digit = |c: &char| c.general_category() == GeneralCategory::DecimalNumber;
        let digits: Vec<char> = ('\0'..=char::MAX).filter(is_digit).collect();
        assert!(digits.len() >= 700 && digits.len().is_multiple_of(10));
        for run in digits.chunks(10) {
            let read: String = run.iter().filter_map(|c| ascii_digit(*c)).collect();
            assert_eq!(read, "0123456789", "{run:?}");
            let typed: String = run[..6].iter().collect();
            assert_eq!(code().judge(&typed, &key(), START), Verdict::Correct);
        }
    }

    #[test]
    fn what_is_no_code_is_wrong() {
        for typed in ["", "12345", "0123456", "o12345", "012345x"] {
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
        let recipient = Identifier::Email("eve@example.com".parse().unwrap());
        let mailed = VerificationCode {
            recipient,
            ..code()
        };
        assert_eq!(mailed.judge("012345", &key(), START), wrong);
        assert_eq!(code().judge("012345", &MacKey::new(&[9; 32]), START), wrong);
    }
}
