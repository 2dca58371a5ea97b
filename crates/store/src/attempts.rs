//! Counters that protect people: a fixed window that starts with the first hit, decided by one
//! statement, so that parallel requests cannot beat the count (T-45, T-55).

use oidc_core::{
    secret::Digest,
    time::{Lifetime, Timestamp, Validity},
};

use crate::{
    db::{Tx, execute, fetch_one},
    error::StoreError,
};

/// The table `attempts`.
#[derive(Debug)]
pub struct Attempts<'a>(&'a mut Tx);

/// The answer of a counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hit {
    /// Within the limit.
    Allowed {
        /// How many there were in this window, this one included.
        count: u32,
    },
    /// Past the limit; not counted further.
    Refused {
        /// When the window ends.
        until: Timestamp,
    },
}

impl Tx {
    /// Counters.
    pub const fn attempts(&mut self) -> Attempts<'_> {
        Attempts(self)
    }
}

impl Attempts<'_> {
    /// Counts a hit, if there is room for it.
    pub async fn hit(
        &mut self,
        kind: &str,
        subject: &Digest,
        limit: u32,
        window: Lifetime,
        now: Timestamp,
    ) -> Result<Hit, StoreError> {
        // A full counter stands at one more than its limit.
        // A window that ends later than one that begins now was begun in the future: over, too.
        const SQL: &str = "insert into attempts (kind, subject, count, expires_at) \
            values ($1, $2, 1, $3) on conflict (kind, subject) do update set \
            count = case when attempts.expires_at <= $4 or attempts.expires_at > $6 then 1 \
            when attempts.count > $5 then attempts.count else attempts.count + 1 end, \
            expires_at = case when attempts.expires_at <= $4 or attempts.expires_at > $6 \
            then excluded.expires_at else attempts.expires_at end \
            returning count, expires_at";
        let latest = Validity::latest(window, now).as_millis();
        let subject = subject.as_bytes().as_slice();
        let until = now.plus(window).as_millis();
        let (now, most) = (now.as_millis(), i64::from(limit));
        let (count, until) = fetch_one!(self.0, SQL, kind, subject, until, now, most, latest)?;
        Ok(answer(count, limit, until))
    }

    /// Forgets all hits.
    pub async fn reset(&mut self, kind: &str, subject: &Digest) -> Result<(), StoreError> {
        const SQL: &str = "delete from attempts where kind = $1 and subject = $2";
        execute!(self.0, SQL, kind, subject.as_bytes().as_slice()).map(drop)
    }
}

fn answer(count: i64, limit: u32, until: i64) -> Hit {
    match u32::try_from(count) {
        Ok(count) if count <= limit => Hit::Allowed { count },
        _ => Hit::Refused {
            until: Timestamp::from_millis(until),
        },
    }
}
