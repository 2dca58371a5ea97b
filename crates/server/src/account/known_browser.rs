//! Which counter a failed code counts against (T-46).
//!
//! A browser that has signed in to this address before has a counter of its own, so that a
//! stranger who exhausts the address's counter does not lock its owner out.

use oidc_core::{
    account::{email::EmailAddress, lockout},
    secret::Digest,
};
use store::{StoreError, Tx};

use crate::{app::App, extract::visit::BrowserKey};

/// The counter a failure belongs to: this browser's for this address, or the address's own.
pub async fn failure_subject(
    app: &App,
    tx: &mut Tx,
    device: Option<&BrowserKey>,
    email: &EmailAddress,
) -> Result<Digest, StoreError> {
    let key = &app.secrets.addresses;
    let address = lockout::address(key, email);
    let Some(device) = device.map(BrowserKey::digest) else {
        return Ok(address);
    };
    let now = app.clock.now();
    if tx.known_browsers().knows(&device, &address, now).await? {
        Ok(lockout::address_in_browser(key, email, &device))
    } else {
        Ok(address)
    }
}
