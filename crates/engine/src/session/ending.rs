//! The end of sessions by an operator: their clients are told, and an event is written of each.

use oidc_core::{
    event::{Event, EventKind},
    id::{SessionId, UserId},
    time::Timestamp,
};
use serde_json::Value;
use store::{Store, StoreError, Tx};

use super::telling::Telling;
use crate::{author::Author, entropy::Entropy, instance_secrets::InstanceSecrets};

/// How many sessions are ended in one transaction: a person may have thousands.
pub const AT_ONCE: usize = 100;

/// What is needed to end sessions, with its random parts made before the transaction begins.
#[derive(Debug, Clone)]
pub struct Ending {
    telling: Telling,
    author: Box<Author>,
    now: Timestamp,
}

impl Ending {
    /// Draws what is random, for one transaction of whoever ends them.
    pub fn prepare(
        secrets: &InstanceSecrets,
        entropy: &Entropy,
        now: Timestamp,
        author: &Author,
    ) -> Self {
        Self {
            telling: Telling::prepare(secrets, entropy, now),
            author: Box::new(author.clone()),
            now,
        }
    }

    /// Ends a session and has its clients told; false when it had ended.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn end(
        &mut self,
        tx: &mut Tx,
        id: &SessionId,
        user: &UserId,
    ) -> Result<bool, StoreError> {
        if !tx.sessions().end(id, self.now).await? {
            return Ok(false);
        }
        self.telling.tell(tx, id, user).await?;
        let event = self.event(EventKind::SessionEnded, user, ("by", "operator".into()));
        tx.events().append(&event).await?;
        Ok(true)
    }

    /// Writes that so many grants of a person were revoked, whoever had them, and all consents forgotten.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn tell_revoked(
        &mut self,
        tx: &mut Tx,
        user: &UserId,
        grants: u64,
    ) -> Result<(), StoreError> {
        if grants == 0 {
            return Ok(());
        }
        let event = self.event(EventKind::ConsentRevoked, user, ("grants", grants.into()));
        tx.events().append(&event).await
    }

    fn event(&mut self, kind: EventKind, user: &UserId, (name, value): (&str, Value)) -> Event {
        let context = self.author.context.clone();
        Event {
            actor: Some(self.author.actor.clone()),
            user_id: Some(user.clone()),
            data: [(name.to_owned(), value)].into_iter().collect(),
            ..Event::new(self.telling.event_id(), kind, self.now, context)
        }
    }

    /// Ends these sessions of a person; how many had not ended.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn end_each(
        &mut self,
        tx: &mut Tx,
        sessions: &[SessionId],
        user: &UserId,
    ) -> Result<usize, StoreError> {
        let mut ended = 0;
        for id in sessions {
            ended += usize::from(self.end(tx, id, user).await?);
        }
        Ok(ended)
    }
}

/// Ends sessions of a person with all that is granted in them, some at a time, so that others wait for no
/// long transaction; how many had not ended.
///
/// # Errors
/// When the database does not do it; what was ended until then stays so.
pub async fn end_in_parts(
    store: &Store,
    (user, sessions): (&UserId, &[SessionId]),
    now: Timestamp,
    prepare: impl Fn() -> Ending,
) -> Result<usize, StoreError> {
    let mut ended = 0;
    for some in sessions.chunks(AT_ONCE) {
        let ending = prepare();
        let part = store.transact(|mut tx| {
            let mut ending = ending.clone();
            async move {
                let ended = ending.end_each(&mut tx, some, user).await?;
                // Also what was being granted in them.
                for session in some {
                    tx.grants().revoke_all_in(user, session, now).await?;
                }
                Ok::<_, StoreError>(ended)
            }
        });
        ended += part.await?;
    }
    Ok(ended)
}
