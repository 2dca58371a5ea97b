//! Parameters of a query or a form, as every entry point that takes them reads them.

use oidc_core::params::{MAX_LENGTH, Params};

use crate::leak;

/// The text and its parameters; none when they are refused.
pub(crate) fn read(data: &[u8]) -> Option<(&str, Params)> {
    let text = std::str::from_utf8(data).ok()?;
    match Params::parse(text) {
        Ok(params) => {
            assert!(text.len() <= MAX_LENGTH);
            Some((text, params))
        }
        Err(error) => {
            leak::told(&error);
            None
        }
    }
}
