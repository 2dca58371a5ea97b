//! Codes that an operator sends to any address, for a page of their own: one for each recipient, which
//! proves the address to them and opens nothing here.

use oidc_core::{
    account::{
        email::EmailAddress,
        identifier::Identifier,
        usage_type::UsageType,
        verification_code::{self, VerificationCode, normalise},
    },
    id::VerificationCodeId,
    secret::{Digest, Secret},
};
use store::{Attempt, Delivery, StoreError, Tx};

use super::{operator_letter::operator_letter, operator_limit};
use crate::{breakdown::Breakdown, engine::Engine, failure::Failure, sign_in::send_code::Limited};

const USAGE: UsageType = UsageType::Generic;

/// Why no code was sent.
#[derive(Debug)]
pub enum NotSent {
    /// The recipient has got as many as an operator may have sent.
    Limited(Limited),
    /// There is no connector. The code is there all the same.
    NoConnector,
}

/// Why a code is not the one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotVerified {
    /// None was sent to this recipient, or it was used.
    NotFound,
    /// It is too old.
    Expired,
    /// It was guessed too often.
    Exhausted,
    /// It is another one.
    Mismatch,
}

/// Sends a code, in the place of the one before it.
///
/// # Errors
/// [`NotSent`].
pub async fn send(engine: &Engine, to: &EmailAddress) -> Result<(), Failure<NotSent>> {
    let now = engine.clock.now();
    let (code, mail) = &prepared(engine, to)?;
    let recipient = to.canonical();
    let recipient = recipient.as_str();
    let can_leave = !engine.snapshot().connector.ways.is_empty();
    engine
        .store
        .transact(|mut tx| async move {
            let limited = operator_limit::claim_in(engine, &mut tx, recipient, None, now).await?;
            limited.map_err(|why| Failure::Refused(NotSent::Limited(why)))?;
            for mail in tx.verification_codes().replace(code).await? {
                tx.deliveries().withdraw_mail(&mail, now).await?;
            }
            // A refusal keeps what was written: the code is there, and can be tried.
            if !can_leave {
                return Err(Failure::Refused(NotSent::NoConnector));
            }
            tx.deliveries().push(mail).await?;
            Ok(())
        })
        .await?;
    engine.delivery_wake.notify_one();
    Ok(())
}

/// The same to a telephone number, which no connector leads to: that it was asked for is counted all the
/// same, as if a code had been made.
///
/// # Errors
/// [`NotSent`], in any case.
pub async fn send_to_phone(engine: &Engine, to: &str) -> Failure<NotSent> {
    let now = engine.clock.now();
    let claim =
        |mut tx: Tx| async move { operator_limit::claim_in(engine, &mut tx, to, None, now).await };
    let limited: Result<_, StoreError> = engine.store.transact(claim).await;
    match limited {
        Ok(Ok(())) => Failure::Refused(NotSent::NoConnector),
        Ok(Err(limited)) => Failure::Refused(NotSent::Limited(limited)),
        Err(error) => error.into(),
    }
}

/// Tries a code of a telephone number. None was ever sent to one, so that none is right; programs tell
/// one that was asked for a moment ago from one that was not.
///
/// # Errors
/// [`NotVerified`], in any case.
pub async fn verify_of_phone(engine: &Engine, to: &str) -> Failure<NotVerified> {
    match operator_limit::is_counted(engine, to, engine.clock.now()).await {
        Ok(true) => Failure::Refused(NotVerified::Mismatch),
        Ok(false) => Failure::Refused(NotVerified::NotFound),
        Err(error) => error.into(),
    }
}

fn prepared(engine: &Engine, to: &EmailAddress) -> Result<(VerificationCode, Delivery), Breakdown> {
    let (now, mut rng) = (engine.clock.now(), engine.entropy.rng());
    let digits = verification_code::mint(&mut rng);
    let expires_at = now.plus(engine.snapshot().policy.code_lifetime);
    let letter = operator_letter(engine, to.clone(), digits.clone())?;
    let sealed = letter.seal(&engine.secrets.sealing, now, expires_at, &mut rng);
    let mail = sealed.map_err(Breakdown::new)?;
    let recipient = Identifier::Email(to.canonical());
    let code = VerificationCode {
        id: VerificationCodeId::mint(now, &mut rng),
        interaction_id: None,
        digest: digest(engine, &recipient, &digits),
        recipient,
        usage_type: USAGE,
        tries: 0,
        mail_id: mail.id,
        created_at: now,
        expires_at,
        consumed_at: None,
    };
    Ok((code, mail))
}

/// Tries a code. A right one is used up.
///
/// # Errors
/// [`NotVerified`]. Every try is counted, whatever comes of it.
pub async fn verify(
    engine: &Engine,
    to: &EmailAddress,
    typed: &str,
) -> Result<(), Failure<NotVerified>> {
    let now = engine.clock.now();
    let recipient = &Identifier::Email(to.canonical());
    let typed = normalise(typed).map(|code| digest(engine, recipient, &code));
    let (typed, tries) = (typed.as_ref(), engine.snapshot().policy.limits.code_tries);
    let attempt = engine
        .store
        .transact(|mut tx| async move {
            let mut codes = tx.verification_codes();
            codes
                .try_of_recipient((recipient, USAGE), typed, now, tries)
                .await
        })
        .await;
    Err(Failure::Refused(match attempt? {
        Attempt::Taken(_) => return Ok(()),
        Attempt::Counted(_) => NotVerified::Mismatch,
        Attempt::Missing | Attempt::Consumed => NotVerified::NotFound,
        Attempt::Expired => NotVerified::Expired,
        Attempt::Exhausted => NotVerified::Exhausted,
    }))
}

fn digest(engine: &Engine, recipient: &Identifier, code: &Secret<String>) -> Digest {
    verification_code::digest(&engine.secrets.codes, None, recipient, USAGE, code)
}
