//! The files of the console as they lie in `web`: read from disk in debug builds, from the binary in
//! release builds.

use std::{borrow::Cow, sync::Arc};

use rust_embed::RustEmbed;

use super::comments;

#[derive(RustEmbed)]
#[folder = "../../web/console"]
struct Files;

/// One file.
pub(super) struct Source {
    /// Below `/console`, with forward slashes.
    pub(super) name: String,
    pub(super) body: Cow<'static, [u8]>,
}

/// All of them as they are served, sorted by name. The messages of a language are `locales/en.ftl`.
#[cfg(not(debug_assertions))]
pub(super) fn all() -> Arc<Vec<Source>> {
    Arc::new(read())
}

/// All of them as they are served, sorted by name. The messages of a language are `locales/en.ftl`.
/// A program that runs many providers, as tests do, reads them once.
#[cfg(debug_assertions)]
pub(super) fn all() -> Arc<Vec<Source>> {
    use std::sync::{Mutex, PoisonError};

    static ALL: Mutex<Option<(u128, Arc<Vec<Source>>)>> = Mutex::new(None);

    let stamp = stamp();
    let mut known = ALL.lock().unwrap_or_else(PoisonError::into_inner);
    match &*known {
        Some((of, all)) if *of == stamp => Arc::clone(all),
        _ => {
            let all = Arc::new(read());
            *known = Some((stamp, Arc::clone(&all)));
            all
        }
    }
}

fn read() -> Vec<Source> {
    let own = Files::iter().filter_map(|name| {
        let file = Files::get(&name)?;
        Some(Source {
            body: comments::without(&name, file.data),
            name: name.into_owned(),
        })
    });
    let messages = sign_in_ui::console_messages().into_iter();
    let messages = messages.map(|(language, body)| {
        let name = format!("locales/{language}.ftl");
        let body = comments::without(&name, Cow::Owned(body));
        Source { name, body }
    });
    let mut all: Vec<Source> = own.chain(messages).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

/// What changes with any of them; nothing does in a release build.
#[cfg(debug_assertions)]
pub(super) fn stamp() -> u128 {
    sign_in_ui::stamp(&["console", "locales"])
}

/// What changes with any of them; nothing does in a release build.
#[cfg(not(debug_assertions))]
pub(super) const fn stamp() -> u128 {
    0
}
