//! Whether the account has a password, where people with such an identifier sign in by one.

use oidc_core::account::identifier::IdentifierKind;

use super::{
    action::Action,
    entry::Entry,
    facts::Facts,
    finding::{CheckId, Finding},
};

/// Whether it has one. Where a code lets people in as well, they need none; where the password is asked
/// for first, they have to choose the code.
pub(super) fn check(entry: Entry, facts: &Facts) -> Finding {
    let id = CheckId::Password;
    if !entry.ways.password {
        return Finding::skipped(id, "No password is asked for with such an identifier.");
    }
    if facts.owner.is_none() {
        return Finding::skipped(id, "There is no account yet.");
    }
    if facts.has_password {
        return Finding::pass(id, "The account has a password.");
    }
    if !entry.code {
        return alone(entry.kind);
    }
    let remedy = "Set a password for the account, if they are to sign in by one.";
    let found = if entry.ways.password_first {
        let why = "The account has no password: they choose to be mailed a code.";
        Finding::ask(id, why)
    } else {
        Finding::pass(id, "The account has no password; a code lets them in.")
    };
    found.cured_by(remedy)
}

/// The account has none, and nothing else lets the person in.
fn alone(kind: IdentifierKind) -> Finding {
    let id = CheckId::Password;
    let why = "The account has no password, and nothing else lets such people in.";
    match kind {
        IdentifierKind::Email | IdentifierKind::Phone => Finding::fail(id, why)
            .cured_by(
                "Set a password for the account, or allow verification codes in the sign-in \
                 experience.",
            )
            .with_action(Action::OpenSignInExperience),
        IdentifierKind::Username => {
            Finding::fail(id, why).cured_by("Set a password for the account.")
        }
    }
}
