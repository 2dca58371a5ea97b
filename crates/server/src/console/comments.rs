//! Comments are for whoever reads `web/console`, and a fifth of what a browser would have to load.

use std::borrow::Cow;

/// Files of others are served as they came.
const VENDORED: &str = "vendor/";

/// A file as it is served: each line that is nothing but a comment is empty, so that the number of a line
/// is the same here and there.
pub(super) fn without(name: &str, body: Cow<'static, [u8]>) -> Cow<'static, [u8]> {
    let ending = name.rsplit('.').next();
    let is_comment: fn(&str, &mut bool) -> bool = match ending {
        _ if name.starts_with(VENDORED) => return body,
        Some("js") => in_script,
        Some("ftl") => in_messages,
        _ => return body,
    };
    let Ok(text) = std::str::from_utf8(&body) else {
        return body;
    };
    let mut goes_on = false;
    let mut left = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        left.push_str(if is_comment(line, &mut goes_on) {
            "\n"
        } else {
            line
        });
    }
    Cow::Owned(left.into_bytes())
}

/// Whether the line is a comment (ECMA-262 §12.4) and nothing else; a block may go on with the next. No
/// line of a template literal begins like one: `tests/console/comments.test.js`.
fn in_script(line: &str, goes_on: &mut bool) -> bool {
    let line = line.trim();
    if !*goes_on && !line.starts_with("/*") {
        return line.starts_with("//");
    }
    match line.split_once("*/") {
        None => *goes_on = true,
        Some((_, rest)) => {
            *goes_on = false;
            return rest.is_empty();
        }
    }
    true
}

/// Comments of Fluent stand at the beginning of a line.
fn in_messages(line: &str, _: &mut bool) -> bool {
    line.starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(name: &str, body: &'static str) -> String {
        let body = without(name, Cow::Borrowed(body.as_bytes()));
        String::from_utf8(body.into_owned()).unwrap()
    }

    #[test]
    fn lines_of_comments_are_empty_and_all_others_as_they_were() {
        let source =
            "// why\n/** what\n * it is\n */\nlet a = 1; // one\n  // two\n/** three */\nlet b;\n";
        let left = "\n\n\n\nlet a = 1; // one\n\n\nlet b;\n";
        assert_eq!(served("lib/a.js", source), left);
    }

    #[test]
    fn what_follows_a_comment_on_its_line_stays_with_it() {
        let source = "/** @type {any} */ let a;\nlet b; /* one\ntwo */\n";
        assert_eq!(served("lib/a.js", source), source);
    }

    #[test]
    fn messages_lose_their_comments() {
        let source = "# Home\na = b\n    # c\n## Group\n";
        assert_eq!(served("locales/en.ftl", source), "\na = b\n    # c\n\n");
    }

    #[test]
    fn what_others_wrote_and_what_is_no_script_stays_whole() {
        for name in ["vendor/preact/preact.js", "guides/go/en.md", "console.css"] {
            assert_eq!(served(name, "// a\n# b\n"), "// a\n# b\n");
        }
    }
}
