//! The end of an account.

use oidc_core::{
    event::{Event, EventKind},
    id::UserId,
    time::Timestamp,
    user::{Account, User},
};
use store::Tx;

use super::{
    edit::held,
    users::{NotWritten, Users, unended},
};
use crate::{
    administrator::last::may_go, failure::Failure, precondition::Precondition,
    session::ending::Ending,
};

/// How far a removal has come.
enum Step {
    /// There may be more to end.
    More,
    /// The account is gone; false when somebody else has removed it.
    Done(bool),
}

impl Users {
    /// Removes one. It is barred first: from then on its sessions and tokens count for nothing.
    /// What hangs from it is ended in transactions so small that others get their turn between them,
    /// each session together with the calls that tell its clients. The row goes last, so that a
    /// removal that was cut off is finished by another one. None: there was none.
    ///
    /// # Errors
    /// As [`Users::remove_if`].
    pub async fn remove(&self, key: &str) -> Result<Option<User>, Failure<NotWritten>> {
        let Some(user) = self.find(key).await? else {
            return Ok(None);
        };
        match self.remove_if(&user.id, &Precondition::NONE).await {
            Ok(()) => Ok(Some(user)),
            Err(Failure::Refused(NotWritten::Unknown)) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// The same for the one with this id, if it is still what the removal was decided on.
    ///
    /// # Errors
    /// [`NotWritten::Unknown`], [`NotWritten::Changed`] and [`NotWritten::LastAdministrator`]. When the database breaks down, what was
    /// done stays done.
    pub async fn remove_if(
        &self,
        id: &UserId,
        precondition: &Precondition<'_, Account>,
    ) -> Result<(), Failure<NotWritten>> {
        let now = self.clock.now();
        let changed = &self.event(EventKind::UserChanged, id, now);
        self.store
            .transact(|tx| async move { bar(tx, (id, now), precondition, changed).await })
            .await?;
        let event = &self.event(EventKind::UserRemoved, id, now);
        loop {
            let ending = Ending::prepare(&self.secrets, &self.entropy, now, &self.author);
            let step = self.store.transact(|tx| {
                let ending = ending.clone();
                async move { go_on(tx, (id, now), ending, event).await }
            });
            match step.await? {
                Step::More => {}
                Step::Done(true) => return Ok(()),
                Step::Done(false) => return Err(Failure::Refused(NotWritten::Unknown)),
            }
        }
    }
}

/// Bars an account, and tells it: a removal that was cut off leaves an account that is suspended.
async fn bar(
    mut tx: Tx,
    (id, now): (&UserId, Timestamp),
    precondition: &Precondition<'_, Account>,
    event: &Event,
) -> Result<(), Failure<NotWritten>> {
    let may_go = may_go(&mut tx, id).await?;
    let account = held(&mut tx, id, precondition).await?;
    may_go.map_err(|last| Failure::Refused(NotWritten::LastAdministrator(last)))?;
    if !account.user.is_suspended() {
        tx.users().suspend(id, now).await?;
        tx.events().append(event).await?;
    }
    Ok(())
}

/// Ends some of what hangs from an account, and the account when that was all.
async fn go_on(
    mut tx: Tx,
    (id, now): (&UserId, Timestamp),
    mut ending: Ending,
    event: &Event,
) -> Result<Step, Failure<NotWritten>> {
    // Once more: somebody may have lifted the bar, and barred all the others.
    let may_go = may_go(&mut tx, id).await?;
    may_go.map_err(|last| Failure::Refused(NotWritten::LastAdministrator(last)))?;
    let (listed, may_be_more) = unended(&mut tx, id).await?;
    ending.end_each(&mut tx, &listed, id).await?;
    if tx.users().end_some(id, now).await? || may_be_more {
        return Ok(Step::More);
    }
    let removed = tx.users().remove(id).await?;
    if removed {
        tx.events().append(event).await?;
    }
    Ok(Step::Done(removed))
}
