//! Wrong codes and passwords, counted: for the address (T-46), for the network they come from, and altogether.
//!
//! An address has its own limit, so a stranger who tries few codes of many addresses is held by
//! where he comes from: his line, and the site around it. When more codes fail altogether than
//! honest people mistype, strangers are held to a tenth of their limits; nobody is locked out by
//! that. A browser that has signed in to the address before is counted by itself alone.
//!
//! A wrong password counts where a wrong code does, up to half of what codes may, and against a limit of
//! its own: who guesses at passwords leaves the codes to those who are guessed at. It does not count
//! altogether: people mistype passwords too often for that to mean anything.

use oidc_core::{
    account::{identifier::Identifier, lockout},
    time::Timestamp,
};
use store::{Claim, Counter, StoreError, Tx};

use super::{
    known_browser::Asker,
    limit_reached::{LimitReached, Report},
};
use crate::{
    browser_key::BrowserKey,
    engine::Engine,
    network::{ClientIp, NetworkKeys},
    span::Rate,
};

/// The kind of the address's counter.
const OF_ADDRESS: &str = "failures";

/// The kind of the counter of passwords that were typed wrongly for it.
const OF_PASSWORDS: &str = "password";

/// How much of what codes may, wrong passwords may, as a fraction.
const PASSWORDS_SHARE: u32 = 2;

/// What was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Typed {
    Code,
    Password,
}

/// One try, as far as counters are concerned.
#[derive(Debug)]
pub struct Failures<'a> {
    engine: &'a Engine,
    typed: Typed,
    identifier: &'a Identifier,
    device: Option<BrowserKey>,
    keys: NetworkKeys,
    report: Report,
    now: Timestamp,
}

/// A try that was counted as a failure before it is known to be one, so that parallel guesses
/// cannot all pass a check made beforehand.
#[derive(Debug)]
pub struct Counted {
    asker: Asker,
    /// The one that begins anew when the try was right.
    address: Counter,
    others: Vec<Counter>,
}

impl Counted {
    /// All its counters; the one of the address comes last.
    fn all(&self) -> Vec<Counter> {
        let mut all = self.others.clone();
        all.push(self.address);
        all
    }
}

impl<'a> Failures<'a> {
    /// A code that is tried for this address.
    pub fn new(
        engine: &'a Engine,
        identifier: &'a Identifier,
        device: Option<BrowserKey>,
        ip: Option<ClientIp>,
        report: Report,
    ) -> Self {
        Self {
            engine,
            typed: Typed::Code,
            identifier,
            device,
            keys: NetworkKeys::of(ip, &engine.secrets.addresses),
            now: report.now(),
            report,
        }
    }

    /// The same for a password.
    #[must_use]
    pub fn of_password(self) -> Self {
        Self {
            typed: Typed::Password,
            ..self
        }
    }

    /// Counts the try; or says until when there is a pause.
    pub async fn count(&self, tx: &mut Tx) -> Result<Result<Counted, Timestamp>, StoreError> {
        let (engine, now) = (self.engine, self.now);
        let asker = Asker::find(engine, tx, self.device.as_ref(), self.identifier, now).await?;
        let mut counted = self.counters(asker, false);
        let mut all = counted.all();
        let total = self.total();
        let watched = match asker {
            Asker::Stranger => std::slice::from_ref(&total),
            Asker::Known(_) => &[],
        };
        let counts = tx.attempts().count_if_room(&all, watched, now).await?;
        let claim = if let Some(counts) = counts {
            tx.attempts().keep_within(&all, counts).await?
        } else {
            // Too many codes fail altogether, or one of the counters is full: which?
            let is_tight = asker == Asker::Stranger && self.are_too_many(tx).await?;
            counted = self.counters(asker, is_tight);
            all = counted.all();
            tx.attempts().claim(&all, now).await?
        };
        let Claim::Full { at, until } = claim else {
            return Ok(Ok(counted));
        };
        let full = all.get(at).unwrap_or(&counted.address);
        let reached = LimitReached {
            limit: full.kind,
            subject: full.subject,
            until,
        };
        self.report.write(engine, tx, &reached).await?;
        Ok(Err(until))
    }

    /// It was right: the address begins anew, the others get this one back. In the unit of work that
    /// counted it, or in a later one: a window that has ended meanwhile is not counted below zero.
    pub async fn forgive(&self, tx: &mut Tx, counted: &Counted) -> Result<(), StoreError> {
        let (anew, others) = (&counted.address, &counted.others);
        tx.attempts().forgive(anew, others, self.now).await
    }

    /// The code was wrong. Counted altogether only now and last, because everybody counts here.
    pub async fn keep(&self, tx: &mut Tx, counted: &Counted) -> Result<(), StoreError> {
        if counted.asker != Asker::Stranger {
            return Ok(());
        }
        let total = self.total();
        let counts = tx.attempts().count(&[total], self.now).await?;
        match counts.first() {
            Some(stands) if !stands.has_room(total.limit) => {
                let reached = LimitReached {
                    limit: total.kind,
                    subject: total.subject,
                    until: stands.until,
                };
                self.report.write(self.engine, tx, &reached).await
            }
            _ => Ok(()),
        }
    }

    /// It was not judged: nothing was tried.
    pub async fn give_back(&self, tx: &mut Tx, counted: &Counted) -> Result<(), StoreError> {
        tx.attempts().give_back(&counted.all()).await
    }

    /// The counter of the codes or passwords that strangers have typed wrongly for this address.
    pub fn of_address(&self) -> Counter {
        self.counters(Asker::Stranger, false).address
    }

    /// All counters of strangers for this address that bound what is typed.
    pub fn of_identifier(&self) -> Vec<Counter> {
        let all = self.counters(Asker::Stranger, false).all();
        let subject = Asker::Stranger.subject(&self.engine.secrets.addresses, self.identifier);
        let own = all.into_iter();
        own.filter(|counter| counter.subject == subject).collect()
    }

    /// Until when strangers may not try a code of this address, wherever they are, if so. Nothing is
    /// counted.
    pub async fn pause(&self, tx: &mut Tx) -> Result<Option<LimitReached>, StoreError> {
        let is_tight = self.are_too_many(tx).await?;
        let counter = self.counters(Asker::Stranger, is_tight).address;
        let counts = tx.attempts().read(&[counter], self.now).await?;
        let full = counts.iter().find(|stands| !stands.has_room(counter.limit));
        Ok(full.map(|stands| LimitReached {
            limit: counter.kind,
            subject: counter.subject,
            until: stands.until,
        }))
    }

    async fn are_too_many(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        let total = self.total();
        let counts = tx.attempts().read(&[total], self.now).await?;
        Ok(counts.iter().any(|stands| !stands.has_room(total.limit)))
    }

    fn total(&self) -> Counter {
        let rate = self.engine.snapshot().policy.limits.failures_total;
        Counter {
            kind: "failures.all",
            subject: lockout::everybody(&self.engine.secrets.addresses),
            limit: rate.limit,
            window: rate.window.lifetime(),
        }
    }

    fn counters(&self, asker: Asker, is_tight: bool) -> Counted {
        let limits = &self.engine.snapshot().policy.limits;
        let counter = |kind, subject, rate: Rate, factor: u32| {
            let limit = rate.limit.saturating_mul(factor);
            Counter {
                kind,
                subject,
                limit: if is_tight {
                    lockout::tightened(limit)
                } else {
                    limit
                },
                window: rate.window.lifetime(),
            }
        };
        let (keys, per_ip) = (&self.keys, limits.failures_per_ip);
        let mut others = Vec::new();
        if asker == Asker::Stranger {
            others.push(counter("failures.ip", keys.line, per_ip, 1));
            if keys.is_site {
                let factor = lockout::SITE_MULTIPLIER;
                others.push(counter("failures.site", keys.network, per_ip, factor));
            }
        }
        let subject = asker.subject(&self.engine.secrets.addresses, self.identifier);
        let address = counter(OF_ADDRESS, subject, limits.failures_per_address, 1);
        let address = match self.typed {
            Typed::Code => address,
            Typed::Password => {
                others.push(Counter {
                    limit: (address.limit / PASSWORDS_SHARE).max(1),
                    ..address
                });
                // Many wrong codes say nothing of passwords.
                let of_passwords = limits.passwords_per_address;
                Counter {
                    limit: of_passwords.limit,
                    ..counter(OF_PASSWORDS, subject, of_passwords, 1)
                }
            }
        };
        Counted {
            asker,
            address,
            others,
        }
    }
}
