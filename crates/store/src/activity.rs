//! How many people there are, how many came, and how many were active: those to whom tokens were
//! issued on a day.

use std::ops::RangeInclusive;

use oidc_core::{day::Day, id::UserId};

use crate::{
    db::{Tx, execute, fetch_all, fetch_one},
    dialect::Pair,
    error::StoreError,
    sql::sql,
};

const OF_EACH: &str = "select coalesce(sum(a), 0), coalesce(sum(b), 0), \
    coalesce(sum(c), 0), coalesce(sum(d), 0) from (select \
    max(case when day between $1 and $2 then 1 else 0 end) as a, \
    max(case when day between $3 and $4 then 1 else 0 end) as b, \
    max(case when day between $5 and $6 then 1 else 0 end) as c, \
    max(case when day between $7 and $8 then 1 else 0 end) as d from daily_active_users ";

/// SQLite reads the rows of a person one after the other, which it would have to sort if it looked
/// for days: the sign keeps it from that.
const WITHIN: Pair = Pair {
    sqlite: sql!(
        OF_EACH,
        "where +day between $9 and $10 group by user_id) as active"
    ),
    postgres: sql!(
        OF_EACH,
        "where day between $9 and $10 group by user_id) as active"
    ),
};

/// The tables `users` and `daily_active_users`, counted.
#[derive(Debug)]
pub struct Activity<'a>(&'a mut Tx);

impl Tx {
    /// How many people there are, came and were active.
    pub const fn activity(&mut self) -> Activity<'_> {
        Activity(self)
    }
}

impl Activity<'_> {
    /// Notes that tokens were issued to a user on a day, once however often it is said. Of a user who
    /// was removed a moment ago nothing is noted.
    pub async fn note(&mut self, user: &UserId, day: Day) -> Result<(), StoreError> {
        const SQL: &str = "insert into daily_active_users (day, user_id) \
            select $1, id from users where id = $2 on conflict do nothing";
        execute!(self.0, SQL, day.number(), user.as_str()).map(drop)
    }

    /// How many users there are.
    pub async fn users(&mut self) -> Result<i64, StoreError> {
        fetch_one!(self.0, "select count(*) from users")
    }

    /// How many users came on each of these days, the first and the last of them included; a day
    /// without any is left out.
    pub async fn new_users(
        &mut self,
        from: Day,
        until: Day,
    ) -> Result<Vec<(Day, i64)>, StoreError> {
        const SQL: &str = "select created_at / 86400000, count(*) from users \
            where created_at >= $1 and created_at < $2 group by 1";
        let (begin, end) = (from.begins(), until.minus(-1).begins());
        let days = fetch_all!(self.0, SQL, begin.as_millis(), end.as_millis())?;
        Ok(numbered(days))
    }

    /// How many were active on each of these days, likewise.
    pub async fn active_users(
        &mut self,
        from: Day,
        until: Day,
    ) -> Result<Vec<(Day, i64)>, StoreError> {
        const SQL: &str = "select day, count(*) from daily_active_users \
            where day >= $1 and day <= $2 group by day";
        let days = fetch_all!(self.0, SQL, from.number(), until.number())?;
        Ok(numbered(days))
    }

    /// How many were active on any day of each of these spans, in one pass over the days from the first
    /// of them to the last.
    pub async fn active_within(
        &mut self,
        spans: [RangeInclusive<Day>; 4],
    ) -> Result<[i64; 4], StoreError> {
        let [a, b, c, d] = spans.map(|span| (span.start().number(), span.end().number()));
        let first = a.0.min(b.0).min(c.0).min(d.0);
        let last = a.1.max(b.1).max(c.1).max(d.1);
        let sql = WITHIN.text(self.0.flavour());
        let counts: (i64, i64, i64, i64) = fetch_one!(
            self.0, sql, a.0, a.1, b.0, b.1, c.0, c.1, d.0, d.1, first, last
        )?;
        Ok(counts.into())
    }
}

fn numbered(days: Vec<(i64, i64)>) -> Vec<(Day, i64)> {
    let days = days.into_iter();
    days.map(|(day, count)| (Day::from_number(day), count))
        .collect()
}
