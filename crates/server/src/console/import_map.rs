//! The import map: which hashed name a plain one means, and what each script has to be.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::file::File;

/// As the HTML standard has it (§8.1.6.3).
#[derive(Debug, Serialize)]
struct ImportMap {
    imports: BTreeMap<String, String>,
    integrity: BTreeMap<String, String>,
}

/// The map of these files below an address, as JSON that may stand in a `<script>`. `bare` says which
/// file a name means that is no path, `joined` which modules are in which file.
pub(super) fn write(
    files: &[&File],
    bare: &BTreeMap<String, String>,
    joined: &[(&File, &BTreeSet<String>)],
    place: &str,
) -> serde_json::Result<String> {
    let at = |file: &File| format!("{place}/{}", file.hashed);
    let plain = files
        .iter()
        .map(|file| (format!("{place}/{}", file.plain), at(file)));
    let named = bare.iter().filter_map(|(name, plain)| {
        let alone = files.iter().find(|file| file.plain == *plain);
        let within = || joined.iter().find(|(_, inside)| inside.contains(plain));
        let file = alone.copied().or_else(|| Some(within()?.0))?;
        Some((name.clone(), at(file)))
    });
    let moved = joined.iter().flat_map(|(file, inside)| {
        let to = at(file);
        inside
            .iter()
            .map(move |plain| (format!("{place}/{plain}"), to.clone()))
    });
    let map = ImportMap {
        imports: plain.chain(named).chain(moved).collect(),
        integrity: files
            .iter()
            .filter(|file| file.is_script())
            .map(|file| (at(file), file.integrity.clone()))
            .collect(),
    };
    // Nothing may end the element early.
    Ok(serde_json::to_string(&map)?.replace('<', "\\u003c"))
}
