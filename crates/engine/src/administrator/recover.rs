//! The way in for an administrator whom no mail reaches: a code that was made on the host for them. It
//! makes nobody an administrator, and works once.

use std::convert::Infallible;

use oidc_core::{
    account::administrator_code::AdministratorCode,
    event::{Event, EventKind},
    interaction::Proof,
    secret::Digest,
    time::Timestamp,
};
use store::{StoreError, Tx};

use super::tries::Try;
use crate::{
    breakdown::Breakdown,
    engine::Engine,
    failure::Failure,
    sign_in::{
        register::Owner,
        start_session::{NewSession, SignInResult},
        visitor::Visitor,
    },
};

/// What came of it.
#[derive(Debug)]
pub enum Recovered {
    /// This browser is signed in.
    Done(SignInResult),
    /// It is not a code, or does not count any more.
    Wrong,
    /// Nobody has a code that counts.
    Closed,
    /// Too many tries from this network; come back then.
    Paused {
        /// When trying makes sense again.
        until: Timestamp,
    },
}

/// Whether somebody has a code that counts.
///
/// # Errors
/// When the database does not answer.
pub async fn is_open(engine: &Engine) -> Result<bool, Breakdown> {
    let now = engine.clock.now();
    let read = |mut tx: Tx| async move { tx.recovery_codes().any(now).await };
    let any: Result<bool, StoreError> = engine.store.read(read).await;
    Ok(any?)
}

/// Signs an administrator in, if `typed` is their code.
///
/// # Errors
/// When the database does not do it.
pub async fn recover(
    engine: &Engine,
    visitor: &Visitor,
    typed: &str,
) -> Result<Recovered, Breakdown> {
    let now = engine.clock.now();
    let recovery = &Recovery {
        digest: AdministratorCode::read(typed).map(|code| code.digest()),
        tried: Try::of(engine, visitor, now),
        used: visitor.event(engine, EventKind::RecoveryCodeUsed, None, now),
        session: NewSession::prepare(engine, visitor, None, None, now),
        now,
    };
    let outcome = engine.store.transact(|mut tx| async move {
        let recovered = recovery.sign_in(engine, &mut tx).await?;
        Ok::<_, Failure<Infallible>>(recovered)
    });
    Ok(outcome.await?)
}

/// Everything random and everything timed, made before the transaction begins.
struct Recovery {
    digest: Option<Digest>,
    tried: Try,
    used: Event,
    session: NewSession,
    now: Timestamp,
}

impl Recovery {
    async fn sign_in(&self, engine: &Engine, tx: &mut Tx) -> Result<Recovered, StoreError> {
        let is_live = match &self.digest {
            Some(digest) => tx.recovery_codes().is_live(digest, self.now).await?,
            None => false,
        };
        if !is_live && let Err(until) = self.tried.count(engine, tx).await? {
            return Ok(Recovered::Paused { until });
        }
        let former = self.session.hold_former(tx).await?;
        if !tx.recovery_codes().any(self.now).await? {
            return Ok(Recovered::Closed);
        }
        let Some(digest) = &self.digest else {
            return Ok(Recovered::Wrong);
        };
        let Some(id) = tx.recovery_codes().owner(digest).await? else {
            return Ok(Recovered::Wrong);
        };
        // The account before its code, as whoever removes it takes them.
        tx.users().hold(&id).await?;
        if !tx.recovery_codes().consume(digest, self.now).await? {
            return Ok(Recovered::Wrong);
        }
        // The code counts for as long as its owner is one.
        let is_one = tx.administrators().has(&id).await?;
        let Some(user) = tx.users().find(&id).await?.filter(|_| is_one) else {
            return Ok(Recovered::Wrong);
        };
        let proofs = vec![Proof::administrator_code(self.now)];
        let owner = Owner {
            user: &user,
            registered: None,
        };
        let saved = self.session.save(tx, former.as_ref(), owner, proofs.into());
        // None: the account is suspended.
        let Some((_, result)) = saved.await? else {
            return Ok(Recovered::Wrong);
        };
        tx.events().append(&self.used.clone().by_user(&id)).await?;
        Ok(Recovered::Done(result))
    }
}
