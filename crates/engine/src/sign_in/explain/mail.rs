//! Whether mail leaves, and what became of the last code.

use oidc_core::{mail_report::Reported, time::Timestamp};
use store::{DeliveryState, LastCode, LastMail};

use super::{
    action::Action,
    finding::{CheckId, Finding},
};
use crate::snapshot::connector::Connector;

/// Whether a code can be mailed: by the connectors in force, and as far as mails before it tell. What
/// failed before they were changed last tells nothing of them.
pub(super) fn leaves(
    connector: &Connector,
    code: Option<&LastCode>,
    mail: Option<&LastMail>,
) -> Finding {
    let id = CheckId::Mail;
    if connector.first().is_none() {
        let why = "No e-mail connector is configured, or it cannot be read.";
        return failed(id, why).cured_by("Configure the e-mail connector.");
    }
    let changed_at = connector.configured.changed_at();
    let is_old = |tried_at: Option<Timestamp>| tried_at.is_some_and(|at| Some(at) <= changed_at);
    let code = code.filter(|code| code.failure.is_none() || !is_old(code.tried_at));
    let own = code.map(|code| (code.mail, code.failure.as_deref()));
    match own {
        Some((DeliveryState::Dead, why)) => {
            let why = refused("The last mail to this address was given up", why);
            return failed(id, why).cured_by("Test the e-mail connector with this address.");
        }
        Some((DeliveryState::Waiting, Some(why))) => {
            let why = refused("The last mail to this address has not left yet", Some(why));
            return failed(id, why).cured_by("It is tried again until its code expires.");
        }
        Some((DeliveryState::Waiting, None)) => {
            return Finding::pass(id, "The last mail to this address waits for its turn.");
        }
        Some((DeliveryState::Sent | DeliveryState::Expired, _)) | None => {}
    }
    // A code that was used has arrived, whatever is reported.
    let unused = code.filter(|code| code.code.consumed_at.is_none() && !is_old(code.tried_at));
    match unused.and_then(|code| Some((code.reported?, code.report.as_deref()))) {
        Some((Reported::Bounced, why)) => {
            let why = refused("The last mail to this address bounced", why);
            return failed(id, why).cured_by(
                "Have them check their address, and take it off the provider's list of addresses \
                 that bounce.",
            );
        }
        Some((Reported::Delayed, why)) => {
            let why = refused("The last mail to this address is delayed on its way", why);
            return Finding::pass(id, why);
        }
        Some((Reported::Delivered, _)) | None => {}
    }
    match mail {
        Some(mail) if mail.is_misconfigured && is_old(mail.tried_at) => {
            let why = "The e-mail connector was changed since the last mail was refused; it has \
                       sent nothing yet.";
            Finding::pass(id, why)
        }
        Some(mail) if mail.is_misconfigured => {
            let why = refused(
                "The last mail to anybody was refused",
                mail.failure.as_deref(),
            );
            failed(id, why).cured_by("Correct the e-mail connector and test it.")
        }
        Some(_) => Finding::pass(id, "The e-mail connector takes mail."),
        None => Finding::pass(
            id,
            "An e-mail connector is configured; it has sent nothing yet.",
        ),
    }
}

/// Mail does not leave, and the connectors are where that is looked into.
fn failed(id: CheckId, why: impl Into<String>) -> Finding {
    Finding::fail(id, why).with_action(Action::OpenConnectors)
}

fn refused(what: &str, why: Option<&str>) -> String {
    match why {
        Some(why) => format!("{what}: {}.", why.trim_end_matches('.')),
        None => format!("{what}."),
    }
}

/// What became of the last code, of which `tries` may be wrong.
pub(super) fn code(last: Option<&LastCode>, tries: u32, now: Timestamp) -> Finding {
    let id = CheckId::Code;
    let Some(LastCode { code, mail, .. }) = last else {
        return Finding::skipped(id, "This address was sent no code in the last hour.");
    };
    let ago = now.since(code.created_at).as_minutes_up();
    let another = "Have them ask for another code.";
    if code.consumed_at.is_some() {
        return Finding::pass(id, "The last code was used.");
    }
    if code.tries >= tries {
        let why = format!(
            "The last code was tried {} times and counts no more.",
            code.tries
        );
        return Finding::ask(id, why).cured_by(another);
    }
    if !code.is_fresh(now) {
        let why = format!("The last code was asked for {ago} min ago and has expired.");
        return Finding::ask(id, why).cured_by(another);
    }
    let left = code.left(now).as_minutes_up();
    let sent = match mail {
        DeliveryState::Sent => "sent",
        DeliveryState::Waiting | DeliveryState::Dead | DeliveryState::Expired => "asked for",
    };
    let why = format!(
        "The last code was {sent} {ago} min ago and counts for another {left} min; \
         {} of {tries} tries are used.",
        code.tries
    );
    Finding {
        until: Some(code.expires_at),
        ..Finding::pass(id, why)
    }
}
