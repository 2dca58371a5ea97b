//! Days as they are written: `2026-11-26`.

use oidc_core::day::Day;
use time::{Date, macros::format_description};

/// The number of the first day of 1970 among Julian days.
const EPOCH: i32 = 2_440_588;

/// Reads a day of the calendar.
pub(super) fn read(text: &str) -> Option<Day> {
    // A year may have a sign elsewhere.
    if !text.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let date = Date::parse(text, format_description!("[year]-[month]-[day]")).ok()?;
    let number = date.to_julian_day().checked_sub(EPOCH)?;
    Some(Day::from_number(i64::from(number)))
}

/// As it is written.
pub(super) fn show(day: Day) -> String {
    let number = i32::try_from(day.number()).ok();
    let number = number.and_then(|number| number.checked_add(EPOCH));
    let date = number.and_then(|number| Date::from_julian_day(number).ok());
    date.map_or_else(String::new, |date| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_reads_back_as_it_is_written() {
        assert_eq!(read("1970-01-01"), Some(Day::from_number(0)));
        for day in ["2024-02-29", "2026-11-26", "0001-01-01", "9999-12-31"] {
            assert_eq!(show(read(day).unwrap()), day);
        }
    }

    #[test]
    fn what_is_no_day_of_the_calendar_is_refused() {
        for bad in [
            "",
            "today",
            "2026-02-29",
            "2026-13-01",
            "2026-1-1",
            "26-11-2026",
            "2026-11-26T00:00:00Z",
            "+2026-11-26",
            "-2026-11-26",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
