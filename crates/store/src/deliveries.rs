//! What waits to go out, sealed: written in the transaction that wants it sent, claimed by a lease,
//! wiped when it is sent or expired; the text of a mail that was given up stays until its code
//! expires, so that an operator may have it sent after all. At least once, by any node.
//!
//! Whoever claims or ends something names its kind: what is of a kind that this version does not
//! know is neither sent nor ended here.
//!
//! `next_attempt_at >= 0` always holds. It is said where nothing else would lead SQLite to the index
//! of those that wait: it would read all that were sent.

use oidc_core::{
    id::DeliveryId,
    record::Record,
    time::{Lifetime, Timestamp, Validity},
};

use crate::{
    db::{Tx, execute, fetch_all, fetch_one, fetch_optional, insert},
    delivery::{Delivery, DeliveryKind, DeliveryState, Failed, Keep, Standing, Tried},
    dialect::Pair,
    error::StoreError,
    readable::Found,
    rows::Each,
    sql::sql,
};

/// Claims what is due. PostgreSQL has many writers: two nodes must not wait for each other, nor take
/// the same row. SQLite has one writer and knows no row locks. A lease or a wait that lies further
/// ahead ($4) than one of its kind can live was written before the clock was set back: it is over.
/// What is due is looked for by itself: a subquery in the condition may be run for each row, and those
/// that were just locked would leave room for others, over the limit.
const CLAIM: Pair = Pair {
    sqlite: sql!(FIND, DUE, FIRST, LEASE),
    postgres: sql!(FIND, DUE, FIRST, SKIP_LOCKED, LEASE),
};

/// The same, of those for one of ours.
const CLAIM_FOR: Pair = Pair {
    sqlite: sql!(FIND, DUE, " and target = $6", FIRST, LEASE),
    postgres: sql!(FIND, DUE, " and target = $6", FIRST, SKIP_LOCKED, LEASE),
};

const FIND: &str = "with due as materialized (select id from deliveries where ";
const DUE: &str = "kind = $5 and state = 'waiting' \
    and (next_attempt_at <= $1 or next_attempt_at > $4) \
    and (leased_until is null or leased_until <= $1 or leased_until > $4) \
    and expires_at > $1 and expires_at <= $4";
const FIRST: &str = " order by next_attempt_at limit $3";
const SKIP_LOCKED: &str = " for update skip locked";
const LEASE: &str = sql!(
    ") update deliveries set leased_until = $2, attempts = attempts + 1 \
     where id in (select id from due) returning ",
    Delivery::COLUMNS
);

/// Receivers are found one after the other, each by one look into the index, and so is the oldest that
/// is due of each: it does not matter how many wait.
const FIRST_TARGET: &str = "(select target from deliveries where kind = $3 \
    and state = 'waiting' and target is not null order by target limit 1)";
const NEXT_TARGET: &str = "(select target from deliveries where kind = $3 \
    and state = 'waiting' and target > receivers.target order by target limit 1)";
const OLDEST_DUE: &str = sql!(OLDEST, "next_attempt_at <= $1", STILL_WANTED);
const OLDEST_SET_BACK: &str = sql!(OLDEST, "next_attempt_at > $2", STILL_WANTED);
const OLDEST: &str = "(select next_attempt_at from deliveries where kind = $3 \
    and state = 'waiting' and target = receivers.target and ";
const STILL_WANTED: &str = " and (leased_until is null or leased_until <= $1 or leased_until > $2) \
    and expires_at > $1 and expires_at <= $2 order by next_attempt_at limit 1)";

/// The table `deliveries`.
#[derive(Debug)]
pub struct Deliveries<'a>(&'a mut Tx);

impl Tx {
    /// What waits to go out.
    pub const fn deliveries(&mut self) -> Deliveries<'_> {
        Deliveries(self)
    }
}

impl Deliveries<'_> {
    /// Adds one that waits.
    pub async fn push(&mut self, delivery: &Delivery) -> Result<(), StoreError> {
        insert!(self.0, Delivery::INSERT, delivery).map(drop)
    }

    /// Leases those of a kind that are due to the caller, oldest first; nobody else gets them
    /// before the lease is over. One statement. A node whose clock is ahead may take a lease for
    /// over, and one is then sent twice, as after a crash: at least once is what is promised.
    pub async fn claim(
        &mut self,
        kind: DeliveryKind,
        now: Timestamp,
        lease: Lifetime,
        limit: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        let sql = CLAIM.text(self.0.flavour());
        let until = now.plus(lease).as_millis();
        let (at, limit) = (now.as_millis(), i64::from(limit));
        let (latest, kind) = (latest(kind, now), kind.as_str());
        let claimed = fetch_all!(self.0, sql, at, until, limit, latest, kind);
        Ok(sorted(claimed?))
    }

    /// The same, of those for one of ours.
    pub async fn claim_for(
        &mut self,
        (kind, target): (DeliveryKind, &str),
        now: Timestamp,
        lease: Lifetime,
        limit: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        let sql = CLAIM_FOR.text(self.0.flavour());
        let until = now.plus(lease).as_millis();
        let (at, limit) = (now.as_millis(), i64::from(limit));
        let (latest, kind) = (latest(kind, now), kind.as_str());
        let claimed = fetch_all!(self.0, sql, at, until, limit, latest, kind, target);
        Ok(sorted(claimed?))
    }

    /// For whom those are that are due, whoever has waited longest first.
    pub async fn due_targets(
        &mut self,
        kind: DeliveryKind,
        now: Timestamp,
    ) -> Result<Vec<String>, StoreError> {
        const SQL: &str = sql!(
            "with recursive receivers (target) as (select ",
            FIRST_TARGET,
            " union all select ",
            NEXT_TARGET,
            " from receivers where receivers.target is not null) \
             select target from (select target, coalesce(",
            OLDEST_DUE,
            ", ",
            OLDEST_SET_BACK,
            ") as due from receivers where target is not null) as found \
             where due is not null order by due, target"
        );
        let latest = latest(kind, now);
        fetch_all!(self.0, SQL, now.as_millis(), latest, kind.as_str())
    }

    /// Notes that they were handed over; how many of them waited until now.
    pub async fn sent(
        &mut self,
        ids: &[DeliveryId],
        tried: impl Into<Tried<'_>>,
        keep: Keep,
    ) -> Result<u64, StoreError> {
        const SQL: &str = "update deliveries set state = 'sent', sent_at = $2, leased_until = null, \
            failure = null, sealed = case when $3 then sealed end, \
            tried_at = $2, connector = $4, took = $5 where id = $1 and state = 'waiting'";
        let (tried, kept) = (tried.into(), keep == Keep::Day);
        let (at, by, took) = (tried.at.as_millis(), tried.by, took(&tried));
        let mut waited = 0;
        for id in ids {
            waited += execute!(self.0, SQL, id.as_bytes().as_slice(), at, kept, by, took)?;
        }
        Ok(waited)
    }

    /// Gives it back, to be tried again at `next_attempt_at`; false when it waits no more.
    pub async fn retry(
        &mut self,
        id: &DeliveryId,
        next_attempt_at: Timestamp,
        failure: &str,
        tried: impl Into<Tried<'_>>,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "update deliveries set next_attempt_at = $2, failure = $3, \
            leased_until = null, tried_at = $4, connector = $5, took = $6 \
            where id = $1 and state = 'waiting'";
        let (id, tried) = (id.as_bytes().as_slice(), tried.into());
        let (next, at, by) = (next_attempt_at.as_millis(), tried.at.as_millis(), tried.by);
        Ok(execute!(self.0, SQL, id, next, failure, at, by, took(&tried))? == 1)
    }

    /// Gives it up; false when it waits no more. The text of a mail stays until its code expires
    /// ([`Mails::forget_texts`](crate::Mails::forget_texts)); what is of another kind is wiped.
    pub async fn dead(
        &mut self,
        id: &DeliveryId,
        tried: impl Into<Tried<'_>>,
        failure: &str,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "update deliveries set state = 'dead', failure = $3, \
            sealed = case when kind = 'mail' then sealed end, leased_until = null, \
            next_attempt_at = $2, tried_at = $2, connector = $4, took = $5 \
            where id = $1 and state = 'waiting'";
        let (id, tried) = (id.as_bytes().as_slice(), tried.into());
        let (at, by) = (tried.at.as_millis(), tried.by);
        Ok(execute!(self.0, SQL, id, at, failure, by, took(&tried))? == 1)
    }

    /// Wipes those of a kind that are worth nothing any more, except those that are being sent; how
    /// many.
    pub async fn expire(&mut self, kind: DeliveryKind, now: Timestamp) -> Result<u64, StoreError> {
        const SQL: &str = "update deliveries set state = 'expired', sealed = null, \
            leased_until = null where kind = $3 and state = 'waiting' \
            and next_attempt_at >= 0 and (expires_at <= $1 or expires_at > $2) \
            and (leased_until is null or leased_until <= $1 or leased_until > $2)";
        let latest = latest(kind, now);
        execute!(self.0, SQL, now.as_millis(), latest, kind.as_str())
    }

    /// Takes back a mail whose code counts no more, and wipes it; false when it is being sent, or
    /// neither waits nor could be sent again.
    pub async fn withdraw_mail(
        &mut self,
        id: &DeliveryId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "update deliveries set sealed = null, leased_until = null, \
            state = case when state = 'waiting' then 'expired' else state end, \
            failure = case when state = 'waiting' then 'its code no longer counts' \
            else failure end, tried_at = case when state = 'waiting' then $2 else tried_at end \
            where id = $1 and kind = 'mail' \
            and (state = 'waiting' or state = 'dead' and sealed is not null) \
            and (leased_until is null or leased_until <= $2 or leased_until > $3)";
        let latest = latest(DeliveryKind::Mail, now);
        let id = id.as_bytes().as_slice();
        Ok(execute!(self.0, SQL, id, now.as_millis(), latest)? == 1)
    }

    /// Forgets the next calls for a client that was removed, and what became of former ones; how
    /// many they were, `most` at most.
    pub(crate) async fn forget_some(&mut self, client: &str, most: i64) -> Result<u64, StoreError> {
        const SQL: &str = "delete from deliveries where id in (select id from deliveries \
            where target = $1 and kind = $2 order by id limit $3)";
        let kind = DeliveryKind::BackchannelLogout.as_str();
        execute!(self.0, SQL, client, kind, most)
    }

    /// What became of it; none when it was swept.
    pub async fn state(&mut self, id: &DeliveryId) -> Result<Option<DeliveryState>, StoreError> {
        const SQL: &str = "select state from deliveries where id = $1";
        fetch_optional!(self.0, SQL, id.as_bytes().as_slice())
    }

    /// Those of a kind that were sent since then and whose text was kept, newest first.
    pub async fn recent_sent(
        &mut self,
        kind: DeliveryKind,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            Delivery::COLUMNS,
            " from deliveries where kind = $3 and state = 'sent' and sealed is not null \
             and sent_at >= $1 order by id desc limit $2"
        );
        let (since, limit) = (since.as_millis(), i64::from(limit));
        fetch_all!(self.0, SQL, since, limit, kind.as_str()).map(readable)
    }

    /// How the deliveries for one of ours stand.
    pub async fn standing_of(
        &mut self,
        kind: DeliveryKind,
        target: &str,
    ) -> Result<Standing, StoreError> {
        const WAITING: &str = "select count(*) from deliveries \
            where kind = $1 and target = $2 and state = 'waiting'";
        const SENT: &str = "select max(sent_at) from deliveries where kind = $1 and target = $2";
        const FAILED: &str = "select state, next_attempt_at, failure from deliveries \
            where kind = $1 and target = $2 and failure is not null order by id desc limit 1";
        Ok(Standing {
            waiting: fetch_one!(self.0, WAITING, kind.as_str(), target)?,
            last_sent: fetch_one!(self.0, SENT, kind.as_str(), target)?,
            last_failure: fetch_optional!(self.0, FAILED, kind.as_str(), target)?
                .map(|(state, at, why)| Failed { state, at, why }),
        })
    }

    /// When the next one of a kind is to be tried: a lease that is still running counts until it is
    /// over.
    pub async fn next_due(
        &mut self,
        kind: DeliveryKind,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        const SQL: &str = "select min(case when leased_until > $1 and leased_until <= $2 \
            and leased_until > next_attempt_at then leased_until \
            when next_attempt_at > $2 then $1 else next_attempt_at end) \
            from deliveries where kind = $3 and state = 'waiting' and next_attempt_at >= 0 \
            and expires_at > $1 and expires_at <= $2";
        let latest = latest(kind, now);
        fetch_one!(self.0, SQL, now.as_millis(), latest, kind.as_str())
    }
}

fn took(tried: &Tried<'_>) -> Option<i64> {
    tried.took.map(Lifetime::as_millis)
}

/// Those that can be read, oldest first.
fn sorted(claimed: Vec<Each<Delivery>>) -> Vec<Delivery> {
    let mut claimed = readable(claimed);
    claimed.sort_by_key(|delivery| (delivery.next_attempt_at, delivery.id));
    claimed
}

/// The latest end of one of this kind that was written in the past.
fn latest(kind: DeliveryKind, now: Timestamp) -> i64 {
    Validity::latest(kind.lifetime(), now).as_millis()
}

/// Those that can be read. One that cannot, because a newer version wrote it, stops no other: it
/// stays until somebody who can has sent it, or its time is over.
fn readable(each: Vec<Each<Delivery>>) -> Vec<Delivery> {
    let found = Found::sort(each);
    for row in found.unreadable {
        tracing::warn!(
            delivery.id = row.id,
            column = row.what,
            "what waits to go out cannot be read; left alone"
        );
    }
    found.rows
}
