//! What commands print. An output that is closed or full is no reason to panic.

use std::io::{self, ErrorKind, Write};

use anyhow::Context;

/// Prints to standard output.
///
/// # Errors
/// When it cannot be written; not when the reader has left (`signet app list | head -1`), who has
/// seen what it wanted to see.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    left_is_fine(write(&mut io::stdout().lock(), text))
        .context("The output cannot be written to the standard output")
}

/// Says one line on standard error. If even that cannot be written, the exit code remains.
pub(super) fn complain(message: &str) {
    let _ = write(&mut io::stderr().lock(), &format!("{message}\n"));
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
    fn a_reader_who_has_left_is_no_mistake_and_a_full_disk_is() {
        for (kind, fine) in [
            (ErrorKind::BrokenPipe, true),
            (ErrorKind::StorageFull, false),
        ] {
            assert_eq!(left_is_fine(Err(kind.into())).is_ok(), fine, "{kind:?}");
        }
    }
}
