//! What providers report of mails that they took. Reports come more than once and in any order: whether
//! one counts is decided by the statement that writes it.

use oidc_core::{id::DeliveryId, mail_report::MailReport, message_id::MessageId};

use crate::{
    db::{Tx, execute, fetch_optional},
    error::StoreError,
};

/// Only mails have such an id. As [`Reported::counts_after`](oidc_core::mail_report::Reported::counts_after) has it.
const REPORT: &str = "update deliveries set reported = $2, reported_at = $3, report = $4 \
    where message_id = $1 and (reported is null \
    or reported = 'delayed' and ($2 <> 'delayed' or reported_at < $3) \
    or reported = 'delivered' and $2 = 'bounced')";
const KNOWN: &str = "select id from deliveries where message_id = $1 limit 1";
/// `next_attempt_at >= 0` always holds, and leads SQLite to the index of those that wait.
const WAITS: &str = "select id from deliveries \
    where kind = 'mail' and state = 'waiting' and next_attempt_at >= 0 limit 1";

/// Reports of the mails among the rows of the table `deliveries`.
#[derive(Debug)]
pub struct MailReports<'a>(&'a mut Tx);

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noted {
    /// It is what is known of its mail now.
    Counts,
    /// As much or more was known before.
    Stale,
    /// No mail is known by this id.
    Unknown,
}

impl Tx {
    /// Reports of mails.
    pub const fn mail_reports(&mut self) -> MailReports<'_> {
        MailReports(self)
    }
}

impl MailReports<'_> {
    /// Notes under which id a provider took a mail.
    pub async fn took_as(
        &mut self,
        mail: &DeliveryId,
        message: &MessageId,
    ) -> Result<(), StoreError> {
        const SQL: &str = "update deliveries set message_id = $2 where id = $1 and kind = 'mail'";
        let id = mail.as_bytes().as_slice();
        execute!(self.0, SQL, id, message.as_str()).map(drop)
    }

    /// Whether any mail waits, or is being handed over. Asked before a report is noted: its mail is known
    /// by its id then, or waits, or is none of ours.
    pub async fn may_follow(&mut self) -> Result<bool, StoreError> {
        let waits: Option<DeliveryId> = fetch_optional!(self.0, WAITS)?;
        Ok(waits.is_some())
    }

    /// Writes a report down, if it counts after what was reported before. One statement decides.
    pub async fn note(&mut self, report: &MailReport) -> Result<Noted, StoreError> {
        let (message, state) = (report.message.as_str(), report.state.as_str());
        let (at, detail) = (report.at.as_millis(), report.detail.as_deref());
        // Looked up first: a mail that became known after the other statement would pass for stale, and
        // its report would be lost.
        let known: Option<DeliveryId> = fetch_optional!(self.0, KNOWN, message)?;
        if execute!(self.0, REPORT, message, state, at, detail)? > 0 {
            return Ok(Noted::Counts);
        }
        Ok(if known.is_some() {
            Noted::Stale
        } else {
            Noted::Unknown
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Store, composed::Composed};

    #[tokio::test]
    async fn a_mail_and_whether_one_waits_are_found_by_their_indexes_on_sqlite() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        for statement in [REPORT, KNOWN] {
            let plan = Composed::of(statement).plan(&store).await.unwrap();
            let found = "deliveries_of_message (message_id=?)";
            assert!(plan.len() == 1 && plan[0].ends_with(found), "{plan:?}");
        }
        let plan = Composed::of(WAITS).plan(&store).await.unwrap();
        let found = "deliveries_due (kind=? AND next_attempt_at>?)";
        assert!(plan.len() == 1 && plan[0].ends_with(found), "{plan:?}");
    }
}
