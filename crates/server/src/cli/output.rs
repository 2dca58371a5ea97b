//! What commands print. An output that is closed or full is no reason to panic.

use std::{
    borrow::Cow,
    io::{self, ErrorKind, Write},
    process::ExitCode,
};

use anyhow::Context;
use oidc_core::label::is_disruptive;

/// Prints to standard output.
///
/// # Errors
/// When it cannot be written; not when the reader has left (`signet app list | head -1`), who has
/// seen what it wanted to see.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    left_is_fine(write(&mut io::stdout().lock(), &harmless(text)))
        .context("The output cannot be written to the standard output")
}

/// Says one line on standard error. If even that cannot be written, the exit code remains.
pub(super) fn complain(message: &str) {
    let _ = write(
        &mut io::stderr().lock(),
        &format!("{}\n", harmless(message)),
    );
}

/// Says why the arguments are none, or what was asked about them (`--help`).
pub(super) fn misuse(error: &clap::Error) -> ExitCode {
    let text = error.to_string();
    match harmless(&text) {
        // As it is, with the colours of the terminal.
        // If it cannot be written, the exit code remains.
        Cow::Borrowed(_) => error.print().unwrap_or_default(),
        Cow::Owned(text) => write(&mut io::stderr().lock(), &text).unwrap_or_default(),
    }
    u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// With escapes for what would steer the terminal, or show something else than is there: names in
/// the database, and arguments, may come from anybody.
fn harmless(text: &str) -> Cow<'_, str> {
    let breaks = |c: char| is_disruptive(c) && !matches!(c, '\n' | '\t');
    if !text.contains(breaks) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if breaks(c) {
            escaped.extend(c.escape_unicode());
        } else {
            escaped.push(c);
        }
    }
    Cow::Owned(escaped)
}

fn write(to: &mut impl Write, text: &str) -> io::Result<()> {
    to.write_all(text.as_bytes())?;
    to.flush()
}

fn left_is_fine(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_printed_steers_the_terminal() {
        for (text, printed) in [
            ("two lines\nand\ta tab\n", "two lines\nand\ta tab\n"),
            ("\u{1b}]0;TITLE\u{7}\r", r"\u{1b}]0;TITLE\u{7}\u{d}"),
            ("\u{9b}2J \u{202e}txt.exe", r"\u{9b}2J \u{202e}txt.exe"),
        ] {
            assert_eq!(harmless(text), printed);
        }
    }

    #[test]
    fn a_reader_who_has_left_is_no_mistake_and_a_full_disk_is() {
        for (kind, fine) in [
            (ErrorKind::BrokenPipe, true),
            (ErrorKind::StorageFull, false),
        ] {
            assert_eq!(left_is_fine(Err(kind.into())).is_ok(), fine, "{kind:?}");
        }
    }
}
