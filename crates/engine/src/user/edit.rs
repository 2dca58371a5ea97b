//! A changed account.

use oidc_core::{
    account::password::SealedPassword,
    event::{Event, EventKind},
    id::{SessionId, UserId},
    role::MANAGING,
    time::Timestamp,
    user::{Account, User},
};
use store::{StoreError, Tx};

use super::{
    change::UserChange,
    create::NewPassword,
    users::{NotWritten, Users},
};
use crate::{
    administrator::last::may_go,
    author::Author,
    difference::names_of_difference,
    failure::Failure,
    precondition::Precondition,
    session::ending::{Ending, end_in_parts},
};

type Refused = Failure<NotWritten>;

impl Users {
    /// Changes one, all that is said of it or nothing. The sessions that one had when it was
    /// suspended end, and their clients are told, though the suspension be lifted meanwhile; and so
    /// does what was granted in them: a lifted suspension brings back no token. The sessions of a person
    /// who manages this instance also end when their address changes.
    ///
    /// # Errors
    /// [`NotWritten`], and then nothing was written. When the database breaks down while sessions
    /// are ended, those left count for nothing, and end when the suspension is said once more, or
    /// lifted.
    pub async fn edit(
        &self,
        id: &UserId,
        change: &UserChange,
        precondition: &Precondition<'_, Account>,
    ) -> Result<Account, Refused> {
        let now = self.clock.now();
        let mut event = self.event(EventKind::UserChanged, id, now);
        let names = change.names();
        event.data.insert("changed".to_owned(), names.into());
        let apply = |user: &mut User| {
            let applied = change.apply(user, now);
            applied.map_err(NotWritten::CustomData)
        };
        let edit = Edit {
            author: &self.author,
            id,
            apply: &apply,
            may_end: change.may_end(),
            opens: change.opens(),
            password: None,
            event: &event,
            now,
        };
        self.write(&edit, precondition).await
    }

    /// Gives one another password.
    ///
    /// # Errors
    /// [`NotWritten`], and then nothing was written.
    pub async fn set_password(
        &self,
        id: &UserId,
        password: NewPassword,
        precondition: &Precondition<'_, Account>,
    ) -> Result<Account, Refused> {
        let now = self.clock.now();
        let is_imported = password.is_imported();
        let sealed = self.sealed(id, password).await?;
        let mut event = self.event(EventKind::UserChanged, id, now);
        let names = vec!["password"];
        event.data.insert("changed".to_owned(), names.into());
        let apply = |user: &mut User| {
            user.touch(now);
            Ok(())
        };
        let edit = Edit {
            author: &self.author,
            id,
            apply: &apply,
            may_end: false,
            opens: true,
            password: Some(&sealed),
            event: &event,
            now,
        };
        let account = self.write(&edit, precondition).await?;
        if is_imported {
            self.hashing.decoys().note_import();
        }
        Ok(account)
    }

    /// Writes a change, and ends what ends with it.
    pub(super) async fn write(
        &self,
        edit: &Edit<'_>,
        precondition: &Precondition<'_, Account>,
    ) -> Result<Account, Refused> {
        let written = self
            .store
            .transact(|tx| async move { edit.write(tx, precondition).await });
        // Somebody else was faster with the same address, number or name.
        let written = written.await;
        let (account, sessions) = written.map_err(|failure| failure.named(NotWritten::taken))?;
        self.end_sessions(edit.id, &sessions, edit.now).await?;
        Ok(account)
    }

    /// In transactions of their own, a bounded number in each: sessions are taken before users.
    async fn end_sessions(
        &self,
        user: &UserId,
        sessions: &[SessionId],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let prepare = || Ending::prepare(&self.secrets, &self.entropy, now, &self.author);
        end_in_parts(&self.store, (user, sessions), now, prepare).await?;
        Ok(())
    }
}

/// A change of an account, as it is written in one transaction.
pub(super) struct Edit<'a> {
    /// Who changes it.
    pub(super) author: &'a Author,
    /// Which account.
    pub(super) id: &'a UserId,
    /// Makes the account what it is to be.
    pub(super) apply: &'a (dyn Fn(&mut User) -> Result<(), NotWritten> + Sync),
    /// Whether it says something of the suspension, or of the address: an administrator could stop
    /// being one who can sign in.
    pub(super) may_end: bool,
    /// Whether it changes who can sign in to the account.
    pub(super) opens: bool,
    /// Another password.
    pub(super) password: Option<&'a SealedPassword>,
    /// What is written down of it. Where it does not say what is different, that is found by
    /// comparing.
    pub(super) event: &'a Event,
    /// What time it is.
    pub(super) now: Timestamp,
}

impl Edit<'_> {
    /// Whoever changes what somebody signs in with who manages this instance could sign in as them.
    async fn check_freshness(&self, tx: &mut Tx) -> Result<(), Refused> {
        if self.author.is_fresh || !self.opens {
            return Ok(());
        }
        if self.manages(tx).await? {
            return Err(Failure::Refused(NotWritten::NotFresh));
        }
        Ok(())
    }

    /// Whether whose account it is manages this instance.
    async fn manages(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        let held = tx.roles().of_user(self.id).await?;
        Ok(held.iter().any(|role| MANAGING.contains(&role.as_str())))
    }

    /// Writes it; the account as it is then, and the sessions that are to end with it.
    async fn write(
        &self,
        mut tx: Tx,
        precondition: &Precondition<'_, Account>,
    ) -> Result<(Account, Vec<SessionId>), Refused> {
        // Before the row of the user, as everybody asks it.
        let may_go = if self.may_end {
            let may_go = may_go(&mut tx, self.id).await?;
            tx.grants().hold_all_of(self.id).await?;
            may_go
        } else {
            Ok(())
        };
        let mut account = held(&mut tx, self.id, precondition).await?;
        let before = account.user.clone();
        let user = &mut account.user;
        let applied = (self.apply)(user);
        let is_moved = before.email.is_some() && before.email != user.email;
        let loses_proof = before.email_verified_at.is_some() && user.email_verified_at.is_none();
        if (is_out(user) && !is_out(&before)) || loses_proof {
            may_go.map_err(|last| Failure::Refused(NotWritten::LastAdministrator(last)))?;
        }
        self.check_freshness(&mut tx).await?;
        applied.map_err(Failure::Refused)?;
        if let Some(unique) = tx.users().taken(user).await? {
            return Err(Failure::Refused(NotWritten::Taken(unique)));
        }
        if !tx.users().update(user).await? {
            return Err(Failure::Refused(NotWritten::Unknown));
        }
        // A role that manages this instance was given to the reader of an address. Sessions that were
        // begun under the former one may be somebody else's.
        let is_barred = before.is_suspended() || user.is_suspended();
        let sessions = if is_barred || (is_moved && self.manages(&mut tx).await?) {
            self.end(&mut tx).await?
        } else {
            Vec::new()
        };
        if let Some(password) = self.password {
            tx.passwords().set(self.id, password).await?;
            account.has_password = true;
        }
        let mut event = self.event.clone();
        let found = || names_of_difference(&before, &account.user).into();
        let _ = event.data.entry("changed").or_insert_with(found);
        tx.events().append(&event).await?;
        Ok((account, sessions))
    }

    /// Takes back what was granted, and finds the sessions that are to end. None begins while the
    /// account is suspended, nor while it is held here: these are all there are, and none that
    /// begins when the suspension is lifted.
    async fn end(&self, tx: &mut Tx) -> Result<Vec<SessionId>, StoreError> {
        tx.grants().revoke_all_of(self.id, self.now).await?;
        tx.sessions().unended_of(self.id, i64::MAX).await
    }
}

/// Whether nobody can sign in to the account by an address.
const fn is_out(user: &User) -> bool {
    user.suspended_at.is_some() || user.email.is_none()
}

/// An account, held before it is read: what others write must not be undone.
pub(super) async fn held(
    tx: &mut Tx,
    id: &UserId,
    precondition: &Precondition<'_, Account>,
) -> Result<Account, Refused> {
    tx.users().hold(id).await?;
    let found = tx.accounts().find(id).await?;
    let account = found.ok_or(Failure::Refused(NotWritten::Unknown))?;
    if precondition.holds(&account) {
        Ok(account)
    } else {
        Err(Failure::Refused(NotWritten::Changed))
    }
}
