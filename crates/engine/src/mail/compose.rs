//! From a sealed letter to a mail: the payload for the operator's templates, and our own words for
//! connectors that have none.

use connectors::Content;
use oidc_core::account::usage_type::UsageType;
use sign_in_ui::{LanguageChoice, Purpose, RenderedMail, VerificationMail};
use store::Delivery;

use super::letter::Letter;
use crate::engine::Engine;

/// The mail as a connector takes it.
///
/// # Errors
/// When the letter was sealed by another instance, or a template is broken.
pub fn compose(engine: &Engine, mail: &Delivery) -> anyhow::Result<connectors::Mail> {
    let letter = Letter::unseal(mail, &engine.secrets.sealing)?;
    let rendered = render(engine, &letter, mail)?;
    Ok(connectors::Mail {
        to: letter.to.clone(),
        usage_type: letter.usage_type,
        payload: letter.payload(),
        template: None,
        ip: None,
        built_in: Content {
            subject: rendered.subject,
            html: rendered.html,
            text: rendered.text,
        },
    })
}

fn render(engine: &Engine, letter: &Letter, mail: &Delivery) -> anyhow::Result<RenderedMail> {
    let snapshot = engine.snapshot();
    let lifetime = mail.expires_at.since(mail.created_at);
    let words = VerificationMail {
        code: letter.code.expose().clone(),
        application: letter.application.name.clone(),
        minutes: u32::try_from(lifetime.as_minutes_up()).unwrap_or(u32::MAX),
        purpose: purpose(letter),
        brand: snapshot.policy.branding.name.clone(),
    };
    let locale = engine.mails.negotiate(&LanguageChoice {
        clicked: Some(&letter.locale),
        ui_locales: None,
        cookie: None,
        accept_language: None,
        fallback: &snapshot.policy.experience.language_info.fallback_language,
    });
    Ok(engine.mails.mail(&words, locale)?)
}

fn purpose(letter: &Letter) -> Purpose {
    match letter.usage_type {
        UsageType::SignIn => Purpose::SignIn,
        UsageType::Register => Purpose::Register,
        _ => Purpose::Generic,
    }
}
