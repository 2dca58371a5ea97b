//! `sort=name` and `sort=-createdAt`: in which order a list is asked for. It is an addition of Signet.

use oidc_core::order::{Direction, Order};

use super::{error::ApiError, query::Query};

/// The order that is asked for, by one of the known keys; none when nothing is said.
///
/// # Errors
/// `guard.invalid_input` when the key is none of them, or there are several.
pub(crate) fn read<K: Copy>(
    query: &Query,
    known: &[(&str, K)],
) -> Result<Option<Order<K>>, ApiError> {
    let Some(text) = query.one("sort")? else {
        return Ok(None);
    };
    let (name, direction) = match text.strip_prefix('-') {
        Some(name) => (name, Direction::Descending),
        None => (text, Direction::Ascending),
    };
    if let Some((_, by)) = known.iter().find(|(known, _)| *known == name) {
        return Ok(Some(Order { by: *by, direction }));
    }
    let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
    let why = format!(
        "must be one of {}, with - before it for the largest first",
        names.join(", ")
    );
    Err(ApiError::invalid("sort", why))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [(&str, u8); 2] = [("name", 1), ("createdAt", 2)];

    #[test]
    fn an_order_is_a_known_key_with_a_minus_before_it_or_none() {
        let told = |text: &str| read(&Query::parse(text), &KNOWN).unwrap();
        let order = |by, direction| Some(Order { by, direction });
        assert_eq!(told(""), None);
        assert_eq!(told("sort="), None);
        assert_eq!(told("sort=name"), order(1, Direction::Ascending));
        assert_eq!(told("sort=-createdAt"), order(2, Direction::Descending));
        for bad in [
            "sort=avatar",
            "sort=-",
            "sort=--name",
            "sort=NAME",
            "sort=name&sort=name",
        ] {
            assert!(read(&Query::parse(bad), &KNOWN).is_err(), "{bad}");
        }
    }
}
