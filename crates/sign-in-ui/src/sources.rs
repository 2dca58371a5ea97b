//! The files of `/web`: read from disk in debug builds, from the binary in release builds.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "../../web/templates"]
struct TemplateFiles;

#[derive(RustEmbed)]
#[folder = "../../web/locales"]
struct LocaleFiles;

#[derive(RustEmbed)]
#[folder = "../../web/static"]
struct StaticFiles;

/// One file and its name below its folder, with forward slashes.
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) file: EmbeddedFile,
}

impl Source {
    /// The content as text. What is not UTF-8 is replaced, and then fails to parse loudly enough.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.file.data)
    }
}

/// The page, part and mail templates.
pub(crate) fn templates() -> Vec<Source> {
    collect::<TemplateFiles>()
}

/// The message files, named `language/file.ftl`; not those of the console, which are read in the browser.
pub(crate) fn locales() -> Vec<Source> {
    collect::<LocaleFiles>()
        .into_iter()
        .filter(|source| source.name.rsplit('.').next() == Some("ftl"))
        .filter(|source| of_console(&source.name).is_none())
        .collect()
}

/// What the console says, as it is written, by language.
pub fn console_messages() -> BTreeMap<String, Vec<u8>> {
    let mut messages: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for Source { name, file } in collect::<LocaleFiles>() {
        if let Some(language) = of_console(&name) {
            let text = messages.entry(language.to_owned()).or_default();
            text.extend_from_slice(&file.data);
            text.push(b'\n');
        }
    }
    messages
}

/// The language, if a message file is the console's: `en/console.ftl`, `en/console-users.ftl`.
fn of_console(name: &str) -> Option<&str> {
    let (language, file) = name.split_once('/')?;
    let is_one = file.starts_with("console") && name.rsplit('.').next() == Some("ftl");
    is_one.then_some(language)
}

/// Style sheet, script and icons.
pub(crate) fn statics() -> Vec<Source> {
    collect::<StaticFiles>()
}

/// The demo shop keeps its own files in `demo/`; they belong to its crate.
fn collect<Files: RustEmbed>() -> Vec<Source> {
    let mut names: Vec<String> = Files::iter().map(Cow::into_owned).collect();
    names.sort_unstable();
    names
        .into_iter()
        .filter(|name| !name.starts_with("demo/"))
        .filter_map(|name| Files::get(&name).map(|file| Source { name, file }))
        .collect()
}

/// The folders of what is shown here.
#[cfg(debug_assertions)]
pub(crate) const FOLDERS: [&str; 3] = ["templates", "locales", "static"];

/// How long a stamp is believed, so that a page and all it loads look at the files once.
#[cfg(debug_assertions)]
const BELIEVED: std::time::Duration = std::time::Duration::from_millis(200);

/// When any file of these folders of `/web` changed last, in nanoseconds since the epoch, summed with
/// their number so that a deleted file counts as a change too; up to 200 ms old. Debug builds only.
#[cfg(debug_assertions)]
pub fn stamp(folders: &'static [&'static str]) -> u128 {
    use std::{
        collections::HashMap,
        sync::{Mutex, PoisonError},
        time::Instant,
    };

    type Seen = HashMap<&'static [&'static str], (Instant, u128)>;
    static SEEN: Mutex<Option<Seen>> = Mutex::new(None);

    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    let seen = seen.get_or_insert_default();
    match seen.get(folders) {
        Some((at, stamp)) if at.elapsed() < BELIEVED => *stamp,
        _ => {
            let stamp = stamp_of(folders);
            seen.insert(folders, (Instant::now(), stamp));
            stamp
        }
    }
}

#[cfg(debug_assertions)]
fn stamp_of(folders: &[&str]) -> u128 {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web");
    let folders = folders.iter().map(|folder| root.join(folder));
    let mut folders: Vec<_> = folders.collect();
    let mut newest = 0;
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries.flatten() {
            let Ok(metadata) = entry.metadata() else {
                continue;
            };
            if metadata.is_dir() {
                folders.push(entry.path());
                continue;
            }
            let modified = metadata.modified().ok();
            let since = modified.and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
            newest = newest.max(since.map_or(0, |since| since.as_nanos()));
            count += 1;
        }
    }
    newest + count
}
