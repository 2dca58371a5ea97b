//! Where a form was sent from, as far as the browser tells (T-41).

use axum::http::{HeaderMap, HeaderValue, header};

/// A form did not come from one of our pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Foreign {
    /// It was sent from this origin, written out as far as it is worth it.
    Origin(String),
    /// The browser says that it came from elsewhere, but not from where.
    Unnamed,
}

/// An origin is a scheme, a host of at most 253 characters and a port; more is not shown.
const MOST: usize = 100;

/// What was sent, if it is an origin at all; anything else may hold what no log should (T-70).
pub fn for_the_log(sent: &str) -> &str {
    let read = url::Url::parse(sent).map(|url| url.origin());
    match read {
        Ok(origin) if origin.is_tuple() && origin.ascii_serialization() == sent => sent,
        _ => "what is no origin",
    }
}

/// What a browser says of where a request was sent from.
#[derive(Debug, Clone)]
pub struct RequestOrigin {
    site: Option<HeaderValue>,
    origin: Option<HeaderValue>,
}

impl RequestOrigin {
    /// By its headers.
    pub fn by(headers: &HeaderMap) -> Self {
        Self {
            site: headers.get("sec-fetch-site").cloned(),
            origin: headers.get(header::ORIGIN).cloned(),
        }
    }

    /// Compares it with our own origin. Browsers that say nothing are held by the form's token
    /// alone.
    ///
    /// # Errors
    /// [`Foreign`], when the form came from elsewhere.
    pub fn check(&self, ours: &str) -> Result<(), Foreign> {
        let site = self.site.as_ref().map(HeaderValue::as_bytes);
        let vouched = site == Some(b"same-origin");
        let near = site.is_none_or(|site| site == b"same-origin" || site == b"none");
        match self.origin.as_ref().map(HeaderValue::as_bytes) {
            None if near => Ok(()),
            None => Err(Foreign::Unnamed),
            // A page with `no-referrer` sends `null`; then only the other header can vouch for it.
            Some(b"null") if vouched => Ok(()),
            Some(origin) if origin == ours.as_bytes() && near => Ok(()),
            Some(origin) if origin == ours.as_bytes() => Err(Foreign::Unnamed),
            Some(origin) => Err(Foreign::Origin(shown(origin))),
        }
    }
}

fn shown(origin: &[u8]) -> String {
    let text = String::from_utf8_lossy(origin);
    let mut shown: String = text.chars().take(MOST).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "https://id.example.com";

    fn told(origin: Option<&[u8]>, site: Option<&str>) -> Result<(), Foreign> {
        let mut headers = HeaderMap::new();
        if let Some(origin) = origin {
            headers.insert("origin", HeaderValue::from_bytes(origin).unwrap());
        }
        if let Some(site) = site {
            headers.insert("sec-fetch-site", HeaderValue::from_str(site).unwrap());
        }
        RequestOrigin::by(&headers).check(OURS)
    }

    #[test]
    fn t_41_our_own_pages_and_silent_browsers_pass() {
        for (origin, site) in [
            (Some(OURS), Some("same-origin")),
            (Some(OURS), Some("none")),
            (Some(OURS), None),
            (Some("null"), Some("same-origin")),
            (None, Some("same-origin")),
            (None, Some("none")),
            (None, None),
        ] {
            let told = told(origin.map(str::as_bytes), site);
            assert_eq!(told, Ok(()), "{origin:?} {site:?}");
        }
    }

    #[test]
    fn t_41_everything_else_is_foreign_also_when_it_is_not_text() {
        let named = |origin: &str| Err(Foreign::Origin(origin.to_owned()));
        for site in [None, Some("same-origin"), Some("cross-site")] {
            let evil = "https://evil.example";
            assert_eq!(told(Some(evil.as_bytes()), site), named(evil), "{site:?}");
            let upper = "HTTPS://ID.EXAMPLE.COM";
            assert_eq!(told(Some(upper.as_bytes()), site), named(upper));
        }
        assert_eq!(
            told(Some(b"https://caf\xe9"), None),
            named("https://caf\u{fffd}")
        );
        assert_eq!(told(Some(b"null"), None), named("null"));
        assert_eq!(told(Some(b""), None), named(""));
        for site in ["cross-site", "same-site", "", "x"] {
            assert_eq!(told(None, Some(site)), Err(Foreign::Unnamed), "{site}");
            assert_eq!(
                told(Some(OURS.as_bytes()), Some(site)),
                Err(Foreign::Unnamed)
            );
        }
    }

    #[test]
    fn a_long_origin_is_cut() {
        let Err(Foreign::Origin(shown)) = told(Some("x".repeat(5_000).as_bytes()), None) else {
            panic!("it is foreign");
        };
        assert_eq!(shown.chars().count(), MOST + 1);
    }
}
