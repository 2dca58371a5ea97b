//! How commands show one thing: its name, and lines of what is known about it.

use oidc_core::source::Source;

/// The width of the names of lines.
const WIDTH: usize = 16;

/// The name and the lines below it.
pub(super) fn sheet(name: &str, lines: &[(&str, String)]) -> String {
    let mut text = format!("{name}\n\n");
    for (name, value) in lines {
        text.extend(["  ", &format!("{name:<WIDTH$}"), value, "\n"]);
    }
    text
}

/// Whether it counts, and who owns it.
pub(super) fn status(disabled: bool, source: Source) -> String {
    let status = if disabled { "disabled" } else { "in use" };
    format!("{status}, from {}", source.as_str())
}

/// What a list says behind the name of an API or a role.
pub(super) const fn note(disabled: bool, is_default: bool) -> &'static str {
    match (disabled, is_default) {
        (true, _) => " (disabled)",
        (false, true) => " (default)",
        (false, false) => "",
    }
}
