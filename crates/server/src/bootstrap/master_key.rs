//! The master key: configured, or kept in a file that only its owner can read.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::Path,
};

use anyhow::{anyhow, bail};
use oidc_core::seal::SealingKey;
use rand_core::CryptoRng;

use crate::config::secrets::{self, MasterKey, NOT_A_KEY};

/// Whether there is something in the database that only the right key opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Database {
    /// Nothing is sealed in it: any key will do.
    New,
    /// It needs the key it was made with.
    Sealed,
}

impl MasterKey {
    /// Reads the key; makes one where that is allowed and the database is new.
    pub(super) fn resolve(
        &self,
        database: Database,
        rng: &mut impl CryptoRng,
    ) -> anyhow::Result<SealingKey> {
        match self {
            Self::Given(key) => Ok(key.clone()),
            Self::File(path) => match fs::read_to_string(path) {
                Ok(text) => parse(path, &text),
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                    Err(somebody_elses(path))
                }
                Err(error) => bail!(
                    "The master key file {} cannot be read ({error}): correct \
                     secrets.master_key_file, or make the file with `openssl rand -base64 32`.",
                    path.display()
                ),
            },
            Self::Generated(path) => match (fs::read_to_string(path), database) {
                (Ok(text), _) => parse(path, &text),
                (Err(error), Database::New) if error.kind() == io::ErrorKind::NotFound => {
                    make(path, rng)
                }
                (Err(error), _) if error.kind() == io::ErrorKind::PermissionDenied => {
                    Err(somebody_elses(path))
                }
                (Err(error), _) => bail!(
                    "The master key {} cannot be read ({error}), and the database cannot be \
                     opened without it: put the file back, or set secrets.master_key.",
                    path.display()
                ),
            },
        }
    }

    /// How to speak of it.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Given(_) => "secrets.master_key".to_owned(),
            Self::File(path) | Self::Generated(path) => path.display().to_string(),
        }
    }
}

/// The key is for its owner only; a container that runs as another user meets it.
fn somebody_elses(path: &Path) -> anyhow::Error {
    let owner = fs::metadata(path).map_or_else(
        |_| "is in a folder of another user".to_owned(),
        |found| format!("belongs to the user with the id {}", found.uid()),
    );
    anyhow!(
        "The master key {} {owner}, and the user of this process may not read it: run Signet as \
         that user, or give the file to this one.",
        path.display()
    )
}

fn parse(path: &Path, text: &str) -> anyhow::Result<SealingKey> {
    secrets::parse(text)
        .ok_or_else(|| anyhow!("The master key file {} {NOT_A_KEY}.", path.display()))
}

/// Two starts at the same time: the file is made by one of them, and the other reads it.
fn make(path: &Path, rng: &mut impl CryptoRng) -> anyhow::Result<SealingKey> {
    let refused = |error: &io::Error| {
        anyhow!(
            "The master key {} cannot be written ({error}): make its folder writable for this \
             user, or set secrets.master_key.",
            path.display()
        )
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| refused(&error))?;
    }
    let key = SealingKey::mint(rng);
    // Complete before it has its name, so that nobody reads half a key.
    let draft = path.with_extension(format!("key.{}", std::process::id()));
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&draft)
        .map_err(|error| refused(&error))?;
    let written = file
        .write_all(secrets::print(&key).expose().as_bytes())
        .and_then(|()| file.write_all(b"\n"))
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::hard_link(&draft, path));
    let _ = fs::remove_file(&draft);
    match written {
        Ok(()) => Ok(key),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let text = fs::read_to_string(path).map_err(|error| refused(&error))?;
            parse(path, &text)
        }
        Err(error) => Err(refused(&error)),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use engine::entropy::Entropy;

    #[test]
    fn a_generated_key_is_kept_and_only_its_owner_can_read_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("data/master.key");
        let source = MasterKey::Generated(path.clone());
        let mut rng = Entropy::seeded(1).rng();
        let made = source.resolve(Database::New, &mut rng).unwrap();
        let again = source.resolve(Database::Sealed, &mut rng).unwrap();
        assert_eq!(made.expose(), again.expose());
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_lost_key_is_not_replaced_behind_the_databases_back() {
        let dir = tempfile::tempdir().unwrap();
        let source = MasterKey::Generated(dir.path().join("master.key"));
        let error = source
            .resolve(Database::Sealed, &mut Entropy::seeded(1).rng())
            .unwrap_err();
        assert!(error.to_string().contains("put the file back"), "{error}");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_named_file_must_be_there_and_hold_a_key() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        let source = MasterKey::File(path.clone());
        let mut rng = Entropy::seeded(1).rng();
        assert!(source.resolve(Database::New, &mut rng).is_err());
        fs::write(&path, "not a key").unwrap();
        let error = source.resolve(Database::New, &mut rng).unwrap_err();
        assert!(error.to_string().contains("32 random bytes"), "{error}");
    }
}
