//! What a password must be, and what speaks against one: a pure rule. What has no form of its own
//! here is as Logto's API has it, so that programs are told the same of the same password.

use serde::Deserialize;

use super::{
    email::EmailAddress, experience::SignInExperience, known_passwords, phone::PhoneNumber,
};
use crate::user::User;

/// The name of the member that it is kept in.
const MEMBER: &str = "passwordPolicy";

/// The longest password that a policy allows. Of a longer one no more than this is looked at.
const LONGEST: usize = 1_024;

/// From how many letters on something is repeated, or follows one upon the other.
const SHORTEST_ROW: usize = 3;

/// How many letters that nothing speaks against make up for all the others.
const TOLERATED: usize = 3;

/// Letters that follow one upon the other: in the alphabet, or on a keyboard.
const ROWS: [&str; 14] = [
    "0123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz",
    "2wsx",
    "3edc",
    "4rfv",
    "5tgb",
    "6yhn",
    "7ujm",
    "8ik",
    "9ol",
];

/// What a password must be. What is missing is as it is by default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PasswordPolicy {
    /// How long.
    pub length: Length,
    /// Of how many kinds of letters.
    pub character_types: CharacterTypes,
    /// What it must not be.
    pub rejects: Rejects,
}

/// How long a password is, in letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Length {
    /// At least.
    pub min: u32,
    /// At most.
    pub max: u32,
}

impl Default for Length {
    fn default() -> Self {
        Self { min: 8, max: 256 }
    }
}

/// Of how many kinds of letters a password is: small ones, capitals, digits, and the other signs of
/// ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct CharacterTypes {
    /// At least.
    pub min: u32,
}

impl Default for CharacterTypes {
    fn default() -> Self {
        Self { min: 1 }
    }
}

/// What a password must not be.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Rejects {
    /// One that was found elsewhere. Nothing is asked of others: those are known that everybody
    /// tries first.
    pub pwned: bool,
    /// `aaa` and `123`.
    pub repetition_and_sequence: bool,
    /// A part of the person's own name or address.
    pub user_info: bool,
    /// One of these words.
    pub words: Vec<String>,
}

impl Default for Rejects {
    fn default() -> Self {
        Self {
            pwned: true,
            repetition_and_sequence: true,
            user_info: true,
            words: Vec::new(),
        }
    }
}

/// Whose password it would be.
#[derive(Debug, Clone, Copy, Default)]
pub struct Person<'a> {
    /// The full name.
    pub name: Option<&'a str>,
    /// The name to sign in with.
    pub username: Option<&'a str>,
    /// The address.
    pub email: Option<&'a str>,
    /// The telephone number.
    pub phone: Option<&'a str>,
}

impl<'a> Person<'a> {
    /// What an account tells of its person.
    pub fn of(user: &'a User) -> Self {
        Self {
            name: user.name.as_deref(),
            username: user.username.as_deref(),
            email: user.email.as_ref().map(EmailAddress::as_typed),
            phone: user.phone.as_ref().map(PhoneNumber::as_str),
        }
    }

    /// What a password must not be made of.
    fn phrases(&self) -> Vec<Vec<char>> {
        let name = self.name.unwrap_or_default();
        let joined: String = name.split_whitespace().collect();
        let box_of = |email: &'a str| email.split('@').next().unwrap_or_default();
        let digits = |phone: &'a str| phone.trim_start_matches('+');
        let mut phrases = vec![folded(name), folded(&joined)];
        phrases.extend(name.split_whitespace().map(folded));
        let others = [
            self.username,
            self.email.map(box_of),
            self.phone.map(digits),
        ];
        phrases.extend(others.into_iter().flatten().map(folded));
        phrases
    }
}

/// What speaks against a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issue {
    /// It has fewer letters.
    TooShort {
        /// Than these.
        min: u32,
    },
    /// It has more letters.
    TooLong {
        /// Than these.
        max: u32,
    },
    /// A letter of no kind, as `é`.
    UnsupportedCharacters,
    /// It has fewer kinds of letters.
    CharacterTypes {
        /// Than these.
        min: u32,
    },
    /// Everybody tries it first.
    Pwned,
    /// It is little more than `aaa`.
    Repetition,
    /// It is little more than `123`.
    Sequence,
    /// It is little more than a word that is not wanted.
    Words,
    /// It is little more than the name or the address of the person.
    UserInfo,
}

impl Issue {
    /// As programs know it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooShort { .. } => "password_rejected.too_short",
            Self::TooLong { .. } => "password_rejected.too_long",
            Self::UnsupportedCharacters => "password_rejected.unsupported_characters",
            Self::CharacterTypes { .. } => "password_rejected.character_types",
            Self::Pwned => "password_rejected.pwned",
            Self::Repetition => "password_rejected.restricted.repetition",
            Self::Sequence => "password_rejected.restricted.sequence",
            Self::Words => "password_rejected.restricted.words",
            Self::UserInfo => "password_rejected.restricted.user_info",
        }
    }
}

impl PasswordPolicy {
    /// The one of these settings.
    ///
    /// # Errors
    /// When it has a form that this version does not know.
    pub fn of(experience: &SignInExperience) -> Result<Self, serde_json::Error> {
        let kept = experience.other.get(MEMBER);
        kept.map_or_else(|| Ok(Self::default()), Self::deserialize)
    }

    /// What speaks against a password, in the order in which programs expect to be told.
    pub fn judge(&self, password: &str, person: &Person<'_>) -> Vec<Issue> {
        let mut issues = Vec::new();
        let length = u32::try_from(password.chars().count()).unwrap_or(u32::MAX);
        let Length { min, max } = self.length;
        if length < min {
            issues.push(Issue::TooShort { min });
        } else if length > max {
            issues.push(Issue::TooLong { max });
        }
        let min = self.character_types.min;
        match kinds(password) {
            None => issues.push(Issue::UnsupportedCharacters),
            Some(kinds) if kinds < min => issues.push(Issue::CharacterTypes { min }),
            Some(_) => {}
        }
        if self.rejects.pwned && known_passwords::is_known(password) {
            issues.push(Issue::Pwned);
        }
        issues.extend(self.restricted(password, person));
        issues
    }

    /// What a password is made of that speaks against it; nothing, as long as enough of it is
    /// something else.
    fn restricted(&self, password: &str, person: &Person<'_>) -> Vec<Issue> {
        let mut letters = folded(password);
        letters.truncate(LONGEST);
        let rejects = &self.rejects;
        let words: Vec<Vec<char>> = rejects.words.iter().map(|word| folded(word)).collect();
        let own = if rejects.user_info {
            person.phrases()
        } else {
            Vec::new()
        };
        let in_a_row = |length: usize| {
            if rejects.repetition_and_sequence {
                length
            } else {
                0
            }
        };
        let mut issues = Vec::new();
        let (mut bad, mut bad_up_to) = (0_usize, 0_usize);
        for at in 0..letters.len() {
            let rest = &letters[at..];
            for (issue, length) in [
                (Issue::Repetition, in_a_row(repetition(rest))),
                (Issue::Sequence, in_a_row(sequence(rest))),
                (Issue::Words, longest(&words, rest)),
                (Issue::UserInfo, longest(&own, rest)),
            ] {
                if length > 0 && !issues.contains(&issue) {
                    issues.push(issue);
                }
                bad_up_to = bad_up_to.max(at + length);
            }
            bad += usize::from(at < bad_up_to);
        }
        let tolerated = letters.len().saturating_sub(TOLERATED).max(1);
        if bad > tolerated { issues } else { Vec::new() }
    }
}

/// Of how many kinds the letters are; none when one is of no kind.
fn kinds(password: &str) -> Option<u32> {
    let mut kinds = [false; 4];
    for letter in password.chars() {
        let kind = match letter {
            'a'..='z' => 0,
            'A'..='Z' => 1,
            '0'..='9' => 2,
            sign if sign.is_ascii_punctuation() => 3,
            _ => return None,
        };
        kinds[kind] = true;
    }
    Some(kinds.into_iter().map(u32::from).sum())
}

/// The letters of a text, as many as there are, without their case.
fn folded(text: &str) -> Vec<char> {
    let small = |letter: char| letter.to_lowercase().next().unwrap_or(letter);
    text.chars().map(small).collect()
}

/// How many letters two texts begin with.
fn common(one: &[char], other: &[char]) -> usize {
    let pairs = one.iter().zip(other);
    pairs.take_while(|(one, other)| one == other).count()
}

/// How long a row of letters is that is one.
const fn row(length: usize) -> usize {
    if length < SHORTEST_ROW { 0 } else { length }
}

/// How often the first letter is repeated.
fn repetition(rest: &[char]) -> usize {
    let same = rest
        .iter()
        .take_while(|letter| rest.first() == Some(*letter));
    row(same.count())
}

/// How many letters follow one upon the other, forwards or backwards.
fn sequence(rest: &[char]) -> usize {
    let mut longest = 0_usize;
    for letters in ROWS {
        let forwards: Vec<char> = letters.chars().collect();
        let backwards: Vec<char> = letters.chars().rev().collect();
        for letters in [forwards, backwards] {
            for at in 0..letters.len() {
                longest = longest.max(common(&letters[at..], rest));
            }
        }
    }
    row(longest)
}

/// The length of the longest phrase that it begins with.
fn longest(phrases: &[Vec<char>], rest: &[char]) -> usize {
    let begin = phrases.iter().filter(|phrase| rest.starts_with(phrase));
    begin.map(Vec::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const ADA: Person<'static> = Person {
        name: Some("Ada King Lovelace"),
        username: Some("countess"),
        email: Some("Ada.K@example.com"),
        phone: Some("+447700900942"),
    };

    fn policy(value: Value) -> PasswordPolicy {
        serde_json::from_value(value).unwrap()
    }

    fn codes(policy: &PasswordPolicy, password: &str, person: &Person<'_>) -> Vec<&'static str> {
        let issues = policy.judge(password, person).into_iter();
        issues
            .map(|issue| issue.code().strip_prefix("password_rejected.").unwrap())
            .collect()
    }

    #[test]
    fn what_is_missing_is_as_by_default() {
        assert_eq!(policy(json!({})), PasswordPolicy::default());
        let some = policy(json!({"length": {"min": 10}, "rejects": {"pwned": false}}));
        assert_eq!(some.length, Length { min: 10, max: 256 });
        assert!(!some.rejects.pwned && some.rejects.user_info);
        let experience = SignInExperience::overlaid([&json!({})]).unwrap();
        assert_eq!(
            PasswordPolicy::of(&experience).unwrap(),
            PasswordPolicy::default()
        );
        let layer = json!({"passwordPolicy": {"characterTypes": {"min": 3}}});
        let experience = SignInExperience::overlaid([&layer]).unwrap();
        assert_eq!(
            PasswordPolicy::of(&experience).unwrap().character_types.min,
            3
        );
    }

    #[test]
    fn programs_are_told_in_the_order_that_they_expect() {
        let strict = policy(json!({"characterTypes": {"min": 2}}));
        let johnny = Person {
            name: Some("Johnny"),
            ..Person::default()
        };
        assert_eq!(
            codes(&strict, "123", &johnny),
            ["too_short", "character_types", "restricted.sequence"]
        );
        let strictest = policy(json!({"characterTypes": {"min": 3}}));
        assert_eq!(
            codes(&strictest, "johnny13", &johnny),
            ["character_types", "restricted.user_info"]
        );
        assert_eq!(
            codes(&strictest, "123456aA", &johnny),
            ["pwned", "restricted.sequence"]
        );
        assert_eq!(codes(&strictest, "Tr0ub4dor&3", &johnny), [""; 0]);
    }

    #[test]
    fn a_password_has_its_length_in_letters_and_only_letters_that_every_keyboard_has() {
        let plain = policy(json!({"length": {"min": 4, "max": 6}, "rejects": {"userInfo": false}}));
        let nobody = Person::default();
        let told = |password: &str| plain.judge(password, &nobody);
        assert_eq!(told("xkq"), [Issue::TooShort { min: 4 }]);
        assert_eq!(told("xkqvzpw"), [Issue::TooLong { max: 6 }]);
        assert_eq!(told("xkqé"), [Issue::UnsupportedCharacters]);
        assert_eq!(told("xk v"), [Issue::UnsupportedCharacters]);
        assert!(told("~}|{").is_empty());
        let all = policy(json!({"characterTypes": {"min": 4}, "rejects": {"userInfo": false}}));
        let three = all.judge("Xkqv7zpw", &nobody);
        assert_eq!(three, [Issue::CharacterTypes { min: 4 }]);
        assert!(all.judge("Xkqv7zp!", &nobody).is_empty());
    }

    #[test]
    fn three_letters_of_something_else_make_up_for_what_is_not_wanted() {
        let words = policy(json!({"length": {"min": 1}, "rejects": {"words": ["Bookshop"]}}));
        for (password, expected) in [
            ("bookshopBOOKSHOP", &["restricted.words"][..]),
            ("bookshop-4", &["restricted.words"]),
            ("bookshop-4x", &[]),
            ("aaaaaaaaq", &["restricted.repetition"]),
            ("AaAaAaAaq7", &["restricted.repetition"]),
            ("aaaaaaaaq7!", &[]),
            ("poiuytreq", &["restricted.sequence"]),
            ("abcCBA987", &["restricted.sequence"]),
            (
                "aaaa1234",
                &["restricted.repetition", "restricted.sequence"],
            ),
            ("countess", &["restricted.user_info"]),
            ("AdaKingLovelace1", &["restricted.user_info"]),
            ("lovelaceking", &["restricted.user_info"]),
            ("ada.k447700900942", &["restricted.user_info"]),
            ("lovelace-1852", &[]),
        ] {
            assert_eq!(codes(&words, password, &ADA), expected, "{password}");
        }
    }

    #[test]
    fn what_is_not_rejected_is_taken() {
        let lax = policy(json!({"length": {"min": 1}, "rejects": {
            "pwned": false, "repetitionAndSequence": false, "userInfo": false,
        }}));
        for password in ["password", "12345678", "aaaaaaaa", "countess", "1"] {
            assert!(lax.judge(password, &ADA).is_empty(), "{password}");
        }
    }

    #[test]
    fn of_a_long_password_no_more_is_looked_at_than_a_policy_allows() {
        let long = "a".repeat(60_000);
        let told = codes(&PasswordPolicy::default(), &long, &ADA);
        assert_eq!(told, ["too_long", "restricted.repetition"]);
    }
}
