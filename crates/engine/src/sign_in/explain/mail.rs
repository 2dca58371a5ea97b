//! Whether mail leaves, and what became of the last code.

use oidc_core::{mail_report::Reported, time::Timestamp};
use store::{DeliveryState, LastCode, LastMail};

use super::{
    action::Action,
    finding::{CheckId, Finding, Verdict},
};
use crate::snapshot::connector::Connector;

/// Whether a code can be mailed: by the connectors in force, and as far as mails before it tell. What
/// failed before they were changed last does not fail the check.
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
    let takes = takes(mail, mail.is_some_and(|mail| is_old(mail.tried_at)));
    match code.and_then(|code| reported(code, is_old(code.tried_at))) {
        // What passes here does not hide that mails are refused now.
        Some(found) if found.verdict == Verdict::Fail || takes.verdict == Verdict::Pass => found,
        Some(_) | None => takes,
    }
}

/// What was reported of a mail that was sent before the connectors were changed last, or since.
fn reported(code: &LastCode, is_old: bool) -> Option<Finding> {
    let id = CheckId::Mail;
    // A code that was used has arrived, whatever is reported.
    if code.code.consumed_at.is_some() {
        return None;
    }
    let said = code.report.as_deref();
    match (code.reported?, is_old) {
        (Reported::Bounced, false) => {
            let why = refused("The last mail to this address bounced", said);
            let found = failed(id, why).cured_by(
                "Have them check their address, and take it off the provider's list of addresses \
                 that bounce.",
            );
            Some(found)
        }
        // It may have been the connector, and it may be the address.
        (Reported::Bounced, true) => {
            let why = refused(
                "The last mail to this address bounced before the e-mail connector was changed",
                said,
            );
            Some(Finding::pass(id, why).cured_by("Have them check their address."))
        }
        (Reported::Delayed, false) => {
            let why = refused("The last mail to this address is delayed on its way", said);
            Some(Finding::pass(id, why))
        }
        (Reported::Delayed, true) | (Reported::Delivered, _) => None,
    }
}

/// Whether the connectors take mail, as far as the last one to anybody tells.
fn takes(mail: Option<&LastMail>, is_old: bool) -> Finding {
    let id = CheckId::Mail;
    match mail {
        Some(mail) if mail.is_misconfigured && is_old => {
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
