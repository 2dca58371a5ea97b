//! Texts as they are compared with a password: character by character, without their case.

/// The characters of a text, as many as there are, in small letters.
pub(super) fn folded(text: &str) -> Vec<char> {
    let small = |letter: char| letter.to_lowercase().next().unwrap_or(letter);
    text.chars().map(small).collect()
}
