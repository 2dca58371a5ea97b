//! Refresh tokens: keep, rotate, tolerate or revoke (RFC 6749 §6, RFC 9700 §4.14.2).

use crate::{
    id::{ClientId, FamilyId, GrantId},
    scope::Scope,
    time::Timestamp,
};

/// A family of refresh tokens that replace each other. No token is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct RefreshFamily {
    /// Its id; also inside every token of the family.
    pub id: FamilyId,
    /// Goes into every token's authentication code.
    pub salt: [u8; 16],
    /// What it hangs from.
    pub grant_id: GrantId,
    /// Who may use it.
    pub client_id: ClientId,
    /// What it allows.
    pub scope: Scope,
    /// The newest generation that was issued; the first is 0.
    pub generation: u32,
    /// When that generation was made.
    pub rotated_at: Timestamp,
    /// When the family began.
    pub created_at: Timestamp,
    /// When its newest token ends.
    pub expires_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}
