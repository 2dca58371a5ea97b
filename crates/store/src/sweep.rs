//! Removes what is over, by ranges of time-ordered ids, a few rows at a time: the writer is never
//! held for long.
//!
//! How long a thing stays is at least as long as anything may still ask about it: a used code for
//! its replay, a session for the grants that may outlive it. People, consents, events and known
//! browsers are not swept.

use oidc_core::{
    grant,
    id::VerificationCodeId,
    id::{AccessTokenId, CodeId, FamilyId, GrantId, InteractionId, MailId, SessionId},
    session,
    time::{Lifetime, Timestamp},
};

use crate::{
    db::{Tx, execute},
    error::StoreError,
};

/// Removes what is over.
#[derive(Debug)]
pub struct Sweep<'a>(&'a mut Tx);

/// How long short-lived things stay after they were made.
const A_DAY: Lifetime = Lifetime::days(1);

impl Tx {
    /// Removes what is over.
    pub const fn sweep(&mut self) -> Sweep<'_> {
        Sweep(self)
    }
}

/// The oldest rows of a table below an id.
macro_rules! oldest {
    ($table:literal, $only:literal) => {
        concat!(
            "delete from ",
            $table,
            " where id in (select id from ",
            $table,
            " where id < $1",
            $only,
            " order by id limit $2)"
        )
    };
}

impl Sweep<'_> {
    /// Removes at most `limit` rows; how many. Call it again while it removes as many as it may.
    pub async fn run(&mut self, now: Timestamp, limit: u32) -> Result<u64, StoreError> {
        const ATTEMPTS: &str = "delete from attempts where (kind, subject) in \
            (select kind, subject from attempts where expires_at <= $1 \
            order by expires_at limit $2)";
        let limit = i64::from(limit);
        let day = now.minus(A_DAY);
        let ended = now.minus(grant::LIFETIME).minus(A_DAY);
        let forgotten = ended.minus(session::ABSOLUTE);
        let ranges = [
            (oldest!("codes", ""), *CodeId::floor(day).as_bytes()),
            (
                oldest!("access_tokens", ""),
                *AccessTokenId::floor(day).as_bytes(),
            ),
            (
                oldest!("verification_codes", ""),
                *VerificationCodeId::floor(day).as_bytes(),
            ),
            (
                oldest!("interactions", ""),
                *InteractionId::floor(day).as_bytes(),
            ),
            (
                oldest!("outbox", " and state <> 'waiting'"),
                *MailId::floor(day).as_bytes(),
            ),
            (
                oldest!("refresh_families", ""),
                *FamilyId::floor(ended).as_bytes(),
            ),
            (oldest!("grants", ""), *GrantId::floor(ended).as_bytes()),
            (
                oldest!("sessions", ""),
                *SessionId::floor(forgotten).as_bytes(),
            ),
        ];
        let mut removed = execute!(self.0, ATTEMPTS, now.as_millis(), limit)?;
        for (sql, floor) in ranges {
            let left = limit - i64::try_from(removed).unwrap_or(limit);
            if left <= 0 {
                break;
            }
            removed += execute!(self.0, sql, floor.as_slice(), left)?;
        }
        Ok(removed)
    }
}
