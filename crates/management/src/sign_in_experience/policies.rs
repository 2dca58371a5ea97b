//! What is asked of usernames, passwords, codes and addresses.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::text::Bounded;

/// When an address has to pause because of wrong codes and passwords: a limit of the configuration file
/// outranks it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SentinelPolicy {
    /// After how many of them; 100 when it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u32>, nullable = false)]
    max_attempts: Option<Bounded<1, 1_000_000>>,
    /// For how many minutes, and within how many they are counted; 60 when it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u32>, nullable = false)]
    lockout_duration: Option<Bounded<1, 525_600>>,
}

/// What a code is worth.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VerificationCodePolicy {
    /// For how many seconds: 60 to 600, which it is when this is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u32>, nullable = false)]
    expiration_duration: Option<Bounded<60, 3_600>>,
    /// How many wrong guesses it survives: 1 to 5, which it is when this is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u32>, nullable = false)]
    max_retry_attempts: Option<Bounded<1, 100>>,
}

/// What a new password must be.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PasswordPolicy {
    /// How long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    length: Option<PasswordLength>,
    /// Of how many kinds of characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    character_types: Option<CharacterTypes>,
    /// What it must not be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    rejects: Option<PasswordRejects>,
}

type Length = Bounded<1, 1_024>;

/// How long a password is. What is missing is filled in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct PasswordLength {
    /// At least; 8 when it is missing.
    #[schema(value_type = u32)]
    min: Length,
    /// At most; 256 when it is missing, and never more.
    #[schema(value_type = u32)]
    max: Length,
}

impl Default for PasswordLength {
    fn default() -> Self {
        Self {
            min: Length::new(8),
            max: Length::new(256),
        }
    }
}

/// Of how many kinds of characters a password is: small letters, capitals, digits, other signs of ASCII,
/// and all other characters.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct CharacterTypes {
    /// At least; 1 when it is missing.
    #[schema(value_type = u32)]
    min: Bounded<1, 4>,
}

impl Default for CharacterTypes {
    fn default() -> Self {
        Self {
            min: Bounded::new(1),
        }
    }
}

/// What a password must not be. What is missing is filled in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct PasswordRejects {
    /// One that was found elsewhere.
    pwned: bool,
    /// `aaa` and `123`.
    repetition_and_sequence: bool,
    /// A part of one's own name or address.
    user_info: bool,
    /// One of these words.
    words: Vec<String>,
}

impl Default for PasswordRejects {
    fn default() -> Self {
        Self {
            pwned: true,
            repetition_and_sequence: true,
            user_info: true,
            words: Vec::new(),
        }
    }
}

/// When a password has to be replaced.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PasswordExpiration {
    /// Whether.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    enabled: Option<bool>,
    /// After how many days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    valid_period_days: Option<u32>,
}

/// What a username must be, once there are any.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UsernamePolicy {
    /// Whether `Ada` and `ada` are two, which they never are.
    case_sensitive: bool,
    /// At least so long.
    #[schema(value_type = u32)]
    min_length: Bounded<1, 128>,
    /// At most so long.
    #[schema(value_type = u32)]
    max_length: Bounded<1, 128>,
    /// Of what it may consist.
    allowed_chars: AllowedChars,
}

/// Of what a username may consist.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each kind of character is allowed or not"
)]
pub(crate) struct AllowedChars {
    /// Small letters.
    lowercase: bool,
    /// Capital letters.
    uppercase: bool,
    /// Digits.
    numbers: bool,
    /// The underscore.
    underscore: bool,
}

impl UsernamePolicy {
    /// The member that contradicts the others, and why.
    pub(super) fn fault(&self) -> Option<(&'static str, &'static str)> {
        let allowed = &self.allowed_chars;
        if self.min_length > self.max_length {
            return Some(("usernamePolicy.minLength", "must not be above maxLength"));
        }
        // None begins with a digit.
        let begins = allowed.lowercase || allowed.uppercase || allowed.underscore;
        (!begins).then_some((
            "usernamePolicy.allowedChars",
            "must allow small letters, capital letters or the underscore",
        ))
    }
}

/// Whether people prove that they are no program.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct CaptchaPolicy {
    /// Whether.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    enabled: Option<bool>,
}

/// Whose address is not let in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EmailBlocklistPolicy {
    /// Addresses that are thrown away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    block_disposable_addresses: Option<bool>,
    /// Addresses with a `+` in them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    block_subaddressing: Option<bool>,
    /// These only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    custom_allowlist: Option<Vec<String>>,
    /// None of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    custom_blocklist: Option<Vec<String>>,
}
