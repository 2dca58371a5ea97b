//! Whether a password is somebody's, for an operator who asks. It counts like a wrong code at a
//! sign-in, and for who asks: the right to ask is no right to guess.

use oidc_core::{
    account::{identifier::Identifier, lockout, password::Password},
    event::EventContext,
    id::{ClientId, UserId},
    secret::Digest,
    time::Timestamp,
    user::User,
};
use store::{Claim, Counter};

use crate::{
    engine::Engine,
    failure::Failure,
    password::compare::{Against, Compared, compare},
    sign_in::limit_reached::{LimitReached, Report},
    span::Rate,
};

/// Why a password was not found to be somebody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotVerified {
    /// There is no such account.
    Unknown,
    /// It is another one, or there is none.
    Wrong,
    /// There were too many tries; until then nobody is told.
    Blocked(Timestamp),
}

/// Compares a password with the one of an account. The try is counted before it is compared, so that
/// parallel guesses cannot all pass a check made beforehand. A digest that could be a better one is
/// made anew of what was typed.
///
/// # Errors
/// [`NotVerified`].
pub async fn verify_password(
    engine: &Engine,
    id: &UserId,
    password: &Password,
    client: &ClientId,
) -> Result<(), Failure<NotVerified>> {
    let now = engine.clock.now();
    let report = &Report::new(engine, Some(client), &EventContext::default(), now);
    let counted = engine.store.transact(|mut tx| async move {
        let user = tx.users().find(id).await?;
        let user = user.ok_or(Failure::Refused(NotVerified::Unknown))?;
        let counters = counters(engine, &user, client);
        if let Claim::Full { at, until } = tx.attempts().claim(&counters, now).await? {
            let full = &counters[at.min(1)];
            let reached = LimitReached {
                limit: full.kind,
                subject: full.subject,
                until,
            };
            report.write(engine, &mut tx, &reached).await?;
            return Err(Failure::Refused(NotVerified::Blocked(until)));
        }
        let sealed = tx.passwords().find(id).await?;
        Ok((counters, sealed))
    });
    let (counters, sealed) = counted.await?;
    let sealed = sealed.ok_or(Failure::Refused(NotVerified::Wrong))?;
    let compared = compare(engine, Against::Account(id, &sealed), password).await;
    let better = match &compared {
        Ok(Compared::Other) => return Err(Failure::Refused(NotVerified::Wrong)),
        Ok(Compared::Same(better)) => better.as_ref(),
        // It was not compared, so nobody has guessed.
        Err(_) => None,
    };
    let (counters, sealed) = (&counters, &sealed);
    let given_back = engine.store.transact(|mut tx| async move {
        tx.attempts().give_back(counters).await?;
        if let Some(better) = better {
            tx.passwords().replace(id, sealed, better).await?;
        }
        Ok::<_, Failure<NotVerified>>(())
    });
    given_back.await?;
    Ok(compared.map(drop)?)
}

/// Of the account, the same as for codes where it has an address; and of who asks.
fn counters(engine: &Engine, user: &User, client: &ClientId) -> [Counter; 2] {
    let limits = &engine.snapshot().policy.limits;
    let key = &engine.secrets.addresses;
    let account = match &user.email {
        Some(email) => lockout::identifier(key, &Identifier::Email(email.canonical())),
        None => Digest::keyed(key, &[b"user", user.id.as_str().as_bytes()]),
    };
    let counter = |kind, subject, rate: Rate| Counter {
        kind,
        subject,
        limit: rate.limit,
        window: rate.window.lifetime(),
    };
    let client = lockout::client(key, client);
    [
        counter("failures.operator", client, limits.failures_per_ip),
        counter("failures", account, limits.failures_per_address),
    ]
}
