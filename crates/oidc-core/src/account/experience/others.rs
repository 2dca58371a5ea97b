//! The members that mean nothing here yet: what they are when nobody has set them, and what of them
//! cannot be kept, because whoever set it would rely on it.

use serde_json::{Map, Value, json};

use super::settings::SignInExperience;
use crate::account::identifier::IdentifierKind;

/// What these members are when nobody has set them.
pub fn defaults() -> Map<String, Value> {
    let all = json!({
        "hideLogtoBranding": false,
        "supportWebsiteUrl": null,
        "agreeToTermsPolicy": "Automatic",
        "socialSignIn": {},
        "socialSignInConnectorTargets": [],
        "singleSignOnEnabled": false,
        "customCss": null,
        "customContent": {},
        "customUiAssets": null,
        "customUiCsp": {},
        "passwordPolicy": {},
        "usernamePolicy": {
            "caseSensitive": true,
            "minLength": 1,
            "maxLength": 128,
            "allowedChars": {
                "lowercase": true, "uppercase": true, "numbers": true, "underscore": true,
            },
        },
        "passwordExpiration": {},
        "mfa": {"factors": [], "policy": "UserControlled"},
        "adaptiveMfa": {},
        "trustedDevice": {},
        "passkeySignIn": {},
        "forgotPasswordMethods": [],
        "captchaPolicy": {},
        "emailBlocklistPolicy": {},
        "signUpProfileFields": null,
    });
    match all {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// Why one of these members cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unkept {
    /// The same factor twice.
    #[error("A factor is named twice.")]
    DuplicatedFactor,
    /// Codes for a lost factor, and no factor.
    #[error("Backup codes need another factor beside them.")]
    BackupCodeAlone,
    /// What people sign in by proves nothing more as a second factor.
    #[error("People sign in by codes sent by e-mail: those are no second factor.")]
    EmailCodeAsFactor,
    /// Factors are known, and nothing here can use them.
    #[error("Second factors are not offered yet; leave mfa.factors empty.")]
    FactorNotOffered,
    /// Nothing to ask for when a sign-in looks strange.
    #[error("Adaptive MFA needs a factor.")]
    AdaptiveWithoutMfa,
    /// A policy of adaptive MFA without it.
    #[error("This policy is for adaptive MFA, which is off.")]
    PolicyOfAdaptive,
    /// Passwords are known, and nothing here can use them.
    #[error(
        "Passwords are not offered yet, so there are none to be forgotten; leave \
         forgotPasswordMethods empty."
    )]
    ForgotPassword,
    /// Less than a day.
    #[error("passwordExpiration.validPeriodDays must be 1 or more.")]
    ExpirationDays,
    /// Nobody could replace an expired password.
    #[error("Passwords can expire only where a forgotten one can be replaced.")]
    ExpirationWithoutForgotPassword,
    /// Something else that is not offered yet.
    #[error("{1}")]
    NotOffered(&'static str, &'static str),
}

impl SignInExperience {
    /// The first thing that speaks against these members.
    ///
    /// # Errors
    /// [`Unkept`].
    pub fn check_others(&self) -> Result<(), Unkept> {
        self.check_mfa()?;
        self.check_passwords()?;
        let on = |path| self.other_is(path, |value| *value == Value::Bool(true));
        let said = |path| self.other_is(path, is_said);
        let manual = |value: &Value| !matches!(value.as_str(), None | Some("Automatic"));
        let all = [
            (self.other_is("agreeToTermsPolicy", manual), TERMS),
            (on("singleSignOnEnabled"), SINGLE_SIGN_ON),
            (on("trustedDevice/enabled"), TRUSTED_DEVICE),
            (on("passkeySignIn/enabled"), PASSKEYS),
            (on("captchaPolicy/enabled"), CAPTCHA),
            (
                on("emailBlocklistPolicy/blockDisposableAddresses"),
                BLOCKLIST,
            ),
            (on("emailBlocklistPolicy/blockSubaddressing"), BLOCKLIST),
            (said("emailBlocklistPolicy/customAllowlist"), BLOCKLIST),
            (said("emailBlocklistPolicy/customBlocklist"), BLOCKLIST),
            (
                self.other_is("usernamePolicy/caseSensitive", |v| *v == Value::Bool(false)),
                USERNAMES,
            ),
            (said("signUpProfileFields"), PROFILE_FIELDS),
            (said("customCss"), CUSTOM_CSS),
            (said("customContent"), CUSTOM_CONTENT),
        ];
        let first = all.into_iter().find(|(said, _)| *said);
        first.map_or(Ok(()), |(_, (member, why))| {
            Err(Unkept::NotOffered(member, why))
        })
    }

    fn check_mfa(&self) -> Result<(), Unkept> {
        let mfa = self.other.get("mfa");
        let factors = mfa.and_then(|mfa| mfa["factors"].as_array());
        let factors: Vec<&str> = factors
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let mut seen = Vec::new();
        for factor in &factors {
            if seen.contains(factor) {
                return Err(Unkept::DuplicatedFactor);
            }
            seen.push(*factor);
        }
        if factors == ["BackupCode"] {
            return Err(Unkept::BackupCodeAlone);
        }
        let mut methods = self.sign_in.methods.iter();
        let by_code = methods
            .any(|method| method.identifier == IdentifierKind::Email && method.verification_code);
        if by_code && factors.contains(&"EmailVerificationCode") {
            return Err(Unkept::EmailCodeAsFactor);
        }
        if !factors.is_empty() {
            return Err(Unkept::FactorNotOffered);
        }
        if self.other_is("adaptiveMfa/enabled", |value| *value == Value::Bool(true)) {
            return Err(Unkept::AdaptiveWithoutMfa);
        }
        let policy = mfa.and_then(|mfa| mfa["policy"].as_str());
        match policy {
            Some("PromptOnlyAtSignInMandatory" | "PromptAtSignInAndSignUpMandatory") => {
                Err(Unkept::PolicyOfAdaptive)
            }
            _ => Ok(()),
        }
    }

    fn check_passwords(&self) -> Result<(), Unkept> {
        if self.other_is("forgotPasswordMethods", is_said) {
            return Err(Unkept::ForgotPassword);
        }
        if !self.other_is("passwordExpiration/enabled", |value| {
            *value == Value::Bool(true)
        }) {
            return Ok(());
        }
        let is_a_day = |days: &Value| days.as_u64().is_some_and(|days| days >= 1);
        if self.other_is("passwordExpiration/validPeriodDays", is_a_day) {
            Err(Unkept::ExpirationWithoutForgotPassword)
        } else {
            Err(Unkept::ExpirationDays)
        }
    }

    /// Whether the member at this path (`mfa/policy`) is there and is so.
    fn other_is(&self, path: &str, is: impl FnOnce(&Value) -> bool) -> bool {
        let mut names = path.split('/');
        let first = names.next().and_then(|name| self.other.get(name));
        let found = names.fold(first, |found, name| found.and_then(|value| value.get(name)));
        found.is_some_and(is)
    }
}

/// Whether something is said by it: an empty list says nothing, nor does an empty text.
fn is_said(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(_) => true,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}

/// A member, and the sentence.
type Sentence = (&'static str, &'static str);

const TERMS: Sentence = (
    "agreeToTermsPolicy",
    "A box to tick is not offered yet: whoever goes on accepts the terms (`Automatic`).",
);
const SINGLE_SIGN_ON: Sentence = (
    "singleSignOnEnabled",
    "Sign-in by a company's own identity provider is not offered yet.",
);
const TRUSTED_DEVICE: Sentence = ("trustedDevice", "Trusted devices are not offered yet.");
const PASSKEYS: Sentence = ("passkeySignIn", "Passkeys are not offered yet.");
const CAPTCHA: Sentence = ("captchaPolicy", "A captcha is not offered yet.");
const BLOCKLIST: Sentence = (
    "emailBlocklistPolicy",
    "Addresses cannot be refused by a list yet.",
);
const USERNAMES: Sentence = (
    "usernamePolicy",
    "Usernames are told apart by case; that cannot be changed yet.",
);
const PROFILE_FIELDS: Sentence = (
    "signUpProfileFields",
    "Fields of one's own at sign-up are not offered yet.",
);
const CUSTOM_CSS: Sentence = (
    "customCss",
    "A style sheet of one's own is not offered yet; colours and logos are.",
);
const CUSTOM_CONTENT: Sentence = ("customContent", "Content of one's own is not offered yet.");

#[cfg(test)]
mod tests {
    use super::*;

    fn check(layer: &Value) -> Result<(), Unkept> {
        SignInExperience::overlaid([layer]).unwrap().check_others()
    }

    #[test]
    fn what_nobody_has_set_can_be_kept() {
        assert_eq!(check(&json!({})), Ok(()));
        assert_eq!(check(&Value::Object(defaults())), Ok(()));
    }

    #[test]
    fn what_would_have_no_effect_is_refused_by_its_name() {
        for (member, value) in [
            ("agreeToTermsPolicy", json!("Manual")),
            ("singleSignOnEnabled", json!(true)),
            ("trustedDevice", json!({"enabled": true})),
            ("passkeySignIn", json!({"enabled": true})),
            ("captchaPolicy", json!({"enabled": true})),
            ("emailBlocklistPolicy", json!({"blockSubaddressing": true})),
            (
                "emailBlocklistPolicy",
                json!({"customBlocklist": ["@x.example"]}),
            ),
            ("usernamePolicy", json!({"caseSensitive": false})),
            ("signUpProfileFields", json!([{"name": "shoe"}])),
            ("customCss", json!("a{}")),
            ("customContent", json!({"/sign-in": "<p>"})),
        ] {
            match check(&json!({ member: value })) {
                Err(Unkept::NotOffered(named, why)) => {
                    assert_eq!(named, member);
                    assert!(why.ends_with('.'), "{why}");
                }
                other => panic!("{member}: {other:?}"),
            }
        }
        for neutral in [
            json!({"captchaPolicy": {"enabled": false}, "customCss": "", "customContent": {}}),
            json!({"emailBlocklistPolicy": {"blockSubaddressing": false, "customBlocklist": []}}),
            json!({"signUpProfileFields": [], "passkeySignIn": {"showPasskeyButton": true}}),
        ] {
            assert_eq!(check(&neutral), Ok(()), "{neutral}");
        }
    }

    #[test]
    fn second_factors_are_refused_for_the_reason_that_comes_first() {
        let mfa = |factors: Value, policy: &str| {
            check(&json!({"mfa": {"factors": factors, "policy": policy}}))
        };
        let plain = "UserControlled";
        assert_eq!(
            mfa(json!(["Totp", "Totp"]), plain),
            Err(Unkept::DuplicatedFactor)
        );
        assert_eq!(
            mfa(json!(["BackupCode"]), plain),
            Err(Unkept::BackupCodeAlone)
        );
        assert_eq!(
            mfa(json!(["EmailVerificationCode"]), plain),
            Err(Unkept::EmailCodeAsFactor)
        );
        assert_eq!(mfa(json!(["Totp"]), plain), Err(Unkept::FactorNotOffered));
        assert_eq!(mfa(json!([]), "Mandatory"), Ok(()));
        assert_eq!(
            mfa(json!([]), "PromptOnlyAtSignInMandatory"),
            Err(Unkept::PolicyOfAdaptive)
        );
        assert_eq!(
            check(&json!({"adaptiveMfa": {"enabled": true}})),
            Err(Unkept::AdaptiveWithoutMfa)
        );
    }

    #[test]
    fn there_is_no_password_to_be_forgotten_or_to_expire() {
        assert_eq!(
            check(&json!({"forgotPasswordMethods": ["EmailVerificationCode"]})),
            Err(Unkept::ForgotPassword)
        );
        let expiration = |value: Value| check(&json!({"passwordExpiration": value}));
        assert_eq!(expiration(json!({"enabled": false})), Ok(()));
        assert_eq!(
            expiration(json!({"enabled": true, "validPeriodDays": 0})),
            Err(Unkept::ExpirationDays)
        );
        assert_eq!(
            expiration(json!({"enabled": true, "validPeriodDays": 30})),
            Err(Unkept::ExpirationWithoutForgotPassword)
        );
    }
}
