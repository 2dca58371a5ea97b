//! Points in time in a query: milliseconds since 1970.

use oidc_core::time::Timestamp;

use super::{error::ApiError, query::Query};

/// The one point in time of a parameter; none when it is missing or empty.
///
/// # Errors
/// `guard.invalid_input` when it is no whole number, or there are several.
pub fn read(query: &Query, name: &str) -> Result<Option<Timestamp>, ApiError> {
    let Some(text) = query.one(name)? else {
        return Ok(None);
    };
    let is_plain = text.bytes().all(|b| b.is_ascii_digit());
    let millis = text.parse().ok().filter(|_| is_plain);
    let why = || ApiError::invalid(name, "must be a time in milliseconds since 1970");
    millis.map(Timestamp::from_millis).map(Some).ok_or_else(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_whole_number_of_milliseconds() {
        let read = |text: &str| read(&Query::parse(text), "start").map_err(drop);
        assert_eq!(read("start=7"), Ok(Some(Timestamp::from_millis(7))));
        assert_eq!(read("start="), Ok(None));
        for bad in [
            "start=-7",
            "start=+7",
            "start=1.5",
            "start=2026-11-26",
            "start=1&start=2",
        ] {
            assert_eq!(read(bad), Err(()), "{bad}");
        }
    }
}
