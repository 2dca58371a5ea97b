//! Whether a limit keeps the person waiting.

use oidc_core::time::Timestamp;

use super::{
    action::Action,
    finding::{CheckId, Finding},
};
use crate::sign_in::limit_reached::LimitReached;

/// The limits of the address itself, which can be lifted for it.
const OF_ADDRESS: [&str; 2] = ["sends", "failures"];

/// The limit among these that lasts longest.
pub(super) fn check(reached: &[&Option<LimitReached>], now: Timestamp) -> Finding {
    let id = CheckId::Limits;
    let reached = reached.iter().filter_map(|reached| reached.as_ref());
    let Some(reached) = reached.max_by_key(|reached| reached.until) else {
        let why = "No limit is reached, as far as the network they come from is not concerned.";
        return Finding::pass(id, why);
    };
    let minutes = reached.until.since(now).as_minutes_up().max(1);
    let why = format!(
        "{} It begins anew in {minutes} min.",
        in_words(reached.limit)
    );
    Finding {
        until: Some(reached.until),
        action: OF_ADDRESS
            .contains(&reached.limit)
            .then_some(Action::LiftLimits),
        ..Finding::fail(id, why)
            .cured_by("Wait, or sign in with a browser that has signed in to this address before.")
    }
}

fn in_words(limit: &str) -> &'static str {
    match limit {
        "sends" => "As many codes were sent to this address as may be.",
        "failures" => "As many wrong codes were typed for this address as may be.",
        "sends.client" | "sends.client.strangers" => {
            "As many codes were sent for this application as may be."
        }
        _ => "As many codes were sent altogether as may be.",
    }
}
