//! Which file imports which: all of them are there, and none is left over.

use std::collections::{BTreeMap, BTreeSet};

use signet::console::{
    imports::{resolve, specifiers},
    styles::STYLE_SHEETS,
};

use super::{own, scripts, vendor, without_comments};

/// The scripts that may name a library, and which: everybody else goes by them.
const DOORS: [(&str, &str); 3] = [
    ("lib/html.js", "preact"),
    ("lib/session.js", "oauth4webapi"),
    ("lib/say.js", "@fluent/bundle"),
];

/// Libraries that come in by the door of another.
const WITH_PREACT: [&str; 3] = ["htm", "preact/hooks", "@preact/signals"];

/// What `import("…")` names.
fn later(script: &str) -> Vec<&str> {
    let calls = script.split("import(").skip(1);
    let quoted = calls.filter_map(|rest| {
        let quote = rest.chars().next().filter(|c| "\"'".contains(*c))?;
        rest.get(1..)?.split_once(quote).map(|(inner, _)| inner)
    });
    quoted.collect()
}

/// What each script needs, now or later.
fn needs() -> BTreeMap<String, BTreeSet<String>> {
    let scripts = scripts().into_iter();
    let each = scripts.map(|(name, text)| {
        let code = without_comments(&text);
        let now = specifiers(&code).expect(&name);
        let all = now.into_iter().chain(later(&code));
        (name, all.map(str::to_owned).collect())
    });
    each.collect()
}

fn texts(files: Vec<(String, String)>) -> String {
    files.into_iter().map(|(_, text)| text).collect()
}

#[test]
fn everything_that_is_imported_is_there() {
    let needs = needs();
    let bare = vendor::names();
    for (name, needed) in &needs {
        for specifier in needed {
            let is_there = match resolve(name, specifier) {
                Some(path) => needs.contains_key(&path),
                None => bare.contains_key(specifier),
            };
            assert!(is_there, "{name} imports {specifier}");
        }
    }
}

#[test]
fn no_script_is_left_over() {
    let needs = needs();
    let mut reached = BTreeSet::new();
    let mut ahead = vec!["main.js".to_owned()];
    while let Some(name) = ahead.pop() {
        let Some(needed) = needs.get(&name) else {
            continue;
        };
        if reached.insert(name.clone()) {
            ahead.extend(
                needed
                    .iter()
                    .filter_map(|specifier| resolve(&name, specifier)),
            );
        }
    }
    let all: BTreeSet<String> = needs.into_keys().collect();
    let left: Vec<&String> = all.difference(&reached).collect();
    assert!(left.is_empty(), "nobody imports {left:?}");
}

#[test]
fn no_two_scripts_need_each_other() {
    // What is loaded later is no circle: the page is there by then.
    let scripts = scripts().into_iter();
    let needs: BTreeMap<String, Vec<String>> = scripts
        .map(|(name, text)| {
            let code = without_comments(&text);
            let paths = specifiers(&code).expect(&name).into_iter();
            let paths = paths.filter_map(|path| resolve(&name, path)).collect();
            (name, paths)
        })
        .collect();
    for first in needs.keys() {
        let mut seen = BTreeSet::new();
        let mut ahead: Vec<&String> = needs[first].iter().collect();
        while let Some(name) = ahead.pop() {
            assert_ne!(name, first, "{first} needs itself by way of {seen:?}");
            if seen.insert(name) {
                ahead.extend(needs.get(name).into_iter().flatten());
            }
        }
    }
}

#[test]
fn each_library_comes_in_by_one_door() {
    for (name, needed) in needs() {
        for specifier in needed.iter().filter(|text| !text.starts_with('.')) {
            let is_of_preact = WITH_PREACT.contains(&specifier.as_str());
            let library = if is_of_preact { "preact" } else { specifier };
            let is_door = DOORS.contains(&(&*name, library));
            assert!(is_door, "{name} names {specifier}");
        }
    }
}

#[test]
fn every_style_sheet_and_picture_is_named_by_the_page_or_a_script() {
    let page = texts(own(&["html"]));
    let scripts = texts(scripts());
    for (name, _) in own(&["css", "svg", "md"]) {
        let is_style_sheet = STYLE_SHEETS.contains(&name.as_str());
        let is_named = is_style_sheet || page.contains(&name) || scripts.contains(&name);
        // A guide is named by its folder and a language.
        let folder = name.split('/').nth(1).unwrap_or_default();
        let is_guide = name.starts_with("guides/") && scripts.contains(&format!("\"{folder}\""));
        assert!(is_named || is_guide, "nobody names {name}");
    }
}

#[test]
fn what_is_imported_later_is_found_too() {
    let script = "const a = () => import(\"./a.js\"); import('./b.js').then(); import(name);";
    assert_eq!(later(script), ["./a.js", "./b.js"]);
}
