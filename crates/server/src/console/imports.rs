//! What a module imports, and which files that are.

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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

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
}
