//! `[secrets]`: the master key that everything else is sealed under. It never stands in the
//! database.

use std::path::{Path, PathBuf};

use base64::{
    Engine, alphabet,
    engine::{GeneralPurpose, GeneralPurposeConfig, general_purpose::URL_SAFE_NO_PAD},
};
use data_encoding::HEXLOWER_PERMISSIVE;
use oidc_core::{registration::is_good_secret, seal::SealingKey, secret::Secret};
use serde::Deserialize;

use super::error::ConfigError;

/// As written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Section {
    /// 32 random bytes in base64 or in hexadecimal.
    pub master_key: Option<Secret<String>>,
    /// A file that holds it.
    pub master_key_file: Option<PathBuf>,
    /// Whoever asks for the status with it is told which instance answers.
    pub status_api_key: Option<Secret<String>>,
}

/// Where the master key comes from.
#[derive(Debug, Clone)]
pub enum MasterKey {
    /// It was configured.
    Given(SealingKey),
    /// It stands in this file, which must exist.
    File(PathBuf),
    /// It stands in this file, which is made when the database is new.
    Generated(PathBuf),
}

/// Whether a master key may be made up when none is configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unconfigured {
    /// It is made and kept beside the data.
    Generate,
    /// It must be configured, because other servers need the same one.
    Refuse,
}

impl Section {
    /// Decides where the key comes from; reads no file.
    ///
    /// # Errors
    /// [`ConfigError::Setting`] when both are given, when neither is and one is needed, or when
    /// the key is not 32 bytes.
    pub fn check(&self, data_dir: &Path, none: Unconfigured) -> Result<MasterKey, ConfigError> {
        match (&self.master_key, &self.master_key_file) {
            (Some(_), Some(_)) => Err(ConfigError::setting(
                "secrets.master_key",
                "and secrets.master_key_file are both given; leave one of them out.",
            )),
            (Some(text), None) => parse(text.expose())
                .map(MasterKey::Given)
                .ok_or_else(|| ConfigError::setting("secrets.master_key", format!("{NOT_A_KEY}."))),
            (None, Some(path)) => Ok(MasterKey::File(path.clone())),
            (None, None) if none == Unconfigured::Generate => {
                Ok(MasterKey::Generated(data_dir.join("master.key")))
            }
            (None, None) => Err(ConfigError::setting(
                "secrets.master_key",
                "is missing: a database that several servers may share needs a key that all of \
                 them have; make one with `openssl rand -base64 32`.",
            )),
        }
    }

    /// What programs that watch this instance show.
    ///
    /// # Errors
    /// [`ConfigError::Setting`] when it is too short to be a secret, or no header can carry it.
    pub fn status_api_key(&self) -> Result<Option<Secret<String>>, ConfigError> {
        match &self.status_api_key {
            Some(key) if !is_good_secret(key) => {
                let problem = "must be 8 to 256 printable characters of ASCII without spaces.";
                Err(ConfigError::setting("secrets.status_api_key", problem))
            }
            key => Ok(key.clone()),
        }
    }
}

/// Continues "The setting …" and "The file …".
pub const NOT_A_KEY: &str =
    "must hold 32 random bytes in base64 or hexadecimal, as `openssl rand -base64 32` prints them";

/// Reads a key as people write it: base64 of either alphabet, padded or not, or hexadecimal.
pub fn parse(text: &str) -> Option<SealingKey> {
    let text = text.trim();
    let bytes = if text.len() == 64 {
        HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?
    } else {
        let plain = text.trim_end_matches('=');
        let loose = GeneralPurposeConfig::new()
            .with_encode_padding(false)
            .with_decode_padding_mode(base64::engine::DecodePaddingMode::RequireNone);
        let standard = GeneralPurpose::new(&alphabet::STANDARD, loose);
        standard
            .decode(plain)
            .or_else(|_| URL_SAFE_NO_PAD.decode(plain))
            .ok()?
    };
    bytes.try_into().ok().map(SealingKey::from_bytes)
}

/// As [`parse`] reads it, for the file that is made at the first start.
pub fn print(key: &SealingKey) -> Secret<String> {
    Secret::new(URL_SAFE_NO_PAD.encode(key.expose()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_in_every_common_spelling() {
        let key = SealingKey::from_bytes([0xfb; 32]);
        let hex = "fb".repeat(32);
        let padded = "+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/s=";
        for text in [
            hex.as_str(),
            padded,
            print(&key).expose(),
            &format!(" {padded}\n"),
        ] {
            assert_eq!(parse(text).unwrap().expose(), key.expose(), "{text}");
        }
    }

    #[test]
    fn what_is_not_32_bytes_is_not_a_key() {
        for text in ["", "secret", &"zz".repeat(32), &"é".repeat(32), "AAAA"] {
            assert!(parse(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn a_key_is_demanded_where_it_cannot_be_made_up() {
        let dir = Path::new("data");
        let none = Section::default();
        assert!(none.check(dir, Unconfigured::Refuse).is_err());
        assert!(matches!(
            none.check(dir, Unconfigured::Generate),
            Ok(MasterKey::Generated(_))
        ));
        let both = Section {
            master_key: Some("x".into()),
            master_key_file: Some("y".into()),
            ..Section::default()
        };
        assert!(both.check(dir, Unconfigured::Generate).is_err());
    }

    #[test]
    fn a_key_that_everybody_guesses_is_refused_and_not_repeated() {
        let of = |text: &str| toml::from_str::<Section>(text).unwrap().status_api_key();
        assert!(of("").unwrap().is_none());
        let good = of("status_api_key = \"0123456789abcdef\"").unwrap();
        assert_eq!(good.unwrap().expose(), "0123456789abcdef");
        for bad in ["", "short", "with a space"] {
            let error = of(&format!("status_api_key = \"{bad}\"")).unwrap_err();
            let error = error.to_string();
            assert!(error.contains("secrets.status_api_key"), "{error}");
            assert!(bad.is_empty() || !error.contains(bad), "{error}");
        }
    }
}
