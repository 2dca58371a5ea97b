//! Counters that protect people: a fixed window that starts with the first hit, decided by one
//! statement, so that parallel requests cannot beat the count (T-45, T-55).

use std::{fmt::Write, sync::LazyLock};

use oidc_core::{
    secret::Digest,
    time::{Lifetime, SKEW, Timestamp, Validity},
};

use crate::{
    db::{Tx, execute, on},
    error::StoreError,
    rows::Whole,
};

/// How many counters one statement takes; more take several.
const MOST_COUNTERS: usize = 8;

/// The table `attempts`.
#[derive(Debug)]
pub struct Attempts<'a>(&'a mut Tx);

/// A counter, and what it allows.
#[derive(Debug, Clone, Copy)]
pub struct Counter {
    /// What is counted. Counters that are counted together differ in it.
    pub kind: &'static str,
    /// On whose account.
    pub subject: Digest,
    /// How many are allowed in a window.
    pub limit: u32,
    /// How long a window is.
    pub window: Lifetime,
}

/// How a counter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// How many there were in this window.
    pub count: u32,
    /// When the window ends; of one that has not begun, when it would if it began now.
    pub until: Timestamp,
}

/// The answer of counters that are counted together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// All had room. How they stand now, in the order they were given.
    Counted(Vec<Count>),
    /// This one had none, and nothing was counted.
    Full {
        /// Which of those that were given.
        at: usize,
        /// When its window ends.
        until: Timestamp,
    },
}

/// A statement for each number of counters, from the text for each counter.
fn texts(
    before: &str,
    each: impl Fn(&mut String, usize),
    between: &str,
    after: &str,
) -> Vec<String> {
    let text = |number| {
        let mut sql = before.to_owned();
        for place in 0..number {
            if place > 0 {
                sql.push_str(between);
            }
            each(&mut sql, place);
        }
        sql.push_str(after);
        sql
    };
    (0..=MOST_COUNTERS).map(text).collect()
}

/// `(kind = $1 and subject = $2) or …`
fn named(sql: &mut String, place: usize) {
    let first = 2 * place + 1;
    // Writing into a String cannot fail.
    let _ = write!(sql, "(kind = ${first} and subject = ${})", first + 1);
}

static READ: LazyLock<Vec<String>> = LazyLock::new(|| {
    let before = "select kind, count, expires_at from attempts where ";
    texts(before, named, " or ", "")
});

// PostgreSQL locks the rows in the order of the values. Whoever counts the same kinds gives them
// in the same order, so that two never wait for each other.
static COUNT: LazyLock<Vec<String>> = LazyLock::new(|| {
    let value = |sql: &mut String, place: usize| {
        let (kind, subject, until) = (3 * place + 2, 3 * place + 3, 3 * place + 4);
        let _ = write!(sql, "(${kind}, ${subject}, 1, ${until})");
    };
    let before = "insert into attempts (kind, subject, count, expires_at) values ";
    // A window that ends later than one that begins now was begun in the future: over, too.
    let over = format!(
        "attempts.expires_at <= $1 or attempts.expires_at > excluded.expires_at + {}",
        SKEW.as_millis()
    );
    let after = format!(
        " on conflict (kind, subject) do update set \
         count = case when {over} then 1 else attempts.count + 1 end, \
         expires_at = case when {over} then excluded.expires_at else attempts.expires_at end \
         returning kind, count, expires_at"
    );
    texts(before, value, ", ", &after)
});

static GIVE_BACK: LazyLock<Vec<String>> = LazyLock::new(|| {
    let before = "update attempts set count = count - 1 where count > 0 and (";
    texts(before, named, " or ", ")")
});

/// The counters with the statement for as many as there are.
fn in_pieces<'a>(
    texts: &'static [String],
    counters: &'a [Counter],
) -> impl Iterator<Item = (&'static str, &'a [Counter])> {
    counters
        .chunks(MOST_COUNTERS)
        .filter_map(|piece| Some((texts.get(piece.len())?.as_str(), piece)))
}

type Row = Whole<(String, i64, i64)>;

/// The rows, in the order of the counters.
fn in_order(rows: &[Row], counters: &[Counter], now: Timestamp) -> Vec<Count> {
    let standing = |counter: &Counter| {
        let found = rows.iter().find(|row| row.0.0 == counter.kind);
        let fresh = Count {
            count: 0,
            until: now.plus(counter.window),
        };
        found.map_or(fresh, |Whole((_, count, until))| {
            let until = Timestamp::from_millis(*until);
            let count = u32::try_from(*count).unwrap_or(u32::MAX);
            if until.is_over(now) || until > Validity::latest(counter.window, now) {
                fresh
            } else {
                Count { count, until }
            }
        })
    };
    counters.iter().map(standing).collect()
}

impl Tx {
    /// Counters.
    pub const fn attempts(&mut self) -> Attempts<'_> {
        Attempts(self)
    }
}

impl Attempts<'_> {
    /// How counters stand, without counting and without locking them.
    pub async fn read(
        &mut self,
        counters: &[Counter],
        now: Timestamp,
    ) -> Result<Vec<Count>, StoreError> {
        let (mut rows, keep) = (Vec::new(), self.0.keeps_statements());
        for (sql, counters) in in_pieces(&READ, counters) {
            let found: Vec<Row> = on!(self.0, sql, |conn| {
                let mut query = sqlx::query_as(sql).persistent(keep);
                for counter in counters {
                    query = query
                        .bind(counter.kind)
                        .bind(counter.subject.as_bytes().as_slice());
                }
                query.fetch_all(conn).await
            })?;
            rows.extend(found);
        }
        Ok(in_order(&rows, counters, now))
    }

    /// Counts a hit on each of them, whatever their limits are, in one statement.
    pub async fn count(
        &mut self,
        counters: &[Counter],
        now: Timestamp,
    ) -> Result<Vec<Count>, StoreError> {
        let (mut rows, keep) = (Vec::new(), self.0.keeps_statements());
        for (sql, counters) in in_pieces(&COUNT, counters) {
            let counted: Vec<Row> = on!(self.0, sql, |conn| {
                let mut query = sqlx::query_as(sql).persistent(keep).bind(now.as_millis());
                for counter in counters {
                    query = query
                        .bind(counter.kind)
                        .bind(counter.subject.as_bytes().as_slice())
                        .bind(now.plus(counter.window).as_millis());
                }
                query.fetch_all(conn).await
            })?;
            rows.extend(counted);
        }
        Ok(in_order(&rows, counters, now))
    }

    /// Takes back a hit that was counted in this very transaction: its window is still the same,
    /// and nobody else has seen it.
    pub async fn give_back(&mut self, counters: &[Counter]) -> Result<(), StoreError> {
        let keep = self.0.keeps_statements();
        for (sql, counters) in in_pieces(&GIVE_BACK, counters) {
            on!(self.0, sql, |conn| {
                let mut query = sqlx::query(sql).persistent(keep);
                for counter in counters {
                    query = query
                        .bind(counter.kind)
                        .bind(counter.subject.as_bytes().as_slice());
                }
                query.execute(conn).await.map(drop)
            })?;
        }
        Ok(())
    }

    /// Counts a hit on all of them if all have room, else on none. One look comes first, so that
    /// a refusal locks and writes nothing; it is one statement that decides, so that of parallel
    /// hits no more pass than there is room.
    pub async fn claim(
        &mut self,
        counters: &[Counter],
        now: Timestamp,
    ) -> Result<Claim, StoreError> {
        let seen = self.read(counters, now).await?;
        self.claim_seen(counters, &seen, now).await
    }

    /// The same for counters that were looked at already.
    pub async fn claim_seen(
        &mut self,
        counters: &[Counter],
        seen: &[Count],
        now: Timestamp,
    ) -> Result<Claim, StoreError> {
        if let Some(full) = full(counters, seen, Count::has_room) {
            return Ok(full);
        }
        let counted = self.count(counters, now).await?;
        if let Some(full) = full(counters, &counted, Count::is_within) {
            self.give_back(counters).await?;
            return Ok(full);
        }
        Ok(Claim::Counted(counted))
    }

    /// Forgets all hits.
    pub async fn reset(&mut self, kind: &str, subject: &Digest) -> Result<(), StoreError> {
        const SQL: &str = "delete from attempts where kind = $1 and subject = $2";
        execute!(self.0, SQL, kind, subject.as_bytes().as_slice()).map(drop)
    }
}

impl Count {
    /// Whether one more is allowed.
    pub const fn has_room(&self, limit: u32) -> bool {
        self.count < limit
    }

    /// Whether those that were counted are allowed.
    const fn is_within(&self, limit: u32) -> bool {
        self.count <= limit
    }
}

/// The first counter that fails a check.
fn full(
    counters: &[Counter],
    counts: &[Count],
    passes: impl Fn(&Count, u32) -> bool,
) -> Option<Claim> {
    let mut each = counters.iter().zip(counts);
    let at = each.position(|(counter, count)| !passes(count, counter.limit))?;
    let until = counts.get(at)?.until;
    Some(Claim::Full { at, until })
}
