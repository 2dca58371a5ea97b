//! What comes next in a sign-in.

use crate::{authorize::error::AuthorizeError, consent::Consent};

/// What comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Ask who the person is, and for a proof of it.
    Identify,
    /// The identifier that was proven has no account.
    NoAccount,
    /// The identifier that was proven has an account already.
    AccountExists,
    /// Ask a new person for the password of the account to be.
    CreatePassword,
    /// Tell the person that the account may not be used.
    Suspended,
    /// Ask the person who is signed in with which account to go on.
    SelectAccount,
    /// Ask whether the client may have this.
    Consent(Consent),
    /// Everything that is wanted is there.
    Done,
    /// Send an error to the client.
    Refuse(AuthorizeError),
}
