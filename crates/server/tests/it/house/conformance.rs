//! `docs/conformance.md` and the tree agree: every specification has modules that cite it, every row has
//! tests that exist or a reason, and every error code is promised or told why not. That the promised
//! ones are produced is compared at the end of a whole run (`testkit/tests/what_was_not_produced.rs`).

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use engine::config::Mode;
use oidc_core::error::ErrorCode;
use signet::config::{File, Settings};
use testkit::produced::promised;

use super::root;

const SPECIFICATIONS: [&str; 17] = [
    "OpenID Connect Core 1.0",
    "OpenID Connect Discovery 1.0",
    "OpenID Connect RP-Initiated Logout 1.0",
    "OpenID Connect Front-Channel Logout 1.0",
    "OpenID Connect Back-Channel Logout 1.0",
    "OAuth 2.0 Form Post Response Mode",
    "OAuth 2.0 Multiple Response Types",
    "RFC 6749",
    "RFC 6750",
    "RFC 7009",
    "RFC 7636",
    "RFC 7662",
    "RFC 8252",
    "RFC 8414",
    "RFC 8707",
    "RFC 9068",
    "RFC 9207",
];

/// The error codes that the specifications register, and one that has a specification of its own.
const REGISTERED: [(&str, &str); 39] = [
    ("RFC 6749 §4.1.2.1", "invalid_request"),
    ("RFC 6749 §4.1.2.1", "unauthorized_client"),
    ("RFC 6749 §4.1.2.1", "access_denied"),
    ("RFC 6749 §4.1.2.1", "unsupported_response_type"),
    ("RFC 6749 §4.1.2.1", "invalid_scope"),
    ("RFC 6749 §4.1.2.1", "server_error"),
    ("RFC 6749 §4.1.2.1", "temporarily_unavailable"),
    ("RFC 6749 §5.2", "invalid_request"),
    ("RFC 6749 §5.2", "invalid_client"),
    ("RFC 6749 §5.2", "invalid_grant"),
    ("RFC 6749 §5.2", "unauthorized_client"),
    ("RFC 6749 §5.2", "unsupported_grant_type"),
    ("RFC 6749 §5.2", "invalid_scope"),
    ("RFC 6750 §3.1", "invalid_request"),
    ("RFC 6750 §3.1", "invalid_token"),
    ("RFC 6750 §3.1", "insufficient_scope"),
    ("RFC 7009 §2.2.1", "invalid_request"),
    ("RFC 7009 §2.2.1", "invalid_client"),
    ("RFC 7009 §2.2.1", "unsupported_token_type"),
    ("RFC 7636 §4.4.1", "invalid_request"),
    ("RFC 7636 §4.6", "invalid_grant"),
    ("RFC 7662 §2.1", "invalid_request"),
    ("RFC 7662 §2.3", "invalid_client"),
    ("RFC 8707 §2.1", "invalid_target"),
    ("RFC 8707 §2.2", "invalid_target"),
    ("OpenID Connect Core 1.0 §3.1.2.6", "interaction_required"),
    ("OpenID Connect Core 1.0 §3.1.2.6", "login_required"),
    (
        "OpenID Connect Core 1.0 §3.1.2.6",
        "account_selection_required",
    ),
    ("OpenID Connect Core 1.0 §3.1.2.6", "consent_required"),
    ("OpenID Connect Core 1.0 §3.1.2.6", "invalid_request_uri"),
    ("OpenID Connect Core 1.0 §3.1.2.6", "invalid_request_object"),
    ("OpenID Connect Core 1.0 §3.1.2.6", "request_not_supported"),
    (
        "OpenID Connect Core 1.0 §3.1.2.6",
        "request_uri_not_supported",
    ),
    (
        "OpenID Connect Core 1.0 §3.1.2.6",
        "registration_not_supported",
    ),
    (
        "Unmet Authentication Requirements 1.0",
        "unmet_authentication_requirements",
    ),
    ("not registered", "unsupported_response_mode"),
    ("not registered", "access_denied"),
    ("not registered", "server_error"),
    ("not registered", "temporarily_unavailable"),
];

/// Where the tests stand that the document names by the beginning of their path.
const PLACES: [(&str, &str); 10] = [
    ("it/", "crates/server/tests/it/"),
    ("process/", "crates/server/tests/process/"),
    ("config/", "crates/server/src/config/"),
    ("server/", "crates/server/src/"),
    ("core/", "crates/oidc-core/src/"),
    ("store/", "crates/store/tests/contract/"),
    ("connectors/", "crates/connectors/"),
    ("testkit/", "crates/testkit/"),
    ("browser/", "tests/browser/"),
    ("interop/", "tests/interop/"),
];

/// How a cell begins that gives a reason in the place of a test.
const REASONS: [&str; 2] = ["does not apply: ", "not held: "];

fn document() -> String {
    fs::read_to_string(root().join("docs/conformance.md")).unwrap()
}

/// What stands below a heading, up to the next one of its level.
fn section<'a>(document: &'a str, heading: &str) -> &'a str {
    let found = document.split(&format!("\n## {heading}\n")).nth(1);
    let found = found.unwrap_or_else(|| panic!("no section {heading:?}"));
    found.split("\n## ").next().unwrap()
}

/// The cells of the rows of a table, its head left out.
fn rows(section: &str) -> Vec<Vec<&str>> {
    let lines = section.lines().filter_map(|line| line.strip_prefix("| "));
    let rows = lines.map(|line| line.trim_end_matches(" |").split(" | ").collect());
    let rows = rows.filter(|row: &Vec<&str>| !row[0].starts_with("---"));
    rows.skip(1).collect()
}

fn in_backticks(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// The module's own words about itself, as one line.
fn module_comment(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap_or_else(|_| panic!("no file {}", path.display()));
    let lines = text.lines().filter_map(|line| line.strip_prefix("//!"));
    let comment: Vec<&str> = lines.map(str::trim).collect();
    comment.join(" ").replace('`', "")
}

#[test]
fn every_specification_has_modules_that_cite_it() {
    let document = document();
    let table = rows(section(&document, "Modules"));
    let listed: Vec<&str> = table.iter().map(|row| row[0]).collect();
    assert_eq!(listed, SPECIFICATIONS);
    for row in table {
        // Comments leave the version out where there is only one.
        let name = row[0].trim_end_matches(" 1.0");
        let mut modules = 0;
        for module in in_backticks(row[1]) {
            let comment = module_comment(&root().join("crates").join(module));
            assert!(comment.contains(name), "{module} does not cite {name}");
            modules += 1;
        }
        assert!(modules > 0, "{name} has no module");
    }
}

#[test]
fn every_row_names_tests_that_exist_or_a_reason() {
    let document = document();
    let mut files = BTreeMap::new();
    let mut named = BTreeSet::new();
    for specification in SPECIFICATIONS {
        let rows = rows(section(&document, specification));
        assert!(!rows.is_empty(), "nothing is said of {specification}");
        for row in rows {
            let [section, what, how] = row[..] else {
                panic!("{specification}: not three cells: {row:?}");
            };
            let place = format!("{specification} {section} {what}");
            assert!(section.starts_with('§'), "{place}");
            let has_reason = REASONS.iter().any(|reason| {
                let said = how.strip_prefix(reason).unwrap_or_default();
                said.split_whitespace().count() >= 3
            });
            let mut tests = 0;
            for test in in_backticks(how).filter(|text| text.contains("::")) {
                assert!(exists(test, &mut files), "{place}: no test {test}");
                named.insert(test.to_owned());
                tests += 1;
            }
            assert!(has_reason || tests > 0, "{place}: neither test nor reason");
        }
    }
    assert!(named.len() > 100, "only {}", named.len());
    for row in rows(section(&document, "Modules of the suite")) {
        let tests: Vec<&str> = in_backticks(row[2]).collect();
        assert!(!tests.is_empty(), "{row:?}");
        for test in tests {
            assert!(exists(test, &mut files), "{}: no test {test}", row[0]);
        }
    }
}

#[test]
fn the_configuration_for_the_suite_is_one() {
    let document = document();
    let text = document.split("```toml\n").nth(1).unwrap();
    let text = text.split("```").next().unwrap();
    let file: File = toml::from_str(text).unwrap();
    let settings = Settings::check(&file, Mode::Production).unwrap();
    assert_eq!(settings.applications.len(), 2);
}

/// Whether `place/file.rs::name` is a test; `…file.test.js::name` is one by its first words.
fn exists(test: &str, files: &mut BTreeMap<String, String>) -> bool {
    let Some((file, name)) = test.split_once("::") else {
        return false;
    };
    let source = files.entry(file.to_owned()).or_insert_with(|| {
        let path = PLACES.iter().find_map(|(short, long)| {
            let rest = file.strip_prefix(short)?;
            Some(root().join(format!("{long}{rest}")))
        });
        path.and_then(|path| fs::read_to_string(path).ok())
            .unwrap_or_default()
    });
    is_test(source, name)
}

fn is_test(text: &str, name: &str) -> bool {
    if ["test('", "test(`"]
        .iter()
        .any(|call| text.contains(&format!("{call}{name}")))
    {
        return true;
    }
    let Some((before, _)) = text.split_once(&format!("fn {name}(")) else {
        return false;
    };
    // Attributes and modifiers stand between: nothing that ends an item.
    let own = before.rsplit(['}', ';']).next().unwrap_or_default();
    let on_both = text.split("on_both!").nth(1).unwrap_or_default();
    let on_both = on_both.split(['}', ')']).next().unwrap_or_default();
    own.contains("test]") || own.contains("test(") || on_both.contains(&format!(" {name},"))
}

#[test]
fn what_is_no_test_is_not_taken_for_one() {
    let text = "on_both! {\n    on_two,\n}\nasync fn on_two(w: World) {}\nfn helper() {}\n\
        #[test]\nfn alone() {}\nfn other() {}\n#[tokio::test(flavor = \"x\")]\nasync fn late() {}\n";
    for (name, expected) in [
        ("on_two", true),
        ("alone", true),
        ("late", true),
        ("helper", false),
        ("other", false),
        ("nobody", false),
        ("alon", false),
    ] {
        assert_eq!(is_test(text, name), expected, "{name}");
    }
    assert!(is_test("test('T-61: a walk', async", "T-61: a walk"));
    assert!(is_test("test(`it comes ${how}`, async", "it comes"));
    assert!(!exists("it/nowhere.rs::alone", &mut BTreeMap::new()));
}

#[test]
fn every_error_code_is_promised_or_told_why_not() {
    let document = document();
    let promises = rows(section(&document, "Error codes"));
    let silences = rows(section(&document, "Error codes that are not sent"));
    let mut said = BTreeSet::new();
    for (row, codes) in promises
        .iter()
        .map(|row| (row, row[2]))
        .chain(silences.iter().map(|row| (row, row[1])))
    {
        for code in in_backticks(codes) {
            let is_new = said.insert((row[0].to_owned(), code.to_owned()));
            assert!(is_new, "{} {code} is said twice", row[0]);
        }
    }
    let registered = REGISTERED.map(|(place, code)| (place.to_owned(), code.to_owned()));
    assert_eq!(said, BTreeSet::from(registered));
    for row in silences {
        assert!(row[2].split_whitespace().count() >= 3, "{row:?}");
    }
    let spoken: BTreeSet<String> = promised(&document)
        .into_iter()
        .map(|(_, code)| code)
        .collect();
    let known = ErrorCode::ALL.iter().map(|code| code.as_str().to_owned());
    assert_eq!(spoken, known.collect());
}
