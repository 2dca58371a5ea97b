//! How many people there are, how many came and how many were active.

use std::collections::HashMap;

use oidc_core::day::Day;
use store::{DaysAgo, Store, StoreError};

/// Days of a month, and of the curve.
const MONTH: u32 = 30;

/// Seven days and a month, each with as many before them.
const SPANS: [DaysAgo; 4] = [
    DaysAgo::between(6, 0),
    DaysAgo::between(13, 7),
    DaysAgo::between(MONTH - 1, 0),
    DaysAgo::between(2 * MONTH - 1, MONTH),
];

/// How many in a span of time, and in the one of the same length before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trend {
    /// How many.
    pub count: i64,
    /// How many before.
    pub before: i64,
}

/// How many people came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewUsers {
    /// On the day.
    pub today: Trend,
    /// On the seven days that end with it.
    pub last_seven_days: Trend,
}

/// How many people were active.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActiveUsers {
    /// On each of the thirty days that end with the day, the oldest first.
    pub curve: Vec<(Day, i64)>,
    /// On the day.
    pub day: Trend,
    /// On any of the seven days that end with it.
    pub week: Trend,
    /// On any of the thirty days that end with it.
    pub month: Trend,
}

/// How many people there are.
///
/// # Errors
/// When the database does not answer.
pub async fn users(store: &Store) -> Result<i64, StoreError> {
    let count = store.read(|mut tx| async move { tx.activity().users().await });
    count.await
}

/// How many people came until the end of this day.
///
/// # Errors
/// When the database does not answer.
pub async fn new_users(store: &Store, today: Day) -> Result<NewUsers, StoreError> {
    let days = store.read(|mut tx| async move {
        let from = today.minus(13);
        tx.activity().new_users(from, today).await
    });
    let days: HashMap<Day, i64> = days.await?.into_iter().collect();
    let on = |back: i64| days.get(&today.minus(back)).copied().unwrap_or_default();
    Ok(NewUsers {
        today: Trend {
            count: on(0),
            before: on(1),
        },
        last_seven_days: Trend {
            count: (0..7).map(on).sum(),
            before: (7..14).map(on).sum(),
        },
    })
}

/// How many people were active until the end of this day.
///
/// # Errors
/// When the database does not answer.
pub async fn active_users(store: &Store, today: Day) -> Result<ActiveUsers, StoreError> {
    let shown = i64::from(MONTH);
    let read = store.read(|mut tx| async move {
        let mut activity = tx.activity();
        let curve = activity.active_users(today.minus(shown - 1), today);
        let curve = curve.await?;
        let spans = activity.active_within(today, SPANS).await?;
        Ok::<_, StoreError>((curve, spans))
    });
    let (curve, [week, week_before, month, month_before]) = read.await?;
    let curve: HashMap<Day, i64> = curve.into_iter().collect();
    let on = |back: i64| {
        let day = today.minus(back);
        (day, curve.get(&day).copied().unwrap_or_default())
    };
    Ok(ActiveUsers {
        day: Trend {
            count: on(0).1,
            before: on(1).1,
        },
        curve: (0..shown).rev().map(on).collect(),
        week: Trend {
            count: week,
            before: week_before,
        },
        month: Trend {
            count: month,
            before: month_before,
        },
    })
}
