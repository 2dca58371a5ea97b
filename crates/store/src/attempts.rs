//! Counters that protect people: a fixed window that starts with the first hit, decided by one
//! statement, so that parallel requests cannot beat the count (T-45, T-55).

use std::{fmt::Write, sync::LazyLock};

use oidc_core::{
    record::Writer,
    secret::Digest,
    time::{Lifetime, SKEW, Timestamp, Validity},
};

use crate::{
    db::{Tx, statement},
    error::StoreError,
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
    texts(before, value, ", ", &counted())
});

/// What an insert of hits does to counters that are there, $1 being now.
fn counted() -> String {
    // A window that ends later than one that begins now was begun in the future: over, too.
    let over = format!(
        "attempts.expires_at <= $1 or attempts.expires_at > excluded.expires_at + {}",
        SKEW.as_millis()
    );
    format!(
        " on conflict (kind, subject) do update set \
         count = case when {over} then 1 else attempts.count + 1 end, \
         expires_at = case when {over} then excluded.expires_at else attempts.expires_at end \
         returning kind, count, expires_at"
    )
}

/// The same for counters that all have room ($1 now; of each its place, kind, subject, end, limit,
/// and whether it is counted or only looked at). Nothing is locked or written when one has none.
static COUNT_IF_ROOM: LazyLock<Vec<String>> = LazyLock::new(|| {
    let value = |sql: &mut String, place: usize| {
        let first = 5 * place + 2;
        let (subject, until, most, counts) = (first + 1, first + 2, first + 3, first + 4);
        let _ = write!(
            sql,
            "({place}, ${first}, ${subject}, ${until}, ${most}, ${counts})"
        );
    };
    let before = "with hits (place, kind, subject, until, most, counts) as (values ";
    let after = format!(
        ") insert into attempts (kind, subject, count, expires_at) \
         select kind, subject, 1, until from hits where counts and not exists \
         (select 1 from hits left join attempts as own on own.kind = hits.kind \
         and own.subject = hits.subject and own.expires_at > $1 \
         and own.expires_at <= hits.until + {} \
         where coalesce(own.count, 0) >= hits.most) order by place{}",
        SKEW.as_millis(),
        counted()
    );
    texts(before, value, ", ", &after)
});

// Written as a count is, though the rows are there: a hit may be taken back in a unit of work after the
// one that counted it, and then its rows are taken in the same order as by whoever counts.
static FORGIVE: LazyLock<Vec<String>> = LazyLock::new(|| {
    let value = |sql: &mut String, place: usize| {
        let first = 2 * place + 3;
        let _ = write!(sql, "(${first}, ${}, 0, $2)", first + 1);
    };
    let before = "insert into attempts (kind, subject, count, expires_at) values ";
    let after = " on conflict (kind, subject) do update set \
        count = case when attempts.kind = $1 or attempts.count < 1 then 0 \
        else attempts.count - 1 end";
    texts(before, value, ", ", after)
});

static GIVE_BACK: LazyLock<Vec<String>> = LazyLock::new(|| {
    let value = |sql: &mut String, place: usize| {
        let first = 2 * place + 1;
        let _ = write!(sql, "(${first}, ${}, 0, 0)", first + 1);
    };
    let before = "insert into attempts (kind, subject, count, expires_at) values ";
    let after = " on conflict (kind, subject) do update set \
        count = case when attempts.count < 1 then 0 else attempts.count - 1 end";
    texts(before, value, ", ", after)
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

type Row = (String, i64, i64);

/// The rows, in the order of the counters.
fn in_order(rows: &[Row], counters: &[Counter], now: Timestamp) -> Vec<Count> {
    let standing = |counter: &Counter| {
        let found = rows.iter().find(|row| row.0 == counter.kind);
        let fresh = Count {
            count: 0,
            until: now.plus(counter.window),
        };
        found.map_or(fresh, |(_, count, until)| {
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

impl Counter {
    /// Writes what names it.
    fn name<W: Writer>(&self, writer: &mut W) -> Result<(), W::Error> {
        writer.text(Some(self.kind.into()))?;
        writer.bytes(Some(self.subject.as_bytes()))
    }
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
        let mut rows = Vec::new();
        for (sql, counters) in in_pieces(&READ, counters) {
            let found: Vec<Row> = statement!(fetch_all, self.0, sql, |writer| {
                counters.iter().try_for_each(|counter| counter.name(writer))
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
        let mut rows = Vec::new();
        for (sql, counters) in in_pieces(&COUNT, counters) {
            let counted: Vec<Row> = statement!(fetch_all, self.0, sql, |writer| {
                writer.number(Some(now.as_millis()))?;
                counters.iter().try_for_each(|counter| {
                    counter.name(writer)?;
                    writer.number(Some(now.plus(counter.window).as_millis()))
                })
            })?;
            rows.extend(counted);
        }
        Ok(in_order(&rows, counters, now))
    }

    /// Counts a hit on each of them if all of them and those that are only watched have room, in one
    /// statement. None: somewhere there was none, and nothing was counted, locked or written. A
    /// parallel hit may take the last room at the same moment: ask
    /// [`keep_within`](Self::keep_within).
    pub async fn count_if_room(
        &mut self,
        counters: &[Counter],
        watched: &[Counter],
        now: Timestamp,
    ) -> Result<Option<Vec<Count>>, StoreError> {
        let number = counters.len() + watched.len();
        let sql = COUNT_IF_ROOM.get(number).map(String::as_str);
        let (Some(sql), false) = (sql, counters.is_empty()) else {
            return Ok(None);
        };
        let counted: Vec<Row> = statement!(fetch_all, self.0, sql, |writer| {
            writer.number(Some(now.as_millis()))?;
            let each = counters.iter().map(|counter| (counter, true));
            let mut each = each.chain(watched.iter().map(|counter| (counter, false)));
            each.try_for_each(|(counter, counts)| {
                counter.name(writer)?;
                writer.number(Some(now.plus(counter.window).as_millis()))?;
                writer.number(Some(i64::from(counter.limit)))?;
                writer.truth(Some(counts))
            })
        })?;
        Ok((!counted.is_empty()).then(|| in_order(&counted, counters, now)))
    }

    /// What hits that were counted come to: all are taken back when one is past its limit.
    pub async fn keep_within(
        &mut self,
        counters: &[Counter],
        counted: Vec<Count>,
    ) -> Result<Claim, StoreError> {
        if let Some(full) = full(counters, &counted, Count::is_within) {
            self.give_back(counters).await?;
            return Ok(full);
        }
        Ok(Claim::Counted(counted))
    }

    /// Takes back a hit that was counted before. Where its window has ended meanwhile, one of the next is
    /// taken back in its place, and none is counted below zero.
    pub async fn give_back(&mut self, counters: &[Counter]) -> Result<(), StoreError> {
        for (sql, counters) in in_pieces(&GIVE_BACK, counters) {
            statement!(execute, self.0, sql, |writer| {
                counters.iter().try_for_each(|counter| counter.name(writer))
            })?;
        }
        Ok(())
    }

    /// Takes back hits that were counted before, as [`give_back`](Self::give_back) does, and lets another
    /// counter count from nothing again. Its window stays: where clocks differ, one that ended
    /// now would begin once more for each of them.
    pub async fn forgive(
        &mut self,
        anew: &Counter,
        counters: &[Counter],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut all = counters.to_vec();
        all.push(*anew);
        for (sql, counters) in in_pieces(&FORGIVE, &all) {
            statement!(execute, self.0, sql, |writer| {
                writer.text(Some(anew.kind.into()))?;
                writer.number(Some(now.as_millis()))?;
                counters.iter().try_for_each(|counter| counter.name(writer))
            })?;
        }
        Ok(())
    }

    /// Counts a hit on all of them if all have room, else on none. A refusal locks and writes
    /// nothing; it is one statement that decides, so that of parallel hits no more pass than there
    /// is room.
    pub async fn claim(
        &mut self,
        counters: &[Counter],
        now: Timestamp,
    ) -> Result<Claim, StoreError> {
        if let Some(counted) = self.count_if_room(counters, &[], now).await? {
            return self.keep_within(counters, counted).await;
        }
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
        self.keep_within(counters, counted).await
    }
}

impl Count {
    /// Whether one more is allowed.
    pub const fn has_room(&self, limit: u32) -> bool {
        self.count < limit
    }

    /// How it stood before a hit that was just counted.
    #[must_use]
    pub const fn before(&self) -> Self {
        Self {
            count: self.count.saturating_sub(1),
            until: self.until,
        }
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
