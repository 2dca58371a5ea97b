//! Everything secret that a test saw, and every form in which a log might give it away (T-70).

use std::collections::BTreeSet;

/// Shorter texts occur by chance.
const SHORTEST: usize = 10;
/// A log that cuts a token short still gives it away.
const TAIL: usize = 24;

/// What must not be printed.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    secrets: BTreeSet<String>,
    codes: BTreeSet<String>,
}

impl Secrets {
    /// Remembers a token, a secret, a cookie or an address.
    pub fn saw<S: Into<String>>(&mut self, secret: S) {
        let secret = secret.into();
        if secret.len() >= SHORTEST {
            self.secrets.insert(secret);
        }
    }

    /// Remembers a code of six digits.
    pub fn saw_code<S: Into<String>>(&mut self, code: S) {
        let code = code.into();
        assert_eq!(code.len(), 6, "a code has six digits");
        self.codes.insert(code);
    }

    /// How many there are to look for.
    pub fn count(&self) -> usize {
        self.secrets.len() + self.codes.len()
    }

    /// The lines that hold something secret, and what it is.
    pub fn leaks(&self, output: &str) -> Vec<String> {
        let secrets = self.secrets.iter();
        let needles: Vec<String> = secrets.flat_map(|secret| spellings(secret)).collect();
        let mut found = Vec::new();
        for line in output.lines() {
            let lower = line.to_lowercase();
            let whole = needles.iter().find(|needle| lower.contains(*needle));
            let code = self.codes.iter().find(|code| holds_code(line, code));
            if let Some(what) = whole.or(code) {
                found.push(format!("{what} in: {line}"));
            }
        }
        found
    }
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
        let mut all = Secrets::default();
        for secret in secrets {
            all.saw(secret);
        }
        all.saw_code("482913");
        !all.leaks(line).is_empty()
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
