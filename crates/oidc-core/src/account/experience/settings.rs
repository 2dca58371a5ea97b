//! The settings, their defaults, and the layers they are made of.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::link::Link;
use crate::{account::identifier::IdentifierKind, name::closed_set};

closed_set! {
    /// Which of the two doors are open.
    SignInMode, "sign-in mode" {
        /// Existing accounts only.
        SignIn = "SignIn",
        /// New accounts only.
        Register = "Register",
        /// Both.
        SignInAndRegister = "SignInAndRegister",
    }
}

/// The settings. A member that is not typed here is kept as it came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignInExperience {
    /// Colours of the pages.
    pub color: Color,
    /// Pictures of the pages.
    pub branding: Pictures,
    /// Languages of the pages.
    pub language_info: LanguageInfo,
    /// The terms of use.
    pub terms_of_use_url: Option<Link>,
    /// The privacy notice.
    pub privacy_policy_url: Option<Link>,
    /// Where people turn to who cannot get in.
    pub support_email: Option<String>,
    /// The same on the web.
    pub support_website_url: Option<Link>,
    /// Where people go on whose sign-in is not known any more.
    pub unknown_session_redirect_url: Option<Link>,
    /// Which doors are open.
    pub sign_in_mode: SignInMode,
    /// What an account is made of.
    pub sign_up: SignUp,
    /// How an account is entered.
    pub sign_in: SignIn,
    /// When an address has to pause.
    pub sentinel_policy: SentinelPolicy,
    /// What a code is worth.
    pub verification_code_policy: VerificationCodePolicy,
    /// What Logto has no member for.
    pub signet: Own,
    /// Members that mean nothing here yet.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Colours, as `#rrggbb` or `#rgb`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Color {
    /// Of buttons, links and focus; Signet's own when none.
    pub primary_color: Option<String>,
    /// Whether pages are dark where the browser prefers that; else they are always light.
    pub is_dark_mode_enabled: bool,
    /// The same on a dark page; derived from the other when none.
    pub dark_primary_color: Option<String>,
}

impl Default for Color {
    fn default() -> Self {
        Self {
            primary_color: None,
            is_dark_mode_enabled: true,
            dark_primary_color: None,
        }
    }
}

/// Addresses of pictures.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Pictures {
    /// The logo.
    pub logo_url: Option<Link>,
    /// The logo on a dark page.
    pub dark_logo_url: Option<Link>,
    /// The icon in the browser's tab.
    pub favicon: Option<Link>,
    /// The same on a dark page.
    pub dark_favicon: Option<Link>,
}

/// Languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LanguageInfo {
    /// Whether pages speak the language that the browser asks for.
    pub auto_detect: bool,
    /// The language for people whose own is not spoken here.
    pub fallback_language: String,
}

/// What an account is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignUp {
    /// What every new account has.
    pub identifiers: Vec<IdentifierKind>,
    /// Whether it also has a password.
    pub password: bool,
    /// Whether the identifier is proven by a code.
    pub verify: bool,
    /// What else a new account has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secondary_identifiers: Vec<SecondaryIdentifier>,
}

closed_set! {
    /// What a new account can have beside its first identifier.
    SecondaryKind, "kind of identifier" {
        /// An e-mail address.
        Email = "email",
        /// A telephone number.
        Phone = "phone",
        /// A name.
        Username = "username",
        /// Either of two.
        EmailOrPhone = "emailOrPhone",
    }
}

/// What a new account has beside its first identifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SecondaryIdentifier {
    /// Which kind.
    pub identifier: SecondaryKind,
    /// Whether it is proven by a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verify: Option<bool>,
}

/// How an account is entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignIn {
    /// One for each kind of identifier.
    pub methods: Vec<SignInMethod>,
}

/// By what an identifier is proven.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignInMethod {
    /// Which kind of identifier.
    pub identifier: IdentifierKind,
    /// By a password.
    pub password: bool,
    /// By a code that is sent to it.
    pub verification_code: bool,
    /// Whether the page asks for the password first.
    pub is_password_primary: bool,
}

/// When an address has to pause because of wrong codes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SentinelPolicy {
    /// After how many of them; what the limits say when none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_attempts: Option<u32>,
    /// For how many minutes, and within how many they are counted; what the limits say when none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lockout_duration: Option<u32>,
}

/// What a code is worth.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VerificationCodePolicy {
    /// For how many seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration_duration: Option<u32>,
    /// How many wrong guesses it survives; what the limits say when none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_retry_attempts: Option<u32>,
}

/// Signet's own members.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Own {
    /// The brand's name, where no application's name fits better.
    pub name: Option<String>,
}

impl Default for SignInExperience {
    /// Sign-up and sign-in by a code that is sent by e-mail.
    fn default() -> Self {
        Self {
            color: Color::default(),
            branding: Pictures::default(),
            language_info: LanguageInfo {
                auto_detect: true,
                fallback_language: "en".to_owned(),
            },
            terms_of_use_url: None,
            privacy_policy_url: None,
            support_email: None,
            support_website_url: None,
            unknown_session_redirect_url: None,
            sign_in_mode: SignInMode::SignInAndRegister,
            sign_up: SignUp {
                identifiers: vec![IdentifierKind::Email],
                password: false,
                verify: true,
                secondary_identifiers: Vec::new(),
            },
            sign_in: SignIn {
                methods: vec![SignInMethod {
                    identifier: IdentifierKind::Email,
                    password: false,
                    verification_code: true,
                    is_password_primary: false,
                }],
            },
            sentinel_policy: SentinelPolicy::default(),
            verification_code_policy: VerificationCodePolicy::default(),
            signet: Own::default(),
            other: Map::new(),
        }
    }
}

impl SignInExperience {
    /// The defaults with each layer laid over them, member by member; lists are replaced whole.
    ///
    /// # Errors
    /// When a member of a layer has another form.
    pub fn overlaid<'a>(
        layers: impl IntoIterator<Item = &'a Value>,
    ) -> Result<Self, serde_json::Error> {
        let mut settings = serde_json::to_value(Self::default())?;
        for layer in layers {
            lay_over(&mut settings, layer);
        }
        serde_json::from_value(settings)
    }
}

fn lay_over(below: &mut Value, above: &Value) {
    match (below, above) {
        (Value::Object(below), Value::Object(above)) => {
            for (name, value) in above {
                lay_over(below.entry(name).or_insert(Value::Null), value);
            }
        }
        (below, above) => *below = above.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_layer_changes_the_members_it_names_and_no_others() {
        let console = json!({
            "color": {"primaryColor": "#112233", "darkPrimaryColor": "#445566"},
            "signInMode": "SignIn",
            "mfa": {"policy": "NoPrompt"},
        });
        let file = json!({"color": {"primaryColor": "#abcdef"}});
        let settings = SignInExperience::overlaid([&console, &file]).unwrap();
        assert_eq!(settings.color.primary_color.as_deref(), Some("#abcdef"));
        assert_eq!(
            settings.color.dark_primary_color.as_deref(),
            Some("#445566")
        );
        assert_eq!(settings.sign_in_mode, SignInMode::SignIn);
        assert_eq!(settings.sign_in, SignInExperience::default().sign_in);
        assert_eq!(settings.other["mfa"], json!({"policy": "NoPrompt"}));
    }

    #[test]
    fn lists_are_replaced_whole() {
        let layer = json!({"signUp": {"identifiers": []}});
        let settings = SignInExperience::overlaid([&layer]).unwrap();
        assert_eq!(settings.sign_up.identifiers, []);
        assert!(settings.sign_up.verify);
    }

    #[test]
    fn a_member_of_another_form_is_refused() {
        for layer in [
            json!({"signInMode": "Sometimes"}),
            json!({"signIn": 1}),
            json!({"termsOfUseUrl": "terms"}),
        ] {
            assert!(SignInExperience::overlaid([&layer]).is_err(), "{layer}");
        }
    }
}
