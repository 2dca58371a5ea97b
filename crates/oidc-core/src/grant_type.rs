//! `grant_type`: what a token request presents (RFC 6749 §4.1.3, §4.4.2, §6).

use crate::name::closed_set;

closed_set! {
    /// The grant types on offer.
    GrantType, "grant type" {
        /// RFC 6749 §4.1.
        AuthorizationCode = "authorization_code",
        /// RFC 6749 §6.
        RefreshToken = "refresh_token",
        /// RFC 6749 §4.4.
        ClientCredentials = "client_credentials",
    }
}
