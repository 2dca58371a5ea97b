//! The arrows between the files of a crate run one way: no file needs another that needs it.
//!
//! An arrow is a path that leads into another file, in a `use` or where the thing is used. What a
//! parent re-exports is an arrow from the parent to the child, and using it through the parent is
//! an arrow to the parent. `mod x;` is none. Not seen are method calls, whose receiver's type only
//! the compiler knows, and macros of our own that are called by their bare name without a `use`.

mod graph;
mod made_up;
mod modules;
mod tokens;

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

pub(super) use self::modules::{attributes, is_for_tests};
use self::{
    graph::{Arrow, Graph},
    modules::{Modules, Source},
};
use super::{files, metadata, root};

#[test]
fn no_file_needs_another_that_needs_it() {
    let mut report = String::new();
    for (package, root_file) in roots() {
        let folder = root_file.parent().unwrap();
        let source = |path: &Path| fs::read_to_string(folder.join(path)).ok();
        let name = Path::new(root_file.file_name().unwrap());
        for circle in Graph::of(&Modules::read(name, &source)).circles() {
            let told = |arrows: &[Arrow]| -> String {
                arrows.iter().map(|arrow| tell(arrow, &source)).collect()
            };
            let (files, way) = (circle.files.len(), told(&circle.way));
            write!(report, "{package}: {files} files in a circle\n{way}").unwrap();
            if !circle.others.is_empty() {
                let others = told(&circle.others);
                write!(report, "  and between them\n{others}").unwrap();
            }
        }
    }
    assert!(report.is_empty(), "{report}");
}

fn tell((from, line, to): &Arrow, source: Source<'_>) -> String {
    let text = source(from).unwrap();
    let text = text.lines().nth(line - 1).unwrap().trim();
    format!("  {}:{line} → {}    {text}\n", from.display(), to.display())
}

#[test]
fn every_file_belongs_to_a_module() {
    for (package, folder) in source_folders() {
        let roots = roots()
            .into_iter()
            .filter(|(_, root)| root.starts_with(&folder));
        let mut read = Vec::new();
        for (_, root) in roots {
            let source = |path: &Path| fs::read_to_string(path).ok();
            read.extend(Modules::read(&root, &source).files);
        }
        for file in files(&folder, &["rs"]) {
            assert!(read.contains(&file), "{package}: {}", file.display());
        }
    }
}

/// Every library and program of ours: its package, and the file it begins with.
fn roots() -> Vec<(String, PathBuf)> {
    let mut roots = Vec::new();
    for package in metadata().packages {
        for target in &package.targets {
            let path = target.src_path.as_std_path().canonicalize().unwrap();
            if (target.is_lib() || target.is_bin()) && path.starts_with(root().join("crates")) {
                roots.push((package.name.to_string(), path));
            }
        }
    }
    assert!(roots.len() >= 7, "{roots:?}");
    roots
}

fn source_folders() -> Vec<(String, PathBuf)> {
    let roots = roots().into_iter();
    let mut folders: Vec<_> = roots
        .map(|(package, root)| (package, root.parent().unwrap().to_owned()))
        .collect();
    folders.dedup();
    folders
}
