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
    /// When the user was last asked for a proof before it was given: `auth_time` of every ID
    /// token it yields (Core §12.2).
    pub auth_time: Timestamp,
    /// How that proof was given (RFC 8176).
    pub amr: Vec<String>,
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
    /// Whether the session was ended.
    pub session_ended: bool,
    /// When the session runs out by itself.
    pub session_expires_at: Timestamp,
    /// Whether the client signed this session out.
    pub client_signed_out: bool,
}

impl Standing {
    /// Whether tokens of this grant count now. Without `offline_access` they end with the session
    /// (`OpenID` Connect Core §11).
    pub fn is_live(&self, now: Timestamp) -> bool {
        let session_over = self.session_ended || self.session_expires_at.is_over(now);
        self.grant.revoked_at.is_none()
            && !self.grant.expires_at.is_over(now)
            && !self.user.is_suspended()
            && !self.client_signed_out
            && (!session_over || self.grant.scope.has_offline_access())
    }
}
