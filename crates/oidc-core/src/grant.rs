//! Consent put to use: a user, a client and a session, from which all tokens hang.

use crate::{
    id::{ClientId, GrantId, SessionId, UserId},
    scope::Scope,
    time::{Lifetime, Timestamp, Validity},
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

impl Grant {
    /// The end to be written in place of one that lies further ahead than a grant can live,
    /// because the clock was set back since.
    pub fn drawn_in(&self, now: Timestamp) -> Option<Timestamp> {
        let validity = Validity::new(self.expires_at, LIFETIME);
        validity.is_unborn(now).then(|| validity.end(now))
    }
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

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    pub(crate) use crate::session::tests::START;
    use crate::user::tests::user;

    pub(crate) fn standing(scope: &str) -> Standing {
        Standing {
            grant: Grant {
                id: GrantId::from_bytes([7; 16]),
                user_id: "ada".parse().unwrap(),
                client_id: "demo-app".parse().unwrap(),
                session_id: SessionId::from_bytes([4; 16]),
                auth_time: START,
                amr: vec!["otp".to_owned()],
                scope: scope.parse().unwrap(),
                resources: Vec::new(),
                created_at: START,
                expires_at: START.plus(LIFETIME),
                revoked_at: None,
            },
            user: user("ada"),
            session_ended: false,
            session_expires_at: START.plus(Lifetime::days(14)),
            client_signed_out: false,
        }
    }

    #[test]
    fn a_grant_stands_until_it_expires() {
        let standing = standing("openid offline_access");
        let end = standing.grant.expires_at;
        assert!(standing.is_live(end.minus(Lifetime::millis(1))));
        assert!(!standing.is_live(end));
    }

    #[test]
    fn t_43_a_grant_from_the_future_stands_and_its_end_is_drawn_in() {
        let standing = standing("openid offline_access");
        let back = START.minus(Lifetime::days(30));
        assert!(standing.is_live(back));
        assert_eq!(standing.grant.drawn_in(back), Some(back.plus(LIFETIME)));
        let skewed = START.minus(Lifetime::seconds(90));
        assert_eq!(standing.grant.drawn_in(skewed), None);
    }

    #[test]
    fn tokens_without_offline_access_end_with_the_session() {
        for (scope, lives_on) in [("openid", false), ("openid offline_access", true)] {
            let mut standing = standing(scope);
            let end = standing.session_expires_at;
            assert!(standing.is_live(end.minus(Lifetime::millis(1))));
            assert_eq!(standing.is_live(end), lives_on, "{scope}");
            standing.session_ended = true;
            assert_eq!(standing.is_live(START), lives_on, "{scope}");
        }
    }

    #[test]
    fn t_27_sign_out_by_the_client_suspension_and_revocation_end_everything() {
        let ends = |spoil: fn(&mut Standing)| {
            let mut standing = standing("openid offline_access");
            spoil(&mut standing);
            !standing.is_live(START)
        };
        assert!(ends(|standing| standing.client_signed_out = true));
        assert!(ends(|standing| standing.user.suspended_at = Some(START)));
        assert!(ends(|standing| standing.grant.revoked_at = Some(START)));
    }
}
