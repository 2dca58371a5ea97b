//! What the samples of all pages have in common.

/// The address that all samples speak of.
pub(super) const SAMPLE_EMAIL: &str = "ada@example.com";

/// The username of whom they speak.
pub(super) const SAMPLE_USERNAME: &str = "ada";

/// A path of the samples.
pub(super) fn sample_href(path: &str) -> String {
    format!("{path}?flow=sample")
}
