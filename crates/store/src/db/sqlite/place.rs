//! Where an SQLite database is, from its URL.

use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;

use crate::error::StoreError;

/// A file or memory, and how SQLite reaches it.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// None in memory.
    pub(super) file: Option<PathBuf>,
    /// SQLite's name of another way to the operating system (<https://sqlite.org/vfs.html>).
    pub(super) vfs: Option<String>,
}

impl Place {
    /// A path is no URL: nothing in it is decoded, and nothing in it is an option.
    pub(super) fn of(path: &Path) -> Self {
        Self {
            file: Some(plain(path)),
            vfs: None,
        }
    }

    /// `sqlite:path/to.db`, `sqlite://path/to.db` or `sqlite::memory:`; after a `?` the options
    /// `mode` (`rwc`, `rw` or `memory`) and `vfs`.
    pub(super) fn read(url: &str) -> Result<Self, StoreError> {
        let wrong = |why: &str| {
            let why = why.to_owned();
            StoreError::Url { why }
        };
        let rest = url.strip_prefix("sqlite:");
        let rest = rest.ok_or_else(|| wrong("it begins with something else"))?;
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        let (path, options) = rest.split_once('?').unwrap_or((rest, ""));
        let (mut in_memory, mut vfs) = (path == ":memory:", None);
        for (name, value) in url::form_urlencoded::parse(options.as_bytes()) {
            match (&*name, &*value) {
                ("mode", "rwc" | "rw") => {}
                ("mode", "memory") => in_memory = true,
                ("vfs", name) => vfs = Some(name.to_owned()),
                ("mode", _) => return Err(wrong("its mode is none of rwc, rw and memory")),
                _ => return Err(wrong("it has an option other than mode and vfs")),
            }
        }
        let path = percent_decode_str(path).decode_utf8();
        let path = path.map_err(|_| wrong("its path is not UTF-8"))?;
        if path.is_empty() && !in_memory {
            return Err(wrong("it names no file"));
        }
        Ok(Self {
            file: (!in_memory).then(|| plain(Path::new(&*path))),
            vfs,
        })
    }
}

/// A path that SQLite takes for one: what begins with `file:` is a URI to it.
fn plain(path: &Path) -> PathBuf {
    if path.to_string_lossy().starts_with("file:") {
        return Path::new(".").join(path);
    }
    path.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(url: &str) -> Option<PathBuf> {
        Place::read(url).unwrap().file
    }

    #[test]
    fn a_url_names_a_file_or_memory() {
        let named = |name: &str| Some(PathBuf::from(name));
        assert_eq!(file("sqlite:data/signet.db"), named("data/signet.db"));
        assert_eq!(file("sqlite://data/signet.db"), named("data/signet.db"));
        assert_eq!(file("sqlite:///var/x.db"), named("/var/x.db"));
        assert_eq!(file("sqlite:a%20b.db?mode=rwc"), named("a b.db"));
        assert_eq!(file("sqlite:file:x.db"), named("./file:x.db"));
        assert_eq!(file("sqlite::memory:"), None);
        assert_eq!(file("sqlite:x?mode=memory"), None);
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for url in [
            "sqlite:",
            "sqlite:x.db?mode=ro",
            "sqlite:x.db?immutable=1",
            "sqlite:%ff.db",
            "mysql:x",
        ] {
            assert!(Place::read(url).is_err(), "{url}");
        }
    }
}
