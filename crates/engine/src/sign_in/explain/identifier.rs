//! What was typed, and by which ways people with such an identifier come in.

use oidc_core::{
    account::{
        experience::SignInExperience,
        identifier::{Identifier, IdentifierKind},
    },
    interaction::InteractionEvent,
    user::User,
};

use super::{
    action::Action,
    entry::Entry,
    finding::{CheckId, Finding},
};

const ID: CheckId = CheckId::Identifier;

/// The kinds of identifier by which people sign in or up.
pub fn kinds(experience: &SignInExperience) -> Vec<IdentifierKind> {
    let mut kinds = experience.sign_in_kinds();
    for kind in IdentifierKind::ALL {
        let signs_up = experience.allows_code(InteractionEvent::Register, *kind);
        if signs_up && !kinds.contains(kind) {
            kinds.push(*kind);
        }
    }
    kinds
}

/// What was typed, if people come in by such an identifier; else what is wrong with it.
pub(super) fn read(typed: &str, experience: &SignInExperience) -> Result<Identifier, Finding> {
    let kinds = kinds(experience);
    Identifier::read(typed, &kinds).map_err(|_| unusable(typed, &kinds))
}

fn unusable(typed: &str, kinds: &[IdentifierKind]) -> Finding {
    if kinds.is_empty() {
        return Finding::fail(ID, "No kind of identifier lets people in.")
            .cured_by("Allow a way to sign in in the sign-in experience.")
            .with_action(Action::OpenSignInExperience);
    }
    let has_email = kinds.contains(&IdentifierKind::Email);
    let has_username = kinds.contains(&IdentifierKind::Username);
    let why = match (has_email, has_username) {
        (true, true) => format!(
            "{typed:?} is neither an e-mail address nor a username, and nothing else lets people in."
        ),
        (false, true) => format!("{typed:?} is no username, and nothing else lets people in."),
        (true | false, false) => {
            format!("{typed:?} is no e-mail address, and nothing else lets people in.")
        }
    };
    let remedy = match (has_email, has_username) {
        (true, true) => "Have them type the e-mail address or the username of their account.",
        (false, true) => "Have them type the username of their account.",
        (true | false, false) => "Have them type the e-mail address of their account.",
    };
    Finding::fail(ID, why).cured_by(remedy)
}

/// Whether people come in by such an identifier, and how: whoever has an account to sign in, everybody
/// else by either of the two pages.
pub(super) fn check(entry: Entry, owner: Option<&User>) -> Finding {
    if owner.is_some() && !entry.ways.is_any() {
        let why = "Only new accounts are let in: who has one may not sign in by an e-mail address.";
        return Finding::fail(ID, why)
            .cured_by(
                "Allow the e-mail address with a verification code in the sign-in experience.",
            )
            .with_action(Action::OpenSignInExperience);
    }
    let why = match (entry.kind, entry.code, entry.ways.password) {
        (IdentifierKind::Username, _, _) => "People come in by their username and their password.",
        (IdentifierKind::Email | IdentifierKind::Phone, true, true) => {
            "People come in by a code that is sent to their e-mail address, or by their password."
        }
        (IdentifierKind::Email | IdentifierKind::Phone, false, true) => {
            "People come in by their e-mail address and their password."
        }
        (IdentifierKind::Email | IdentifierKind::Phone, _, false) => {
            "People come in by a code that is sent to their e-mail address."
        }
    };
    Finding::pass(ID, why)
}
