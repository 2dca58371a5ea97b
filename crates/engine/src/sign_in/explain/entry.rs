//! The ways by which one person may come in: what the settings offer, and what the account has.

use oidc_core::{
    account::{
        experience::{SignInExperience, Ways},
        identifier::IdentifierKind,
    },
    interaction::InteractionEvent,
};

use super::facts::Facts;

/// Said of what bars a password alone.
pub(super) const BY_CODE: &str = "A code lets them in.";

/// Said of what bars a code alone.
pub(super) const BY_PASSWORD: &str = "Their password lets them in.";

/// Said of mails and codes where none are sent.
pub(super) const NO_CODE: &str = "No code is sent to such an identifier.";

/// By what a person with this identifier may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// Of which kind the identifier is.
    pub(super) kind: IdentifierKind,
    /// What people with such an identifier sign in by.
    pub(super) ways: Ways,
    /// Whether they sign up by a code that is sent to it.
    pub(super) signs_up: bool,
    /// Whether this person is sent a code, to sign in or to sign up.
    pub(super) code: bool,
    /// Whether this person has a password to sign in by.
    pub(super) password: bool,
}

impl Entry {
    /// Of the person of whom this is known.
    pub(super) fn of(experience: &SignInExperience, kind: IdentifierKind, facts: &Facts) -> Self {
        let ways = experience.ways(kind);
        let signs_up = experience.allows_code(InteractionEvent::Register, kind);
        let enters_by_password = ways.password && facts.owner.is_some();
        Self {
            kind,
            ways,
            signs_up,
            code: ways.code || (signs_up && !enters_by_password),
            password: enters_by_password && facts.has_password,
        }
    }

    /// What this person does who proves who they are: signs in, or signs up where only that is open.
    pub(super) const fn event(self) -> InteractionEvent {
        if self.code && !self.ways.code {
            InteractionEvent::Register
        } else {
            InteractionEvent::SignIn
        }
    }
}
