//! Style sheet, script and icons under names that change with their content, so that a browser may
//! keep them for ever.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::sources::Source;

/// How many bytes of the content's SHA-256 stand in its name: enough that two versions of one
/// file never share a name.
const HASH_BYTES: usize = 5;

/// One static file.
#[derive(Debug, Clone)]
pub struct Asset {
    /// The media type, with its charset where it is text.
    pub content_type: &'static str,
    /// The bytes.
    pub body: Cow<'static, [u8]>,
}

/// All static files, by hashed name.
#[derive(Default)]
pub(crate) struct Assets {
    files: BTreeMap<String, Asset>,
    names: BTreeMap<String, String>,
}

impl Assets {
    pub(crate) fn new(sources: Vec<Source>) -> Self {
        let mut assets = Self::default();
        for source in sources {
            let Some((stem, extension)) = source.name.rsplit_once('.') else {
                continue;
            };
            let Some(content_type) = content_type(extension) else {
                continue;
            };
            let hash = source
                .file
                .metadata
                .sha256_hash()
                .iter()
                .take(HASH_BYTES)
                .fold(String::new(), |mut hash, byte| {
                    let _ = write!(hash, "{byte:02x}");
                    hash
                });
            // One flat namespace: what lies in a folder is reached without it.
            let flat = stem.replace('/', "-");
            let hashed = format!("{flat}.{hash}.{extension}");
            assets.names.insert(source.name.clone(), hashed.clone());
            assets.files.insert(
                hashed,
                Asset {
                    content_type,
                    body: source.file.data,
                },
            );
        }
        assets
    }

    /// The file under its hashed name.
    pub(crate) fn get(&self, hashed: &str) -> Option<Asset> {
        self.files.get(hashed).cloned()
    }

    /// All hashed names, sorted.
    pub(crate) fn hashed_names(&self) -> Vec<String> {
        self.files.keys().cloned().collect()
    }

    /// The hashed name of a file of `/web/static`.
    pub(crate) fn name(&self, file: &str) -> Option<&str> {
        self.names.get(file).map(String::as_str)
    }
}

fn content_type(extension: &str) -> Option<&'static str> {
    match extension {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "png" => Some("image/png"),
        "ico" => Some("image/x-icon"),
        "webp" => Some("image/webp"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources;

    #[test]
    fn an_asset_is_found_under_its_hashed_name_only() {
        let assets = Assets::new(sources::statics());
        let name = assets.name("app.css").unwrap();
        assert!(name.starts_with("app.") && name.len() > "app.css".len());
        assert_eq!(
            assets.get(name).unwrap().content_type,
            "text/css; charset=utf-8"
        );
        assert!(assets.get("app.css").is_none());
        assert!(assets.get("../templates/base.html").is_none());
    }
}
