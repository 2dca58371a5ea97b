//! What came of a call of the API: two judgements of one token.

use serde::Serialize;

/// The latest call.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Call {
    pub(crate) status: u16,
    /// Which check refused it; empty when none did: the templates want a text.
    pub(crate) refused: &'static str,
    pub(crate) told: Told,
}

/// What the provider says of a token.
#[derive(Clone, Copy, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Told {
    Active,
    /// It has ended, was revoked, or is none of this API's: the answer does not say (RFC 7662 §2.2).
    NotActive,
    /// No answer.
    Nothing,
}
