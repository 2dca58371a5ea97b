//! The tests that were left out: each is written down, and said at the end of `cargo test --workspace`
//! (`tests/what_was_not_run.rs`). Where `CI` is set, and in `tests/run`, leaving out is failing.

use std::{
    collections::BTreeMap,
    env, fs,
    io::Write,
    path::{Path, PathBuf},
    sync::Once,
};

use crate::run_id;

/// Takes note that the calling test does not run, for want of something.
pub fn not_run(want: &str) {
    static SAID: Once = Once::new();
    assert!(
        !is_strict(),
        "{want} is missing, and a whole run skips nothing"
    );
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    write_down(&ledger(), &program(), test, want);
    // Past the capturing of output, so that a single program's green does not say too much either.
    SAID.call_once(|| {
        let note = format!("NOT RUN: the tests that need {want}, which is missing\n");
        let _ = std::io::stderr().write_all(note.as_bytes());
    });
}

/// Whether a test that does not run has failed.
pub fn is_strict() -> bool {
    ["CI", run_id::VARIABLE].iter().any(|name| is_set(name))
}

/// Whether a variable is there and says something.
#[expect(
    clippy::disallowed_methods,
    reason = "tests have no configuration file"
)]
fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// One file for all programs that the same `cargo test` starts.
pub fn ledger() -> PathBuf {
    let parent = std::os::unix::process::parent_id();
    env::temp_dir().join(format!("signet-not-run-{parent}"))
}

fn program() -> String {
    let path = env::current_exe().unwrap_or_default();
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = name.rsplit_once('-').map_or(&*name, |(name, _)| name);
    name.to_owned()
}

fn write_down(ledger: &Path, program: &str, test: &str, want: &str) {
    let mut file = fs::OpenOptions::new();
    let mut file = file.create(true).append(true).open(ledger).unwrap();
    // In one piece: several threads and programs write.
    let line = format!("{program}\t{test}\t{want}\n");
    file.write_all(line.as_bytes()).unwrap();
}

/// What a ledger holds, as it is said at the end: how many, of which modules; none is nothing.
pub fn summary(ledger: &str) -> Vec<String> {
    let mut modules = BTreeMap::<(String, &str), u32>::new();
    for line in ledger.lines() {
        let mut parts = line.splitn(3, '\t');
        let mut part = || parts.next().unwrap_or_default();
        let (program, test, want) = (part(), part(), part());
        let module = test.rsplit_once("::").map_or("", |(module, _)| module);
        let place = format!("{program} {module}");
        *modules
            .entry((place.trim_end().to_owned(), want))
            .or_default() += 1;
    }
    let each = modules.iter();
    let each = each.map(|((place, want), tests)| format!("NOT RUN: {place}: {tests} ({want})"));
    let mut said: Vec<String> = each.collect();
    if !said.is_empty() {
        let all: u32 = modules.values().sum();
        said.push(format!("NOT RUN: {all} tests in all"));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_run_is_counted_by_module() {
        let folder = env::temp_dir().join(format!("not-run-test-{}", std::process::id()));
        for test in ["oidc::code::once", "oidc::code::twice", "alone"] {
            write_down(&folder, "it", test, "a server");
        }
        let ledger = fs::read_to_string(&folder).unwrap();
        fs::remove_file(&folder).unwrap();
        assert_eq!(
            summary(&ledger),
            [
                "NOT RUN: it: 1 (a server)",
                "NOT RUN: it oidc::code: 2 (a server)",
                "NOT RUN: 3 tests in all",
            ]
        );
    }

    #[test]
    fn where_all_were_run_nothing_is_said() {
        assert_eq!(summary(""), [""; 0]);
    }
}
