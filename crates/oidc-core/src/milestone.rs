//! What an application has come to do: what a guide ticks off.

use crate::name::closed_set;

closed_set! {
    /// What an application has come to do.
    Milestone, "milestone" {
        /// Its first request for a sign-in that was in order.
        FirstRequest = "first_request",
        /// Its first token.
        FirstToken = "first_token",
        /// The first time that somebody signed out by it.
        FirstSignOut = "first_sign_out",
        /// The last time that somebody signed in to it: the only one that moves.
        LastSignIn = "last_sign_in",
    }
}
