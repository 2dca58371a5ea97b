//! What became of what was mailed, for whoever asks why somebody cannot sign in. Nothing on the way of a
//! sign-in reads it.

use oidc_core::{
    account::verification_code::VerificationCode,
    event::{Event, EventKind},
    id::DeliveryId,
    mail_report::Reported,
    record::Record,
    secret::Digest,
    time::Timestamp,
};

use crate::{
    db::{Tx, fetch_optional},
    delivery::{DeliveryKind, DeliveryState},
    error::StoreError,
    sql::sql,
};

/// The tables `verification_codes` and `deliveries`, beside `events`.
#[derive(Debug)]
pub struct Mailed<'a>(&'a mut Tx);

/// The last code that an address was sent to sign in, and its mail.
#[derive(Debug, Clone, PartialEq)]
pub struct LastCode {
    /// The code, whatever became of it.
    pub code: VerificationCode,
    /// What became of its mail.
    pub mail: DeliveryState,
    /// Why its mail has failed, last.
    pub failure: Option<String>,
    /// When its mail was tried last.
    pub tried_at: Option<Timestamp>,
    /// What its provider reported of it.
    pub reported: Option<Reported>,
    /// In which words.
    pub report: Option<String>,
}

/// The last mail that was handed over or given up, whoever it was for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastMail {
    /// Whether it was handed over.
    pub state: DeliveryState,
    /// Why it was given up.
    pub failure: Option<String>,
    /// When it was tried last.
    pub tried_at: Option<Timestamp>,
    /// Whether it was given up because of our settings: no other mail fares better.
    pub is_misconfigured: bool,
}

impl Tx {
    /// What became of what was mailed.
    pub const fn mailed(&mut self) -> Mailed<'_> {
        Mailed(self)
    }
}

impl Mailed<'_> {
    /// The last code that was sent to the address of this digest to sign in or up, as long as such
    /// codes are kept.
    pub async fn last_code(&mut self, recipient: &Digest) -> Result<Option<LastCode>, StoreError> {
        // With a code the address stands as it was typed, in one spelling of many. A flow has one code
        // at a time.
        const SQL: &str = sql!(
            "select ",
            VerificationCode::COLUMNS,
            ", deliveries.state, deliveries.failure, deliveries.tried_at, deliveries.reported, \
             deliveries.report from deliveries join verification_codes \
             on verification_codes.interaction_id = deliveries.flow \
             and verification_codes.mail_id = deliveries.id \
             where deliveries.recipient = $1 order by deliveries.id desc limit 1"
        );
        type Tried = (
            VerificationCode,
            DeliveryState,
            Option<String>,
            Option<Timestamp>,
        );
        type Report = (Option<Reported>, Option<String>);
        let found: Option<(Tried, Report)> =
            fetch_optional!(self.0, SQL, recipient.as_bytes().as_slice())?;
        Ok(found.map(|(tried, (reported, report))| {
            let (code, mail, failure, tried_at) = tried;
            LastCode {
                code,
                mail,
                failure,
                tried_at,
                reported,
                report,
            }
        }))
    }

    /// The last mail that was handed over or given up.
    pub async fn last_mail(&mut self) -> Result<Option<LastMail>, StoreError> {
        const MAIL: &str = "select id, state, failure, tried_at from deliveries \
            where kind = $1 and state in ('sent', 'dead') order by id desc limit 1";
        const EVENT: &str = sql!(
            "select ",
            Event::COLUMNS,
            " from events where kind = $1 order by id desc limit 1"
        );
        let kind = DeliveryKind::Mail.as_str();
        let found: Option<(DeliveryId, DeliveryState, Option<String>, Option<Timestamp>)> =
            fetch_optional!(self.0, MAIL, kind)?;
        let Some((id, state, failure, tried_at)) = found else {
            return Ok(None);
        };
        let kind = EventKind::MailMisconfigured.as_str();
        let event: Option<Event> = fetch_optional!(self.0, EVENT, kind)?;
        let named = event.as_ref().and_then(|event| event.data.get("mail_id"));
        let is_named = named.and_then(|named| named.as_str()) == Some(&*id.to_string());
        Ok(Some(LastMail {
            is_misconfigured: state == DeliveryState::Dead && is_named,
            state,
            failure,
            tried_at,
        }))
    }
}
