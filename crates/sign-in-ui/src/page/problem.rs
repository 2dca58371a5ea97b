//! What can be wrong with what was typed. Templates turn each into a sentence: `email-error-…`,
//! `identifier-error-…`, `password-error-…` and `code-error-…` in the message files.

use serde::Serialize;

/// What is wrong with an e-mail address, or why none is accepted now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum EmailError {
    /// Nothing was typed.
    Missing,
    /// It is not an e-mail address.
    Invalid,
    /// It is longer than an address can be (RFC 5321 §4.5.3.1).
    TooLong,
    /// Too many attempts.
    Limited {
        /// How long to wait.
        minutes: u32,
    },
    /// Too much is going on; trying again soon helps.
    ServerBusy,
}

/// What is wrong with what somebody signs in by, or why none is accepted now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum IdentifierError {
    /// Nothing was typed.
    Missing,
    /// It is nothing that the field takes.
    Invalid,
    /// It is longer than an identifier can be.
    TooLong,
    /// Too many attempts.
    Limited {
        /// How long to wait.
        minutes: u32,
    },
    /// Too much is going on; trying again soon helps.
    ServerBusy,
}

/// What is wrong with a password, or why none is judged now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum PasswordProblem {
    /// Nothing was typed.
    Missing,
    /// It is not the password of the account, or there is no such account.
    Wrong,
    /// There were too many wrong tries.
    Paused {
        /// How long to wait.
        minutes: u32,
    },
    /// A code was asked for in its place, and too many were asked for before.
    SendLimited {
        /// How long to wait.
        minutes: u32,
    },
    /// Too much is going on; trying again soon helps.
    ServerBusy,
}

/// What is wrong on the page where people sign in, and with which of its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "field", rename_all = "kebab-case")]
pub enum SignInError {
    /// With the identifier.
    Identifier(IdentifierError),
    /// With the password.
    Password(PasswordProblem),
}

/// What is wrong with a verification code, or why none is accepted now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum CodeError {
    /// Nothing was typed.
    Missing,
    /// Something was typed that cannot be a code.
    Malformed,
    /// It is not the code that was sent.
    Wrong {
        /// How many tries are left.
        left: u32,
    },
    /// The code is too old.
    Expired,
    /// There were too many wrong tries with this code.
    Exhausted,
    /// There were too many wrong tries for this address.
    Paused {
        /// How long to wait.
        minutes: u32,
    },
    /// Too many codes were asked for.
    SendLimited {
        /// How long to wait.
        minutes: u32,
    },
}

/// What is wrong with a code that was printed on the host, or why it is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum HostCodeProblem {
    /// Nothing was typed.
    Missing,
    /// It does not count.
    Wrong,
    /// It counts, and the address belongs to another account.
    Taken,
    /// Too many tries from this network.
    Limited {
        /// How long to wait.
        minutes: u32,
    },
    /// Too much is going on; trying again soon helps.
    Busy,
}

impl HostCodeProblem {
    /// Every problem once.
    pub(crate) const ALL: [Self; 5] = [
        Self::Missing,
        Self::Wrong,
        Self::Taken,
        Self::Limited { minutes: 15 },
        Self::Busy,
    ];
}

impl EmailError {
    /// Every error once.
    pub(crate) const ALL: [Self; 5] = [
        Self::Missing,
        Self::Invalid,
        Self::TooLong,
        Self::Limited { minutes: 15 },
        Self::ServerBusy,
    ];
}

impl IdentifierError {
    /// Every error once.
    pub(crate) const ALL: [Self; 5] = [
        Self::Missing,
        Self::Invalid,
        Self::TooLong,
        Self::Limited { minutes: 15 },
        Self::ServerBusy,
    ];
}

impl PasswordProblem {
    /// Every problem once where a code can be asked for instead, the countable ones in singular and
    /// plural.
    pub(crate) const ALL: [Self; 6] = [
        Self::Missing,
        Self::Wrong,
        Self::Paused { minutes: 1 },
        Self::Paused { minutes: 15 },
        Self::SendLimited { minutes: 10 },
        Self::ServerBusy,
    ];

    /// What is said in other words where none can.
    pub(crate) const WITHOUT_CODE: [Self; 3] = [
        Self::Wrong,
        Self::Paused { minutes: 1 },
        Self::Paused { minutes: 15 },
    ];
}

impl CodeError {
    /// Every error once, the countable ones in singular and plural.
    pub(crate) const ALL: [Self; 9] = [
        Self::Missing,
        Self::Wrong { left: 4 },
        Self::Wrong { left: 1 },
        Self::Expired,
        Self::Exhausted,
        Self::Paused { minutes: 1 },
        Self::Paused { minutes: 15 },
        Self::SendLimited { minutes: 10 },
        Self::Malformed,
    ];
}
