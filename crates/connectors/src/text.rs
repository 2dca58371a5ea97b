//! A text as an operator wrote it: one that is blank says nothing.

use crate::config_error::{ConfigError, Problem};

/// The text, unless it is absent or blank.
pub(crate) fn given(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

/// The text, or a complaint that it is blank.
pub(crate) fn required<'a>(key: &str, text: &'a str) -> Result<&'a str, ConfigError> {
    let text = text.trim();
    if text.is_empty() {
        Err(ConfigError::new(key, Problem::Empty))
    } else {
        Ok(text)
    }
}
