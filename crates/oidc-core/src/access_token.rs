//! An opaque access token, good for this provider's own userinfo endpoint.

use crate::{
    id::{AccessTokenId, GrantId},
    scope::Scope,
    secret::Digest,
    time::{Lifetime, Timestamp},
};

/// How long an access token lives.
pub const LIFETIME: Lifetime = Lifetime::hours(1);

/// An access token that was issued.
#[derive(Debug, Clone, PartialEq)]
pub struct AccessToken {
    /// Its id; also inside the token.
    pub id: AccessTokenId,
    /// Of the whole token.
    pub digest: Digest,
    /// What it hangs from.
    pub grant_id: GrantId,
    /// What it allows.
    pub scope: Scope,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}
