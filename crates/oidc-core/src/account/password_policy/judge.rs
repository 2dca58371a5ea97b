//! All that speaks against a password.

use super::{Issue, KINDS, PasswordPolicy, Person};
use crate::account::common_passwords;

impl PasswordPolicy {
    /// What speaks against a password, in the order in which programs expect to be told.
    pub fn judge(&self, password: &str, person: &Person<'_>) -> Vec<Issue> {
        let mut issues = Vec::new();
        let length = u32::try_from(password.chars().count()).unwrap_or(u32::MAX);
        let (min, max) = (self.length.min, self.length.longest());
        if length < min {
            issues.push(Issue::TooShort { min });
        } else if length > max {
            issues.push(Issue::TooLong { max });
        }
        let min = self.character_types.min;
        if kinds(password) < min {
            issues.push(Issue::CharacterTypes { min });
        }
        if self.rejects.pwned && common_passwords::is_common(password) {
            issues.push(Issue::Pwned);
        }
        issues.extend(self.rejects.found_in(password, person));
        issues
    }
}

/// Of how many kinds the characters are.
fn kinds(password: &str) -> u32 {
    let mut kinds = [false; KINDS as usize];
    for letter in password.chars() {
        let kind = match letter {
            'a'..='z' => 0,
            'A'..='Z' => 1,
            '0'..='9' => 2,
            sign if sign.is_ascii_punctuation() => 3,
            _ => 4,
        };
        kinds[kind] = true;
    }
    kinds.into_iter().map(u32::from).sum()
}
