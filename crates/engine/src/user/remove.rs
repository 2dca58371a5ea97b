//! The end of an account.

use oidc_core::{
    event::{Event, EventKind},
    id::UserId,
    time::Timestamp,
    user::User,
};
use store::Tx;

use super::users::{Users, unended};
use crate::{
    administrator::last::{LastAdministrator, may_go},
    failure::Failure,
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
    /// [`LastAdministrator`]. When the database does not do it; what was done stays done.
    pub async fn remove(&self, key: &str) -> Result<Option<User>, Failure<LastAdministrator>> {
        let now = self.clock.now();
        let Some(user) = self.find(key).await? else {
            return Ok(None);
        };
        let id = &user.id;
        let changed = &self.event(EventKind::UserChanged, id, now);
        self.store
            .transact(|tx| async move { bar(tx, id, now, changed).await })
            .await?;
        let event = &self.event(EventKind::UserRemoved, id, now);
        loop {
            let ending = Ending::prepare(&self.secrets, &self.entropy, now);
            let step = self.store.transact(|tx| {
                let ending = ending.clone();
                async move { go_on(tx, (id, now), ending, event).await }
            });
            if let Step::Done(removed) = step.await? {
                return Ok(removed.then_some(user));
            }
        }
    }
}

/// Bars an account, and tells it: a removal that was cut off leaves an account that is suspended.
async fn bar(
    mut tx: Tx,
    id: &UserId,
    now: Timestamp,
    event: &Event,
) -> Result<(), Failure<LastAdministrator>> {
    may_go(&mut tx, id).await?.map_err(Failure::Refused)?;
    tx.users().hold(id).await?;
    let found = tx.users().find(id).await?;
    if found.is_some_and(|user| !user.is_suspended()) {
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
) -> Result<Step, Failure<LastAdministrator>> {
    // Once more: somebody may have lifted the bar, and barred all the others.
    may_go(&mut tx, id).await?.map_err(Failure::Refused)?;
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
