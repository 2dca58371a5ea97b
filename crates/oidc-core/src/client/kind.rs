//! What sort of program a client is, and which grant types suit it (RFC 6749 §2.1).

use crate::{grant_type::GrantType, name::closed_set};

closed_set! {
    /// What sort of program the client is.
    ClientKind, "client kind" {
        /// A web application with a server that can keep a secret.
        Traditional = "traditional",
        /// A single-page application: runs in the browser, keeps no secret.
        Spa = "spa",
        /// An installed application: keeps no secret.
        Native = "native",
        /// A program without users.
        Machine = "machine",
    }
}

impl ClientKind {
    /// Whether clients of this kind can use a grant type at all.
    pub const fn can_use(self, grant_type: GrantType) -> bool {
        match grant_type {
            GrantType::AuthorizationCode | GrantType::RefreshToken => match self {
                Self::Traditional | Self::Spa | Self::Native => true,
                Self::Machine => false,
            },
            GrantType::ClientCredentials => match self {
                Self::Machine => true,
                Self::Traditional | Self::Spa | Self::Native => false,
            },
        }
    }
}
