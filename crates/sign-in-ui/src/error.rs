//! Why a page could not be made.

/// A fault in our own files: templates and messages are shipped with the program, so none of
/// these is caused by what a visitor sends.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A template does not parse, or asks for something its page does not offer.
    #[error("template {template}: {reason}")]
    Template {
        /// The file below `/web/templates`.
        template: String,
        /// The template engine's own report, with line and column.
        reason: String,
    },
    /// A message file does not parse, repeats a message, or its folder is not a language tag.
    #[error("message file {file}: {reason}")]
    Messages {
        /// The file below `/web/locales`.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no folder for English, which every other language falls back to.
    #[error("there are no English messages in /web/locales/en")]
    NoEnglish,
    /// A file that every page needs is not there.
    #[error("the file {0} is missing from /web/static")]
    MissingAsset(&'static str),
}
