//! Where the line may break in an e-mail address: after the `@` and before a full stop, as one
//! would break it by hand, and within a part only where that part alone is wider than the page.

use tera::escape_html;

/// Set around what browsers would break by themselves at a hyphen or a slash.
const PART: (&str, &str) = ("<span class=\"part\">", "</span>");

/// A text as markup, with places to break in every word that is an address.
pub(crate) fn breakable(text: &str) -> String {
    let words = text.split_inclusive(char::is_whitespace);
    words.map(word).collect()
}

fn word(word: &str) -> String {
    if !word.contains('@') {
        return escape(word);
    }
    let mut markup = String::with_capacity(2 * word.len());
    let mut rest = word;
    while !rest.is_empty() {
        let (part, after) = rest.split_at(end_of_part(rest));
        if !markup.is_empty() {
            markup.push_str("<wbr>");
        }
        if part.trim_matches(['.', '@']).chars().all(is_plain) {
            markup.push_str(&escape(part));
        } else {
            markup.extend([PART.0, &escape(part), PART.1]);
        }
        rest = after;
    }
    markup
}

/// Past the next `@`, or at the next full stop that begins something.
fn end_of_part(text: &str) -> usize {
    let ends = text.char_indices().skip(1).find_map(|(at, c)| match c {
        '.' => Some(at),
        '@' => Some(at + 1),
        _ => None,
    });
    ends.unwrap_or(text.len())
}

fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn escape(text: &str) -> String {
    let mut escaped = Vec::with_capacity(text.len());
    // Writing to memory does not fail; if it did, nothing would be shown rather than markup.
    if escape_html(text, &mut escaped).is_err() {
        escaped.clear();
    }
    String::from_utf8_lossy(&escaped).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_breaks_after_the_at_sign_and_before_each_full_stop() {
        for (text, markup) in [
            ("ada@example.com", "ada@<wbr>example<wbr>.com"),
            (
                "ada.lovelace@mail.example.com",
                "ada<wbr>.lovelace@<wbr>mail<wbr>.example<wbr>.com",
            ),
            (
                "ada@b\u{fc}cher.example",
                "ada@<wbr>b\u{fc}cher<wbr>.example",
            ),
            ("a@b", "a@<wbr>b"),
            ("@", "@"),
            (".@.", ".@<wbr>."),
        ] {
            assert_eq!(breakable(text), markup, "{text}");
        }
    }

    #[test]
    fn a_part_with_a_hyphen_is_held_together() {
        assert_eq!(
            breakable("anna-maria@a.b-c.example"),
            "<span class=\"part\">anna-maria@</span><wbr>a<wbr><span class=\"part\">.b-c</span>\
             <wbr>.example"
        );
    }

    #[test]
    fn other_words_stay_as_they_are_and_everything_is_escaped() {
        assert_eq!(
            breakable("Acme Inc. <a@ex.com>"),
            "Acme Inc. <span class=\"part\">&lt;a@</span><wbr>ex<wbr>\
             <span class=\"part\">.com&gt;</span>"
        );
        assert_eq!(
            breakable("<script>@&.x"),
            "<span class=\"part\">&lt;script&gt;@</span><wbr>\
             <span class=\"part\">&amp;</span><wbr>.x"
        );
    }
}
