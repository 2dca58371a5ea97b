//! What a password must be, and what speaks against one: a pure rule. What has no form of its own
//! here is as Logto's API has it, so that programs are told the same of the same password.

mod issue;
mod judge;
mod letters;
mod person;
mod restricted;

use serde::Deserialize;

pub use self::{issue::Issue, person::Person};
use super::experience::SignInExperience;

/// The name of the member that it is kept in.
const MEMBER: &str = "passwordPolicy";

/// Characters of the longest password that is taken, whatever a policy says.
pub const LONGEST: u32 = 256;

/// The kinds of characters there are: small letters, capitals and digits, the other signs of ASCII
/// without the space, and all other characters of Unicode. Logto refuses the last; they are taken here,
/// as NIST SP 800-63B-4 §3.1.1.2 wants it.
pub const KINDS: u32 = 5;

/// The most kinds of characters that a policy can ask for: those that every keyboard has. No policy
/// makes people type what theirs may not have.
pub const MOST_KINDS: u32 = KINDS - 1;

/// What a password must be. What is missing is as it is by default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PasswordPolicy {
    /// How long.
    pub length: Length,
    /// Of how many kinds of characters.
    pub character_types: CharacterTypes,
    /// What it must not be.
    pub rejects: Rejects,
}

/// How long a password is, in characters (Unicode code points).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Length {
    /// At least.
    pub min: u32,
    /// At most.
    pub max: u32,
}

impl Length {
    /// How long a password may be: the most that the policy allows and that any password has.
    pub fn longest(self) -> u32 {
        self.max.min(LONGEST)
    }
}

impl Default for Length {
    fn default() -> Self {
        Self {
            min: 8,
            max: LONGEST,
        }
    }
}

/// Of how many of the [`KINDS`] of characters a password is.
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
    /// One that is known from elsewhere: one of the most common, of which a list is kept here. Nothing
    /// is asked of others.
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

impl PasswordPolicy {
    /// The one of these settings.
    ///
    /// # Errors
    /// When it has a form that this version does not know.
    pub fn of(experience: &SignInExperience) -> Result<Self, serde_json::Error> {
        let kept = experience.other.get(MEMBER);
        kept.map_or_else(|| Ok(Self::default()), Self::deserialize)
    }
}

#[cfg(test)]
mod tests;
