//! What one client calls one session, which stands in its column as text.

use std::str::FromStr;

use oidc_core::{
    id::{InvalidId, Sid},
    record::text_value,
};

/// A [`Sid`] in a column of text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SidText(pub(crate) Sid);

impl FromStr for SidText {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        text.parse().map(Self)
    }
}

text_value!(SidText, |sid| sid.0.to_string());
