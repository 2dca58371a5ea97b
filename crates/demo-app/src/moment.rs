//! Times that people can read.

use serde::Serialize;
use time::{OffsetDateTime, macros::format_description};

/// The same moment on the calendar and as a distance from now.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub(crate) struct Moment {
    /// `21 November 2025, 12:20:31 UTC`
    pub(crate) date: String,
    /// `in 59 minutes`
    pub(crate) distance: String,
    /// `2025-11-21T12:20:31Z`, for the page's `<time>`.
    pub(crate) machine: String,
    pub(crate) is_past: bool,
}

impl Moment {
    /// `None` for a number that is no date. Numbers too large for seconds are milliseconds: some
    /// providers write `updated_at` so.
    pub(crate) fn new(number: i64, now: i64) -> Option<Self> {
        const MILLISECONDS: i64 = 100_000_000_000;
        let seconds = if number.abs() >= MILLISECONDS {
            number / 1_000
        } else {
            number
        };
        let moment = OffsetDateTime::from_unix_timestamp(seconds).ok()?;
        let date = format_description!(
            "[day padding:none] [month repr:long] [year], [hour]:[minute]:[second] UTC"
        );
        let machine = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
        Some(Self {
            date: moment.format(date).ok()?,
            distance: distance(seconds - now),
            machine: moment.format(machine).ok()?,
            is_past: seconds <= now,
        })
    }
}

fn distance(seconds: i64) -> String {
    let (count, unit) = match seconds.unsigned_abs() {
        0..5 => return "just now".to_owned(),
        count @ 5..90 => (count, "second"),
        count @ 90..5_400 => ((count + 30) / 60, "minute"),
        count @ 5_400..129_600 => ((count + 1_800) / 3_600, "hour"),
        count => ((count + 43_200) / 86_400, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    if seconds < 0 {
        format!("{count} {unit}{plural} ago")
    } else {
        format!("in {count} {unit}{plural}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_a_date_and_a_distance() {
        let moment = Moment::new(1_763_727_631, 1_763_727_631 - 3_540).unwrap();
        assert_eq!(moment.date, "21 November 2025, 12:20:31 UTC");
        assert_eq!(moment.machine, "2025-11-21T12:20:31Z");
        assert_eq!(moment.distance, "in 59 minutes");
        assert!(!moment.is_past);
    }

    #[test]
    fn milliseconds_are_recognised() {
        assert_eq!(
            Moment::new(1_763_727_631_000, 0),
            Moment::new(1_763_727_631, 0)
        );
    }

    #[test]
    fn distances_round_to_what_people_say() {
        assert_eq!(distance(0), "just now");
        assert_eq!(distance(-30), "30 seconds ago");
        assert_eq!(distance(3_600), "in 60 minutes");
        assert_eq!(distance(-7_200), "2 hours ago");
        assert_eq!(distance(14 * 86_400), "in 14 days");
    }

    #[test]
    fn a_number_beyond_the_calendar_is_no_date() {
        assert_eq!(Moment::new(i64::MAX, 0), None);
    }
}
