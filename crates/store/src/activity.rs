//! How many people there are, how many came, and how many were active: those to whom tokens were
//! issued on a day.

use oidc_core::{day::Day, id::UserId};

use crate::{
    db::{Tx, execute, fetch_all, fetch_one},
    dialect::Pair,
    error::StoreError,
    sql::sql,
};

const OF_EACH: &str = "select count(*) filter (where days & $1 <> 0), \
    count(*) filter (where days & $2 <> 0), count(*) filter (where days & $3 <> 0), \
    count(*) filter (where days & $4 <> 0) from (select ";

/// The days of a person are gathered in one number, a bit for each: four counts in one pass, and one thing
/// to be worked out for each row. A person has a day once, so that a sum is the same as all bits.
///
/// SQLite reads the rows of a person one after the other, which it would have to sort if it looked
/// for days: the sign keeps it from that.
const WITHIN: Pair = Pair {
    sqlite: sql!(
        OF_EACH,
        "sum(1 << ($6 - day)) as days from daily_active_users \
         where +day between $5 and $6 group by user_id) as active"
    ),
    postgres: sql!(
        OF_EACH,
        "bit_or(1::bigint << ($6 - day)::int) as days from daily_active_users \
         where day between $5 and $6 group by user_id) as active"
    ),
};

/// Some of the days before another one: a bit for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DaysAgo(i64);

impl DaysAgo {
    /// From this many days ago until that many, both included; 0 is the day itself.
    ///
    /// # Panics
    /// Where that is no span, or more than 62 days ago: in a constant, and so while the program is built.
    pub const fn between(from: u32, until: u32) -> Self {
        assert!(until <= from && from <= 62, "a span within 62 days");
        let through = (1 << from) - 1 + (1 << from);
        Self(through & !((1 << until) - 1))
    }

    /// How many days ago the first of them is.
    const fn first(self) -> u32 {
        self.0.ilog2()
    }
}

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

    /// How many were active on any day of each of these spans before a day, in one pass over all days of
    /// theirs.
    pub async fn active_within(
        &mut self,
        day: Day,
        spans: [DaysAgo; 4],
    ) -> Result<[i64; 4], StoreError> {
        let back = spans.iter().map(|span| span.first()).max().unwrap_or(0);
        let first = day.minus(i64::from(back)).number();
        let [a, b, c, d] = spans.map(|DaysAgo(bits)| bits);
        let sql = WITHIN.text(self.0.flavour());
        let counts: (i64, i64, i64, i64) =
            fetch_one!(self.0, sql, a, b, c, d, first, day.number())?;
        Ok(counts.into())
    }
}

fn numbered(days: Vec<(i64, i64)>) -> Vec<(Day, i64)> {
    let days = days.into_iter();
    days.map(|(day, count)| (Day::from_number(day), count))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_has_a_bit_for_each_of_its_days() {
        assert_eq!(DaysAgo::between(0, 0), DaysAgo(1));
        assert_eq!(DaysAgo::between(6, 0), DaysAgo(0b111_1111));
        assert_eq!(DaysAgo::between(3, 2), DaysAgo(0b1100));
        assert_eq!(DaysAgo::between(62, 62), DaysAgo(1 << 62));
        assert_eq!(DaysAgo::between(62, 0), DaysAgo(i64::MAX));
        assert_eq!(DaysAgo::between(59, 30).first(), 59);
    }
}
