//! Mails, as an operator sees to them: listed, tried once more, taken back.

use oidc_core::{
    account::email::EmailAddress,
    event::{Event, EventKind},
    id::DeliveryId,
    time::Timestamp,
};
pub use store::{DeliveryState, Mail, MailPage};
use store::{StoreError, Tx};

use super::letter::Letter;
use crate::{author::Author, breakdown::Breakdown, engine::Engine, failure::Failure};

/// What is told of a mail that was taken back.
const TAKEN_BACK: &str = "taken back by an operator";

/// Why nothing was done with a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotDone {
    /// There is none with this id.
    Unknown,
    /// It was handed over.
    Sent,
    /// It has no text any more, or its code is over.
    Over,
    /// It is being sent, or is the next to be.
    UnderWay,
}

/// Which mails are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Of this state alone.
    pub state: Option<DeliveryState>,
    /// Those that are older than this one.
    pub before: Option<DeliveryId>,
    /// How many at most.
    pub most: u32,
}

/// The mails that are wanted, the newest first. What only a newer version can read hides no other.
///
/// # Errors
/// When the database does not answer.
pub async fn list(engine: &Engine, wanted: Wanted) -> Result<MailPage, Breakdown> {
    let Wanted {
        state,
        before,
        most,
    } = wanted;
    let read = |mut tx: Tx| async move {
        let mut mails = tx.mails();
        mails.page(state, before.as_ref(), most).await
    };
    let found: Result<_, StoreError> = engine.store.read(read).await;
    Ok(found?)
}

/// To whom a mail goes, as long as its text is there and can be read.
pub fn recipient(engine: &Engine, mail: &Mail) -> Option<EmailAddress> {
    let sealed = mail.sealed.as_ref()?;
    let letter = Letter::open(&mail.id, sealed, &engine.secrets.sealing);
    Some(letter.ok()?.to)
}

/// Whether a mail could be tried once more: it was given up or waits for its next try, and its code
/// is still good for something.
pub fn can_be_retried(mail: &Mail, now: Timestamp) -> bool {
    let waits_for_nobody = match mail.state {
        DeliveryState::Dead => true,
        DeliveryState::Waiting => !is_under_way(mail, now),
        DeliveryState::Sent | DeliveryState::Expired => false,
    };
    waits_for_nobody && mail.sealed.is_some() && !mail.expires_at.is_over(now)
}

/// Has a mail tried at once that was given up, or that waits for its next try. Of several who ask at
/// once, one is told that it was done.
///
/// # Errors
/// [`NotDone`].
pub async fn retry(
    engine: &Engine,
    author: &Author,
    id: &DeliveryId,
) -> Result<Mail, Failure<NotDone>> {
    let now = engine.clock.now();
    let event = &author.event(
        EventKind::MailRetried,
        (&engine.entropy, now),
        serde_json::Map::new(),
    );
    let retried = engine.store.transact(|mut tx| async move {
        let Some(mail) = tx.mails().send_now(id, now).await? else {
            return Err(Failure::Refused(why_not(&mut tx, id, now).await?));
        };
        tx.events().append(&about(event, &mail)).await?;
        Ok(mail)
    });
    let mail = retried.await?;
    engine.delivery_wake.notify_one();
    Ok(mail)
}

/// Takes back a mail that was not handed over, and wipes its text. Who waits for it is told that it
/// could not be sent.
///
/// # Errors
/// [`NotDone`].
pub async fn cancel(
    engine: &Engine,
    author: &Author,
    id: &DeliveryId,
) -> Result<Mail, Failure<NotDone>> {
    let now = engine.clock.now();
    let event = &author.event(
        EventKind::MailCancelled,
        (&engine.entropy, now),
        serde_json::Map::new(),
    );
    let cancelled = engine.store.transact(|mut tx| async move {
        let Some(mail) = tx.mails().cancel(id, now, TAKEN_BACK).await? else {
            return Err(Failure::Refused(why_not(&mut tx, id, now).await?));
        };
        tx.events().append(&about(event, &mail)).await?;
        Ok(mail)
    });
    cancelled.await
}

/// The event of what was done with a mail, in the sign-in that it belongs to.
fn about(event: &Event, mail: &Mail) -> Event {
    let mut event = event.clone();
    event.context.flow = mail.flow;
    let id = mail.id.to_string();
    event.data.insert("mail_id".to_owned(), id.into());
    event
}

async fn why_not(tx: &mut Tx, id: &DeliveryId, now: Timestamp) -> Result<NotDone, StoreError> {
    let Some(mail) = tx.mails().find(id).await? else {
        return Ok(NotDone::Unknown);
    };
    Ok(match mail.state {
        DeliveryState::Sent => NotDone::Sent,
        DeliveryState::Waiting if is_under_way(&mail, now) => NotDone::UnderWay,
        DeliveryState::Waiting | DeliveryState::Dead | DeliveryState::Expired => NotDone::Over,
    })
}

/// Whether a mail that waits is being sent, or is due and not yet over.
fn is_under_way(mail: &Mail, now: Timestamp) -> bool {
    let is_leased = mail.leased_until.is_some_and(|until| !until.is_over(now));
    let is_due = mail.next_attempt_at.is_over(now);
    is_leased || is_due && !mail.expires_at.is_over(now)
}
