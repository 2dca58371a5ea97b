//! `vendor/vendor.lock`: which files came from others, and by which names they are imported.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Below `web/console`.
pub(super) const FOLDER: &str = "vendor";
pub(super) const FILE: &str = "vendor/vendor.lock";

#[derive(Debug, Deserialize)]
struct Lock {
    files: Vec<Locked>,
}

#[derive(Debug, Deserialize)]
struct Locked {
    /// Below `vendor`.
    file: String,
    /// The name that it is imported by, if it is.
    specifier: Option<String>,
}

/// The file that each such name means, by its plain name.
///
/// # Errors
/// When it is not as it should be.
pub(super) fn names(text: &[u8]) -> serde_json::Result<BTreeMap<String, String>> {
    let lock: Lock = serde_json::from_slice(text)?;
    let named = lock.files.into_iter().filter_map(|locked| {
        let plain = format!("{FOLDER}/{}", locked.file);
        Some((locked.specifier?, plain))
    });
    Ok(named.collect())
}
