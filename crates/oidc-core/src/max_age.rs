//! `max_age`: how old the sign-in may be (`OpenID` Connect Core §3.1.2.1).

use crate::{
    params::{Params, ParamsError},
    time::Lifetime,
};

/// Not a whole number of seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("max_age is not a whole number of seconds")]
pub struct InvalidMaxAge;

/// The `max_age` of an authorization request: decimal digits only.
///
/// # Errors
/// [`InvalidMaxAge`] for signs, fractions and what is longer than 136 years, and
/// [`ParamsError::Repeated`], as the caller's error.
pub fn of<E>(params: &Params) -> Result<Option<Lifetime>, E>
where
    E: From<ParamsError> + From<InvalidMaxAge>,
{
    let text = params.optional("max_age")?;
    Ok(text.map(parse).transpose()?)
}

fn parse(text: &str) -> Result<Lifetime, InvalidMaxAge> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(InvalidMaxAge);
    }
    text.parse()
        .map(Lifetime::seconds)
        .map_err(|_| InvalidMaxAge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_seconds_are_an_age() {
        assert_eq!(parse("0"), Ok(Lifetime::ZERO));
        assert_eq!(parse("3600"), Ok(Lifetime::hours(1)));
        for text in ["", "-1", "+1", "1.5", "1e3", "soon", "99999999999"] {
            assert_eq!(parse(text), Err(InvalidMaxAge), "{text:?}");
        }
    }
}
