//! What a module imports, and which files that are.

use super::module::Module;

/// What a script needs before it runs, as it names it. None: it imports or exports something in a form that
/// is not known.
pub fn specifiers(script: &str) -> Option<Vec<&str>> {
    Module::of(script).ok().map(|module| module.needs)
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
    use super::*;

    #[test]
    fn what_a_script_needs_before_it_runs_is_told_unless_a_form_is_not_known() {
        let script = "import{options as n}from\"preact\";import \"./a.js\";\n\
             import { y } from '../b.js';\nexport { z } from \"./c.js\";\n\
             const later = () => import(\"./d.js\"); Array.from(\"e\"); // from \"f\"\n";
        let expected = ["preact", "./a.js", "../b.js", "./c.js"];
        assert_eq!(specifiers(script).unwrap(), expected);
        assert_eq!(specifiers("export * from \"./a.js\";"), None);
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
