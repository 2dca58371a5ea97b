//! The name of a usage type, as an administrator wrote it.

use oidc_core::account::usage_type::UsageType;

use super::members::nearest;
use crate::config_error::ConfigError;

/// None for `Test`, which configurations of older Logto versions have and no mail is sent by.
pub(super) fn usage_type(path: &str, text: &str) -> Result<Option<UsageType>, ConfigError> {
    if text == "Test" {
        return Ok(None);
    }
    if let Ok(usage) = text.parse() {
        return Ok(Some(usage));
    }
    let sentence = match nearest(text, UsageType::ALL.map(UsageType::as_str)) {
        Some(known) => format!("is no usage type: did you mean `{known}`?"),
        None => format!(
            "is no usage type; there are {}",
            UsageType::ALL.map(UsageType::as_str).join(", ")
        ),
    };
    Err(ConfigError::said(path, sentence))
}
