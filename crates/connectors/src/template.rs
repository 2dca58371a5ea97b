//! Placeholders: `{{code}}`, `{{ application.name }}`.
//!
//! Two braces, optional blanks, a path of letters, digits, `_` and `.`. A root the payload does
//! not have leaves the placeholder as it stands; a missing or null leaf below a known root
//! vanishes. One pass, so a value that looks like a placeholder stays a value (T-56).

use serde_json::Value;

/// What the filled text becomes, and so how values enter it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Medium {
    /// Markup: values are escaped.
    Html,
    /// Plain text: values enter unchanged.
    Text,
}

/// `template` with its placeholders filled from `payload`.
pub(crate) fn fill(template: &str, payload: &Value, medium: Medium) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find("{{") {
        let (before, open) = rest.split_at(at);
        filled.push_str(before);
        if let Some((path, length)) = placeholder(open)
            && let Some(value) = look_up(path, payload)
        {
            push(&mut filled, &value, medium);
            rest = &open[length..];
        } else {
            // One brace at a time: in `{{{code}}}` the placeholder begins at the second.
            filled.push('{');
            rest = &open[1..];
        }
    }
    filled.push_str(rest);
    filled
}

/// One line for a header: every run of line breaks and other control characters becomes a space.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for part in text.split(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
        if !part.is_empty() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(part);
        }
    }
    line
}

/// The path of the placeholder `open` begins with, and the length of the whole.
fn placeholder(open: &str) -> Option<(&str, usize)> {
    let inner = open.strip_prefix("{{")?;
    let start = inner.trim_start();
    let end = start.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '.'))?;
    let (path, tail) = start.split_at(end);
    let rest = tail.trim_start().strip_prefix("}}")?;
    (!path.is_empty()).then_some((path, open.len() - rest.len()))
}

/// The text a path stands for, or none if the payload has no such root.
fn look_up(path: &str, payload: &Value) -> Option<String> {
    let mut members = path.split('.');
    let root = payload.as_object()?.get(members.next()?)?;
    let leaf = members.try_fold(root, |value, member| value.as_object()?.get(member));
    Some(leaf.map(print).unwrap_or_default())
}

/// A value as JavaScript's `String(…)` prints it, because existing templates were written for that.
fn print(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() => float.to_string(),
            _ => number.to_string(),
        },
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(print).collect::<Vec<_>>().join(","),
        Value::Object(_) => "[object Object]".into(),
    }
}

fn push(filled: &mut String, value: &str, medium: Medium) {
    if medium == Medium::Text {
        filled.push_str(value);
        return;
    }
    for c in value.chars() {
        match c {
            '&' => filled.push_str("&amp;"),
            '<' => filled.push_str("&lt;"),
            '>' => filled.push_str("&gt;"),
            '"' => filled.push_str("&quot;"),
            '\'' => filled.push_str("&#39;"),
            _ => filled.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn text(template: &str, payload: &Value) -> String {
        fill(template, payload, Medium::Text)
    }

    #[test]
    fn a_code_keeps_its_leading_zero() {
        assert_eq!(
            text("{{code}} is it", &json!({"code": "012345"})),
            "012345 is it"
        );
    }

    #[test]
    fn blanks_within_the_braces_do_not_matter() {
        let payload = json!({"code": "1", "application": {"name": "Shop"}});
        assert_eq!(
            text("{{ code }}{{\tapplication.name  }}", &payload),
            "1Shop"
        );
    }

    #[test]
    fn an_absent_root_stays_as_it_stands() {
        for template in ["{{link}}", "{{ user.name }}", "{{.code}}", "{{toString}}"] {
            assert_eq!(text(template, &json!({"code": "1"})), template);
        }
        assert_eq!(text("{{code}}", &Value::Null), "{{code}}");
    }

    #[test]
    fn a_missing_or_null_leaf_of_a_known_root_vanishes() {
        let payload = json!({"user": {"name": null}, "application": null, "code": "1"});
        assert_eq!(
            text(
                "<{{user.name}}{{user.x.y}}{{application}}{{application.name}}{{code.x}}>",
                &payload
            ),
            "<>"
        );
    }

    #[test]
    fn numbers_truths_lists_and_objects_print_as_in_javascript() {
        let payload = json!({"n": 10, "f": 1.0, "g": 0.5, "t": true, "l": ["a", null, 2], "o": {}});
        assert_eq!(
            text("{{n}} {{f}} {{g}} {{t}} {{l}} {{o}}", &payload),
            "10 1 0.5 true a,,2 [object Object]"
        );
    }

    #[test]
    fn what_is_not_quite_a_placeholder_is_left_alone() {
        let payload = json!({"code": "1"});
        for template in [
            "{{}}",
            "{{ }}",
            "{{#if code}}",
            "{{code",
            "{{code}",
            "{ {code}}",
            "{{co-de}}",
            "{{",
        ] {
            assert_eq!(text(template, &payload), template);
        }
    }

    #[test]
    fn a_third_brace_is_text() {
        assert_eq!(text("{{{code}}}", &json!({"code": "1"})), "{1}");
        assert_eq!(text("{{{{code}}", &json!({"code": "1"})), "{{1");
    }

    #[test]
    fn t_56_a_value_is_never_read_as_a_placeholder() {
        let payload =
            json!({"application": {"name": "{{code}}"}, "code": "1", "a": "{", "b": "{code}}"});
        assert_eq!(text("{{application.name}}", &payload), "{{code}}");
        assert_eq!(text("{{a}}{{b}}", &payload), "{{code}}");
    }

    #[test]
    fn t_56_values_are_escaped_in_html_and_the_template_is_not() {
        let payload = json!({"application": {"name": "<b onclick=\"x('&')\">"}});
        assert_eq!(
            fill("<h1>{{application.name}}</h1>", &payload, Medium::Html),
            "<h1>&lt;b onclick=&quot;x(&#39;&amp;&#39;)&quot;&gt;</h1>"
        );
        assert_eq!(
            text("{{application.name}}", &payload),
            "<b onclick=\"x('&')\">"
        );
    }

    #[test]
    fn t_56_line_breaks_become_one_space() {
        assert_eq!(one_line("Hello\r\nBcc: x@ex.com"), "Hello Bcc: x@ex.com");
        assert_eq!(one_line("\n a\u{2028}b\0\u{85}c\r"), " a b c");
        assert_eq!(one_line("Grüße, 你好"), "Grüße, 你好");
    }

    proptest! {
        #[test]
        fn text_without_a_known_root_is_returned_unchanged(template in ".{0,80}") {
            prop_assert_eq!(text(&template, &json!({"~": 1})), template);
        }

        #[test]
        fn braces_and_paths_in_any_order_never_panic(template in "[{} .a-c_é\\n]{0,60}") {
            let payload = json!({"a": "1", "b": {"c": 2}});
            fill(&template, &payload, Medium::Html);
        }

        #[test]
        fn a_value_enters_text_unchanged_and_once(value in ".{0,40}") {
            let filled = text("[{{code}}|{{ code }}]", &json!({"code": value.clone()}));
            prop_assert_eq!(filled, format!("[{value}|{value}]"));
        }

        #[test]
        fn no_value_brings_markup_into_html(value in ".{0,40}") {
            let filled = fill("{{code}}", &json!({"code": value}), Medium::Html);
            prop_assert!(!filled.contains(['<', '>', '"', '\'']));
        }

        #[test]
        fn a_header_line_has_no_control_characters(value in "(?s).{0,40}") {
            prop_assert!(!one_line(&value).chars().any(char::is_control));
        }
    }
}
