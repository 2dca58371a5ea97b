//! Numbers of people as they are shown.

use engine::activity::{ActiveUsers, NewUsers, Trend};
use serde::Serialize;
use utoipa::ToSchema;

use super::date;

/// How many people there are.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TotalUsers)]
pub(super) struct TotalBody {
    /// How many.
    pub(super) total_user_count: i64,
}

/// A number and how it changes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Trend)]
struct TrendBody {
    /// How many.
    count: i64,
    /// How many more than in the time of the same length before.
    delta: i64,
}

/// How many people came.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewUsers)]
pub(super) struct NewBody {
    /// Since midnight, in UTC.
    today: TrendBody,
    /// Since then and on the six days before.
    last7_days: TrendBody,
}

/// How many people were active on a day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DailyActiveUsers)]
struct DayBody {
    /// The day.
    date: String,
    /// How many.
    count: i64,
}

/// How many people were active: those to whom tokens were issued.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ActiveUsers)]
pub(super) struct ActiveBody {
    /// On each of thirty days, the oldest first.
    dau_curve: Vec<DayBody>,
    /// On the last of them.
    dau: TrendBody,
    /// On any of the last seven.
    wau: TrendBody,
    /// On any of the thirty.
    mau: TrendBody,
}

impl From<Trend> for TrendBody {
    fn from(trend: Trend) -> Self {
        Self {
            count: trend.count,
            delta: trend.count - trend.before,
        }
    }
}

impl From<NewUsers> for NewBody {
    fn from(new: NewUsers) -> Self {
        Self {
            today: new.today.into(),
            last7_days: new.last_seven_days.into(),
        }
    }
}

impl From<ActiveUsers> for ActiveBody {
    fn from(active: ActiveUsers) -> Self {
        let curve = active.curve.into_iter();
        let curve = curve.map(|(day, count)| DayBody {
            date: date::show(day),
            count,
        });
        Self {
            dau_curve: curve.collect(),
            dau: active.day.into(),
            wau: active.week.into(),
            mau: active.month.into(),
        }
    }
}
