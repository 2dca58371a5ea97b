//! Names and descriptions that operators and people read on one line, among the words of others.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// Whether a name can stand there: something to see, on one line, of `most` characters at most.
pub(crate) fn is_name(text: &str, most: usize) -> bool {
    let unseen = |c: char| c.is_whitespace() || c.general_category() == GeneralCategory::Format;
    !text.chars().all(unseen) && is_one_line(text, most)
}

/// Whether a description can: it may be empty.
pub(crate) fn is_one_line(text: &str, most: usize) -> bool {
    text.chars().count() <= most && !text.contains(is_disruptive)
}

/// Whether a description of several lines can.
pub(crate) fn is_text(text: &str, most: usize) -> bool {
    let disrupts = |c: char| c != '\n' && is_disruptive(c);
    text.chars().count() <= most && !text.contains(disrupts)
}

/// Whether a character breaks the line, steers a terminal or turns round what stands beside it
/// (Unicode Standard Annex 9 §2.1 to §2.5). Joiners do not: scripts and emoji are written with them.
pub fn is_disruptive(c: char) -> bool {
    let ends_a_line = matches!(c, '\u{2028}' | '\u{2029}');
    let turns_round = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || ends_a_line || turns_round
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_seen_and_stays_on_its_line() {
        for good in [
            "Bookstore",
            "متجر الكتب",
            "میوه‌فروشی",
            "👩\u{200d}🍳 Küche",
            "a\u{200e}b",
        ] {
            assert!(is_name(good, 32), "{good}");
        }
        for bad in [
            "",
            " \u{a0}",
            "\u{200b}\u{feff}",
            "a\nb",
            "a\u{1b}[2Jb",
            "a\u{9b}2Jb",
            "a\u{2028}b",
            "a\u{202e}b",
            "a\u{2066}b",
            "much longer than it may be: this one",
        ] {
            assert!(!is_name(bad, 32), "{bad:?}");
        }
    }

    #[test]
    fn a_description_may_be_empty() {
        assert!(is_text("a\nb", 3) && !is_text("a\rb", 3) && !is_text("abcd", 3));
        assert!(is_one_line("", 3) && is_one_line("abc", 3));
        assert!(!is_one_line("abcd", 3) && !is_one_line("a\nb", 3));
    }
}
