//! What a mail is for. The names are Logto's, because connector configurations use them as keys.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The purpose of a mail; selects the delivery in a connector's configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum UsageType {
    /// A code to sign in.
    SignIn,
    /// A code to create an account.
    Register,
    /// A code to set a new password.
    ForgotPassword,
    /// Anything else, and the fallback of all others.
    Generic,
    /// An invitation to an organisation.
    OrganizationInvitation,
    /// A code to confirm a sensitive change.
    UserPermissionValidation,
    /// A code to prove a new address.
    BindNewIdentifier,
    /// A code as second factor.
    MfaVerification,
    /// A code to enrol the address as a second factor.
    BindMfa,
}

impl UsageType {
    /// Every usage type there is.
    pub const ALL: [Self; 9] = [
        Self::SignIn,
        Self::Register,
        Self::ForgotPassword,
        Self::Generic,
        Self::OrganizationInvitation,
        Self::UserPermissionValidation,
        Self::BindNewIdentifier,
        Self::MfaVerification,
        Self::BindMfa,
    ];

    /// The name, as it stands in configurations and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "SignIn",
            Self::Register => "Register",
            Self::ForgotPassword => "ForgotPassword",
            Self::Generic => "Generic",
            Self::OrganizationInvitation => "OrganizationInvitation",
            Self::UserPermissionValidation => "UserPermissionValidation",
            Self::BindNewIdentifier => "BindNewIdentifier",
            Self::MfaVerification => "MfaVerification",
            Self::BindMfa => "BindMfa",
        }
    }
}

crate::record::text_value!(UsageType);

impl fmt::Display for UsageType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no usage type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a usage type")]
pub struct UnknownUsageType(String);

impl FromStr for UsageType {
    type Err = UnknownUsageType;

    fn from_str(text: &str) -> Result<Self, UnknownUsageType> {
        Self::ALL
            .into_iter()
            .find(|usage| usage.as_str() == text)
            .ok_or_else(|| UnknownUsageType(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_parses_back_and_serializes_as_itself() {
        for usage in UsageType::ALL {
            assert_eq!(usage.as_str().parse(), Ok(usage));
            assert_eq!(serde_json::to_value(usage).unwrap(), usage.as_str());
        }
        assert!("signin".parse::<UsageType>().is_err());
    }
}
