//! Consent put to use: a user, a client and a session, from which all tokens hang.

use crate::{
    id::{ClientId, GrantId, SessionId, UserId},
    scope::Scope,
    time::{Lifetime, Timestamp},
    user::User,
};

/// How long a grant lives; no token outlives it.
pub const LIFETIME: Lifetime = Lifetime::days(180);

/// A grant.
#[derive(Debug, Clone, PartialEq)]
pub struct Grant {
    /// Its id.
    pub id: GrantId,
    /// Who granted.
    pub user_id: UserId,
    /// To whom.
    pub client_id: ClientId,
    /// In which session.
    pub session_id: SessionId,
    /// What.
    pub scope: Scope,
    /// For which resources (RFC 8707).
    pub resources: Vec<String>,
    /// When.
    pub created_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

/// What every use of a token looks at, read together.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The grant the token hangs from.
    pub grant: Grant,
    /// Who granted it.
    pub user: User,
    /// Whether the session was ended or has run out.
    pub session_ended: bool,
    /// Whether the client signed this session out.
    pub client_signed_out: bool,
}

impl Standing {
    /// Whether tokens of this grant count now. Without `offline_access` they end with the session
    /// (`OpenID` Connect Core §11).
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.grant.revoked_at.is_none()
            && !self.grant.expires_at.is_over(now)
            && !self.user.is_suspended()
            && !self.client_signed_out
            && (!self.session_ended || self.grant.scope.has_offline_access())
    }
}
