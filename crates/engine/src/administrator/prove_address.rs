//! The first administrator proves the address they gave, by a code that is mailed to it and typed in
//! their own session: from then on it is the address of the account.

use std::convert::Infallible;

use oidc_core::{
    account::{
        email::EmailAddress,
        identifier::Identifier,
        lockout,
        usage_type::UsageType,
        verification_code::{self, Verdict, VerificationCode, normalise},
    },
    console,
    event::{Event, EventKind},
    id::{ClientId, UserId, VerificationCodeId},
    secret::Digest,
    time::Timestamp,
};
use store::{Attempt, CodeWithMail, Delivery, StoreError, Tx};

use crate::{
    breakdown::Breakdown,
    engine::Engine,
    failure::Failure,
    mail::letter::Letter,
    network::NetworkKeys,
    sign_in::{
        failures::Failures,
        known_browser::Asker,
        limit_reached::Report,
        send_code::Limited,
        sending::{Sending, Wish},
        visitor::Visitor,
    },
};

/// What such a code is for.
pub(super) const USAGE: UsageType = UsageType::BindNewIdentifier;

/// Whose address it is to be.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// Who is signed in.
    pub user: &'a UserId,
    /// The address that they gave and that is not proven.
    pub email: &'a EmailAddress,
}

impl Claim<'_> {
    fn identifier(&self) -> Identifier {
        Identifier::Email(self.email.canonical())
    }
}

/// What came of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proven {
    /// Right: the address is the account's.
    Right,
    /// Right, but the address has become another account's.
    Taken,
    /// Not the code.
    Wrong,
    /// The code is over: too old, too many tries, replaced or used.
    Over,
    /// Too many failures; come back then.
    Paused {
        /// When trying makes sense again.
        until: Timestamp,
    },
}

/// The newest code that was mailed for it, and what became of the mail.
///
/// # Errors
/// When the database does not answer.
pub async fn newest(engine: &Engine, claim: Claim<'_>) -> Result<Option<CodeWithMail>, Breakdown> {
    let identifier = &claim.identifier();
    let read = |mut tx: Tx| async move {
        let codes = &mut tx.verification_codes();
        codes.newest_of_recipient(identifier, USAGE).await
    };
    let found: Result<_, StoreError> = engine.store.read(read).await;
    Ok(found?)
}

/// Mails a code, under the limits of every other mail.
///
/// # Errors
/// [`Limited`].
pub async fn send(
    engine: &Engine,
    visitor: &Visitor,
    claim: Claim<'_>,
    locale: &str,
) -> Result<(), Failure<Limited>> {
    let now = engine.clock.now();
    let identifier = &claim.identifier();
    let client = &console()?;
    let (code, mail) = &mailed(engine, claim, (client, locale), now)?;
    let report = &Report::new(engine, None, &visitor.context, now);
    engine
        .store
        .transact(|mut tx| async move {
            let device = visitor.device.as_ref();
            let wish = Wish {
                asker: Asker::find(engine, &mut tx, device, identifier, now).await?,
                keys: NetworkKeys::of(visitor.ip, &engine.secrets.addresses),
                identifier,
                client,
            };
            let limits = &engine.snapshot().policy.limits;
            let sending = Sending::new(limits, &engine.secrets.addresses, &wish);
            if let Err(reached) = sending.claim(&mut tx, now).await? {
                report.write(engine, &mut tx, &reached).await?;
                let until = reached.until;
                return Err(Failure::Refused(Limited { until }));
            }
            for mail in tx.verification_codes().replace(code).await? {
                tx.deliveries().withdraw_mail(&mail, now).await?;
            }
            tx.deliveries().push(mail).await?;
            Ok::<_, Failure<Limited>>(())
        })
        .await?;
    engine.delivery_wake.notify_one();
    Ok(())
}

/// On whose behalf such a mail is counted.
fn console() -> Result<ClientId, Breakdown> {
    console::ID.parse().map_err(Breakdown::new)
}

fn mailed(
    engine: &Engine,
    claim: Claim<'_>,
    (client, locale): (&ClientId, &str),
    now: Timestamp,
) -> Result<(VerificationCode, Delivery), Breakdown> {
    let mut rng = engine.entropy.rng();
    let digits = verification_code::mint(&mut rng);
    let expires_at = now.plus(verification_code::LIFETIME);
    let name = engine.snapshot().policy.branding.name.clone();
    let letter = Letter {
        to: claim.email.clone(),
        usage_type: USAGE,
        code: digits.clone(),
        locale: locale.to_owned(),
        ui_locales: None,
        application: (client.clone(), name).into(),
    };
    let sealed = letter.seal(&engine.secrets.sealing, now, expires_at, &mut rng);
    let (recipient, key) = (claim.identifier(), &engine.secrets.codes);
    let mail = Delivery {
        recipient: Some(lockout::identifier(&engine.secrets.addresses, &recipient)),
        ..sealed.map_err(Breakdown::new)?
    };
    let code = VerificationCode {
        id: VerificationCodeId::mint(now, &mut rng),
        interaction_id: None,
        digest: verification_code::digest(key, None, &recipient, USAGE, &digits),
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

/// Tries what was typed. Every try is counted, whatever comes of it.
///
/// # Errors
/// When the database does not do it.
pub async fn prove(
    engine: &Engine,
    visitor: &Visitor,
    claim: Claim<'_>,
    typed: &str,
) -> Result<Proven, Breakdown> {
    let now = engine.clock.now();
    let identifier = claim.identifier();
    let digest = normalise(typed).map(|code| {
        let key = &engine.secrets.codes;
        verification_code::digest(key, None, &identifier, USAGE, &code)
    });
    let report = Report::new(engine, None, &visitor.context, now);
    let check = &Check {
        engine,
        claim,
        typed,
        digest,
        identifier: &identifier,
        failures: Failures::new(
            engine,
            &identifier,
            visitor.device.clone(),
            visitor.ip,
            report,
        ),
        changed: visitor.event(engine, EventKind::UserChanged, None, now),
        now,
    };
    let proven = engine.store.transact(|mut tx| async move {
        let proven = check.judge(&mut tx).await?;
        Ok::<_, Failure<Infallible>>(proven)
    });
    match proven.await {
        Ok(proven) => Ok(proven),
        // Somebody else was faster with the address: nothing was written, the code counts on.
        Err(failure) => match Breakdown::from(failure) {
            breakdown if breakdown.taken().is_some() => Ok(Proven::Taken),
            breakdown => Err(breakdown),
        },
    }
}

struct Check<'a> {
    engine: &'a Engine,
    claim: Claim<'a>,
    typed: &'a str,
    digest: Option<Digest>,
    identifier: &'a Identifier,
    failures: Failures<'a>,
    changed: Event,
    now: Timestamp,
}

impl Check<'_> {
    async fn judge(&self, tx: &mut Tx) -> Result<Proven, StoreError> {
        let (now, tries) = (self.now, self.engine.snapshot().policy.limits.code_tries);
        let place = (self.identifier, USAGE);
        let mut codes = tx.verification_codes();
        let attempt = codes
            .try_of_recipient(place, self.digest.as_ref(), now, tries)
            .await?;
        let (code, is_taken) = match attempt {
            Attempt::Taken(code) => (code, true),
            Attempt::Counted(code) => (code, false),
            Attempt::Missing | Attempt::Expired | Attempt::Exhausted | Attempt::Consumed => {
                return Ok(Proven::Over);
            }
        };
        let refused = match self.failures.count(tx).await? {
            Err(until) => Proven::Paused { until },
            Ok(counted) => {
                let verdict = code.judge(self.typed, &self.engine.secrets.codes, now);
                if is_taken && verdict == Verdict::Correct {
                    self.failures.forgive(tx, &counted).await?;
                    return self.write(tx).await;
                }
                self.failures.keep(tx, &counted).await?;
                Proven::Wrong
            }
        };
        if is_taken {
            tx.verification_codes().put_back(&code.id).await?;
        }
        Ok(refused)
    }

    /// Makes the address the account's.
    async fn write(&self, tx: &mut Tx) -> Result<Proven, StoreError> {
        let (id, now) = (self.claim.user, self.now);
        tx.users().hold(id).await?;
        let found = tx.users().find(id).await?;
        let still_given = tx.setup_codes().unproven(id).await?;
        let Some(mut user) = found.filter(|_| still_given.as_ref() == Some(self.claim.email))
        else {
            return Ok(Proven::Over);
        };
        user.email = Some(self.claim.email.clone());
        user.email_verified_at = Some(now);
        user.updated_at = now;
        if tx.users().taken(&user).await?.is_some() {
            return Ok(Proven::Taken);
        }
        tx.users().update(&user).await?;
        tx.setup_codes().proven(id).await?;
        let mut changed = self.changed.clone().by_user(id);
        let members = ["email", "email_verified_at"].as_slice();
        changed.data.insert("changed".to_owned(), members.into());
        tx.events().append(&changed).await?;
        Ok(Proven::Right)
    }
}
