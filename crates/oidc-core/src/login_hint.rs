//! `login_hint`: what to fill into the sign-in page (`OpenID` Connect Core §3.1.2.1). A convenience,
//! so what cannot be used is ignored and never an error.

use crate::{account::email, params::Params};

/// A longer hint, in bytes, is no address and is ignored.
pub const MAX_LENGTH: usize = 256;

/// The `login_hint` of an authorization request.
pub fn of(params: &Params) -> Option<String> {
    let usable = |hint: &&str| hint.len() <= MAX_LENGTH && !hint.contains(char::is_control);
    let hint = params.first("login_hint").map(email::trim);
    hint.filter(usable).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_that_cannot_be_an_address_is_ignored() {
        let of = |value: &str| of(&Params::parse(&format!("login_hint={value}")).unwrap());
        assert_eq!(of("a%2Bb%40ex.com").as_deref(), Some("a+b@ex.com"));
        let around = "%C2%A0%E2%80%AAa%40ex.com%E2%80%AC%0D%0A";
        assert_eq!(of(around).as_deref(), Some("a@ex.com"));
        assert_eq!(of(&"x".repeat(257)), None);
        assert_eq!(of("a%0D%0Ab"), None);
    }
}
