//! Remembers everything secret that a test saw, and everything the programs printed; in the end
//! the one must not occur in the other (T-70).

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

/// Shorter texts occur by chance.
const SHORTEST: usize = 10;
/// A log that cuts a token short still gives it away.
const TAIL: usize = 24;

#[derive(Debug, Clone, Default)]
pub(crate) struct Witness(Arc<Mutex<Notes>>);

#[derive(Debug, Default)]
struct Notes {
    secrets: BTreeSet<String>,
    codes: BTreeSet<String>,
    outputs: Vec<PathBuf>,
}

impl Witness {
    /// Remembers a token, a secret, a cookie or an address.
    pub(crate) fn saw(&self, secret: &str) {
        if secret.len() >= SHORTEST {
            self.0.lock().unwrap().secrets.insert(secret.to_owned());
        }
    }

    /// Remembers a code of six digits.
    pub(crate) fn saw_code(&self, code: &str) {
        assert_eq!(code.len(), 6, "a code has six digits");
        self.0.lock().unwrap().codes.insert(code.to_owned());
    }

    /// Will read this file in the end.
    pub(crate) fn reads(&self, output: &Path) {
        let mut notes = self.0.lock().unwrap();
        if !notes.outputs.iter().any(|known| known == output) {
            notes.outputs.push(output.to_owned());
        }
    }

    /// Everything printed so far.
    pub(crate) fn output(&self) -> String {
        let notes = self.0.lock().unwrap();
        let files = notes.outputs.iter();
        files
            .map(|file| fs::read_to_string(file).unwrap_or_default())
            .collect()
    }

    /// Fails when something secret was printed, or when there was nothing to compare.
    pub(crate) fn testify(&self) {
        let output = self.output();
        let notes = self.0.lock().unwrap();
        assert!(!notes.secrets.is_empty(), "the witness saw nothing");
        assert!(
            output.contains(" TRACE "),
            "the programs did not log at trace:\n{output}"
        );
        let leaks = leaks(&output, &notes.secrets, &notes.codes);
        assert!(
            leaks.is_empty(),
            "secrets in the output:\n{}",
            leaks.join("\n")
        );
    }
}

/// The lines that hold something secret, and what it is.
fn leaks(output: &str, secrets: &BTreeSet<String>, codes: &BTreeSet<String>) -> Vec<String> {
    let needles: Vec<String> = secrets
        .iter()
        .flat_map(|secret| spellings(secret))
        .collect();
    let mut found = Vec::new();
    for line in output.lines() {
        let lower = line.to_lowercase();
        let whole = needles.iter().find(|needle| lower.contains(*needle));
        let code = codes.iter().find(|code| holds_code(line, code));
        if let Some(what) = whole.or(code) {
            found.push(format!("{what} in: {line}"));
        }
    }
    found
}

/// As it is, as it stands in a form, and its end.
fn spellings(secret: &str) -> Vec<String> {
    let lower = secret.to_lowercase();
    let encoded: String = url::form_urlencoded::byte_serialize(lower.as_bytes()).collect();
    let mut all = vec![encoded.to_lowercase()];
    if lower.len() >= 2 * TAIL
        && let Some(tail) = lower.get(lower.len() - TAIL..)
    {
        all.push(tail.to_owned());
    }
    all.push(lower);
    all
}

/// Six digits that stand alone. The time at the beginning of a line has six digits too.
fn holds_code(line: &str, code: &str) -> bool {
    let line = match line.split_once(' ') {
        Some((time, rest)) if time.ends_with('Z') && time.starts_with("20") => rest,
        _ => line,
    };
    line.match_indices(code).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + code.len()..].chars().next();
        let joined = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        !joined(before) && !joined(after)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(line: &str) -> bool {
        let secrets = [
            "ada+x@example.com",
            "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldC0xMjM0",
        ];
        let secrets = secrets.map(str::to_owned).into();
        let codes = ["482913".to_owned()].into();
        !leaks(line, &secrets, &codes).is_empty()
    }

    #[test]
    fn the_witness_notices_whatever_form_a_secret_takes() {
        for line in [
            "mail to ada+x@example.com",
            "mail to Ada+X@Example.com",
            "GET /?login_hint=ada%2Bx%40example.com",
            "token c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldC0xMjM0",
            "token …Y3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldC0xMjM0",
            "2026-11-21T13:27:00.111111Z  INFO code=482913",
            "{\"code\":\"482913\"}",
        ] {
            assert!(seen(line), "{line}");
        }
    }

    #[test]
    fn the_witness_does_not_cry_for_nothing() {
        for line in [
            "2026-11-21T13:27:00.482913Z  INFO nothing happened",
            "id=AB482913CD",
            "number 14829130",
            "ada@example.org",
        ] {
            assert!(!seen(line), "{line}");
        }
    }
}
