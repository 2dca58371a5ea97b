//! Why somebody cannot sign in: what the provider would find if this person proved this address now, in
//! the order in which it looks. Nothing is counted, sent or written.
//!
//! What is decided at a sign-in is decided here by the same functions: [`next_step`] with a trace, the
//! comparison of addresses, and the counters as they stand.
//!
//! [`next_step`]: oidc_core::interaction::next_step::next_step

pub mod action;
mod application;
mod facts;
pub mod finding;
mod limits;
mod mail;
mod way;

use oidc_core::{
    account::{email::EmailAddress, experience::SignInExperience, identifier::Identifier},
    interaction::InteractionEvent,
    user::User,
};

use self::{
    action::Action,
    facts::Facts,
    finding::{CheckId, Explanation, Finding},
    way::Way,
};
use crate::{breakdown::Breakdown, engine::Engine};

/// Who cannot sign in, and where.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The address, as it was typed.
    pub identifier: &'a str,
    /// The `client_id`, if one is known.
    pub application: Option<&'a str>,
    /// The address that the application asks its answer to be sent to.
    pub redirect_uri: Option<&'a str>,
}

/// Explains it.
///
/// # Errors
/// When the database does not answer.
pub async fn explain(engine: &Engine, question: Question<'_>) -> Result<Explanation, Breakdown> {
    let now = engine.clock.now();
    let (application, client) = application::exists(engine, question.application).await?;
    let client = client.as_ref();
    let mut checks = vec![
        application,
        application::redirect_uri(client, question.redirect_uri),
    ];
    let typed = question.identifier;
    let Ok(email) = typed.parse::<EmailAddress>() else {
        checks.push(
            Finding::fail(
                CheckId::Identifier,
                format!("{typed:?} is no e-mail address, and nothing else lets people in."),
            )
            .cured_by("Have them type the e-mail address of their account."),
        );
        let rest = CheckId::after(CheckId::Identifier);
        let unknown = "There is no address to look for.";
        checks.extend(rest.map(|id| Finding::skipped(id, unknown)));
        return Ok(Explanation::new(checks, typed, client));
    };
    let identifier = Identifier::Email(email);
    let facts = Facts::look(engine, &identifier, client, now).await?;
    let snapshot = engine.snapshot();
    let experience = &snapshot.policy.experience;
    let way = Way::of(engine, (&identifier, client), &facts, experience, now);
    checks.push(allowed(experience, &identifier, facts.owner.as_ref()));
    checks.push(way.account());
    checks.push(way.suspension(facts.owner.as_ref()));
    checks.push(limits::check(&[&facts.sends, &facts.failures], now));
    let tries = snapshot.policy.limits.code_tries;
    checks.push(mail::leaves(
        &snapshot.connector,
        facts.code.as_ref(),
        facts.mail.as_ref(),
    ));
    checks.push(mail::code(facts.code.as_ref(), tries, now));
    checks.extend(way.rest());
    Ok(Explanation::new(checks, &identifier.readable(), client))
}

/// Whether people come in by such an address: whoever has an account to sign in, everybody else by
/// either of the two pages.
fn allowed(
    experience: &SignInExperience,
    identifier: &Identifier,
    owner: Option<&User>,
) -> Finding {
    let id = CheckId::Identifier;
    let allows = |event| experience.allows_code(event, identifier.kind());
    let is_allowed =
        allows(InteractionEvent::SignIn) || (owner.is_none() && allows(InteractionEvent::Register));
    if is_allowed {
        return Finding::pass(
            id,
            "People come in by a code that is sent to their e-mail address.",
        );
    }
    let why = if owner.is_some() && allows(InteractionEvent::Register) {
        "Only new accounts are let in: who has one may not sign in by an e-mail address."
    } else {
        "Nobody is let in by a code that is sent to an e-mail address."
    };
    Finding::fail(id, why)
        .cured_by("Allow the e-mail address with a verification code in the sign-in experience.")
        .with_action(Action::OpenSignInExperience)
}
