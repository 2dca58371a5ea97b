//! What can be wrong with the configuration: each cause is one sentence that says what to change.

use std::path::PathBuf;

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("Cannot read the configuration file {path}: {source}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// The file is not TOML, has an unknown key or a value of another type.
    #[error("{path}, line {line}: {problem}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Counted from one.
        line: usize,
        /// Names the key; never shows a value.
        problem: String,
    },
    /// An environment variable names no setting, or has a value of another type.
    #[error("The environment variable {name}: {problem}")]
    Variable {
        /// The variable.
        name: String,
        /// Never shows the value.
        problem: String,
    },
    /// A setting that is well written but cannot be used.
    #[error("The setting {key} {problem}")]
    Setting {
        /// The key, as `section.key`.
        key: String,
        /// Continues the sentence.
        problem: String,
    },
    /// A setting without which the others cannot be used.
    #[error("The configuration is not complete: {problem}")]
    Incomplete {
        /// Names the key and its section.
        problem: String,
    },
    /// A connector that cannot be made of its settings.
    #[error("{0}")]
    Connector(#[from] connectors::ConfigError),
}

impl ConfigError {
    /// `key` continues with `problem` to a sentence.
    pub fn setting(key: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Setting {
            key: key.into(),
            problem: problem.into(),
        }
    }
}
