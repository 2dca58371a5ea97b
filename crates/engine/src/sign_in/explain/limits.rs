//! Whether a limit keeps the person waiting.

use oidc_core::{account::identifier::IdentifierKind, time::Timestamp};

use super::{
    action::Action,
    entry::{BY_CODE, BY_PASSWORD, Entry},
    facts::Facts,
    finding::{CheckId, Finding, Verdict},
};
use crate::sign_in::limit_reached::LimitReached;

/// The limits of the identifier itself, which can be lifted for it.
const OF_IDENTIFIER: [&str; 3] = ["sends", "failures", "password"];

/// What a limit does to one way in.
#[derive(Debug, Clone, Copy)]
enum Limited<'a> {
    /// The person does not come in by this way.
    NoWay,
    /// None is reached.
    Open,
    /// This one is, and lasts longest.
    Until(&'a LimitReached),
}

impl<'a> Limited<'a> {
    const fn new(is_way: bool, reached: Option<&'a LimitReached>) -> Self {
        match (is_way, reached) {
            (false, _) => Self::NoWay,
            (true, None) => Self::Open,
            (true, Some(reached)) => Self::Until(reached),
        }
    }
}

/// Whether limits keep the person out. One that bars one of two ways does not, unless the other one is
/// barred too: by a limit, or since mail does not leave.
pub(super) fn check(entry: Entry, facts: &Facts, mail: &Finding, now: Timestamp) -> Finding {
    let of_codes = [&facts.sends, &facts.failures].into_iter().flatten();
    let of_codes = of_codes.max_by_key(|reached| reached.until);
    let code = Limited::new(entry.code, of_codes);
    let of_passwords = facts.passwords.as_ref();
    // Passwords are tried for accounts that have none, too, and then they pause.
    let is_tried = entry.ways.password && of_passwords.is_some();
    let password = Limited::new(entry.password || !entry.code || is_tried, of_passwords);
    match (code, password) {
        (Limited::NoWay | Limited::Open, Limited::NoWay | Limited::Open) => Finding::pass(
            CheckId::Limits,
            "No limit is reached, as far as the network they come from is not concerned.",
        ),
        (Limited::Open, Limited::Until(reached)) if mail.verdict != Verdict::Fail => {
            waits(reached, entry, now).passed_by(BY_CODE)
        }
        (Limited::Until(reached), Limited::Open) => {
            waits(reached, entry, now).passed_by(BY_PASSWORD)
        }
        (Limited::Until(reached), Limited::NoWay)
        | (Limited::NoWay | Limited::Open, Limited::Until(reached)) => waits(reached, entry, now),
        // Either lets them in again, if they have both.
        (Limited::Until(code), Limited::Until(password))
            if !entry.password || code.until < password.until =>
        {
            waits(code, entry, now)
        }
        (Limited::Until(_), Limited::Until(password)) => waits(password, entry, now),
    }
}

fn waits(reached: &LimitReached, entry: Entry, now: Timestamp) -> Finding {
    let minutes = reached.until.since(now).as_minutes_up().max(1);
    let why = format!(
        "{} It begins anew in {minutes} min.",
        in_words(reached.limit, entry)
    );
    let remedy = match entry.kind {
        IdentifierKind::Email | IdentifierKind::Phone => {
            "Wait, or sign in with a browser that has signed in to this address before."
        }
        IdentifierKind::Username => {
            "Wait, or sign in with a browser that has signed in with this username before."
        }
    };
    Finding {
        until: Some(reached.until),
        action: OF_IDENTIFIER
            .contains(&reached.limit)
            .then_some(Action::LiftLimits),
        ..Finding::fail(CheckId::Limits, why).cured_by(remedy)
    }
}

fn in_words(limit: &str, entry: Entry) -> &'static str {
    match (limit, entry.kind) {
        ("sends", _) => "As many codes were sent to this address as may be.",
        ("failures" | "password", IdentifierKind::Username) => {
            "As many wrong passwords were typed for this username as may be."
        }
        ("failures", _) if entry.ways.password => {
            "As many wrong codes and passwords were typed for this address as may be."
        }
        ("failures", _) => "As many wrong codes were typed for this address as may be.",
        ("password", _) => "As many wrong passwords were typed for this address as may be.",
        ("sends.client" | "sends.client.strangers", _) => {
            "As many codes were sent for this application as may be."
        }
        _ => "As many codes were sent altogether as may be.",
    }
}
