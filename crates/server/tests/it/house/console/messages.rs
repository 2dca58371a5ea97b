//! What the console says, in every language, and where it says it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use super::{root, scripts, without_comments};

/// Messages by name, each with its text, of one language.
fn messages(language: &str) -> BTreeMap<String, String> {
    let folder = root().join("web/locales").join(language);
    let text: String = super::super::files(&folder, &["ftl"])
        .into_iter()
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            name.starts_with("console")
        })
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let mut messages = BTreeMap::new();
    let mut current = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some((name, value)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
            name.clone_into(&mut current);
            let before = messages.insert(current.clone(), value.to_owned());
            assert_eq!(before, None, "{language}: {name} stands there twice");
        } else if let Some(value) = messages.get_mut(&current) {
            value.push('\n');
            value.push_str(line);
        }
    }
    messages
}

fn languages() -> Vec<String> {
    let folders = fs::read_dir(root().join("web/locales")).unwrap();
    folders
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

fn variables(text: &str) -> BTreeSet<&str> {
    let names = text.split('$').skip(1);
    let end = |c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c);
    names
        .map(|rest| rest.split(end).next().unwrap_or_default())
        .collect()
}

/// A name with gaps: what stands between them.
type Pattern = Vec<String>;

/// The pattern that a template begins with, if it is a name with gaps and no more.
fn pattern(template: &str) -> Option<Pattern> {
    let mut pieces = vec![String::new()];
    let mut rest = template;
    loop {
        if let Some(gap) = rest.strip_prefix("${") {
            rest = behind_gap(gap)?;
            pieces.push(String::new());
            continue;
        }
        let next = rest.chars().next()?;
        match next {
            '`' => break,
            c if c.is_ascii_alphanumeric() || "-_".contains(c) => pieces.last_mut()?.push(c),
            _ => return None,
        }
        rest = &rest[next.len_utf8()..];
    }
    let says_something = pieces.iter().any(|piece| piece.len() > 1);
    (says_something && pieces.len() > 1).then_some(pieces)
}

/// What follows the brace that closes a gap.
fn behind_gap(text: &str) -> Option<&str> {
    let mut depth = 1;
    for (place, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            '\n' => return None,
            _ => {}
        }
        if depth == 0 {
            return text.get(place + 1..);
        }
    }
    None
}

fn fits(name: &str, pattern: &[String]) -> bool {
    let Some((first, others)) = pattern.split_first() else {
        return false;
    };
    let Some(mut rest) = name.strip_prefix(first.as_str()) else {
        return false;
    };
    let Some((last, between)) = others.split_last() else {
        return rest.is_empty();
    };
    for piece in between {
        let Some(place) = rest.find(piece.as_str()) else {
            return false;
        };
        rest = &rest[place + piece.len()..];
    }
    rest.ends_with(last.as_str())
}

/// What all scripts say, without their comments.
fn code() -> String {
    let scripts = scripts().into_iter();
    scripts.map(|(_, text)| without_comments(&text)).collect()
}

/// Every name with gaps.
fn patterns(code: &str) -> Vec<Pattern> {
    let templates = code.split_inclusive('`').scan(0, |at, part| {
        *at += part.len();
        Some(*at)
    });
    templates.filter_map(|at| pattern(&code[at..])).collect()
}

/// What `t("…")` names.
fn named(code: &str) -> BTreeSet<&str> {
    let calls = code.match_indices("t(\"").filter(|(place, _)| {
        let before = code[..*place].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || "_$.".contains(c))
    });
    calls
        .filter_map(|(place, _)| code[place + 3..].split('"').next())
        .collect()
}

#[test]
fn every_language_has_every_message_with_the_same_variables() {
    let english = messages("en");
    for language in languages() {
        let messages = messages(&language);
        let names = |messages: &BTreeMap<String, String>| -> Vec<String> {
            messages.keys().cloned().collect()
        };
        assert_eq!(names(&messages), names(&english), "{language}");
        for (name, text) in &messages {
            let english = variables(&english[name]);
            assert_eq!(variables(text), english, "{language}: {name}");
        }
    }
}

#[test]
fn every_message_that_is_named_exists_and_every_message_is_named() {
    let english = messages("en");
    let code = code();
    let missing: Vec<&str> = named(&code)
        .into_iter()
        .filter(|name| !english.contains_key(*name))
        .collect();
    assert!(missing.is_empty(), "there are no messages {missing:?}");
    let patterns = patterns(&code);
    let unused: Vec<&String> = english
        .keys()
        .filter(|name| {
            let is_written = ["\"", "'", "`"]
                .iter()
                .any(|quote| code.contains(&format!("{quote}{name}{quote}")));
            !is_written && !patterns.iter().any(|pattern| fits(name, pattern))
        })
        .collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
}

/// Words that the guides quote, and that stand here as they do there.
const QUOTED: [&str; 2] = ["application-secret", "verify-at-sign-up"];

#[test]
fn french_is_set_as_french_is_set() {
    let shown = messages("fr").into_iter().filter(|(name, _)| {
        // What is typed into the palette is typed with what a keyboard has.
        !name.starts_with("also-") && !QUOTED.contains(&name.as_str())
    });
    for (name, text) in shown {
        for wrong in [" :", " ;", " ?", " !", "'", "..."] {
            assert!(!text.contains(wrong), "{name} has {wrong:?}: {text}");
        }
    }
}

#[test]
fn english_has_typographic_apostrophes() {
    for (name, text) in messages("en") {
        assert!(!text.contains('\''), "{name}: {text}");
    }
}

#[test]
fn a_name_with_gaps_is_read_and_markup_is_none() {
    let code = "t(`type-${row.type}-text`, {a}) html`<p>${x}</p>` t(`${a({})}-title`) `plain`";
    let patterns = patterns(code);
    assert_eq!(patterns, [vec!["type-", "-text"], vec!["", "-title"]]);
    assert!(fits("type-SPA-text", &patterns[0]) && !fits("type-SPA", &patterns[0]));
    assert!(fits("wrong-host-title", &patterns[1]));
    assert_eq!(
        named("t(\"a\") at(\"b\") x.t(\"c\")"),
        BTreeSet::from(["a"])
    );
}
