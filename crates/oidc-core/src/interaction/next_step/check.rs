//! The questions of the table, and what can be found when one is asked.

use super::step::Step;
use crate::authorize::error::AuthorizeError;

/// The questions, in the order in which they are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Check {
    /// Whether it is known who the person is.
    Identified,
    /// Whether the account may be used.
    NotSuspended,
    /// Whether it is the person the client expects.
    Expected,
    /// Whether it is the account the person wants to go on with.
    Chosen,
    /// Whether the operator lets people in this way.
    Allowed,
    /// Whether the proof is as fresh as the client wants it.
    Fresh,
    /// Whether a new account gets everything that the operator wants of one.
    Profile,
    /// Whether the person agreed to what the client gets.
    Consent,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It holds, and why.
    Pass(&'static str),
    /// The person must do something; a client that allows no page is told so instead.
    Ask(Step),
    /// The client must be told.
    Refuse(AuthorizeError),
    /// The person must be told; there is no way on from here.
    Stop(Step),
}
