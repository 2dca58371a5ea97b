//! A signed-in browser: fourteen days, moved along by use, ninety at most.

use crate::{
    id::{SessionId, UserId},
    interaction::Proofs,
    opaque::Opaque,
    record::Record,
    secret::Digest,
    time::{Lifetime, Timestamp, Validity},
};

/// How long a session lives without being used.
pub const SLIDING: Lifetime = Lifetime::days(14);
/// How long it lives however much it is used.
pub const ABSOLUTE: Lifetime = Lifetime::days(90);
/// A use is written down this often at most, so that reading does not mean writing.
pub const WRITTEN_EVERY: Lifetime = Lifetime::hours(1);

/// A session.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(table = "sessions")]
pub struct Session {
    /// Its id; also inside the cookie.
    pub id: SessionId,
    /// Of the whole cookie value.
    pub digest: Digest,
    /// Who is signed in.
    pub user_id: UserId,
    /// When the user last proved who they are (the `auth_time` claim).
    pub auth_time: Timestamp,
    /// What they proved it by, and when.
    #[record(json)]
    pub proofs: Proofs,
    /// When the session began.
    pub created_at: Timestamp,
    /// When a use was last written down.
    pub seen_at: Timestamp,
    /// When it ends if it is not used.
    pub expires_at: Timestamp,
    /// When it was ended before its time.
    pub ended_at: Option<Timestamp>,
}

impl Session {
    /// Whether the session still counts.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.ended_at.is_none()
            && !self.proofs.is_empty()
            && !self.expires_at.is_over(now)
            && !self.created_at.plus(ABSOLUTE).is_over(now)
    }

    /// How the user proved who they are (the `amr` claim, RFC 8176).
    pub fn amr(&self) -> Vec<String> {
        self.proofs.amr()
    }

    /// The session that a sign-in of the same user in the same browser leaves: its id stays, so
    /// that other clients stay signed in, and its secret and proofs are new (T-40).
    #[must_use]
    pub fn renewed(&self, digest: Digest, proofs: Proofs, now: Timestamp) -> Self {
        Self {
            id: self.id,
            digest,
            user_id: self.user_id.clone(),
            auth_time: proofs.newest().unwrap_or(now),
            proofs,
            created_at: self.created_at,
            seen_at: now,
            expires_at: expiry(self.created_at, now),
            ended_at: None,
        }
    }

    /// The session that a sign-in begins.
    pub fn begun(
        token: &Opaque<SessionId>,
        user_id: UserId,
        proofs: Proofs,
        now: Timestamp,
    ) -> Self {
        Self {
            id: *token.id(),
            digest: token.digest(),
            user_id,
            auth_time: proofs.newest().unwrap_or(now),
            proofs,
            created_at: now,
            seen_at: now,
            expires_at: expiry(now, now),
            ended_at: None,
        }
    }

    /// The new end, when this use should be written down: it moves along, and is drawn in when the
    /// clock was set back since, so that no session outlives its time from now.
    pub fn slide(&self, now: Timestamp) -> Option<Timestamp> {
        let due = now.since(self.seen_at) > WRITTEN_EVERY;
        let expires_at = expiry(self.created_at, now);
        let unborn = Validity::new(self.expires_at, SLIDING).is_unborn(now);
        let moves = unborn || (due && expires_at > self.expires_at);
        (moves && self.is_live(now)).then_some(expires_at)
    }

    /// Whether a proof is still asked for: the last one is as old as that, or lies in the future,
    /// where nobody can tell its age.
    pub fn is_older_than(&self, max_age: Lifetime, now: Timestamp) -> bool {
        now.since(self.auth_time) >= max_age
            || Validity::new(self.auth_time, Lifetime::ZERO).is_unborn(now)
    }
}

/// When a session begun at `created_at` and used at `now` ends. One that was begun in the future
/// counts as begun now.
pub fn expiry(created_at: Timestamp, now: Timestamp) -> Timestamp {
    now.plus(SLIDING).min(created_at.min(now).plus(ABSOLUTE))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::interaction::{EvidenceKind, Proof};

    pub(crate) const START: Timestamp = Timestamp::from_millis(1_760_000_000_000);

    pub(crate) fn session(user: &str) -> Session {
        Session {
            id: SessionId::from_bytes([4; 16]),
            digest: Digest::of("cookie"),
            user_id: user.parse().unwrap(),
            auth_time: START,
            proofs: vec![Proof {
                kind: EvidenceKind::EmailCode,
                at: START,
                about: None,
            }]
            .into(),
            created_at: START,
            seen_at: START,
            expires_at: expiry(START, START),
            ended_at: None,
        }
    }

    #[test]
    fn t_43_a_session_ends_on_time_without_anybody_sweeping() {
        let session = session("u");
        assert!(session.is_live(session.expires_at.minus(Lifetime::millis(1))));
        assert!(!session.is_live(session.expires_at));
    }

    #[test]
    fn a_session_without_a_proof_that_counts_is_not_live() {
        let mut session = session("u");
        session.proofs = Proofs::default();
        assert!(!session.is_live(START));
    }

    #[test]
    fn an_ended_session_is_not_live() {
        let mut session = session("u");
        session.ended_at = Some(START);
        assert!(!session.is_live(START));
    }

    #[test]
    fn a_use_within_the_hour_is_not_written_down() {
        let session = session("u");
        assert_eq!(session.slide(START.plus(Lifetime::minutes(60))), None);
        let later = START.plus(Lifetime::minutes(61));
        assert_eq!(session.slide(later), Some(later.plus(SLIDING)));
    }

    #[test]
    fn t_43_after_a_clock_was_set_back_the_next_use_draws_the_end_in() {
        let session = session("u");
        let back = START.minus(Lifetime::days(30));
        assert!(session.is_live(back), "and so it can be ended");
        assert_eq!(session.slide(back), Some(back.plus(SLIDING)));
        assert!(session.is_older_than(Lifetime::days(365), back));
        let skewed = START.minus(Lifetime::seconds(90));
        assert_eq!(session.slide(skewed), None);
        assert!(!session.is_older_than(Lifetime::seconds(1), skewed));
    }

    #[test]
    fn no_use_moves_the_end_past_ninety_days() {
        let mut session = session("u");
        let day_89 = START.plus(Lifetime::days(89));
        session.expires_at = START.plus(ABSOLUTE);
        session.seen_at = START.plus(Lifetime::days(80));
        assert!(session.is_live(day_89));
        assert_eq!(session.slide(day_89), None);
        assert_eq!(expiry(START, day_89), START.plus(ABSOLUTE));
        session.expires_at = START.plus(Lifetime::days(400));
        assert!(!session.is_live(START.plus(ABSOLUTE)));
    }
}
