//! An answer on its way to the client, by its response mode (OAuth 2.0 Multiple Response Types
//! §2.1, OAuth 2.0 Form Post Response Mode §2).

use std::fmt;

use crate::{params::encode, redirect_uri::printable, response_mode::ResponseMode};

/// What the browser is told to do.
#[derive(Clone, PartialEq, Eq)]
pub enum Answer {
    /// To go there.
    Redirect(String),
    /// To post a form there.
    FormPost(FormPost),
}

/// A form that carries an answer.
#[derive(Clone, PartialEq, Eq)]
pub struct FormPost {
    /// The redirect URI, byte for byte.
    pub action: String,
    /// Names and values, as they are.
    pub fields: Vec<(&'static str, String)>,
}

impl Answer {
    /// An answer to a redirect URI that was verified. The URI is kept byte for byte and only added
    /// to, so that a query it has stays as it is (RFC 6749 §3.1.2).
    pub(super) fn new(
        uri: &str,
        mode: ResponseMode,
        members: &[(&'static str, Option<&str>)],
    ) -> Self {
        let given = members
            .iter()
            .filter_map(|(name, value)| Some((*name, (*value)?)));
        match mode {
            ResponseMode::Query => {
                let mut uri = uri.to_owned();
                match uri.rsplit_once('?') {
                    None => uri.push('?'),
                    Some((_, query)) if query.is_empty() || query.ends_with('&') => {}
                    Some(_) => uri.push('&'),
                }
                Self::Redirect(uri + &joined(given))
            }
            // No URI that may be registered has a fragment of its own.
            ResponseMode::Fragment => Self::Redirect(format!("{uri}#{}", joined(given))),
            ResponseMode::FormPost => Self::FormPost(FormPost {
                action: uri.to_owned(),
                fields: given
                    .map(|(name, value)| (name, value.to_owned()))
                    .collect(),
            }),
        }
    }
}

fn joined<'a>(members: impl Iterator<Item = (&'static str, &'a str)>) -> String {
    let pairs = members.map(|(name, value)| format!("{name}={}", encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// Only where it goes: it may carry a code.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Redirect(uri) => f.debug_tuple("Redirect").field(&printable(uri)).finish(),
            Self::FormPost(form) => form.fmt(f),
        }
    }
}

impl fmt::Debug for FormPost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FormPost")
            .field("action", &printable(&self.action))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMBERS: [(&str, Option<&str>); 3] = [
        ("code", Some("c0de")),
        ("state", None),
        ("iss", Some("https://id.example/oidc")),
    ];

    #[test]
    fn an_answer_in_the_fragment_leaves_the_query_alone() {
        for (uri, start) in [
            (
                "https://rp.example/cb",
                "https://rp.example/cb#code=c0de&iss=https%3A%2F%2F",
            ),
            (
                "https://rp.example/cb?t=1",
                "https://rp.example/cb?t=1#code=c0de&iss=https%3A",
            ),
            (
                "com.example.app:/cb",
                "com.example.app:/cb#code=c0de&iss=https%3A%2F%2F",
            ),
        ] {
            let Answer::Redirect(to) = Answer::new(uri, ResponseMode::Fragment, &MEMBERS) else {
                panic!("not a redirect");
            };
            assert!(to.starts_with(start), "{to}");
        }
    }

    #[test]
    fn t_08_a_form_carries_its_values_as_they_are() {
        let members = [("state", Some("\"><script>")), ("iss", Some("i"))];
        let uri = "https://rp.example/cb?t=1";
        let Answer::FormPost(form) = Answer::new(uri, ResponseMode::FormPost, &members) else {
            panic!("not a form");
        };
        assert_eq!(form.action, uri);
        let fields = [("state", "\"><script>".to_owned()), ("iss", "i".to_owned())];
        assert_eq!(form.fields, fields);
    }

    #[test]
    fn t_70_an_answer_prints_no_code_whatever_its_mode() {
        for mode in ResponseMode::ALL {
            let printed = format!(
                "{:?}",
                Answer::new("https://rp.example/cb", *mode, &MEMBERS)
            );
            assert!(printed.contains("https://rp.example/cb"), "{printed}");
            assert!(!printed.contains("c0de"), "{printed}");
        }
    }
}
