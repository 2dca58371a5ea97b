//! Every sample of a preview, in every language and theme: each says what belongs to it, and nothing
//! of what belongs to the other states of its page.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};
use sign_in_ui::Locale;

use super::{draft, make, place, show};
use crate::{
    caller::{Api, managed},
    kit::{World, on_both},
};

on_both! {
    every_sample_says_its_own_words_in_every_language_and_theme,
    a_theme_that_there_is_not_leaves_the_choice_to_the_browser,
    a_language_that_no_page_is_written_in_yields_to_that_of_the_draft,
    a_door_that_the_draft_closes_is_closed_on_the_pages,
    what_is_no_sample_is_refused_and_a_name_that_is_too_long_is_not_shown,
}

/// What the samples say, by page and language. The walk of the console reads the same.
const WORDS: &str = include_str!("../../../../../tests/lib/preview-samples.json");

/// The themes, and where the colours of dark pages apply in each.
const THEMES: [(&str, &str); 2] = [("light", "not all"), ("dark", "all")];

const DARK_LOGO: &str = "https://cdn.brand.example/dark.svg";

type Words = BTreeMap<String, BTreeMap<String, Said>>;

/// What a page says in a language.
#[derive(Deserialize)]
struct Said {
    /// In each of its states.
    always: Vec<String>,
    /// In each state what else: words of one that another does not list are not said there.
    states: Vec<Vec<String>>,
}

fn words() -> Words {
    serde_json::from_str(WORDS).unwrap()
}

/// The page, the language and the number of every sample, and what its page says.
fn every(words: &Words) -> impl Iterator<Item = (&str, &str, usize, &Said)> {
    words.iter().flat_map(|(page, languages)| {
        languages.iter().flat_map(move |(tag, said)| {
            let numbers = 0..said.states.len();
            numbers.map(move |number| (page.as_str(), tag.as_str(), number, said))
        })
    })
}

/// What can be read of a document: not what is hidden in it.
fn seen(document: &str) -> String {
    let (mut text, mut rest) = (String::new(), document);
    while let Some((before, hidden)) = rest.split_once(" hidden>") {
        text.push_str(before);
        rest = hidden.split_once("</").map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    // In French, lines do not break between a number and what it counts.
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

fn assert_said(document: &str, said: &Said, number: usize, path: &str) {
    let text = seen(document);
    for words in &said.always {
        assert!(text.contains(words.as_str()), "{path}: {words:?}");
    }
    let own = &said.states[number];
    for words in said.states.iter().flatten() {
        let is_said = text.contains(words.as_str());
        assert_eq!(is_said, own.contains(words), "{path}: {words:?}");
    }
}

/// A document is of one theme alone, and so is what it loads.
fn assert_theme(document: &str, (theme, dark): (&str, &str), place: &str, path: &str) {
    let meta = format!("<meta name=\"color-scheme\" content=\"{theme}\">");
    assert!(document.contains(&meta), "{path}");
    for either in ["prefers-color-scheme", "light dark"] {
        assert!(!document.contains(either), "{path}: {either}");
    }
    // A mail loads nothing.
    if path.contains("/mail/") {
        return;
    }
    for loaded in [
        format!("href=\"{place}pages.css?theme={theme}\""),
        format!("href=\"{place}style.css?theme={theme}\""),
        format!("<source media=\"{dark}\" srcset=\"{DARK_LOGO}\">"),
    ] {
        assert!(document.contains(&loaded), "{path}: {loaded}");
    }
}

async fn every_sample_says_its_own_words_in_every_language_and_theme(world: World) {
    let (world, _folder) = managed(world).await;
    let mut body = draft();
    body["branding"]["darkLogoUrl"] = json!(DARK_LOGO);
    let made = make(&Api::of(&world).await, body).await;
    let (words, place) = (words(), place(&made));
    let offered: Vec<&str> = made["samples"]
        .as_array()
        .unwrap()
        .iter()
        .map(text)
        .collect();
    let listed: BTreeSet<String> = every(&words)
        .map(|(page, _, number, _)| format!("{page}/{number}"))
        .collect();
    assert_eq!(offered.len(), listed.len(), "{offered:?}");
    for sample in offered {
        assert!(listed.contains(sample), "{sample} has no words");
    }
    let spoken = world.app.pages.locales();
    let spoken: Vec<&str> = spoken.into_iter().map(Locale::tag).collect();
    for (page, languages) in &words {
        assert!(languages.keys().eq(&spoken), "{page} in {spoken:?}");
    }
    for (page, tag, number, said) in every(&words) {
        for theme in THEMES {
            let query = format!("lang={tag}&theme={}&application=Bookstore", theme.0);
            let path = format!("{place}{page}/{number}?{query}");
            let shown = show(&world, &path, "iframe").await;
            assert_eq!(shown.status, 200, "{path} {}", shown.body);
            assert!(
                shown.body.contains(&format!("<html lang=\"{tag}\"")),
                "{path}"
            );
            assert!(shown.body.contains("Brandname"), "{path}");
            assert!(!shown.body.contains("<style"), "{path}");
            assert_said(&shown.body, said, number, &path);
            assert_theme(&shown.body, theme, &place, &path);
        }
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

async fn a_theme_that_there_is_not_leaves_the_choice_to_the_browser(world: World) {
    let (world, _folder) = managed(world).await;
    let place = place(&make(&Api::of(&world).await, draft()).await);
    for page in words().keys() {
        for query in ["", "?theme=", "?theme=sepia", "?theme=Dark"] {
            let path = format!("{place}{page}/0{query}");
            let shown = show(&world, &path, "iframe").await;
            assert_eq!(shown.status, 200, "{path}");
            let both = "<meta name=\"color-scheme\" content=\"light dark\">";
            assert!(shown.body.contains(both), "{path}");
            assert!(!shown.body.contains(".css?"), "{path}");
        }
    }
}

async fn a_language_that_no_page_is_written_in_yields_to_that_of_the_draft(world: World) {
    let (world, _folder) = managed(world).await;
    let body = json!({"languageInfo": {"autoDetect": true, "fallbackLanguage": "fr"}});
    let place = place(&make(&Api::of(&world).await, body).await);
    // What is longer than a tag can be is none.
    let long = format!("en-{}", "x".repeat(33));
    for sample in ["sign-in/0", "mail/0"] {
        for (asked, tag) in [
            ("", "fr"),
            ("tlh", "fr"),
            ("fr-CA", "fr"),
            ("en-GB", "en"),
            (&*long, "fr"),
        ] {
            let path = format!("{place}{sample}?lang={asked}");
            let shown = show(&world, &path, "iframe").await.body;
            assert!(shown.contains(&format!("<html lang=\"{tag}\"")), "{path}");
        }
        let shown = show(&world, &format!("{place}{sample}"), "iframe").await;
        assert!(shown.body.contains("<html lang=\"fr\""), "{sample}");
    }
}

async fn a_door_that_the_draft_closes_is_closed_on_the_pages(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for (mode, sample, open, closed) in [
        ("SignIn", "sign-in/0", Some("New here?"), None),
        (
            "SignIn",
            "no-account/0",
            Some("One more click"),
            Some("can’t be created here"),
        ),
        (
            "Register",
            "register/0",
            Some("Already have an account?"),
            None,
        ),
        (
            "Register",
            "account-exists/0",
            Some("You can sign in straight away"),
            Some("only new accounts can be created"),
        ),
    ] {
        for (asked, said, silent) in [("SignInAndRegister", open, closed), (mode, closed, open)] {
            let made = make(&api, json!({"signInMode": asked})).await;
            let shown = show(&world, &format!("{}{sample}", place(&made)), "iframe").await;
            assert_eq!(shown.status, 200, "{sample}");
            if let Some(words) = said {
                assert!(shown.body.contains(words), "{sample}, {asked}: {words}");
            }
            if let Some(words) = silent {
                assert!(!shown.body.contains(words), "{sample}, {asked}: {words}");
            }
        }
    }
}

async fn what_is_no_sample_is_refused_and_a_name_that_is_too_long_is_not_shown(world: World) {
    let (world, _folder) = managed(world).await;
    let place = place(&make(&Api::of(&world).await, draft()).await);
    for (page, languages) in &words() {
        let past = languages["en"].states.len().to_string();
        for number in [&*past, "-1", "0x0", "0/0", "99999999999999999999", ""] {
            let path = format!("{place}{page}/{number}");
            assert_eq!(show(&world, &path, "iframe").await.status, 404, "{path}");
        }
    }
    for (length, is_shown) in [(128, true), (129, false)] {
        let name = "x".repeat(length);
        for sample in ["sign-in/0", "mail/0"] {
            let path = format!("{place}{sample}?application={name}");
            let shown = show(&world, &path, "iframe").await;
            assert_eq!(shown.status, 200, "{path}");
            let is_named = shown.body.contains(&format!(">{name}<"));
            assert_eq!(is_named, is_shown, "{sample}, {length}");
        }
    }
}
