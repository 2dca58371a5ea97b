//! Remembers everything secret that a test saw, and everything the programs printed; in the end
//! the one must not occur in the other (T-70).

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use testkit::secrets::Secrets;

#[derive(Debug, Clone, Default)]
pub(crate) struct Witness(Arc<Mutex<Notes>>);

#[derive(Debug, Default)]
struct Notes {
    secrets: Secrets,
    outputs: Vec<PathBuf>,
}

impl Witness {
    /// Remembers a token, a secret, a cookie or an address.
    pub(crate) fn saw(&self, secret: &str) {
        self.0.lock().unwrap().secrets.saw(secret);
    }

    /// Remembers a code of six digits.
    pub(crate) fn saw_code(&self, code: &str) {
        self.0.lock().unwrap().secrets.saw_code(code);
    }

    /// Will read this file in the end.
    pub(crate) fn reads(&self, output: &Path) {
        let mut notes = self.0.lock().unwrap();
        if !notes.outputs.iter().any(|known| known == output) {
            notes.outputs.push(output.to_owned());
        }
    }

    /// Everything printed so far.
    pub(crate) fn output(&self) -> String {
        let notes = self.0.lock().unwrap();
        let files = notes.outputs.iter();
        files
            .map(|file| fs::read_to_string(file).unwrap_or_default())
            .collect()
    }

    /// Fails when something secret was printed, or when there was nothing to compare.
    pub(crate) fn testify(&self) {
        let output = self.output();
        let notes = self.0.lock().unwrap();
        assert!(notes.secrets.count() > 0, "the witness saw nothing");
        assert!(
            output.contains(" TRACE "),
            "the programs did not log at trace:\n{output}"
        );
        let leaks = notes.secrets.leaks(&output);
        assert!(
            leaks.is_empty(),
            "secrets in the output:\n{}",
            leaks.join("\n")
        );
    }
}
