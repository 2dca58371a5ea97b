//! What a verification code is for.

use serde::Serialize;

/// What a verification code is for. It changes words only, never behaviour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Signing in to an existing account.
    SignIn,
    /// Creating an account.
    Register,
    /// Anything else, for example a test mail.
    Generic,
}
