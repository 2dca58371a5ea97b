//! What the API and the provider say of one token.

use serde::Serialize;

/// What came of the latest call.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Call {
    pub(crate) status: u16,
    /// Which check refused it; empty when none did: the templates want a text.
    pub(crate) refused: &'static str,
    pub(crate) told: Told,
    /// Whether the token is too long for a cookie, and therefore not kept.
    pub(crate) too_long: bool,
}

/// What the provider says of a token.
#[derive(Clone, Copy, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Told {
    Active,
    /// It has ended, was revoked, or is none of this API's: the answer does not say (§2.2).
    NotActive,
    /// No answer.
    Nothing,
}
