//! The files of `web/console`, which run as they are written: no tool has looked at them before.

mod graph;
mod messages;
mod vendor;
mod words;

use std::{fs, path::PathBuf};

use super::root;

/// Lines of a script: a page, a part or a noun is read in one sitting.
const MOST_LINES: usize = 250;

/// Octets of everything together: what it adds to the program.
const MOST_OCTETS: u64 = 600 * 1024;

fn folder() -> PathBuf {
    root().join("web/console")
}

/// Every file of ours, by its plain name, with its text.
fn own(extensions: &[&str]) -> Vec<(String, String)> {
    let found = super::files(&folder(), extensions).into_iter();
    let named = found.map(|path| {
        let name = path.strip_prefix(folder()).unwrap();
        let name = name.to_str().unwrap().to_owned();
        (name, fs::read_to_string(path).unwrap())
    });
    named.collect()
}

fn scripts() -> Vec<(String, String)> {
    own(&["js"])
}

/// A script without what its comments say. A text that holds the beginning of one is cut as well.
fn without_comments(script: &str) -> String {
    let mut bare = String::with_capacity(script.len());
    let mut rest = script;
    while let Some((before, comment)) = rest.split_once("/*") {
        bare.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    let lines = bare.lines();
    let code = lines.filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn every_script_is_short() {
    let long: Vec<_> = own(&["js"])
        .into_iter()
        .map(|(name, text)| (name, text.lines().count()))
        .filter(|(_, lines)| *lines > MOST_LINES)
        .collect();
    assert!(long.is_empty(), "over {MOST_LINES} lines: {long:?}");
}

#[test]
fn no_test_comes_with_the_program() {
    let tests: Vec<_> = scripts()
        .into_iter()
        .filter(|(name, _)| name.ends_with(".test.js"))
        .collect();
    assert!(tests.is_empty(), "{tests:?}");
}

#[test]
fn everything_together_is_small() {
    let mut octets = 0;
    let mut folders = vec![folder()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                octets += entry.metadata().unwrap().len();
            }
        }
    }
    assert!(octets <= MOST_OCTETS, "{octets} octets");
}

#[test]
fn what_a_comment_says_is_no_code() {
    let script =
        "/** @type {import(\"./a.js\").A} */ const a = 1; // b\n  // import './c.js'\nd();\n";
    assert_eq!(without_comments(script), " const a = 1; // b\nd();\n");
}
