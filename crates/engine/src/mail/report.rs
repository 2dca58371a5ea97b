//! What a provider reports of a mail after it took it.

use std::time::Duration;

use connectors::SignedReport;
use oidc_core::{
    mail_report::{MailReport, Reported},
    time::{Lifetime, Timestamp},
};
use store::{Noted, StoreError};

use super::refusal_told::Refused;
use crate::{engine::Engine, failure::Failure};

/// A report may be faster than the unit of work that notes under which id the mail was taken.
const MAY_BE_EARLY: Lifetime = Lifetime::minutes(5);

/// Mailgun does not repeat that a mail was delivered: what is early is looked at once more, after so long.
const A_MOMENT: Duration = Duration::from_secs(1);

/// Why a report was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTaken {
    /// It is none, or none of our connectors has signed it lately.
    NotOurs,
    /// Its mail is not known yet, or the key it is signed with not to be had, and either may be in a moment.
    TooEarly,
}

/// Takes a report that came by the network. One that was taken before changes nothing, nor does one of
/// a mail that we do not know, or that is about something else.
///
/// # Errors
/// [`NotTaken`].
pub async fn take(engine: &Engine, body: &[u8]) -> Result<(), Failure<NotTaken>> {
    let now = engine.clock.now();
    let Some(signed) = SignedReport::read(body) else {
        return Err(Failure::Refused(NotTaken::NotOurs));
    };
    if !is_signed(engine, &signed) {
        // Its key may have been entered at another node a moment ago.
        engine.look_again().await;
        if !is_signed(engine, &signed) {
            return Err(Failure::Refused(not_signed(engine, now)));
        }
    }
    if !signed.is_fresh(now) {
        engine.refusal_told.warn(Refused::Stale, now);
        return Err(Failure::Refused(NotTaken::NotOurs));
    }
    let Some(report) = signed.report(now) else {
        return Ok(());
    };
    let mut noted = note(engine, &report, now).await?;
    if matches!(noted, (Noted::Unknown, MayFollow(true))) {
        tokio::time::sleep(A_MOMENT).await;
        noted = note(engine, &report, now).await?;
    }
    match noted {
        (Noted::Counts, _) => {
            log(&report);
            Ok(())
        }
        (Noted::Unknown, MayFollow(true)) => Err(Failure::Refused(NotTaken::TooEarly)),
        (Noted::Stale | Noted::Unknown, _) => Ok(()),
    }
}

/// Whether the mail of a report may become known in a moment.
struct MayFollow(bool);

/// A provider reports of everything that is sent by its account: only as long as a mail of ours waits is
/// one that is not known asked for again.
async fn note(
    engine: &Engine,
    report: &MailReport,
    now: Timestamp,
) -> Result<(Noted, MayFollow), StoreError> {
    // What is reported is never later than now.
    let is_young = now.since(report.at) < MAY_BE_EARLY;
    let noted = engine.store.transact(|mut tx| async move {
        let mut reports = tx.mail_reports();
        let may_follow = is_young && reports.may_follow().await?;
        let noted = reports.note(report).await?;
        Ok::<_, StoreError>((noted, MayFollow(may_follow)))
    });
    noted.await
}

/// What a report gets that no key known here has signed: the last word only where all keys can be read.
fn not_signed(engine: &Engine, now: Timestamp) -> NotTaken {
    if engine.snapshot().connector.is_incomplete || engine.looks.was_asleep(now) {
        return NotTaken::TooEarly;
    }
    engine.refusal_told.warn(Refused::NotSigned, now);
    NotTaken::NotOurs
}

fn is_signed(engine: &Engine, report: &SignedReport) -> bool {
    let snapshot = engine.snapshot();
    let mut ways = snapshot.connector.ways.iter();
    ways.any(|connector| connector.has_signed(report))
}

fn log(report: &MailReport) {
    let (message, words) = (report.message.as_str(), report.detail.as_deref());
    match report.state {
        Reported::Bounced => {
            tracing::warn!(mail.message_id = message, words, "a mail bounced");
        }
        Reported::Delayed => {
            tracing::info!(mail.message_id = message, words, "a mail is delayed");
        }
        Reported::Delivered => {
            tracing::debug!(mail.message_id = message, "a mail was delivered");
        }
    }
}
