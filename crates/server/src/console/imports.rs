//! What a module needs before it can run: the files that it imports, and those that they import.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The specifiers of the static imports of a script, as they stand there. A text in a comment may be
/// among them that only looks like one.
pub fn specifiers(script: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for word in ["from", "import"] {
        for (place, _) in script.match_indices(word) {
            let before = script
                .get(..place)
                .and_then(|text| text.chars().next_back());
            if before.is_some_and(|c| c.is_alphanumeric() || "_$.\"'".contains(c)) {
                continue;
            }
            let rest = script.get(place + word.len()..).unwrap_or_default();
            found.extend(quoted(rest.trim_start()));
        }
    }
    found
}

/// The text between the quotes that it begins with.
fn quoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|c| "\"'".contains(*c))?;
    let (inner, _) = text.get(1..)?.split_once(quote)?;
    (!inner.is_empty() && !inner.contains(char::is_whitespace)).then_some(inner)
}

/// The file that a specifier of `from` means: a plain name below `/console`. None: it is no path, or leads
/// out of it.
pub fn resolve(from: &str, specifier: &str) -> Option<String> {
    if !specifier.starts_with("./") && !specifier.starts_with("../") {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in specifier.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// A script with all that it needs, by plain names, in the order in which a browser would find them.
/// `bare` says which file a name means that is no path.
pub(super) fn closure(
    first: &str,
    scripts: &BTreeMap<&str, &str>,
    bare: &BTreeMap<String, String>,
) -> Vec<String> {
    let mut seen = BTreeSet::from([first.to_owned()]);
    let mut ahead = VecDeque::from([first.to_owned()]);
    let mut order = Vec::new();
    while let Some(name) = ahead.pop_front() {
        let Some(script) = scripts.get(&*name) else {
            continue;
        };
        for specifier in specifiers(script) {
            let next = bare.get(specifier).cloned();
            if let Some(next) = next.or_else(|| resolve(&name, specifier))
                && seen.insert(next.clone())
            {
                ahead.push_back(next);
            }
        }
        order.push(name);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn static_imports_are_found_however_they_are_written() {
        let script = "import{options as n}from\"preact\";import \"./a.js\";\n\
             import x, { y } from '../b.js';\nexport * from \"./c.js\";\n\
             const later = () => import(\"./d.js\"); Array.from(\"e\"); xfrom \"f\"; // from \"g h\"\n";
        let found: BTreeSet<&str> = specifiers(script).into_iter().collect();
        assert_eq!(found, ["../b.js", "./a.js", "./c.js", "preact"].into());
    }

    #[test]
    fn a_path_is_resolved_against_the_file_it_stands_in() {
        assert_eq!(
            resolve("main.js", "./lib/say.js").as_deref(),
            Some("lib/say.js")
        );
        let up = resolve("pages/users/list.js", "../../lib/say.js");
        assert_eq!(up.as_deref(), Some("lib/say.js"));
        assert_eq!(resolve("main.js", "../x.js"), None);
        assert_eq!(resolve("main.js", "preact"), None);
        assert_eq!(resolve("main.js", "https://elsewhere.example/x.js"), None);
    }

    #[test]
    fn what_a_script_needs_is_listed_once_and_ends() {
        let scripts = BTreeMap::from([
            ("main.js", "import './lib/a.js'; import 'lib';"),
            (
                "lib/a.js",
                "import '../main.js'; import './b.js'; import './gone.js'",
            ),
            ("lib/b.js", "const later = import('./c.js')"),
            ("lib/c.js", ""),
            ("vendor/lib.mjs", ""),
        ]);
        let bare = BTreeMap::from([("lib".to_owned(), "vendor/lib.mjs".to_owned())]);
        let needed = closure("main.js", &scripts, &bare);
        let expected = ["main.js", "lib/a.js", "vendor/lib.mjs", "lib/b.js"];
        assert_eq!(needed, expected);
    }
}
