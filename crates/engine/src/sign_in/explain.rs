//! Why somebody cannot sign in: what the provider would find if this person proved now who they are, by a
//! code or by their password, in the order in which it looks. Nothing is counted, sent or written.
//!
//! What is decided at a sign-in is decided here by the same functions: [`next_step`] with a trace, the
//! comparison of addresses, and the counters as they stand.
//!
//! [`next_step`]: oidc_core::interaction::next_step::next_step

pub mod action;
mod application;
mod entry;
mod facts;
pub mod finding;
pub mod identifier;
mod limits;
mod mail;
mod password;
mod way;

use oidc_core::time::Timestamp;

use self::{
    entry::{BY_PASSWORD, Entry, NO_CODE},
    facts::Facts,
    finding::{CheckId, Explanation, Finding, Verdict},
    way::Way,
};
use crate::{breakdown::Breakdown, engine::Engine};

/// Who cannot sign in, and where.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The address or the username, as it was typed.
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
    let snapshot = engine.snapshot();
    let experience = &snapshot.policy.experience;
    let identifier = match identifier::read(question.identifier, experience) {
        Ok(identifier) => identifier,
        Err(unusable) => {
            checks.push(unusable);
            let rest = CheckId::after(CheckId::Identifier);
            let unknown = "There is no address to look for.";
            checks.extend(rest.map(|id| Finding::skipped(id, unknown)));
            return Ok(Explanation::new(checks, question.identifier, client));
        }
    };
    let facts = Facts::look(engine, &identifier, client, now).await?;
    let entry = Entry::of(experience, identifier.kind(), &facts);
    let owner = facts.owner.as_ref();
    let of = (&identifier, client);
    let way = Way::of(engine, of, (&facts, entry), experience, now);
    checks.push(identifier::check(entry, owner));
    checks.push(way.account());
    checks.push(password::check(entry, &facts));
    checks.push(way.suspension(owner));
    checks.extend(limits_mail_and_code(engine, entry, &facts, now));
    checks.extend(way.rest());
    Ok(Explanation::new(checks, &identifier.readable(), client))
}

/// Limits, mail and the last code.
fn limits_mail_and_code(
    engine: &Engine,
    entry: Entry,
    facts: &Facts,
    now: Timestamp,
) -> [Finding; 3] {
    let snapshot = engine.snapshot();
    let (mail, code) = if entry.code {
        let tries = snapshot.policy.limits.code_tries;
        let (code, mail) = (facts.code.as_ref(), facts.mail.as_ref());
        let leaves = mail::leaves(&snapshot.connector, code, mail);
        (leaves, mail::code(code, tries, now))
    } else {
        let skipped = |id| Finding::skipped(id, NO_CODE);
        (skipped(CheckId::Mail), skipped(CheckId::Code))
    };
    let limits = limits::check(entry, facts, &mail, now);
    let is_passed_by = entry.password && facts.passwords.is_none();
    let mail = if mail.verdict == Verdict::Fail && is_passed_by {
        mail.passed_by(BY_PASSWORD)
    } else {
        mail
    };
    [limits, mail, code]
}
