//! What the page for signing in asks for, as the settings have it.

use oidc_core::account::{experience::SignInExperience, identifier::IdentifierKind};
use sign_in_ui::page::Asks;

/// What the page asks for.
pub fn asks(experience: &SignInExperience) -> Asks {
    let kinds = experience.sign_in_kinds();
    let has = |kind| kinds.contains(&kind);
    match (has(IdentifierKind::Email), has(IdentifierKind::Username)) {
        (true, true) => Asks::EmailOrUsername,
        (false, true) => Asks::Username,
        (true | false, false) => Asks::Email,
    }
}
