//! A mail that an operator has sent, without any sign-in that it belongs to.

use oidc_core::{
    account::{email::EmailAddress, usage_type::UsageType},
    console,
    id::ClientId,
    secret::Secret,
};

use super::letter::Letter;
use crate::{breakdown::Breakdown, engine::Engine};

/// Such a mail, in the language that is spoken where a language is not, and in the name of whoever
/// runs the instance.
///
/// # Errors
/// Never: the console's name is an id.
pub fn operator_letter(
    engine: &Engine,
    to: EmailAddress,
    code: Secret<String>,
) -> Result<Letter, Breakdown> {
    let console: ClientId = console::ID.parse().map_err(Breakdown::new)?;
    let policy = &engine.snapshot().policy;
    Ok(Letter {
        to,
        usage_type: UsageType::Generic,
        code,
        locale: policy.experience.language_info.fallback_language.clone(),
        ui_locales: None,
        application: (console, policy.branding.name.clone()).into(),
    })
}
