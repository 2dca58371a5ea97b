//! `ui_locales`: the languages the client would like, best first (`OpenID` Connect Core §3.1.2.1).
//! Which of them there are is for the pages to say; what is no list of language tags is ignored.

use crate::params::Params;

/// A longer list, in bytes, is ignored.
pub const MAX_LENGTH: usize = 256;

/// The `ui_locales` of a request: tags of RFC 5646 characters, separated by blanks.
pub fn of(params: &Params) -> Option<String> {
    let tag = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b' ';
    let usable = |list: &&str| list.len() <= MAX_LENGTH && list.bytes().all(tag);
    params.first("ui_locales").filter(usable).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_list_of_tags_is_ignored() {
        let of = |value: &str| of(&Params::parse(&format!("ui_locales={value}")).unwrap());
        assert_eq!(of("fr-CA+fr+en").as_deref(), Some("fr-CA fr en"));
        for value in ["%3Cscript%3E", "fr_FR", "fr%0Aen", &"x".repeat(257)] {
            assert_eq!(of(value), None, "{value}");
        }
    }
}
