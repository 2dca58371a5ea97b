//! What no file of the console may say: text that becomes code or markup, and addresses of others.

use super::{own, scripts, without_comments};

/// Text that becomes code or markup. Vnodes escape what they show; these do not.
const DANGEROUS: [&str; 10] = [
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "dangerouslySetInnerHTML",
    "document.write",
    "eval(",
    "new Function",
    "createContextualFragment",
    "srcdoc",
    "javascript:",
];

/// Timers that nobody ends. Those that do stand in these files.
const TIMERS: [&str; 2] = ["setTimeout(", "setInterval("];
const KEEPERS_OF_TIME: [&str; 2] = ["lib/poll.js", "lib/undo.js"];

/// Where a browser would ask another host, without anybody having clicked.
const LOADS: [&str; 8] = [
    "src=\"http",
    "src='http",
    "from \"http",
    "import \"http",
    "import(\"http",
    "fetch(\"http",
    "url(http",
    "url(\"http",
];

/// Tokens are in memory alone, and so is what was typed.
const STORED: [&str; 2] = ["localStorage", "sessionStorage"];
const MAY_STORE: [&str; 5] = [
    "lib/say.js",
    "lib/session.js",
    "lib/theme.js",
    "lib/list.js",
    "lib/keys.js",
];

/// ` style="…"` and ` onclick="…"`, which the policy of the page would drop.
fn inline(text: &str) -> Option<&str> {
    let attributes = text.match_indices("=\"");
    let mut named = attributes.filter_map(|(place, _)| {
        let before = text.get(..place)?;
        let start = before.rfind(|c: char| !c.is_ascii_alphabetic())?;
        // An attribute stands behind a space.
        let is_attribute = before.get(start..)?.starts_with(char::is_whitespace);
        is_attribute.then(|| before.get(start + 1..)).flatten()
    });
    named.find(|name| *name == "style" || name.starts_with("on"))
}

#[test]
fn no_text_becomes_code_or_markup() {
    for (name, text) in own(&["js", "html"]) {
        for word in DANGEROUS {
            assert!(!text.contains(word), "{name}: {word}");
        }
        assert_eq!(inline(&text), None, "{name}");
    }
}

#[test]
fn nothing_is_asked_of_another_host() {
    for (name, text) in own(&["js", "html", "css", "svg"]) {
        for word in LOADS {
            assert!(!text.contains(word), "{name}: {word}");
        }
        assert!(!text.contains("@import"), "{name}");
    }
    for (name, text) in own(&["html"]) {
        for link in text.split("<link").skip(1) {
            let link = link.split('>').next().unwrap();
            assert!(!link.contains("http"), "{name}: {link}");
        }
    }
}

#[test]
fn timers_and_storage_have_their_keepers() {
    for (name, text) in scripts() {
        let code = without_comments(&text);
        for (words, keepers) in [(TIMERS, &KEEPERS_OF_TIME[..]), (STORED, &MAY_STORE[..])] {
            for word in words {
                let is_kept = keepers.contains(&name.as_str());
                assert!(is_kept || !code.contains(word), "{name}: {word}");
            }
        }
    }
}

#[test]
fn an_inline_attribute_is_found_and_a_handler_is_none() {
    assert_eq!(inline("<p style=\"color:red\">"), Some("style"));
    assert_eq!(inline("<p\n onclick=\"x()\">"), Some("onclick"));
    assert_eq!(
        inline("<p onClick=${go} class=\"on\" data-style=\"x\">"),
        None
    );
}
