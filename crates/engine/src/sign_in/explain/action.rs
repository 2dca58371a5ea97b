//! What an operator may do at once about a check that keeps a person out.

use oidc_core::id::{ClientId, UserId};

/// One thing to do, or the place where it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Look among the applications that there are.
    FindApplication,
    /// Change this application.
    OpenApplication(ClientId),
    /// Register this redirect URI, which names a host that is registered already, or this machine.
    AddRedirectUri {
        /// For which application.
        application: ClientId,
        /// The URI, as it was asked for.
        uri: String,
    },
    /// Change by what people come in, and whether new ones do.
    OpenSignInExperience,
    /// Lift the suspension of this account.
    ResumeUser(UserId),
    /// Let what was used up of the limits of the address count no more.
    LiftLimits,
    /// Configure or test what carries mails.
    OpenConnectors,
}
