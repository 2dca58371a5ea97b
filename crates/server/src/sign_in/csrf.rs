//! The token in every form (T-41): bound to a cookie of this browser and to what the form is for.
//! Beside it stands what the browser itself says about where the form came from.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oidc_core::{params::Params, secret::Digest};

use crate::{app::App, extract::visit::Visit};

/// The token for a form: `purpose` is a flow's id or the name of an action.
pub fn token(app: &App, cookie: &str, purpose: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(app, cookie, purpose).as_bytes())
}

/// Whether a form came from the page we made for this browser and this purpose.
pub fn holds(app: &App, visit: &Visit, form: &Params, cookie: &str, purpose: &str) -> bool {
    let presented = form
        .first("csrf")
        .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
        .and_then(|bytes| Digest::try_from(bytes.as_slice()).ok());
    visit.is_same_origin(app) && presented == Some(digest(app, cookie, purpose))
}

fn digest(app: &App, cookie: &str, purpose: &str) -> Digest {
    Digest::keyed(&app.secrets.csrf, &[cookie.as_bytes(), purpose.as_bytes()])
}
