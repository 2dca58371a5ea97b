//! The first administrator: made by whoever holds the code that was printed on the host, and never
//! again (T-67).
//!
//! The address they give is not theirs until they type a code that was mailed to it: with a mistyped
//! one a stranger could sign in as the administrator. Until then the account has none.

use std::convert::Infallible;

use oidc_core::{
    account::{administrator_code::AdministratorCode, email::EmailAddress, identifier::Identifier},
    event::{Event, EventKind},
    id::UserId,
    interaction::Proof,
    secret::Digest,
    time::Timestamp,
    user::User,
};
use store::{StoreError, Tx};

use super::{given, tries::Try};
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
pub enum SetUp {
    /// The account is made, is an administrator's, and this browser is signed in to it.
    Done(SignInResult),
    /// It is not the code, or does not count any more.
    Wrong,
    /// The address is another account's. The code still counts.
    Taken,
    /// There is an administrator, or the configuration names some.
    Over,
    /// Too many tries from this network; come back then.
    Paused {
        /// When trying makes sense again.
        until: Timestamp,
    },
}

/// Whether the first administrator is still to be made, and by a code.
///
/// # Errors
/// When the database does not answer.
pub async fn is_open(engine: &Engine) -> Result<bool, Breakdown> {
    if !engine.config.administrators.is_empty() {
        return Ok(false);
    }
    let read = |mut tx: Tx| async move { tx.administrators().any().await };
    let any: Result<bool, StoreError> = engine.store.read(read).await;
    Ok(!any?)
}

/// Makes the first administrator, if `typed` is the code.
///
/// # Errors
/// When the database does not do it.
pub async fn set_up(
    engine: &Engine,
    visitor: &Visitor,
    typed: &str,
    email: &EmailAddress,
) -> Result<SetUp, Breakdown> {
    if !engine.config.administrators.is_empty() {
        return Ok(SetUp::Over);
    }
    let first = &First::prepare(engine, visitor, typed, email);
    let outcome = engine.store.transact(|mut tx| async move {
        let made = first.make(engine, &mut tx).await?;
        Ok::<_, Failure<Infallible>>(made)
    });
    Ok(outcome.await?)
}

/// Everything random and everything timed, made before the transaction begins.
struct First<'a> {
    digest: Option<Digest>,
    email: &'a EmailAddress,
    tried: Try,
    user: User,
    registered: Event,
    given: Event,
    session: NewSession,
    now: Timestamp,
}

impl<'a> First<'a> {
    fn prepare(engine: &Engine, visitor: &Visitor, typed: &str, email: &'a EmailAddress) -> Self {
        let now = engine.clock.now();
        let id = UserId::mint(&mut engine.entropy.rng());
        let event = |kind| visitor.event(engine, kind, None, now).by_user(&id);
        Self {
            digest: AdministratorCode::read(typed).map(|code| code.digest()),
            email,
            tried: Try::of(engine, visitor, now),
            registered: event(EventKind::UserRegistered),
            given: Event {
                data: given::data("setup"),
                ..event(EventKind::RolesGiven)
            },
            session: NewSession::prepare(engine, visitor, None, None, now),
            user: User::new(id, None, now),
            now,
        }
    }

    async fn make(&self, engine: &Engine, tx: &mut Tx) -> Result<SetUp, StoreError> {
        let is_live = match &self.digest {
            Some(digest) => tx.setup_codes().is_live(digest, self.now).await?,
            None => false,
        };
        if !is_live && let Err(until) = self.tried.count(engine, tx).await? {
            return Ok(SetUp::Paused { until });
        }
        // Whoever makes an administrator waits here, and then sees the one there is.
        tx.resources().hold().await?;
        if tx.administrators().any().await? {
            return Ok(SetUp::Over);
        }
        let former = self.session.hold_former(tx).await?;
        let is_right = match &self.digest {
            Some(digest) => tx.setup_codes().consume(digest, self.now).await?,
            None => false,
        };
        if !is_right {
            return Ok(SetUp::Wrong);
        }
        // Whose address it is only the holder of the code is told.
        let identifier = Identifier::Email(self.email.canonical());
        let owner = tx.users().find_by_identifier(&identifier).await?;
        if owner.is_some() || !tx.users().insert(&self.user).await? {
            tx.setup_codes().put_back().await?;
            return Ok(SetUp::Taken);
        }
        let (id, now) = (&self.user.id, self.now);
        tx.roles().give_defaults(id, now).await?;
        tx.administrators().add(id, now).await?;
        tx.setup_codes().note(id, self.email).await?;
        let proofs = vec![Proof::administrator_code(now)];
        let owner = Owner {
            user: &self.user,
            registered: Some(&self.registered),
        };
        let saved = self.session.save(tx, former.as_ref(), owner, proofs.into());
        let Some((_, result)) = saved.await? else {
            return Ok(SetUp::Wrong);
        };
        tx.events().append(&self.given).await?;
        Ok(SetUp::Done(result))
    }
}
