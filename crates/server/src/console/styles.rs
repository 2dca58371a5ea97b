//! The style sheets, as one: each would be an answer more that a person waits for.

use super::sources::Source;

/// What they are served as.
pub(super) const FILE: &str = "styles.css";

/// All of them, in the order in which they count.
pub const STYLE_SHEETS: [&str; 4] = [
    "styles/tokens.css",
    "styles/shell.css",
    "styles/parts.css",
    "styles/pages.css",
];

/// Whether a file is among them.
pub(super) fn is_one(name: &str) -> bool {
    STYLE_SHEETS.contains(&name)
}

/// One after the other.
///
/// # Errors
/// One of them is missing: this one.
pub(super) fn join(sources: &[Source]) -> Result<Vec<u8>, &'static str> {
    let mut joined = Vec::new();
    for name in STYLE_SHEETS {
        let source = sources.iter().find(|source| source.name == name);
        joined.extend_from_slice(&source.ok_or(name)?.body);
        joined.push(b'\n');
    }
    Ok(joined)
}
