//! What a provider or a mail server said, made fit for a log: no key, no code, no address, no
//! line break, and not much of it (T-70).

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::STANDARD};
use oidc_core::label::is_disruptive;
use serde_json::Value;

use crate::message::Mail;

/// The most of a foreign text that is kept, in characters.
const LONGEST: usize = 300;

/// Values that must not appear in a detail: credentials, and everything the mail says to its
/// recipient.
pub(crate) struct Scrubber<'a>(Vec<Cow<'a, str>>);

impl<'a> Scrubber<'a> {
    /// For one mail, sent with these credentials. They travel encoded too, and the other side may
    /// repeat them so.
    pub(crate) fn new(mail: &'a Mail, credentials: &[&'a str]) -> Self {
        let mut texts = vec![mail.to.as_str()];
        for root in ["code", "link", "user", "inviter"] {
            collect(&mail.payload[root], &mut texts);
        }
        let encoded = credentials.iter().map(|secret| STANDARD.encode(secret));
        let mut secrets: Vec<Cow<'a, str>> = encoded.map(Cow::Owned).collect();
        texts.extend(credentials);
        secrets.extend(texts.into_iter().map(Cow::Borrowed));
        // Nothing of a shorter value can be told from ordinary words.
        secrets.retain(|secret| secret.chars().count() > 2);
        // The longest first, so that none is cut in half by another it contains.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        Self(secrets)
    }

    /// For what names no secret of ours: a report of a mail whose text is gone.
    pub(crate) const fn without_secrets() -> Self {
        Self(Vec::new())
    }

    /// `text`, cleaned and cut.
    pub(crate) fn clean(&self, text: &str) -> String {
        let mut clean: String = text
            .chars()
            .map(|c| if is_disruptive(c) { ' ' } else { c })
            .collect();
        for secret in &self.0 {
            clean = clean.replace(&**secret, "[…]");
        }
        let clean = without_addresses(&clean);
        match clean.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", &clean[..end]),
            None => clean,
        }
    }
}

/// Every text within `value`.
fn collect<'a>(value: &'a Value, texts: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::Object(members) => members.values().for_each(|member| collect(member, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A mail server may quote an address in a form of its own (another case, a rewritten domain), so
/// whatever looks like one goes.
pub(crate) fn without_addresses(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(without_address).collect();
    words.join(" ")
}

fn without_address(word: &str) -> String {
    let edge = |c: char| {
        matches!(
            c,
            '<' | '>' | '(' | ')' | '[' | ']' | '"' | '\'' | ',' | ';' | ':'
        )
    };
    let (mut clean, mut rest) = (String::new(), word);
    // One after the other: a call within a call for each would need a stack as deep as the text is long.
    while let Some(at) = at_sign(rest) {
        let start = rest[..at].rfind(edge).map_or(0, |edge| edge + 1);
        let end = rest[at..].find(edge).map_or(rest.len(), |edge| at + edge);
        clean.push_str(&rest[..start]);
        clean.push_str("[address]");
        rest = &rest[end..];
    }
    clean.push_str(rest);
    clean
}

/// Where the next `@` stands, be it as it is written in an URL or in quoted-printable.
fn at_sign(text: &str) -> Option<usize> {
    let mut found = text.match_indices(['@', '%', '=']).map(|(at, _)| at);
    found.find(|at| {
        let from = &text[*at..];
        from.starts_with('@') || from[1..].starts_with("40")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Content;
    use oidc_core::account::usage_type::UsageType;
    use serde_json::json;

    fn mail() -> Mail {
        Mail {
            to: "ada@example.com".parse().unwrap(),
            usage_type: UsageType::SignIn,
            payload: json!({"code": "482913", "user": {"name": "Ada Lovelace", "id": "u1"}}),
            template: None,
            ip: None,
            built_in: Content {
                subject: String::new(),
                html: String::new(),
                text: String::new(),
            },
        }
    }

    fn clean(text: &str) -> String {
        Scrubber::new(&mail(), &["key-3ax6xnjp29jd6fds4gc373sgvjxteol0"]).clean(text)
    }

    #[test]
    fn a_text_of_nothing_but_addresses_is_cleaned_whatever_its_length() {
        let cleaned = clean(&"@,".repeat(1_000_000));
        assert!(cleaned.starts_with("[address],[address],"), "{cleaned}");
    }

    #[test]
    fn t_70_keys_codes_names_and_addresses_do_not_survive() {
        assert_eq!(
            clean("bad key key-3ax6xnjp29jd6fds4gc373sgvjxteol0 for 482913, Ada Lovelace"),
            "bad key […] for […], […]"
        );
        assert_eq!(
            clean("550 5.1.1 <Ada@Example.COM>: unknown"),
            "550 5.1.1 <[address]>: unknown"
        );
        assert_eq!(clean("to:ada@example.com,x@y.z;"), "to:[…],[address];");
        assert_eq!(
            clean("see id=ada%40example.com&r=1 or ada=40example.com"),
            "see [address] or [address]"
        );
        let encoded = STANDARD.encode("key-3ax6xnjp29jd6fds4gc373sgvjxteol0");
        assert_eq!(clean(&format!("334 {encoded}")), "334 […]");
    }

    #[test]
    fn line_breaks_go_and_long_texts_are_cut() {
        assert_eq!(clean("one\r\n\ttwo\u{1b}[31m"), "one two [31m");
        let long = clean(&"é".repeat(5000));
        assert_eq!(long.chars().count(), LONGEST + 1);
    }

    #[test]
    fn an_empty_secret_scrubs_nothing() {
        assert_eq!(
            Scrubber::new(&mail(), &[""]).clean("Forbidden"),
            "Forbidden"
        );
    }
}
