//! The file of an SQLite database: made for its owner only, durable by promise, and what is wrong
//! with it.

use std::{
    io::ErrorKind,
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use rusqlite::Connection;

use crate::{driver_error::result, error::StoreError};

/// The database file.
pub(super) struct File(pub(super) PathBuf);

impl File {
    /// Makes the file, readable by its owner only, before SQLite makes it readable by all; the
    /// log and its index inherit the mode.
    pub(super) fn prepare(&self) -> Result<(), StoreError> {
        let folder = self
            .0
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder {
            let made = std::fs::DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(folder);
            made.map_err(|error| self.unwritable(&error))?;
        }
        let mut options = std::fs::OpenOptions::new();
        match options
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&self.0)
        {
            Ok(_) => Ok(()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => self.is_ours(),
            Err(error) => Err(self.unwritable(&error)),
        }
    }

    /// The file, its log and the log's index are for their owner only; whoever else comes (another
    /// user of a container's group) is told whose they are.
    fn is_ours(&self) -> Result<(), StoreError> {
        for path in [self.0.clone(), self.log(), self.beside("-shm")] {
            let opened = std::fs::OpenOptions::new()
                .read(true)
                .write(true)
                .open(&path);
            match (opened, std::fs::metadata(&path)) {
                (Err(error), Ok(found)) if error.kind() == ErrorKind::PermissionDenied => {
                    return Err(StoreError::Foreign {
                        path: path.display().to_string(),
                        owner: found.uid(),
                    });
                }
                // SQLite says what else may be wrong.
                _ => {}
            }
        }
        Ok(())
    }

    fn unwritable(&self, why: &std::io::Error) -> StoreError {
        StoreError::File {
            path: self.path(),
            why: why.to_string(),
        }
    }

    fn path(&self) -> String {
        self.0.display().to_string()
    }

    /// The write-ahead log beside it.
    pub(super) fn log(&self) -> PathBuf {
        self.beside("-wal")
    }

    fn beside(&self, suffix: &str) -> PathBuf {
        let mut name = self.0.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    }

    /// Reads back what was asked for: SQLite answers a journal mode that the file system does not
    /// support by silently keeping another one.
    pub(super) fn check(&self, conn: &Connection) -> Result<(), StoreError> {
        let mode = conn.pragma_query_value(None, "journal_mode", |row| row.get::<_, String>(0));
        let mode = mode.map_err(|error| self.explain(error))?;
        let synchronous = conn.pragma_query_value(None, "synchronous", |row| row.get(0));
        self.judge(&mode, synchronous.map_err(|error| self.explain(error))?)
    }

    fn judge(&self, mode: &str, synchronous: i64) -> Result<(), StoreError> {
        let not = |setting, found: &str, wanted| {
            let (path, found) = (self.path(), found.to_owned());
            Err(StoreError::NotDurable {
                path,
                setting,
                found,
                wanted,
            })
        };
        match (mode, synchronous) {
            ("wal", 2) => Ok(()),
            ("wal", other) => not("synchronous", &other.to_string(), "2 (FULL)"),
            (other, _) => not("journal_mode", other, "wal"),
        }
    }

    /// What to change, from SQLite's result code (<https://sqlite.org/rescode.html>).
    pub(super) fn explain(&self, error: rusqlite::Error) -> StoreError {
        let path = Path::display(&self.0).to_string();
        match result(&error) {
            // READONLY, IOERR, FULL, CANTOPEN, PERM
            Some(3 | 8 | 10 | 13 | 14) => StoreError::File {
                path,
                why: error.to_string(),
            },
            // CORRUPT, NOTADB
            Some(11 | 26) => StoreError::NotADatabase {
                path,
                why: error.to_string(),
            },
            _ => StoreError::from_driver(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_log_that_is_flushed_at_every_commit_is_durable() {
        let file = File(PathBuf::from("signet.db"));
        assert!(file.judge("wal", 2).is_ok());
        assert_eq!(
            file.judge("wal", 1).unwrap_err().to_string(),
            "SQLite cannot keep signet.db durably (synchronous is 1 where 2 (FULL) is needed): put \
             the file on a local disk that supports shared memory and locking."
        );
        assert!(
            file.judge("delete", 2)
                .unwrap_err()
                .to_string()
                .contains("journal_mode is delete")
        );
    }
}
