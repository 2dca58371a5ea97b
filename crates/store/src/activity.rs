//! How many people there are, how many came, and how many were active: those to whom tokens were
//! issued on a day.

use oidc_core::{day::Day, id::UserId};

use crate::{
    db::{Tx, execute, fetch_all, fetch_one},
    error::StoreError,
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

    /// How many were active on any of these days. One look for each user costs less than sorting
    /// out who was active on several of thirty days.
    pub async fn active_within(&mut self, from: Day, until: Day) -> Result<i64, StoreError> {
        const SQL: &str = "select count(*) from users where exists \
            (select 1 from daily_active_users where daily_active_users.user_id = users.id \
            and day >= $1 and day <= $2)";
        fetch_one!(self.0, SQL, from.number(), until.number())
    }
}

fn numbered(days: Vec<(i64, i64)>) -> Vec<(Day, i64)> {
    let days = days.into_iter();
    days.map(|(day, count)| (Day::from_number(day), count))
        .collect()
}
