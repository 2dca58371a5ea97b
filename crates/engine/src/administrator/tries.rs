//! Tries of a code that was made on the host, counted by where they come from. There is no limit for
//! all of them together, and a code that counts is no such try: 128 bits need neither, and with them
//! anybody could keep the owner out, were it for a proxy that makes one network of all.

use oidc_core::{account::lockout, time::Timestamp};
use store::{Claim, Counter, StoreError, Tx};

use crate::{
    engine::Engine,
    network::NetworkKeys,
    sign_in::{
        limit_reached::{LimitReached, Report},
        visitor::Visitor,
    },
};

/// One try.
#[derive(Debug)]
pub(super) struct Try {
    counters: Vec<Counter>,
    report: Report,
    now: Timestamp,
}

impl Try {
    pub(super) fn of(engine: &Engine, visitor: &Visitor, now: Timestamp) -> Self {
        let keys = NetworkKeys::of(visitor.ip, &engine.secrets.addresses);
        let rate = engine.snapshot().policy.limits.failures_per_ip;
        let counter = |kind, subject, factor: u32| Counter {
            kind,
            subject,
            limit: rate.limit.saturating_mul(factor),
            window: rate.window.lifetime(),
        };
        let mut counters = vec![counter("host_codes.ip", keys.line, 1)];
        if keys.is_site {
            let factor = lockout::SITE_MULTIPLIER;
            counters.push(counter("host_codes.site", keys.network, factor));
        }
        Self {
            counters,
            report: Report::new(engine, None, &visitor.context, now),
            now,
        }
    }

    /// Counts it; or says until when there is a pause.
    pub(super) async fn count(
        &self,
        engine: &Engine,
        tx: &mut Tx,
    ) -> Result<Result<(), Timestamp>, StoreError> {
        let claim = tx.attempts().claim(&self.counters, self.now).await?;
        let Claim::Full { at, until } = claim else {
            return Ok(Ok(()));
        };
        if let Some(full) = self.counters.get(at) {
            let reached = LimitReached {
                limit: full.kind,
                subject: full.subject,
                until,
            };
            self.report.write(engine, tx, &reached).await?;
        }
        Ok(Err(until))
    }
}
