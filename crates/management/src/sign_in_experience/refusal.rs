//! Why the settings were not changed.

use engine::settings::experience::ExperienceRefused;
use oidc_core::account::experience::{Member, Unfit, others::Unkept};
use serde_json::json;

use crate::wire::{code::Code, error::ApiError};

impl From<ExperienceRefused> for ApiError {
    fn from(refused: ExperienceRefused) -> Self {
        match refused {
            ExperienceRefused::Changed => Code::PreconditionFailed.into(),
            ExperienceRefused::DeclaredInFile(member) => {
                let why = format!("{member} is set in the configuration file. Change it there.");
                Self::saying(Code::ExperienceDeclaredInFile, why)
                    .with_data(json!({"member": member}))
            }
            ExperienceRefused::UnknownLanguage(_) => Code::UnsupportedDefaultLanguage.into(),
            ExperienceRefused::NoConnector => Code::EnabledConnectorNotFound.into(),
            ExperienceRefused::Unfit(unfit) => of_unfit(unfit),
            ExperienceRefused::Unkept(unkept) => of_unkept(unkept),
            ExperienceRefused::BrandName(why) => Self::invalid("signet.name", why),
            why @ (ExperienceRefused::TooManyTries | ExperienceRefused::CodeTooLong) => {
                Self::saying(Code::InvalidRequest, sentence(&why))
                    .with_data(json!({"member": "verificationCodePolicy"}))
            }
        }
    }
}

fn of_unfit(unfit: Unfit) -> ApiError {
    let code = match unfit {
        Unfit::NoSignUpIdentifier | Unfit::NoFirstIdentifier => Code::MissingSignUpIdentifiers,
        Unfit::Duplicate(Member::SignUp, _) | Unfit::DuplicateSecondary(_) => {
            Code::DuplicatedSignUpIdentifiers
        }
        Unfit::Unverified => Code::PasswordlessRequiresVerify,
        Unfit::PhoneNotOffered(_) => Code::EnabledConnectorNotFound,
        Unfit::NoMethod | Unfit::NoFactor(_) | Unfit::UsernameWithoutPassword => {
            Code::AtLeastOneAuthenticationFactor
        }
        Unfit::CodeNeeded(_) => Code::CodeSignInMustBeEnabled,
        Unfit::PasswordNeeded(_) => Code::PasswordSignInMustBeEnabled,
        Unfit::Duplicate(Member::SignIn, _)
        | Unfit::UsernameNotOffered
        | Unfit::SecondaryNotOffered
        | Unfit::CodeForUsername => Code::InvalidRequest,
    };
    let member = match unfit.member() {
        Member::SignUp => "signUp",
        Member::SignIn => "signIn",
    };
    ApiError::saying(code, sentence(&unfit)).with_data(json!({"member": member}))
}

fn of_unkept(unkept: Unkept) -> ApiError {
    let (code, member) = match unkept {
        Unkept::DuplicatedFactor => (Code::DuplicatedMfaFactors, "mfa"),
        Unkept::BackupCodeAlone => (Code::BackupCodeCannotBeEnabledAlone, "mfa"),
        Unkept::EmailCodeAsFactor => (Code::EmailCodeCannotBeUsedForMfa, "mfa"),
        Unkept::FactorNotOffered => (Code::InvalidRequest, "mfa"),
        Unkept::AdaptiveWithoutMfa => (Code::AdaptiveMfaRequiresMfa, "adaptiveMfa"),
        Unkept::PolicyOfAdaptive => (Code::NonAdaptiveMfaRequiresSkippablePolicy, "mfa"),
        Unkept::PasswordLengths(_) => (Code::InvalidRequest, "passwordPolicy"),
        Unkept::ForgotPassword => (Code::InvalidRequest, "forgotPasswordMethods"),
        Unkept::ExpirationDays => (
            Code::PasswordExpirationInvalidPeriodDays,
            "passwordExpiration",
        ),
        Unkept::ExpirationWithoutForgotPassword => (
            Code::PasswordExpirationRequiresForgotPassword,
            "passwordExpiration",
        ),
        Unkept::NotOffered(_) => (
            Code::InvalidRequest,
            unkept.members().first().copied().unwrap_or_default(),
        ),
    };
    ApiError::saying(code, unkept.to_string()).with_data(json!({"member": member}))
}

/// With a capital letter and a full stop.
fn sentence(why: &impl ToString) -> String {
    let text = why.to_string();
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    let rest = letters.as_str();
    first.map_or_else(String::new, |first| format!("{first}{rest}."))
}
