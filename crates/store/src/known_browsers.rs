//! Browsers that have signed in to an address before: their tries have a counter of their own, so
//! that a stranger cannot lock the owner out. Digests on both sides.

use oidc_core::{
    secret::Digest,
    time::{Lifetime, Timestamp},
};

use crate::{
    db::{Tx, execute, fetch_one},
    error::StoreError,
};

/// How long a browser stays known after it was last seen.
pub(crate) const REMEMBERED: Lifetime = Lifetime::days(365);

/// The table `known_browsers`.
#[derive(Debug)]
pub struct KnownBrowsers<'a>(&'a mut Tx);

impl Tx {
    /// Browsers that have signed in before.
    pub const fn known_browsers(&mut self) -> KnownBrowsers<'_> {
        KnownBrowsers(self)
    }
}

impl KnownBrowsers<'_> {
    /// Notes that this device has signed in to this address, and when it last did.
    pub async fn remember(
        &mut self,
        device: &Digest,
        address: &Digest,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const SQL: &str = "insert into known_browsers (device, address, seen_at) \
            values ($1, $2, $3) on conflict (device, address) do update \
            set seen_at = excluded.seen_at";
        let (device, address) = (device.as_bytes().as_slice(), address.as_bytes().as_slice());
        execute!(self.0, SQL, device, address, now.as_millis()).map(drop)
    }

    /// Whether this device has signed in to this address within the last 365 days.
    pub async fn knows(
        &mut self,
        device: &Digest,
        address: &Digest,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "select exists (select 1 from known_browsers \
            where device = $1 and address = $2 and seen_at > $3)";
        let (device, address) = (device.as_bytes().as_slice(), address.as_bytes().as_slice());
        let since = now.minus(REMEMBERED).as_millis();
        fetch_one!(self.0, SQL, device, address, since)
    }
}
