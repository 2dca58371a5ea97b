//! Points in time as operators read and write them: RFC 3339, in UTC.

use oidc_core::time::Timestamp;
use time::{
    Date, OffsetDateTime, format_description::well_known::Rfc3339, macros::format_description,
};

/// The text is no point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a time like 2027-01-31T12:00:00Z, or a day like 2027-01-31.")]
pub struct NoMoment;

/// As it is shown, to the second.
pub fn show(at: Timestamp) -> String {
    let machine = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    let moment = OffsetDateTime::from_unix_timestamp(at.as_seconds()).ok();
    let text = moment.and_then(|moment| moment.format(&machine).ok());
    text.unwrap_or_else(|| format!("{} ms", at.as_millis()))
}

/// Reads a time with its offset, or a day, which begins at midnight in UTC.
///
/// # Errors
/// [`NoMoment`].
pub fn parse(text: &str) -> Result<Timestamp, NoMoment> {
    let day = format_description!("[year]-[month]-[day]");
    let moment = OffsetDateTime::parse(text, &Rfc3339).or_else(|_| {
        let date = Date::parse(text, &day);
        date.map(|date| date.midnight().assume_utc())
    });
    let seconds = moment.map_err(|_| NoMoment)?.unix_timestamp();
    Ok(Timestamp::from_millis(seconds.saturating_mul(1000)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_reads_back_and_a_day_is_its_midnight() {
        let noon = "2027-01-31T12:00:00Z";
        assert_eq!(show(parse(noon).unwrap()), noon);
        assert_eq!(parse("2027-01-31T14:00:00+02:00"), parse(noon));
        assert_eq!(show(parse("2027-01-31").unwrap()), "2027-01-31T00:00:00Z");
        for bad in [
            "",
            "tomorrow",
            "31.1.2027",
            "2027-02-30",
            "2027-01-31T12:00:00",
        ] {
            assert_eq!(parse(bad), Err(NoMoment), "{bad}");
        }
    }
}
