//! The languages say the same things, and say nothing that nobody reads.

use std::collections::{BTreeMap, BTreeSet};

use crate::kit;

/// Messages by name, each with its text, of one language. Those of the console are read by its scripts.
fn messages(language: &str) -> BTreeMap<String, String> {
    let mut messages = BTreeMap::new();
    let mut current = String::new();
    for (path, text) in kit::files(&format!("locales/{language}")) {
        let file = path.file_name().unwrap().to_string_lossy();
        if file.starts_with("console") {
            continue;
        }
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, value)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                name.clone_into(&mut current);
                let before = messages.insert(current.clone(), value.to_owned());
                assert_eq!(before, None, "{language}: {name} stands there twice");
            } else if let Some(value) = messages.get_mut(&current) {
                value.push_str(line);
            }
        }
    }
    messages
}

fn languages() -> Vec<String> {
    let folders = std::fs::read_dir(kit::web("locales")).unwrap();
    folders
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

fn variables(text: &str) -> BTreeSet<&str> {
    let names = text.split('$').skip(1);
    names
        .map(|rest| rest.split([' ', '}']).next().unwrap_or_default())
        .collect()
}

#[test]
fn every_language_has_every_message_with_the_same_variables() {
    let english = messages("en");
    assert!(english.len() > 80);
    for language in languages() {
        let messages = messages(&language);
        let names = |messages: &BTreeMap<String, String>| -> Vec<String> {
            messages.keys().cloned().collect()
        };
        assert_eq!(names(&messages), names(&english), "{language}");
        for (name, text) in &messages {
            assert_eq!(
                variables(text),
                variables(&english[name]),
                "{language}: {name}"
            );
        }
    }
}

#[test]
fn every_message_is_used_and_every_message_that_is_used_exists() {
    let english = messages("en");
    // These two are asked for by the program itself.
    let mut used = BTreeSet::from([
        "language-name".to_owned(),
        "mail-verification-subject".to_owned(),
    ]);
    for (path, text) in kit::files("templates") {
        for call in text.split("key=\"").skip(1) {
            let (key, rest) = call.split_once('"').unwrap();
            let group: Vec<String> = if rest.starts_with(" ~") {
                english
                    .keys()
                    .filter(|name| name.starts_with(key))
                    .cloned()
                    .collect()
            } else {
                english
                    .keys()
                    .filter(|name| *name == key)
                    .cloned()
                    .collect()
            };
            assert!(
                !group.is_empty(),
                "{}: there is no message {key}",
                path.display()
            );
            used.extend(group);
        }
    }
    assert_eq!(english.into_keys().collect::<BTreeSet<_>>(), used);
}

#[test]
fn french_is_set_as_french_is_set() {
    for (name, text) in messages("fr") {
        for wrong in [" :", " ;", " ?", " !", "'", "..."] {
            assert!(!text.contains(wrong), "{name} has {wrong:?}: {text}");
        }
        for (place, _) in text.match_indices([':', ';', '?', '!']) {
            let before = text.get(..place).and_then(|head| head.chars().next_back());
            assert!(
                matches!(before, Some('\u{a0}' | '\u{202f}')),
                "{name}: {text}"
            );
        }
    }
}

#[test]
fn english_has_typographic_apostrophes() {
    for (name, text) in messages("en") {
        assert!(!text.contains('\''), "{name}: {text}");
    }
}
