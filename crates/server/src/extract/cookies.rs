//! The cookies of a request, read as octets: a cookie-string is a sequence of them, and browsers
//! send what was stored (RFC 6265 §5.4). What cannot be read is skipped, and the rest counts.

use axum::http::{HeaderMap, header};

/// Names and values in the order they were sent, on however many lines.
#[derive(Clone, Default)]
pub struct Cookies(Vec<(String, String)>);

impl Cookies {
    /// Reads every `Cookie` line.
    pub fn read(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(header::COOKIE).iter();
        let pairs = lines.flat_map(|line| line.as_bytes().split(|octet| *octet == b';'));
        Self(pairs.filter_map(pair).collect())
    }

    /// The value that counts. The same cookie with different values counts as none: one was set by
    /// somebody else, a sibling for example, and nobody can tell which (T-44a).
    pub fn agreed(&self, name: &str) -> Option<&str> {
        let mut values = self.values(name);
        let first = values.next()?;
        values.all(|value| value == first).then_some(first)
    }

    /// The value that was sent last, for what proves nothing.
    pub fn last(&self, name: &str) -> Option<&str> {
        self.values(name).last()
    }

    /// Whether it was sent at all.
    pub fn has(&self, name: &str) -> bool {
        self.values(name).next().is_some()
    }

    /// The ends of the names that begin so.
    pub fn behind<'a>(&'a self, prefix: &str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter_map(move |(name, _)| name.strip_prefix(prefix))
    }

    fn values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        let same = self.0.iter().filter(move |(known, _)| known == name);
        same.map(|(_, value)| value.as_str())
    }
}

/// A pair in visible characters. Ours hold nothing else.
fn pair(octets: &[u8]) -> Option<(String, String)> {
    let text = std::str::from_utf8(octets)
        .ok()
        .filter(|text| text.is_ascii())?;
    let (name, value) = text.split_once('=')?;
    Some((name.trim().to_owned(), value.trim().to_owned()))
}

impl std::fmt::Debug for Cookies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn cookies(lines: &[&[u8]]) -> Cookies {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::COOKIE, HeaderValue::from_bytes(line).unwrap());
        }
        Cookies::read(&headers)
    }

    #[test]
    fn what_is_not_text_is_skipped_and_the_rest_counts() {
        let read = cookies(&[
            b"prefs=caf\xc3\xa9; a=1;b=2",
            b"x=\xff; c = 3 ;; d; \xe9=e; =f",
        ]);
        for (name, value) in [("a", "1"), ("b", "2"), ("c", "3"), ("", "f")] {
            assert_eq!(read.agreed(name), Some(value), "{name}");
        }
        for name in ["prefs", "x", "d", "e"] {
            assert!(!read.has(name), "{name}");
        }
    }

    #[test]
    fn t_44a_a_cookie_that_contradicts_itself_is_none() {
        for lines in [
            &[b"a=1; a=2".as_slice()][..],
            &[b"a=1", b"a=2"],
            &[b"a=1", b"b=1; a="],
        ] {
            let read = cookies(lines);
            assert_eq!((read.agreed("a"), read.has("a")), (None, true));
        }
        let read = cookies(&[b"a=1; b=2", b"a=1"]);
        assert_eq!(read.agreed("a"), Some("1"));
        assert_eq!(cookies(&[b"a=1; a=2"]).last("a"), Some("2"));
    }

    #[test]
    fn values_are_not_shown_in_a_log() {
        assert_eq!(format!("{:?}", cookies(&[b"a=secret"])), "[\"a\"]");
    }
}
