//! No error repeats a secret: not on the wire, where texts are fixed, and not in the log (T-70).

use std::{
    fmt::{Debug, Display},
    hash::{DefaultHasher, Hash, Hasher},
};

use oidc_core::error::ProtocolError;

/// Stands for a secret beside this input: made from it, so that none holds its own.
pub(crate) fn secret(input: &str) -> String {
    let digits = ["a", "b"].map(|part| {
        let mut hasher = DefaultHasher::new();
        (part, input).hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    });
    digits.concat()
}

/// What is told of an error, on the wire and in the log.
pub(crate) fn told<E: ProtocolError + Display + Debug>(error: &E) -> String {
    let (code, text) = (error.code(), error.error_description());
    assert!(
        (400..500).contains(&code.status()),
        "{code} is no mistake of a client"
    );
    let is_quotable = |b: u8| matches!(b, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    // RFC 6749 §5.2: the characters of `error_description`.
    assert!(text.bytes().all(is_quotable), "{text}");
    format!("{code} {text} {error} {error:?}")
}

/// Panics when a text holds the secret.
pub(crate) fn must_not(text: &str, secret: &str) {
    assert!(!text.contains(secret), "a secret is told: {text}");
}
