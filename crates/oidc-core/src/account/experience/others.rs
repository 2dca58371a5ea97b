//! The members that mean nothing here yet: what they are when nobody has set them, and what of them
//! cannot be kept, because whoever set it would rely on it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::settings::SignInExperience;
use crate::account::{identifier::IdentifierKind, password_policy::PasswordPolicy};

/// What these members are when nobody has set them.
pub fn defaults() -> Map<String, Value> {
    let all = json!({
        "hideLogtoBranding": false,
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
            "caseSensitive": false,
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
    /// No password is both that long and short enough.
    #[error(
        "passwordPolicy.length.min must not be above {0}, the most characters that a password may \
         have."
    )]
    PasswordLengths(u32),
    /// Nothing here replaces a forgotten password.
    #[error("A forgotten password cannot be replaced yet; leave forgotPasswordMethods empty.")]
    ForgotPassword,
    /// Less than a day.
    #[error("passwordExpiration.validPeriodDays must be 1 or more.")]
    ExpirationDays,
    /// Nobody could replace an expired password.
    #[error("Passwords can expire only where a forgotten one can be replaced.")]
    ExpirationWithoutForgotPassword,
    /// Something else that is not offered yet.
    #[error("{}", .0.why)]
    NotOffered(Sentence),
}

impl Unkept {
    /// The members of which each can be at fault.
    pub const fn members(&self) -> &'static [&'static str] {
        match self {
            Self::DuplicatedFactor | Self::BackupCodeAlone | Self::FactorNotOffered => &["mfa"],
            Self::EmailCodeAsFactor => &["mfa", "signIn"],
            Self::AdaptiveWithoutMfa | Self::PolicyOfAdaptive => &["mfa", "adaptiveMfa"],
            Self::PasswordLengths(_) => &["passwordPolicy"],
            Self::ForgotPassword => &["forgotPasswordMethods"],
            Self::ExpirationDays => &["passwordExpiration"],
            Self::ExpirationWithoutForgotPassword => {
                &["passwordExpiration", "forgotPasswordMethods"]
            }
            Self::NotOffered(sentence) => sentence.members,
        }
    }
}

impl SignInExperience {
    /// What speaks against these members, in the order in which programs expect to be told.
    pub fn check_others(&self) -> Vec<Unkept> {
        let mut unkept = Vec::new();
        self.check_mfa(&mut unkept);
        self.check_passwords(&mut unkept);
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
            (on("usernamePolicy/caseSensitive"), USERNAMES),
            (said("signUpProfileFields"), PROFILE_FIELDS),
            (said("customCss"), CUSTOM_CSS),
            (said("customContent"), CUSTOM_CONTENT),
        ];
        let said = all.into_iter().filter(|(said, _)| *said);
        unkept.extend(said.map(|(_, sentence)| Unkept::NotOffered(sentence)));
        unkept
    }

    fn check_mfa(&self, unkept: &mut Vec<Unkept>) {
        let mfa = self.other.get("mfa");
        let factors = mfa.and_then(|mfa| mfa["factors"].as_array());
        let factors: Vec<&str> = factors
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let distinct: BTreeSet<&str> = factors.iter().copied().collect();
        let mut methods = self.sign_in.methods.iter();
        let by_code = methods
            .any(|method| method.identifier == IdentifierKind::Email && method.verification_code);
        let policy = mfa.and_then(|mfa| mfa["policy"].as_str());
        let is_adaptive = matches!(
            policy,
            Some("PromptOnlyAtSignInMandatory" | "PromptAtSignInAndSignUpMandatory")
        );
        let all = [
            (distinct.len() < factors.len(), Unkept::DuplicatedFactor),
            (factors == ["BackupCode"], Unkept::BackupCodeAlone),
            (
                by_code && factors.contains(&"EmailVerificationCode"),
                Unkept::EmailCodeAsFactor,
            ),
            (!factors.is_empty(), Unkept::FactorNotOffered),
            (
                self.other_is("adaptiveMfa/enabled", |value| *value == Value::Bool(true)),
                Unkept::AdaptiveWithoutMfa,
            ),
            (is_adaptive, Unkept::PolicyOfAdaptive),
        ];
        unkept.extend(all.into_iter().filter(|(is, _)| *is).map(|(_, why)| why));
    }

    fn check_passwords(&self, unkept: &mut Vec<Unkept>) {
        if let Ok(policy) = PasswordPolicy::of(self)
            && policy.length.min > policy.length.longest()
        {
            unkept.push(Unkept::PasswordLengths(policy.length.longest()));
        }
        if self.other_is("forgotPasswordMethods", is_said) {
            unkept.push(Unkept::ForgotPassword);
        }
        let is_on = |value: &Value| *value == Value::Bool(true);
        if !self.other_is("passwordExpiration/enabled", is_on) {
            return;
        }
        let is_a_day = |days: &Value| days.as_u64().is_some_and(|days| days >= 1);
        unkept.push(
            if self.other_is("passwordExpiration/validPeriodDays", is_a_day) {
                Unkept::ExpirationWithoutForgotPassword
            } else {
                Unkept::ExpirationDays
            },
        );
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

/// A member that is not offered yet, and how that is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    members: &'static [&'static str],
    why: &'static str,
}

const fn sentence(members: &'static [&'static str], why: &'static str) -> Sentence {
    Sentence { members, why }
}

const TERMS: Sentence = sentence(
    &["agreeToTermsPolicy"],
    "A box to tick is not offered yet: whoever goes on accepts the terms (`Automatic`).",
);
const SINGLE_SIGN_ON: Sentence = sentence(
    &["singleSignOnEnabled"],
    "Sign-in by a company's own identity provider is not offered yet.",
);
const TRUSTED_DEVICE: Sentence =
    sentence(&["trustedDevice"], "Trusted devices are not offered yet.");
const PASSKEYS: Sentence = sentence(&["passkeySignIn"], "Passkeys are not offered yet.");
const CAPTCHA: Sentence = sentence(&["captchaPolicy"], "A captcha is not offered yet.");
const BLOCKLIST: Sentence = sentence(
    &["emailBlocklistPolicy"],
    "Addresses cannot be refused by a list yet.",
);
const USERNAMES: Sentence = sentence(
    &["usernamePolicy"],
    "`Ada` and `ada` are one username; that cannot be changed.",
);
const PROFILE_FIELDS: Sentence = sentence(
    &["signUpProfileFields"],
    "Fields of one's own at sign-up are not offered yet.",
);
const CUSTOM_CSS: Sentence = sentence(
    &["customCss"],
    "A style sheet of one's own is not offered yet; colours and logos are.",
);
const CUSTOM_CONTENT: Sentence = sentence(
    &["customContent"],
    "Content of one's own is not offered yet.",
);

#[cfg(test)]
mod tests;
