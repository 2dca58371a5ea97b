//! `[sign_in]`: which doors are open, and how people come in.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{error::ConfigError, lenient};

/// As written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Section {
    /// `SignInAndRegister`, `SignIn` (no new accounts) or `Register` (new accounts only).
    pub mode: Option<String>,
    /// What every new account has: `email`.
    pub identifiers: Option<Vec<String>>,
    /// Whether every new account has a password, too.
    #[serde(deserialize_with = "lenient::optional")]
    pub password_at_sign_up: Option<bool>,
    /// How an account is entered.
    pub methods: Option<Vec<Method>>,
}

/// By what an identifier is proven.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Method {
    /// The kind of identifier: `email` or `username`.
    pub identifier: String,
    /// By a code that is sent to it.
    #[serde(default)]
    pub verification_code: bool,
    /// By a password.
    #[serde(default)]
    pub password: bool,
    /// What the page asks for first; the code, where there is one, when nothing is said.
    #[serde(default)]
    pub primary: Option<Primary>,
}

/// What the page asks for first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Primary {
    /// The password.
    Password,
    /// The code.
    VerificationCode,
}

impl Section {
    /// Every method that contradicts itself.
    pub(super) fn check(&self) -> Vec<ConfigError> {
        let methods = self.methods.iter().flatten().enumerate();
        methods
            .filter_map(|(index, method)| method.fault(index))
            .collect()
    }

    /// Lays what is set here over the sign-in experience.
    pub(super) fn lay(&self, layer: &mut Map<String, Value>) {
        if let Some(mode) = &self.mode {
            layer.insert("signInMode".to_owned(), json!(mode));
        }
        let sign_up = [
            ("identifiers", self.identifiers.clone().map(Value::from)),
            ("password", self.password_at_sign_up.map(Value::from)),
        ];
        let set = sign_up
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)));
        let sign_up: Map<String, Value> = set.collect();
        if !sign_up.is_empty() {
            layer.insert("signUp".to_owned(), sign_up.into());
        }
        if let Some(methods) = &self.methods {
            let methods: Vec<Value> = methods.iter().map(Method::member).collect();
            layer.insert("signIn".to_owned(), json!({ "methods": methods }));
        }
    }
}

impl Method {
    /// What is to be asked for first has to be asked for.
    fn fault(&self, index: usize) -> Option<ConfigError> {
        let (is_offered, key) = match self.primary? {
            Primary::Password => (self.password, "password"),
            Primary::VerificationCode => (self.verification_code, "verification_code"),
        };
        (!is_offered).then(|| {
            let problem =
                format!("is {key:?}, which this method does not offer: say {key} = true.");
            ConfigError::setting(format!("sign_in.methods[{index}].primary"), problem)
        })
    }

    /// As the sign-in experience has it.
    fn member(&self) -> Value {
        json!({
            "identifier": self.identifier,
            "verificationCode": self.verification_code,
            "password": self.password,
            "isPasswordPrimary": self.primary == Some(Primary::Password),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(methods: &str) -> Section {
        toml::from_str(&format!("methods = [{methods}]")).unwrap()
    }

    #[test]
    fn of_new_accounts_the_file_sets_what_it_names_and_nothing_else() {
        for (text, sign_up) in [
            ("mode = \"SignIn\"", Value::Null),
            (
                "identifiers = [\"email\"]",
                json!({"identifiers": ["email"]}),
            ),
            ("password_at_sign_up = true", json!({"password": true})),
            (
                "identifiers = [\"email\"]\npassword_at_sign_up = false",
                json!({"identifiers": ["email"], "password": false}),
            ),
            // As the environment gives it.
            ("password_at_sign_up = \"true\"", json!({"password": true})),
        ] {
            let mut layer = Map::new();
            toml::from_str::<Section>(text).unwrap().lay(&mut layer);
            let laid = layer.get("signUp").cloned().unwrap_or_default();
            assert_eq!(laid, sign_up, "{text}");
        }
    }

    #[test]
    fn the_code_comes_first_unless_the_password_is_said_to() {
        let is_primary = |more: &str| {
            let method = "{ identifier = \"email\", verification_code = true, password = true";
            let section = section(&format!("{method}{more} }}"));
            assert!(section.check().is_empty(), "{more}");
            let mut layer = Map::new();
            section.lay(&mut layer);
            layer["signIn"]["methods"][0]["isPasswordPrimary"].clone()
        };
        assert_eq!(is_primary(""), false);
        assert_eq!(is_primary(", primary = \"verification_code\""), false);
        assert_eq!(is_primary(", primary = \"password\""), true);
    }

    #[test]
    fn what_comes_first_has_to_be_asked_for() {
        let methods = "{ identifier = \"email\", verification_code = true, primary = \"password\" }, \
            { identifier = \"username\", password = true, primary = \"verification_code\" }";
        let wrong = section(methods).check();
        let told: Vec<String> = wrong.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "The setting sign_in.methods[0].primary is \"password\", which this method does not \
                 offer: say password = true.",
                "The setting sign_in.methods[1].primary is \"verification_code\", which this method \
                 does not offer: say verification_code = true.",
            ]
        );
    }

    #[test]
    fn what_is_neither_cannot_come_first() {
        let text = "methods = [{ identifier = \"email\", password = true, primary = \"passkey\" }]";
        let error = toml::from_str::<Section>(text).unwrap_err();
        assert!(
            error
                .message()
                .contains("`password` or `verification_code`"),
            "{error}"
        );
    }
}
