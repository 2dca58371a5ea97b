//! The console as it is handed out, and the client that it is.

mod client;
mod files;
mod place;
mod shell;

use serde_json::Value;

use crate::kit::Answer;

/// The import map of the page, as it stands there.
fn import_map(page: &Answer) -> &str {
    let (_, map) = page.body.split_once("<script type=\"importmap\">").unwrap();
    map.split_once("</script>").unwrap().0
}

/// Which address each name of the import map means.
fn imports(page: &Answer) -> Vec<(String, String)> {
    let map: Value = serde_json::from_str(import_map(page)).unwrap();
    let imports = map["imports"].as_object().unwrap().iter();
    imports
        .map(|(name, address)| (name.clone(), address.as_str().unwrap().to_owned()))
        .collect()
}

/// What the page says of itself by this name.
fn said<'a>(page: &'a Answer, name: &str) -> &'a str {
    let tag = format!("<meta name=\"signet-{name}\" content=\"");
    let (_, rest) = page.body.split_once(&tag).unwrap();
    rest.split_once('"').unwrap().0
}
