//! Mail waiting to go, sealed: written in the transaction that wants it sent, claimed by a lease,
//! wiped when it is sent, dead or expired. At least once, by any node.

use oidc_core::{
    account::{usage_type::UsageType, verification_code},
    id::MailId,
    record::{Record, text_value},
    time::{Lifetime, Timestamp, Validity},
};

use crate::{
    db::{Tx, execute, fetch_all, fetch_one, fetch_optional, insert},
    dialect::Pair,
    error::StoreError,
    readable::Found,
    rows::Each,
    sql::sql,
};

/// Claims mails that are due. PostgreSQL has many writers: two nodes must not wait for each other,
/// nor take the same mail. SQLite has one writer and knows no row locks. A lease or a wait that lies
/// further ahead ($4) than a mail can live was written before the clock was set back: it is over.
const CLAIM: Pair = Pair {
    sqlite: sql!(LEASE_DUE, ") returning ", Mail::COLUMNS),
    postgres: sql!(
        LEASE_DUE,
        " for update skip locked) returning ",
        Mail::COLUMNS
    ),
};

const LEASE_DUE: &str = "update outbox set leased_until = $2, attempts = attempts + 1 \
    where id in (select id from outbox where state = 'waiting' \
    and (next_attempt_at <= $1 or next_attempt_at > $4) \
    and (leased_until is null or leased_until <= $1 or leased_until > $4) \
    and expires_at > $1 and expires_at <= $4 order by next_attempt_at limit $3";

/// The table `outbox`.
#[derive(Debug)]
pub struct Outbox<'a>(&'a mut Tx);

/// A mail.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(table = "outbox", also(state = MailState::Waiting))]
pub struct Mail {
    /// Its id.
    pub id: MailId,
    /// Recipient and payload under the master key; empty once wiped.
    pub sealed: Vec<u8>,
    /// What it is for.
    pub usage_type: UsageType,
    /// How often it was claimed for sending, this time included.
    pub attempts: u32,
    /// When it was written.
    pub created_at: Timestamp,
    /// When its code expires: it is never sent after that.
    pub expires_at: Timestamp,
    /// Not to be tried before.
    pub next_attempt_at: Timestamp,
    /// When it was handed over.
    pub sent_at: Option<Timestamp>,
}

/// What became of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailState {
    /// Not yet handed over.
    Waiting,
    /// Handed over.
    Sent,
    /// Refused for good.
    Dead,
    /// Its code expired before it could be sent.
    Expired,
}

impl MailState {
    /// The name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Dead => "dead",
            Self::Expired => "expired",
        }
    }
}

/// The text names no state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a state of a mail")]
pub struct UnknownMailState;

impl std::str::FromStr for MailState {
    type Err = UnknownMailState;

    fn from_str(text: &str) -> Result<Self, UnknownMailState> {
        [Self::Waiting, Self::Sent, Self::Dead, Self::Expired]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or(UnknownMailState)
    }
}

text_value!(MailState);

/// How long the text of a sent mail is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Wiped at once.
    Wipe,
    /// Kept for a day, for the development mailbox.
    Day,
}

impl Tx {
    /// Mail waiting to go.
    pub const fn outbox(&mut self) -> Outbox<'_> {
        Outbox(self)
    }
}

impl Outbox<'_> {
    /// Adds a mail that waits.
    pub async fn push(&mut self, mail: &Mail) -> Result<(), StoreError> {
        insert!(self.0, Mail::INSERT, mail).map(drop)
    }

    /// Leases mails that are due to the caller, oldest first; nobody else gets them before the
    /// lease is over. One statement. A node whose clock is ahead may take a lease for over, and a
    /// mail is then sent twice, as after a crash: at least once is what is promised.
    pub async fn claim(
        &mut self,
        now: Timestamp,
        lease: Lifetime,
        limit: u32,
    ) -> Result<Vec<Mail>, StoreError> {
        let sql = CLAIM.text(self.0.flavour());
        let until = now.plus(lease).as_millis();
        let (at, limit) = (now.as_millis(), i64::from(limit));
        let claimed = fetch_all!(self.0, sql, at, until, limit, latest(now));
        let mut mails = readable(claimed?);
        mails.sort_by_key(|mail| (mail.next_attempt_at, mail.id));
        Ok(mails)
    }

    /// Notes that mails were handed over.
    pub async fn sent(
        &mut self,
        ids: &[MailId],
        now: Timestamp,
        keep: Keep,
    ) -> Result<(), StoreError> {
        const SQL: &str = "update outbox set state = 'sent', sent_at = $2, leased_until = null, \
            failure = null, sealed = case when $3 then sealed end \
            where id = $1 and state = 'waiting'";
        let kept = keep == Keep::Day;
        for id in ids {
            execute!(self.0, SQL, id.as_bytes().as_slice(), now.as_millis(), kept)?;
        }
        Ok(())
    }

    /// Gives the mail back, to be tried again at `next_attempt_at`.
    pub async fn retry(
        &mut self,
        id: &MailId,
        next_attempt_at: Timestamp,
        failure: &str,
    ) -> Result<(), StoreError> {
        const SQL: &str = "update outbox set next_attempt_at = $2, failure = $3, \
            leased_until = null where id = $1 and state = 'waiting'";
        let id = id.as_bytes().as_slice();
        execute!(self.0, SQL, id, next_attempt_at.as_millis(), failure).map(drop)
    }

    /// Gives the mail up and wipes it.
    pub async fn dead(
        &mut self,
        id: &MailId,
        now: Timestamp,
        failure: &str,
    ) -> Result<(), StoreError> {
        const SQL: &str = "update outbox set state = 'dead', sealed = null, failure = $3, \
            leased_until = null, next_attempt_at = $2 where id = $1 and state = 'waiting'";
        execute!(
            self.0,
            SQL,
            id.as_bytes().as_slice(),
            now.as_millis(),
            failure
        )
        .map(drop)
    }

    /// Wipes mails whose code has expired, except those that are being sent; how many.
    pub async fn expire(&mut self, now: Timestamp) -> Result<u64, StoreError> {
        const SQL: &str = "update outbox set state = 'expired', sealed = null, \
            leased_until = null where state = 'waiting' and (expires_at <= $1 or expires_at > $2) \
            and (leased_until is null or leased_until <= $1 or leased_until > $2)";
        execute!(self.0, SQL, now.as_millis(), latest(now))
    }

    /// Takes back a mail whose code was replaced, and wipes it; false when it is being sent, or
    /// waits no more.
    pub async fn withdraw(&mut self, id: &MailId, now: Timestamp) -> Result<bool, StoreError> {
        const SQL: &str = "update outbox set state = 'expired', sealed = null, \
            leased_until = null where id = $1 and state = 'waiting' \
            and (leased_until is null or leased_until <= $2 or leased_until > $3)";
        let id = id.as_bytes().as_slice();
        Ok(execute!(self.0, SQL, id, now.as_millis(), latest(now))? == 1)
    }

    /// What became of a mail; none when it was swept.
    pub async fn state(&mut self, id: &MailId) -> Result<Option<MailState>, StoreError> {
        const SQL: &str = "select state from outbox where id = $1";
        fetch_optional!(self.0, SQL, id.as_bytes().as_slice())
    }

    /// Mails sent since then whose text was kept, newest first.
    pub async fn recent_sent(
        &mut self,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<Mail>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            Mail::COLUMNS,
            " from outbox where state = 'sent' and sealed is not null and sent_at >= $1 \
             order by id desc limit $2"
        );
        fetch_all!(self.0, SQL, since.as_millis(), i64::from(limit)).map(readable)
    }

    /// When the next mail is to be tried: a lease that is still running counts until it is over.
    pub async fn next_due(&mut self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        const SQL: &str = "select min(case when leased_until > $1 and leased_until <= $2 \
            and leased_until > next_attempt_at then leased_until \
            when next_attempt_at > $2 then $1 else next_attempt_at end) \
            from outbox where state = 'waiting' and expires_at > $1 and expires_at <= $2";
        fetch_one!(self.0, SQL, now.as_millis(), latest(now))
    }
}

/// The latest end of a mail that was written in the past: that of its code.
fn latest(now: Timestamp) -> i64 {
    Validity::latest(verification_code::LIFETIME, now).as_millis()
}

/// Those that can be read. One that cannot, because a newer version wrote it, stops no other: it
/// stays until somebody who can has sent it, or its time is over.
fn readable(each: Vec<Each<Mail>>) -> Vec<Mail> {
    let found = Found::sort(each);
    for mail in found.unreadable {
        tracing::warn!(
            mail.id = mail.id,
            column = mail.what,
            "a mail cannot be read; left alone"
        );
    }
    found.rows
}
