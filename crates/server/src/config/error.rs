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
    /// Several settings, or one for several reasons.
    #[error("{}", sentences(.0))]
    Many(Vec<Self>),
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

    /// All that is wrong, as one error.
    ///
    /// # Errors
    /// The only one, or [`ConfigError::Many`].
    pub fn all(mut wrong: Vec<Self>) -> Result<(), Self> {
        match wrong.pop() {
            None => Ok(()),
            Some(only) if wrong.is_empty() => Err(only),
            Some(last) => {
                wrong.push(last);
                Err(Self::Many(wrong))
            }
        }
    }
}

/// One after the other.
fn sentences(errors: &[ConfigError]) -> String {
    let all: Vec<String> = errors.iter().map(ToString::to_string).collect();
    all.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_errors_are_told_one_after_the_other_and_one_alone_as_it_is() {
        let error = |key: &str| ConfigError::setting(key, "is wrong.");
        let told = |keys: &[&str]| {
            let wrong = keys.iter().map(|key| error(key)).collect();
            ConfigError::all(wrong).map_err(|error| error.to_string())
        };
        assert_eq!(told(&[]), Ok(()));
        assert_eq!(told(&["a"]), Err("The setting a is wrong.".to_owned()));
        assert_eq!(
            told(&["a", "b"]),
            Err("The setting a is wrong. The setting b is wrong.".to_owned())
        );
    }
}
