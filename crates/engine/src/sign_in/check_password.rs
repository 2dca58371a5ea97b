//! Tries a password. Every try is counted before anything is looked up, and each takes the same
//! statements and one comparison of a digest: for an account and for none, with a password and without
//! one, suspended or not.

use std::convert::Infallible;

use oidc_core::{
    account::{
        identifier::Identifier,
        password::{Password, SealedPassword},
    },
    client::Client,
    event::{Event, EventKind},
    id::UserId,
    interaction::{Interaction, InteractionEvent, Proven},
    time::Timestamp,
};
use store::Tx;

use super::{
    advance::Advanced,
    failures::{Counted, Failures},
    limit_reached::Report,
    prove::{Judge, prove},
    visitor::Visitor,
};
use crate::{
    engine::Engine,
    failure::Failure,
    password::compare::{Against, Compared, compare},
};

/// How often a password is read and compared: once more where it was changed meanwhile.
const LOOKS: usize = 2;

/// What came of a try.
#[derive(Debug)]
pub enum Outcome {
    /// Right, and this is where it leads.
    Right(Advanced),
    /// Not the password, or no account, or one without a password.
    Wrong,
    /// The sign-in has come to its end meanwhile.
    Over,
    /// Too many failures for this identifier, or from this network; come back then.
    Paused {
        /// When trying makes sense again.
        until: Timestamp,
    },
}

/// Tries what was typed against the password of the account with this identifier.
///
/// # Errors
/// When the database does not answer, or too many passwords are being compared
/// ([`Breakdown::retry_after`](crate::breakdown::Breakdown::retry_after)): then nothing was tried, and
/// nothing is counted.
pub async fn check_password(
    engine: &Engine,
    visitor: &Visitor,
    (interaction, client): (&Interaction, &Client),
    identifier: &Identifier,
    password: &Password,
) -> Result<Outcome, Failure<Infallible>> {
    let now = engine.clock.now();
    let report = Report::new(engine, Some(&client.id), &visitor.context, now);
    let device = visitor.device.clone();
    let failures = Failures::new(engine, identifier, device, visitor.ip, report).of_password();
    let interaction = Interaction {
        identifier: Some(identifier.clone()),
        event: InteractionEvent::SignIn,
        ..interaction.clone()
    };
    let looked = look(engine, &interaction, identifier, &failures).await?;
    let (counted, mut account) = match looked {
        Ok(looked) => looked,
        Err(until) => return Ok(Outcome::Paused { until }),
    };
    let mut check = Check {
        interaction: &interaction,
        failures,
        counted: Some(counted),
        wrong: visitor.event(engine, EventKind::PasswordWrong, Some(&client.id), now),
    };
    for _ in 0..LOOKS {
        let against = match &account {
            Some((user, Some(sealed))) => Against::Account(user, sealed),
            Some((_, None)) | None => Against::Decoy(identifier),
        };
        let compared = match compare(engine, against, password).await {
            Ok(compared) => compared,
            Err(breakdown) => {
                check.give_back(engine).await?;
                return Err(breakdown.into());
            }
        };
        let (Compared::Same(better), Some((user, Some(sealed)))) = (compared, account) else {
            break;
        };
        let proven = Proven::Password {
            user: user.clone(),
            by: identifier.kind(),
        };
        let right = Right {
            check: &check,
            user: &user,
            sealed: &sealed,
            better: better.as_ref(),
        };
        match prove(engine, visitor, (&interaction, client), proven, &right).await? {
            Ok(advanced) => return Ok(Outcome::Right(advanced)),
            Err(Refused::Over) => return Ok(Outcome::Over),
            // It was right for what stood there: those tries are given back.
            Err(Refused::Changed) => check.counted = None,
        }
        account = Some((user.clone(), read_again(engine, &user).await?));
    }
    check.tell(engine).await?;
    Ok(Outcome::Wrong)
}

/// The account that was named, and its password if it has one.
type Account = Option<(UserId, Option<SealedPassword>)>;

/// Notes whom the person means, counts the try, and reads the password of that account. Until when
/// there is a pause, if so.
async fn look(
    engine: &Engine,
    interaction: &Interaction,
    identifier: &Identifier,
    failures: &Failures<'_>,
) -> Result<Result<(Counted, Account), Timestamp>, Failure<Infallible>> {
    engine
        .store
        .transact(|mut tx| async move {
            let (id, event) = (&interaction.id, interaction.event);
            tx.interactions()
                .set_identifier(id, identifier, event)
                .await?;
            let counted = match failures.count(&mut tx).await? {
                Ok(counted) => counted,
                Err(until) => return Ok(Err(until)),
            };
            let account = tx.passwords().of_identifier(identifier).await?;
            Ok(Ok((counted, account)))
        })
        .await
}

/// The password as it is now: it was changed while it was compared. A better digest of the same one may
/// have been made, as where somebody signs in twice at once.
async fn read_again(
    engine: &Engine,
    user: &UserId,
) -> Result<Option<SealedPassword>, Failure<Infallible>> {
    let read = engine
        .store
        .read(|mut tx| async move { tx.passwords().find(user).await });
    Ok(read.await?)
}

/// A try that was counted.
struct Check<'a> {
    interaction: &'a Interaction,
    failures: Failures<'a>,
    /// None: it was given back.
    counted: Option<Counted>,
    /// Of a password that is wrong. Of whom is not said, since it may be of no account.
    wrong: Event,
}

impl Check<'_> {
    async fn give_back(&self, engine: &Engine) -> Result<(), Failure<Infallible>> {
        let Some(counted) = &self.counted else {
            return Ok(());
        };
        engine
            .store
            .transact(|mut tx| async move { Ok(self.failures.give_back(&mut tx, counted).await?) })
            .await
    }

    async fn tell(&self, engine: &Engine) -> Result<(), Failure<Infallible>> {
        engine
            .store
            .transact(|mut tx| async move { Ok(tx.events().append(&self.wrong).await?) })
            .await
    }
}

/// A password that was compared and is right, unless it was changed since it was read.
struct Right<'a> {
    check: &'a Check<'a>,
    user: &'a UserId,
    sealed: &'a SealedPassword,
    better: Option<&'a SealedPassword>,
}

/// Why a right password leads nowhere.
#[derive(Debug, Clone, Copy)]
enum Refused {
    /// The sign-in has come to its end meanwhile.
    Over,
    /// Another stands in its place.
    Changed,
}

impl Judge for Right<'_> {
    type Refused = Refused;

    async fn judge(&self, tx: &mut Tx) -> Result<Option<Refused>, Failure<Infallible>> {
        let check = self.check;
        let is_open = tx.interactions().hold_open(&check.interaction.id).await?;
        if let Some(counted) = &check.counted {
            check.failures.forgive(tx, counted).await?;
        }
        if !is_open {
            return Ok(Some(Refused::Over));
        }
        let (user, sealed) = (self.user, self.sealed);
        let is_current = match self.better {
            Some(better) => tx.passwords().replace(user, sealed, better).await?,
            None => tx.passwords().hold(user, sealed).await?,
        };
        Ok((!is_current).then_some(Refused::Changed))
    }
}
