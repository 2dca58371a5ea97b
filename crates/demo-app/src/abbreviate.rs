//! Values that may be pointed at, but not shown.

/// How much of a token is shown: enough to tell two apart, far too little to use one.
const SHOWN: usize = 6;

/// The longest value a table shows in full.
const LONGEST: usize = 200;

/// A token or code as `abcdef… (43 characters)`.
pub(crate) fn secret(value: &str) -> String {
    let count = value.chars().count();
    // A short one would be given away by its beginning.
    let shown = if count >= 4 * SHOWN { SHOWN } else { 0 };
    let beginning: String = value.chars().take(shown).collect();
    format!("{beginning}… ({count} characters)")
}

/// A long value cut where a table (and a cookie) ends.
pub(crate) fn long(value: &str) -> String {
    match value.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_shows_its_beginning_and_its_length() {
        assert_eq!(secret(&"abcdefgh".repeat(5)), "abcdef… (40 characters)");
    }

    #[test]
    fn a_short_secret_shows_nothing_of_itself() {
        assert_eq!(secret("abcdefghij"), "… (10 characters)");
    }

    #[test]
    fn a_long_value_is_cut_between_characters() {
        assert_eq!(long(&"é".repeat(300)).chars().count(), LONGEST + 1);
        assert_eq!(long("short"), "short");
    }
}
