//! Who may sign in and sign up, and by what.

use oidc_core::account::{
    experience::{SecondaryKind, SignInMode},
    identifier::IdentifierKind,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which doors are open: `SignIn`, `Register` or `SignInAndRegister`.
pub(crate) type Mode = SignInMode;

/// What an account is made of.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SignUp {
    /// What every new account has: `email`.
    #[schema(value_type = Vec<String>)]
    identifiers: Vec<IdentifierKind>,
    /// Whether it also has a password; then people sign in by it.
    password: bool,
    /// Whether the identifier is proven by a code.
    verify: bool,
    /// What else it has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(nullable = false)]
    secondary_identifiers: Vec<SecondaryIdentifier>,
}

/// What an account has beside its first identifier.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SecondaryIdentifier {
    /// Which kind.
    #[schema(value_type = String)]
    identifier: SecondaryKind,
    /// Whether it is proven by a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    verify: Option<bool>,
}

/// How an account is entered.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct SignIn {
    /// One for each kind of identifier.
    methods: Vec<SignInMethod>,
}

/// By what an identifier is proven.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SignInMethod {
    /// Which kind: `email`, or `username` with a password alone.
    #[schema(value_type = String)]
    identifier: IdentifierKind,
    /// By the password of the account.
    password: bool,
    /// By a code that is sent to it; new accounts without a password need it.
    verification_code: bool,
    /// Whether the page asks for the password first; it does where there is no code.
    is_password_primary: bool,
}

/// Sign-in by the account of another service.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SocialSignIn {
    /// Whether an account with the same address is taken for the same person's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    automatic_account_linking: Option<bool>,
    /// Whether nothing else is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    skip_required_identifiers: Option<bool>,
}

/// By what a forgotten password is replaced.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub(crate) enum ForgotPasswordMethod {
    /// A code that is mailed.
    EmailVerificationCode,
    /// A code that is sent to a telephone.
    PhoneVerificationCode,
}

/// Second factors.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Mfa {
    /// Which there are.
    factors: Vec<MfaFactor>,
    /// When people are asked to set one up.
    policy: MfaPolicy,
    /// The same for members of an organization that wants one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    organization_required_mfa_policy: Option<OrganizationMfaPolicy>,
}

/// A second factor.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub(crate) enum MfaFactor {
    /// An authenticator app.
    Totp,
    /// A passkey or security key.
    WebAuthn,
    /// Codes on paper.
    BackupCode,
    /// A code that is mailed.
    EmailVerificationCode,
    /// A code that is sent to a telephone.
    PhoneVerificationCode,
}

/// When people are asked to set up a second factor.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub(crate) enum MfaPolicy {
    /// As they like.
    UserControlled,
    /// Never.
    NoPrompt,
    /// At sign-in.
    PromptOnlyAtSignIn,
    /// At sign-in and sign-up.
    PromptAtSignInAndSignUp,
    /// Always.
    Mandatory,
    /// At sign-in, for adaptive MFA.
    PromptOnlyAtSignInMandatory,
    /// At sign-in and sign-up, for adaptive MFA.
    PromptAtSignInAndSignUpMandatory,
}

/// The same for members of an organization.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub(crate) enum OrganizationMfaPolicy {
    /// Never.
    NoPrompt,
    /// Always.
    Mandatory,
}

/// A second factor when a sign-in looks strange.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct AdaptiveMfa {
    /// Whether.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    enabled: Option<bool>,
}

/// Devices that are asked for no second factor for a while.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct TrustedDevice {
    /// Whether.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    enabled: Option<bool>,
}

/// Sign-in by a passkey.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PasskeySignIn {
    /// Whether.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    enabled: Option<bool>,
    /// Whether there is a button for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    show_passkey_button: Option<bool>,
    /// Whether the browser may offer it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    allow_autofill: Option<bool>,
}
