//! One file of the console, under a name that changes with what is in it, so that a browser may keep it
//! for good.

use std::{borrow::Cow, fmt::Write as _};

use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;

use super::{packed::Packed, sources::Source};

/// How many octets of the digest stand in the name.
const IN_NAME: usize = 8;

/// A file as it is served.
#[derive(Debug, Clone)]
pub(super) struct File {
    /// Below `/console`, as it lies in `web/console`: `lib/draft.js`.
    pub(super) plain: String,
    /// The same as it is asked for: `lib/draft.9f2c….js`.
    pub(super) hashed: String,
    pub(super) content_type: &'static str,
    pub(super) body: Packed,
    /// As scripts are held against it (Subresource Integrity §3.1).
    pub(super) integrity: String,
}

impl File {
    /// None: it is not for browsers.
    pub(super) fn of(source: &Source) -> Option<Self> {
        let Source { name, body } = source;
        if name == "tsconfig.json" || name == SHELL {
            return None;
        }
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name.as_str()));
        // A licence has no extension.
        let (stem, extension) = file.rsplit_once('.').unwrap_or((file, "txt"));
        let content_type = content_type(extension)?;
        let digest = digest::digest(&digest::SHA256, body);
        let octets = digest.as_ref().iter().take(IN_NAME);
        let hash = octets.fold(String::new(), |mut hash, octet| {
            let _ = write!(hash, "{octet:02x}");
            hash
        });
        let slash = if folder.is_empty() { "" } else { "/" };
        Some(Self {
            plain: name.clone(),
            hashed: format!("{folder}{slash}{stem}.{hash}.{extension}"),
            content_type,
            body: Packed::new(match body {
                Cow::Borrowed(body) => Bytes::from_static(body),
                Cow::Owned(body) => Bytes::copy_from_slice(body),
            }),
            integrity: format!("sha256-{}", STANDARD.encode(digest)),
        })
    }

    /// Whether it is a module, which others may import.
    pub(super) fn is_script(&self) -> bool {
        self.content_type == SCRIPT
    }
}

/// The page that everything else is loaded by; it is served under no name of its own.
pub(super) const SHELL: &str = "index.html";

/// Whether a file of this name is a module of the console, by its ending.
pub(super) fn is_script(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    ending.and_then(content_type) == Some(SCRIPT)
}

const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The media type of a file that is served.
pub(super) fn content_type(extension: &str) -> Option<&'static str> {
    match extension {
        "js" | "mjs" => Some(SCRIPT),
        "css" => Some("text/css; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "png" => Some("image/png"),
        "webp" => Some("image/webp"),
        "ico" => Some("image/x-icon"),
        "woff2" => Some("font/woff2"),
        "json" | "lock" => Some("application/json"),
        "md" => Some("text/markdown; charset=utf-8"),
        "ftl" | "txt" => Some("text/plain; charset=utf-8"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, body: &'static str) -> Option<File> {
        File::of(&Source {
            name: name.to_owned(),
            body: body.as_bytes().into(),
        })
    }

    #[test]
    fn a_name_changes_with_what_is_in_the_file_and_keeps_its_folder_and_ending() {
        let file = of("lib/draft.js", "one").unwrap();
        let hash = file.hashed.strip_prefix("lib/draft.").unwrap();
        let hash = hash.strip_suffix(".js").unwrap();
        assert!(hash.len() == 16 && hash.bytes().all(|octet| octet.is_ascii_hexdigit()));
        assert_ne!(of("lib/draft.js", "two").unwrap().hashed, file.hashed);
        assert!(of("main.js", "").unwrap().hashed.starts_with("main."));
        let licence = of("vendor/htm/LICENSE", "").unwrap();
        assert!(licence.hashed.starts_with("vendor/htm/LICENSE."));
        assert_eq!(licence.hashed.rsplit('.').next(), Some("txt"));
        assert!(!licence.is_script());
    }

    #[test]
    fn what_is_for_tools_is_not_served() {
        for name in ["lib/schema.d.ts", "tsconfig.json", "index.html", "lib/x.sh"] {
            assert!(of(name, "").is_none(), "{name}");
        }
    }

    #[test]
    fn integrity_is_a_digest_of_all_octets() {
        // FIPS 180-4, the example of one block.
        let file = of("a.js", "abc").unwrap();
        let digest = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
        assert_eq!(file.integrity, digest);
        assert!(file.is_script());
    }
}
