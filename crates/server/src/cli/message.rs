//! An error as one sentence.

use crate::serve::CompleteMessage;

/// The error and what lies below it, on one line and without repetitions.
pub(super) fn of(error: &anyhow::Error) -> String {
    let mut text = match error.downcast_ref::<CompleteMessage>() {
        Some(CompleteMessage(complete)) => complete.clone(),
        None => chain(error),
    };
    text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if !text.ends_with(['.', '!', '?']) {
        text.push('.');
    }
    text
}

fn chain(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain() {
        let cause = cause.to_string();
        if text.is_empty() {
            text = cause;
        } else if !text.contains(&cause) {
            text = format!("{}: {cause}", text.trim_end_matches(['.', ':']));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use anyhow::{Context, anyhow};

    use super::*;

    #[test]
    fn a_chain_becomes_one_line_without_repetitions() {
        let error: anyhow::Error = anyhow!("disk\nfull")
            .context("writing failed: disk\nfull")
            .context("The key cannot be kept");
        assert_eq!(
            of(&error),
            "The key cannot be kept: writing failed: disk full."
        );
    }

    #[test]
    fn a_complete_sentence_stands_alone() {
        let io = std::io::Error::from(std::io::ErrorKind::AddrInUse);
        let error = Err::<(), _>(io).context(CompleteMessage("Port 1 is in use.".to_owned()));
        assert_eq!(of(&error.unwrap_err()), "Port 1 is in use.");
    }
}
