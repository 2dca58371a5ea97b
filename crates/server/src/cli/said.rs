//! What a command has to say, and what to do when it could not be printed: the deed is done.

use super::output;

/// The text, and the advice.
pub(super) struct Said {
    text: String,
    unheard: Option<String>,
}

impl Said {
    /// Of a command that does nothing but print.
    pub(super) const fn only(text: String) -> Self {
        let unheard = None;
        Self { text, unheard }
    }

    /// Of a deed whose words hold a secret that must not be lost.
    pub(super) const fn secret(text: String, unheard: String) -> Self {
        let unheard = Some(unheard);
        Self { text, unheard }
    }

    /// Of a deed that is told in one line.
    pub(super) fn done(text: String) -> Self {
        let unheard = Some(text.trim_end().to_owned());
        Self { text, unheard }
    }

    /// Prints it.
    ///
    /// # Errors
    /// When the output takes nothing; then the advice is the sentence.
    pub(super) fn print(self) -> anyhow::Result<()> {
        match (output::print(&self.text), self.unheard) {
            (Err(error), Some(what_now)) => Err(error.context(what_now)),
            (printed, _) => printed,
        }
    }
}
