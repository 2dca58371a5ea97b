//! Removes what is over, by ranges of time-ordered ids, a few rows at a time: the writer is never
//! held for long.
//!
//! How long a thing stays is at least as long as anything may still ask about it: a used code for
//! its replay, a session for the grants that may outlive it. Events stay as long as whoever asks for the
//! sweep says. People and consents are not swept.

use oidc_core::{
    day::Day,
    grant,
    id::VerificationCodeId,
    id::{
        AccessTokenId, CodeId, DeliveryId, EventId, FamilyId, GrantId, InteractionId,
        MachineTokenId, SessionId,
    },
    interaction, resource_server, session,
    time::{Lifetime, SKEW, Timestamp},
};

use crate::{
    db::{Tx, execute},
    error::StoreError,
    known_browsers::REMEMBERED,
};

/// Removes what is over.
#[derive(Debug)]
pub struct Sweep<'a>(&'a mut Tx);

/// How long short-lived things stay after they were made: long past their end, so that a node whose
/// clock is ahead takes nothing that lives.
const A_DAY: Lifetime = Lifetime::days(1);

/// How long it stays on which days somebody was active: a year and a little.
const ACTIVITY_KEPT: i64 = 400;

/// How long a call to a client stays after it was written.
const CALLS_KEPT: Lifetime = Lifetime::days(7);

/// How long what became of a mail stays at most: as long as the events around it, if that is less.
/// Neither its text nor its address is kept with it.
const MAILS_KEPT: Lifetime = Lifetime::days(30);

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
    /// Events stay so long after they happened, or for ever.
    pub async fn run(
        &mut self,
        now: Timestamp,
        events_kept: Option<Lifetime>,
        limit: u32,
    ) -> Result<u64, StoreError> {
        const ATTEMPTS: &str = "delete from attempts where (kind, subject) in \
            (select kind, subject from attempts where expires_at <= $1 \
            order by expires_at limit $2)";
        const BROWSERS: &str = "delete from known_browsers where (device, address) in \
            (select device, address from known_browsers where seen_at <= $1 \
            order by seen_at limit $2)";
        const REVOKED: &str = "delete from revoked_tokens where id in \
            (select id from revoked_tokens where expires_at <= $1 order by expires_at limit $2)";
        const PREVIEWS: &str = "delete from previews where maker in \
            (select maker from previews where expires_at <= $1 order by expires_at limit $2)";
        const ACTIVITY: &str = "delete from daily_active_users where (user_id, day) in \
            (select user_id, day from daily_active_users where day < $1 order by day limit $2)";
        let most = i64::from(limit);
        let left = |removed: u64| most.saturating_sub_unsigned(removed);
        let mut removed = execute!(self.0, ATTEMPTS, now.as_millis(), most)?;
        let seen = now.minus(REMEMBERED).as_millis();
        removed += execute!(self.0, BROWSERS, seen, left(removed))?;
        removed += execute!(self.0, REVOKED, now.minus(SKEW).as_millis(), left(removed))?;
        removed += execute!(self.0, PREVIEWS, now.minus(SKEW).as_millis(), left(removed))?;
        let active = Day::of(now).minus(ACTIVITY_KEPT).number();
        removed += execute!(self.0, ACTIVITY, active, left(removed))?;
        for (sql, floor) in ranges(now, events_kept) {
            if left(removed) <= 0 {
                break;
            }
            removed += execute!(self.0, sql, floor.as_slice(), left(removed))?;
        }
        Ok(removed)
    }
}

/// The statements that take a table's oldest rows, each with the id from which on they stay.
fn ranges(now: Timestamp, events_kept: Option<Lifetime>) -> [(&'static str, [u8; 16]); 12] {
    let day = now.minus(A_DAY);
    // A stranger can begin sign-ins: they go as soon as they are over, and with them their proofs.
    // A code belongs to a sign-in, and is over before it.
    let flow = now.minus(interaction::LIFETIME);
    // A grant without offline access is over with its session.
    let signed_out = day.minus(session::ABSOLUTE);
    let ended = day.minus(grant::LIFETIME);
    let forgotten = ended.minus(session::ABSOLUTE);
    // What became of it is shown to the operator.
    let told_of = now.minus(CALLS_KEPT);
    let mails = events_kept.map_or(MAILS_KEPT, |kept| kept.min(MAILS_KEPT));
    let mailed = now.minus(mails.max(A_DAY));
    // No id is below that of the beginning of time.
    let told = events_kept.map_or(Timestamp::EPOCH, |kept| now.minus(kept));
    [
        (oldest!("codes", ""), *CodeId::floor(day).as_bytes()),
        (
            oldest!("access_tokens", ""),
            *AccessTokenId::floor(day.minus(resource_server::LONGEST)).as_bytes(),
        ),
        (
            oldest!("machine_tokens", ""),
            *MachineTokenId::floor(day.minus(resource_server::LONGEST)).as_bytes(),
        ),
        (
            oldest!("verification_codes", ""),
            *VerificationCodeId::floor(flow).as_bytes(),
        ),
        (
            oldest!("interactions", ""),
            *InteractionId::floor(flow).as_bytes(),
        ),
        (
            oldest!("refresh_families", ""),
            *FamilyId::floor(ended).as_bytes(),
        ),
        (
            oldest!(
                "grants",
                " and ' ' || scope || ' ' not like '% offline_access %'"
            ),
            *GrantId::floor(signed_out).as_bytes(),
        ),
        (oldest!("grants", ""), *GrantId::floor(ended).as_bytes()),
        (
            oldest!("sessions", ""),
            *SessionId::floor(forgotten).as_bytes(),
        ),
        (
            oldest!("deliveries", " and kind = 'mail' and state <> 'waiting'"),
            *DeliveryId::floor(mailed).as_bytes(),
        ),
        (
            oldest!(
                "deliveries",
                " and kind = 'backchannel_logout' and state <> 'waiting'"
            ),
            *DeliveryId::floor(told_of).as_bytes(),
        ),
        (oldest!("events", ""), *EventId::floor(told).as_bytes()),
    ]
}
