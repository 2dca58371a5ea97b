//! Which error codes a suite has produced: each that an answer carries is written down with its place,
//! and compared at the end of `cargo test --workspace` with what `docs/conformance.md` promises
//! (`tests/what_was_not_produced.rs`).

use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::{Mutex, OnceLock},
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
        let file = fs::File::create(ledger(folder)).unwrap();
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

/// One file for all programs that the same `cargo test` starts.
pub fn ledger(folder: &str) -> PathBuf {
    let parent = std::os::unix::process::parent_id();
    Path::new(folder).join(format!("produced-{parent}"))
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
    fn what_is_promised_stands_in_the_table_of_error_codes() {
        let paper = "\n## Before\n\n| x | token | `no` |\n\n## Error codes\n\n\
            | specification | where | codes |\n| --- | --- | --- |\n\
            | RFC 6749 §5.2 | token | `invalid_grant` `invalid_scope` |\n\n\
            | `unused` | because |\n\n## After\n\n| x | token | `no` |\n";
        let at = |code: &str| ("token".to_owned(), code.to_owned());
        let expected = BTreeSet::from([at("invalid_grant"), at("invalid_scope")]);
        assert_eq!(promised(paper), expected);
    }
}
