//! Which counter a failed code counts against (T-46).
//!
//! A browser that has signed in to this address before has a counter of its own, so that a
//! stranger who exhausts the address's counter does not lock its owner out.

use oidc_core::{account::email::EmailAddress, secret::Digest};
use store::{StoreError, Tx};

use crate::{app::App, extract::visit::BrowserKey};

/// The keyed digest under which an address is counted: the database learns no address from it.
pub fn address_digest(app: &App, email: &EmailAddress) -> Digest {
    Digest::keyed(
        &app.secrets.addresses,
        &[b"address", email.as_str().as_bytes()],
    )
}

/// The counter a failure belongs to: this browser's for this address, or the address's own.
pub async fn failure_subject(
    app: &App,
    tx: &mut Tx,
    device: Option<&BrowserKey>,
    address: &Digest,
) -> Result<Digest, StoreError> {
    let Some(device) = device else {
        return Ok(*address);
    };
    let device = device.digest();
    if !tx.known_browsers().knows(&device, address).await? {
        return Ok(*address);
    }
    Ok(Digest::keyed(
        &app.secrets.addresses,
        &[b"browser", device.as_bytes(), address.as_bytes()],
    ))
}
