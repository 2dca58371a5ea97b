//! What the TOML parser says, as far as it may be shown.

/// Whether a required key is what the parser misses.
pub(super) fn is_missing(message: &str) -> bool {
    message.starts_with("missing field")
}

/// What the parser says, without the value it stumbled over, which may be a secret.
pub(super) fn problem(message: &str) -> String {
    let message = message.lines().next().unwrap_or_default();
    let shows_a_value = message.starts_with("invalid type") || message.starts_with("invalid value");
    match message.split_once("expected") {
        Some((_, rest)) if shows_a_value => format!("the value must be{rest}"),
        _ => message.to_owned(),
    }
}
