//! Which error codes a suite has produced: each that an answer carries is written down with its place,
//! and compared at the end of `cargo test --workspace` with what `docs/conformance.md` promises
//! (`tests/what_was_not_produced.rs`).

use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::{Mutex, OnceLock},
    time::{Duration, SystemTime},
};

use http::StatusCode;
use serde_json::Value;
use url::{Url, form_urlencoded};

use crate::answer::Answer;

/// Where an error code stood, and the code.
pub type Produced = (String, String);

/// What this program has written down so far.
struct Ledger {
    known: BTreeSet<Produced>,
    file: fs::File,
}

/// Takes note of the error codes in the answer to a request for this path. `folder` is the
/// `CARGO_TARGET_TMPDIR` of the suite.
pub fn note(folder: &str, path: &str, answer: &Answer) {
    static LEDGER: OnceLock<Mutex<Ledger>> = OnceLock::new();
    let ledger = LEDGER.get_or_init(|| {
        let known = BTreeSet::new();
        remove_old(folder);
        // Several programs of one run write into it.
        let mut file = fs::OpenOptions::new();
        let file = file.create(true).append(true).open(ledger(folder)).unwrap();
        Mutex::new(Ledger { known, file })
    });
    for produced in of(path, answer) {
        let line = format!("{}\t{}\n", produced.0, produced.1);
        let mut ledger = ledger.lock().unwrap();
        if ledger.known.insert(produced) {
            ledger.file.write_all(line.as_bytes()).unwrap();
        }
    }
}

/// What the name of a ledger begins with.
const LEDGER: &str = "produced-";

/// No run takes longer.
const OLD: Duration = Duration::from_hours(24);

/// One file for all programs that the same `cargo test` starts.
pub fn ledger(folder: &str) -> PathBuf {
    let parent = std::os::unix::process::parent_id();
    Path::new(folder).join(format!("{LEDGER}{parent}"))
}

/// Removes the ledgers of runs that did not come to their end, before another process of the same
/// number takes one for its own.
#[expect(
    clippy::disallowed_methods,
    reason = "the age of files is told by this machine's clock"
)]
pub fn remove_old(folder: &str) {
    remove_before(folder, SystemTime::now() - OLD);
}

fn remove_before(folder: &str, time: SystemTime) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        let is_ledger = entry.file_name().to_string_lossy().starts_with(LEDGER);
        let changed = entry.metadata().and_then(|found| found.modified());
        if is_ledger && changed.is_ok_and(|changed| changed < time) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Options of the test harness that are followed by a value.
const WITH_VALUE: [&str; 6] = [
    "--color",
    "--format",
    "--logfile",
    "--shuffle-seed",
    "--test-threads",
    "-Z",
];

/// Whether these arguments of a test program leave tests out.
pub fn is_narrowed(arguments: impl IntoIterator<Item = String>) -> bool {
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let option = argument.split('=').next().unwrap_or_default();
        if !argument.starts_with('-') || ["--skip", "--ignored", "--list"].contains(&option) {
            return true;
        }
        if WITH_VALUE.contains(&argument.as_str()) {
            arguments.next();
        }
    }
    false
}

/// What a ledger holds.
pub fn read(ledger: &str) -> BTreeSet<Produced> {
    let lines = ledger.lines().filter_map(|line| line.split_once('\t'));
    lines
        .map(|(place, code)| (place.to_owned(), code.to_owned()))
        .collect()
}

/// The places and codes of the table of error codes: of the rows with three cells, the second cell
/// and what stands in backticks in the third.
pub fn promised(conformance: &str) -> BTreeSet<Produced> {
    let section = conformance.split("\n## Error codes\n").nth(1);
    let section = section.and_then(|rest| rest.split("\n## ").next());
    let mut promised = BTreeSet::new();
    for row in section.unwrap_or_default().lines() {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        if let ["", _, place, codes, ""] = cells[..] {
            let codes = codes.split('`').skip(1).step_by(2);
            promised.extend(codes.map(|code| (place.to_owned(), code.to_owned())));
        }
    }
    promised
}

/// What is wrong with a whole run: codes that are promised and were not produced, and the other way
/// round at the places that the promises are about.
pub fn differences(promised: &BTreeSet<Produced>, produced: &BTreeSet<Produced>) -> Vec<String> {
    let places: BTreeSet<&str> = promised.iter().map(|(place, _)| place.as_str()).collect();
    let missing = promised.difference(produced);
    let missing = missing.map(|(place, code)| format!("NOT PRODUCED: {code} ({place})"));
    let other = produced.difference(promised);
    let other = other.filter(|(place, _)| places.contains(place.as_str()));
    let other = other.map(|(place, code)| format!("NOT PROMISED: {code} ({place})"));
    missing.chain(other).collect()
}

/// The error codes of an answer: in a challenge of RFC 6750, on the way back to a client, or in the
/// JSON of an endpoint, which is named by the end of its path.
fn of(path: &str, answer: &Answer) -> Vec<Produced> {
    // The management API has codes of its own, and describes them itself.
    if path.split('/').any(|part| part == "api") {
        return Vec::new();
    }
    let at = |place: &str, code: &str| (place.to_owned(), code.to_owned());
    let challenge = answer.header("www-authenticate").and_then(|challenge| {
        let rest = challenge.strip_prefix("Bearer ")?;
        let rest = rest.split_once("error=\"")?.1;
        Some(at("bearer", rest.split('"').next()?))
    });
    let endpoint = path.rsplit('/').next().unwrap_or_default();
    let json = serde_json::from_str::<Value>(&answer.body).ok();
    let body = json
        .as_ref()
        .and_then(|json| json["error"].as_str())
        .map(|code| at(endpoint, code));
    let redirect = sent_back(answer).map(|code| at("authorization", &code));
    challenge.into_iter().chain(body).chain(redirect).collect()
}

/// The code in an answer to a client's redirect URI: in its query, its fragment, or a form. With `iss`,
/// which every such answer has (RFC 9207) and no address of a page.
fn sent_back(answer: &Answer) -> Option<String> {
    let fields = if answer.status == StatusCode::SEE_OTHER {
        let location = Url::parse(answer.header("location")?).ok()?;
        let query = location.query().unwrap_or_default();
        let fragment = location.fragment().unwrap_or_default();
        let both = format!("{query}&{fragment}");
        form_urlencoded::parse(both.as_bytes())
            .into_owned()
            .collect()
    } else if answer.body.contains("<form") && answer.body.contains("name=\"iss\"") {
        answer.form(0).fields
    } else {
        return None;
    };
    let value = |wanted: &str| {
        let found = fields.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.clone())
    };
    value("iss").and(value("error"))
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    fn answer(status: u16, header: Option<(&'static str, &str)>, body: &str) -> Answer {
        let mut headers = HeaderMap::new();
        if let Some((name, value)) = header {
            headers.insert(name, value.parse().unwrap());
        }
        Answer {
            status: StatusCode::from_u16(status).unwrap(),
            headers,
            body: body.to_owned(),
        }
    }

    fn found(path: &str, answer: &Answer) -> Vec<String> {
        let found = of(path, answer).into_iter();
        found
            .map(|(place, code)| format!("{place} {code}"))
            .collect()
    }

    #[test]
    fn a_code_is_found_wherever_it_travels() {
        let query = "https://rp.example/cb?a=b&error=access_denied&iss=i";
        let query = answer(303, Some(("location", query)), "");
        assert_eq!(found("/oidc/auth", &query), ["authorization access_denied"]);
        let fragment = "com.example:/cb#error=invalid_scope&iss=i";
        let fragment = answer(303, Some(("location", fragment)), "");
        assert_eq!(
            found("/oidc/auth", &fragment),
            ["authorization invalid_scope"]
        );
        let form =
            "<form><input name=\"error\" value=\"login_required\"><input name=\"iss\"></form>";
        assert_eq!(
            found("/oidc/auth", &answer(200, None, form)),
            ["authorization login_required"]
        );
        let challenge = "Bearer realm=\"s\", error=\"invalid_token\", scope=\"x\"";
        let challenge = Some(("www-authenticate", challenge));
        assert_eq!(
            found("/oidc/me", &answer(401, challenge, "")),
            ["bearer invalid_token"]
        );
        assert_eq!(found("/api/users", &answer(401, challenge, "")), [""; 0]);
        let json = answer(400, None, r#"{"error": "invalid_grant"}"#);
        assert_eq!(found("/oidc/token", &json), ["token invalid_grant"]);
    }

    #[test]
    fn what_is_promised_is_produced_and_nothing_else_at_the_same_place() {
        let set = |lines: &str| read(&lines.replace(' ', "\t"));
        let promised = set("token invalid_grant\ntoken invalid_scope\nbearer invalid_token");
        let produced = set("token invalid_grant\ntoken teapot\nbearer invalid_token\nauth x");
        assert_eq!(differences(&promised, &promised), [""; 0]);
        assert_eq!(
            differences(&promised, &produced),
            [
                "NOT PRODUCED: invalid_scope (token)",
                "NOT PROMISED: teapot (token)"
            ]
        );
    }

    #[test]
    fn what_only_looks_like_a_code_is_none() {
        let page = answer(303, Some(("location", "https://id.example/x?error=y")), "");
        assert_eq!(found("/sign-in", &page), [""; 0]);
        let success = answer(
            303,
            Some(("location", "https://rp.example/?code=x&iss=i")),
            "",
        );
        assert_eq!(found("/oidc/auth", &success), [""; 0]);
        let basic = Some(("www-authenticate", "Basic realm=\"s\""));
        assert_eq!(found("/oidc/token", &answer(401, basic, "{}")), [""; 0]);
    }

    #[test]
    fn a_run_is_narrowed_by_filters_and_not_by_the_values_of_options() {
        let narrowed = |line: &str| is_narrowed(line.split_whitespace().map(str::to_owned));
        for whole in [
            "",
            "--nocapture -q",
            "--test-threads 1",
            "--test-threads=1 --format pretty",
            "-Z unstable-options --shuffle-seed 7 --include-ignored",
        ] {
            assert!(!narrowed(whole), "{whole}");
        }
        for some in [
            "oidc::pkce",
            "--test-threads 1 oidc::pkce",
            "--exact a_test",
            "--skip browser",
            "--skip=browser",
            "--ignored",
            "--list",
        ] {
            assert!(narrowed(some), "{some}");
        }
    }

    #[test]
    fn a_ledger_that_was_left_behind_is_removed_once_it_is_old() {
        let folder = std::env::temp_dir().join(format!("ledgers-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let names = || {
            let entries = fs::read_dir(&folder).unwrap();
            let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
            names.collect::<BTreeSet<_>>()
        };
        for name in ["produced-1", "other-1"] {
            fs::write(folder.join(name), "").unwrap();
        }
        let path = folder.to_str().unwrap();
        let written = fs::metadata(folder.join("produced-1")).unwrap();
        let written = written.modified().unwrap();
        remove_before(path, written);
        assert_eq!(names().len(), 2);
        remove_before(path, written + Duration::from_secs(1));
        assert_eq!(names(), BTreeSet::from(["other-1".to_owned()]));
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn what_is_promised_stands_in_the_table_of_error_codes() {
        let document = "\n## Before\n\n| x | token | `no` |\n\n## Error codes\n\n\
            | specification | where | codes |\n| --- | --- | --- |\n\
            | RFC 6749 §5.2 | token | `invalid_grant` `invalid_scope` |\n\n\
            | `unused` | because |\n\n## After\n\n| x | token | `no` |\n";
        let at = |code: &str| ("token".to_owned(), code.to_owned());
        let expected = BTreeSet::from([at("invalid_grant"), at("invalid_scope")]);
        assert_eq!(promised(document), expected);
    }
}
