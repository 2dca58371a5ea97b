//! The secrets of an application in the file: `secret`, or several in `[[applications.secrets]]`, so
//! that one can take the place of another.

use oidc_core::{
    client_secret::{MOST, SecretName},
    registration::is_good_secret,
    secret::Secret,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

use super::error::ConfigError;
use crate::moment;

/// What the secret of the key `secret` is called.
const ONLY: &str = "file";

/// As written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Section {
    /// What it is called; unique among those of the application.
    pub name: Option<String>,
    /// The secret itself.
    pub secret: Option<Secret<String>>,
    /// Until when it may be used.
    pub expires_at: Option<Moment>,
}

/// A time, as TOML writes it or as text.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Moment {
    /// `2027-01-31T12:00:00Z`
    Time(toml::value::Datetime),
    /// `"2027-01-31T12:00:00Z"`
    Text(String),
}

/// Checked.
#[derive(Debug, Clone, Serialize)]
pub struct DeclaredSecret {
    /// What it is called.
    pub name: String,
    /// The secret itself.
    pub secret: Secret<String>,
    /// Until when it may be used.
    pub expires_at: Option<Timestamp>,
}

impl DeclaredSecret {
    /// All secrets of an application. `place` names it in errors.
    ///
    /// # Errors
    /// [`ConfigError::Setting`] names the key and says what to write.
    pub(super) fn all(
        only: Option<&Secret<String>>,
        sections: &[Section],
        place: &str,
    ) -> Result<Vec<Self>, ConfigError> {
        let mut all: Vec<Self> = only.map(Self::only).into_iter().collect();
        for (index, section) in sections.iter().enumerate() {
            let place = format!("{place}.secrets[{index}]");
            let declared = section.check(&place)?;
            if all.iter().any(|other| other.name == declared.name) {
                let problem = format!("is {:?}, the name of an earlier one.", declared.name);
                return Err(ConfigError::setting(format!("{place}.name"), problem));
            }
            all.push(declared);
        }
        if all.len() > MOST {
            let problem = format!("are {}; an application has {MOST} at most.", all.len());
            return Err(ConfigError::setting(format!("{place}.secrets"), problem));
        }
        Ok(all)
    }

    fn only(secret: &Secret<String>) -> Self {
        Self {
            name: ONLY.to_owned(),
            secret: secret.clone(),
            expires_at: None,
        }
    }
}

impl Section {
    fn check(&self, place: &str) -> Result<DeclaredSecret, ConfigError> {
        let wrong =
            |key: &str, problem: String| ConfigError::setting(format!("{place}.{key}"), problem);
        let missing = |key: &str| wrong(key, "is missing.".to_owned());
        let name = self.name.as_deref().ok_or_else(|| missing("name"))?;
        let name: SecretName = name
            .parse()
            .map_err(|why| wrong("name", format!("{why}")))?;
        let secret = self.secret.as_ref().ok_or_else(|| missing("secret"))?;
        if !is_good_secret(secret) {
            let problem = "must be 8 to 256 printable ASCII characters.";
            return Err(wrong("secret", problem.to_owned()));
        }
        let text = self.expires_at.as_ref().map(|at| match at {
            Moment::Time(time) => time.to_string(),
            Moment::Text(text) => text.clone(),
        });
        let expires_at = text.map(|text| moment::parse(&text)).transpose();
        Ok(DeclaredSecret {
            name: name.to_string(),
            secret: secret.clone(),
            expires_at: expires_at.map_err(|why| wrong("expires_at", format!("{why}")))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(only: Option<&str>, text: &str) -> Result<Vec<DeclaredSecret>, String> {
        #[derive(Deserialize)]
        struct All {
            secrets: Vec<Section>,
        }
        let all: All = toml::from_str(text).unwrap();
        let only = only.map(Secret::from);
        DeclaredSecret::all(only.as_ref(), &all.secrets, "applications[0] (shop)")
            .map_err(|error| error.to_string())
    }

    #[test]
    fn an_application_may_have_a_secret_and_several_with_names() {
        let text = "[[secrets]]\nname = \"May\"\nsecret = \"Qm9va3N0b3Jl\"\n\
                    expires_at = 2027-05-01T00:00:00Z\n\
                    [[secrets]]\nname = \"June\"\nsecret = \"geheimnis\"\n\
                    expires_at = \"2027-06-01\"\n";
        let all = check(Some("open-sesame"), text).unwrap();
        let names: Vec<_> = all.iter().map(|secret| &*secret.name).collect();
        assert_eq!(names, ["file", "May", "June"]);
        let ends = all.iter().map(|secret| secret.expires_at.map(moment::show));
        let ends: Vec<_> = ends.map(Option::unwrap_or_default).collect();
        assert_eq!(ends, ["", "2027-05-01T00:00:00Z", "2027-06-01T00:00:00Z"]);
    }

    #[test]
    fn what_is_wrong_with_a_secret_is_named_without_the_secret() {
        let good = "[[secrets]]\nname = \"May\"\nsecret = \"Qm9va3N0b3Jl\"\n";
        let twice = format!("{good}{good}");
        let many: String = (0..11)
            .map(|number| good.replace("May", &number.to_string()))
            .collect();
        for (text, says) in [
            (
                "[[secrets]]\nsecret = \"Qm9va3N0b3Jl\"",
                "secrets[0].name is missing",
            ),
            (
                "[[secrets]]\nname = \"May\"",
                "secrets[0].secret is missing",
            ),
            (
                &good.replace("May", " May"),
                "secrets[0].name must be 1 to 256",
            ),
            (
                &good.replace("Qm9va3N0b3Jl", "geheim"),
                "secrets[0].secret must be 8 to 256",
            ),
            (
                &format!("{good}expires_at = \"soon\""),
                "secrets[0].expires_at must be a time",
            ),
            (&twice, "secrets[1].name is \"May\""),
            (&many, "secrets are 11"),
        ] {
            let error = check(None, text).unwrap_err();
            assert!(error.contains(says), "{error}");
            assert!(
                error.contains("(shop)") && !error.contains("geheim"),
                "{error}"
            );
        }
    }
}
