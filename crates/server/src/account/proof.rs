//! Who holds a proof: the browser that gave it, and no other that shares its cookie (T-40).
//!
//! A right code whose account is still to be chosen ("no account yet", "already an account") ends
//! without a session. What goes on from there is not this browser's old cookie, which somebody
//! may have planted, but a value that only the answer to the right code carried.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oidc_core::{id::VerificationId, secret::Digest};

use crate::{app::App, extract::visit::Visit, respond::cookie::CookieKind};

/// The value for the cookie of the browser that gave this proof.
pub fn token(app: &App, proof: &VerificationId) -> String {
    URL_SAFE_NO_PAD.encode(digest(app, proof).as_bytes())
}

/// Whether this browser gave this proof.
pub fn is_held(app: &App, visit: &Visit, proof: &VerificationId) -> bool {
    let presented = visit
        .cookie(app, CookieKind::Proof)
        .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
        .and_then(|bytes| Digest::try_from(bytes.as_slice()).ok());
    presented == Some(digest(app, proof))
}

fn digest(app: &App, proof: &VerificationId) -> Digest {
    Digest::keyed(&app.secrets.proofs, &[proof.as_bytes()])
}
