//! From a sealed letter to a mail: the payload for the operator's templates, and our own words for
//! connectors that have none.

use connectors::Content;
use oidc_core::{
    account::{email_template::TemplateDetails, usage_type::UsageType},
    time::Lifetime,
};
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
    composed(engine, &letter, mail.expires_at.since(mail.created_at))
}

/// The same of a letter that does not wait, whose code is good for so long.
///
/// # Errors
/// When a template is broken.
pub fn composed(
    engine: &Engine,
    letter: &Letter,
    lifetime: Lifetime,
) -> anyhow::Result<connectors::Mail> {
    let rendered = render(engine, letter, lifetime)?;
    Ok(connectors::Mail {
        to: letter.to.clone(),
        usage_type: letter.usage_type,
        payload: letter.payload(),
        template: words(engine, letter),
        ip: None,
        built_in: Content {
            subject: rendered.subject,
            html: rendered.html,
            text: rendered.text,
        },
    })
}

fn render(engine: &Engine, letter: &Letter, lifetime: Lifetime) -> anyhow::Result<RenderedMail> {
    let snapshot = engine.snapshot();
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

/// The operator's own words for the mail's language, if there are any.
fn words(engine: &Engine, letter: &Letter) -> Option<TemplateDetails> {
    let snapshot = engine.snapshot();
    let fallback = &snapshot.policy.experience.language_info.fallback_language;
    let words = &snapshot.connector.words;
    words
        .find(&letter.locale, fallback, letter.usage_type)
        .cloned()
}

fn purpose(letter: &Letter) -> Purpose {
    match letter.usage_type {
        UsageType::SignIn => Purpose::SignIn,
        UsageType::Register => Purpose::Register,
        _ => Purpose::Generic,
    }
}
