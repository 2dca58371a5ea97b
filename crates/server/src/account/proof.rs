//! Who holds a proof: the browser that gave it, and no other that shares its cookie (T-40).
//!
//! A right code whose account is still to be chosen ("no account yet", "already an account") ends
//! without a session. What goes on from there is not this browser's old cookie, which somebody
//! may have planted, but a value that only the answer to the right code carried. It has a cookie for
//! each flow, so that two tabs before two offers do not take each other's away.

use axum::response::Response;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oidc_core::{
    id::{InteractionId, VerificationId},
    secret::Digest,
};

use crate::{
    app::App,
    extract::visit::Visit,
    respond::cookie::{self, CookieKind},
};

/// How many flows of one browser may wait for a choice; the oldest gives way.
const MOST: usize = 8;

/// The value for the cookie of the browser that gave this proof.
pub fn token(app: &App, proof: &VerificationId) -> String {
    URL_SAFE_NO_PAD.encode(digest(app, proof).as_bytes())
}

/// Gives the browser the proof of this flow, and takes back those that are too many.
pub fn keep(response: &mut Response, app: &App, visit: &Visit, flow: InteractionId, token: &str) {
    let mut others = visit.proven_flows(app);
    others.remove(&flow);
    let surplus = (others.len() + 1).saturating_sub(MOST);
    for oldest in others.into_iter().take(surplus) {
        cookie::clear(response, &app.urls, CookieKind::Proof(oldest));
    }
    let kind = CookieKind::Proof(flow);
    cookie::set(response, &app.urls, kind, token, None);
}

/// Takes the proof of a flow back that has ended.
pub fn end(response: &mut Response, app: &App, visit: &Visit, flow: InteractionId) {
    let kind = CookieKind::Proof(flow);
    if visit.has(app, kind) {
        cookie::clear(response, &app.urls, kind);
    }
}

/// Whether this browser gave this proof in this flow.
pub fn is_held(app: &App, visit: &Visit, flow: InteractionId, proof: &VerificationId) -> bool {
    let presented = visit
        .cookie(app, CookieKind::Proof(flow))
        .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
        .and_then(|bytes| Digest::try_from(bytes.as_slice()).ok());
    presented == Some(digest(app, proof))
}

fn digest(app: &App, proof: &VerificationId) -> Digest {
    Digest::keyed(&app.secrets.proofs, &[proof.as_bytes()])
}
