//! `[sign_in]`: which doors are open, and how people come in.

use oidc_core::account::experience::{Member, SignInExperience};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{branding, error::ConfigError};

/// By which key the file sets each member of the sign-in experience that it can set.
const KEYS: [(&str, &str); 13] = [
    ("branding.darkLogoUrl", "branding.dark_logo_url"),
    ("branding.favicon", "branding.favicon_url"),
    ("branding.logoUrl", "branding.logo_url"),
    ("color.darkPrimaryColor", "branding.dark_color"),
    ("color.primaryColor", "branding.color"),
    ("languageInfo.fallbackLanguage", "branding.language"),
    ("privacyPolicyUrl", "branding.privacy_url"),
    ("signIn.methods", "sign_in.methods"),
    ("signInMode", "sign_in.mode"),
    ("signUp.identifiers", "sign_in.identifiers"),
    ("signet.name", "branding.name"),
    ("supportEmail", "branding.support_email"),
    ("termsOfUseUrl", "branding.terms_url"),
];

/// The key that sets a member.
pub fn key_of(member: &str) -> Option<&'static str> {
    let mut keys = KEYS.iter();
    keys.find(|(own, _)| *own == member).map(|(_, key)| *key)
}

/// As written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Section {
    /// `SignInAndRegister`, `SignIn` (no new accounts) or `Register` (new accounts only).
    pub mode: Option<String>,
    /// What every new account has: `email`.
    pub identifiers: Option<Vec<String>>,
    /// How an account is entered.
    pub methods: Option<Vec<Method>>,
}

/// By what an identifier is proven.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Method {
    /// The kind of identifier: `email`.
    pub identifier: String,
    /// By a code that is sent to it.
    #[serde(default)]
    pub verification_code: bool,
    /// By a password.
    #[serde(default)]
    pub password: bool,
}

impl Section {
    fn lay(&self, layer: &mut Map<String, Value>) {
        if let Some(mode) = &self.mode {
            layer.insert("signInMode".to_owned(), json!(mode));
        }
        if let Some(identifiers) = &self.identifiers {
            layer.insert("signUp".to_owned(), json!({ "identifiers": identifiers }));
        }
        if let Some(methods) = &self.methods {
            let methods: Vec<Value> = methods
                .iter()
                .map(|method| {
                    json!({
                        "identifier": method.identifier,
                        "verificationCode": method.verification_code,
                        "password": method.password,
                        "isPasswordPrimary": false,
                    })
                })
                .collect();
            layer.insert("signIn".to_owned(), json!({ "methods": methods }));
        }
    }
}

/// The members of the sign-in experience that the file sets; none when it has neither section.
///
/// # Errors
/// [`ConfigError::Setting`] when they contradict themselves or name what is not offered yet.
pub fn layer(
    branding: Option<&branding::Section>,
    sign_in: Option<&Section>,
) -> Result<Option<Value>, ConfigError> {
    if branding.is_none() && sign_in.is_none() {
        return Ok(None);
    }
    let mut layer = Map::new();
    if let Some(branding) = branding {
        branding.check()?;
        branding.lay(&mut layer);
    }
    if let Some(sign_in) = sign_in {
        sign_in.lay(&mut layer);
    }
    let layer = Value::Object(layer);
    let experience = SignInExperience::overlaid([&layer])
        .map_err(|error| ConfigError::setting("sign_in", format!("cannot be used: {error}.")))?;
    match experience.check().first() {
        None => Ok(Some(layer)),
        Some(unfit) => {
            let key = match unfit.member() {
                Member::SignUp => "sign_in.identifiers",
                Member::SignIn => "sign_in.methods",
            };
            Err(ConfigError::setting(
                key,
                format!("cannot be used: {unfit}."),
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::settings::file_owned;

    use super::*;

    fn of(text: &str) -> Result<Option<Value>, String> {
        let section: Section = toml::from_str(text).unwrap();
        layer(None, Some(&section)).map_err(|error| error.to_string())
    }

    #[test]
    fn the_file_sets_the_members_it_names_and_no_others() {
        assert_eq!(
            of("mode = \"SignIn\"").unwrap(),
            Some(json!({"signInMode": "SignIn"}))
        );
        let methods = "methods = [{ identifier = \"email\", verification_code = true }]";
        let members = of(methods).unwrap().unwrap();
        assert_eq!(members["signIn"]["methods"][0]["verificationCode"], true);
        assert_eq!(layer(None, None).unwrap(), None);
    }

    #[test]
    fn every_member_that_the_file_can_set_has_its_key() {
        let branding = "name = \"x\"\ncolor = \"#112233\"\ndark_color = \"#112233\"\n\
            logo_url = \"https://x.example\"\ndark_logo_url = \"https://x.example\"\n\
            favicon_url = \"https://x.example\"\nterms_url = \"https://x.example\"\n\
            privacy_url = \"https://x.example\"\nsupport_email = \"a@x.example\"\n\
            language = \"fr\"";
        let sign_in = "mode = \"SignIn\"\nidentifiers = [\"email\"]\n\
            methods = [{ identifier = \"email\", verification_code = true }]";
        let branding: branding::Section = toml::from_str(branding).unwrap();
        let sign_in: Section = toml::from_str(sign_in).unwrap();
        let layer = layer(Some(&branding), Some(&sign_in)).unwrap();
        let members = file_owned::members(layer.as_ref());
        let named = members.iter().map(|path| file_owned::dotted(path));
        let named: Vec<String> = named.collect();
        assert_eq!(named, KEYS.map(|(member, _)| member));
        assert_eq!(key_of("color.primaryColor"), Some("branding.color"));
        assert_eq!(key_of("customCss"), None);
    }

    #[test]
    fn what_is_not_offered_yet_is_refused_by_its_key() {
        for (text, key) in [
            ("mode = \"Closed\"", "sign_in "),
            ("identifiers = [\"username\"]", "sign_in.identifiers "),
            (
                "methods = [{ identifier = \"email\", password = true }]",
                "sign_in.methods ",
            ),
            ("methods = []", "sign_in.methods "),
        ] {
            let error = of(text).unwrap_err();
            assert!(error.contains(key), "{text}: {error}");
        }
    }
}
