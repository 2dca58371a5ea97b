//! The token in every form (T-41): bound to a cookie of this browser and to what the form is for.
//! Beside it stands what the browser itself says about where the form came from.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oidc_core::{params::Params, secret::Digest};

use crate::{
    app::App,
    extract::{origin::Foreign, visit::Visit},
};

/// The token for a form: `purpose` is a flow's id or the name of an action.
pub fn token(app: &App, cookie: &str, purpose: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(app, cookie, purpose).as_bytes())
}

/// Why a form is not believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Forged {
    /// It was sent from elsewhere.
    Origin(Foreign),
    /// Its token, or the cookie the token belongs to, is missing or another one.
    Token,
}

/// Whether a form came from the page we made for this browser, which holds `cookie`, and this
/// purpose.
///
/// # Errors
/// [`Forged`] says what speaks against it.
pub fn check(
    app: &App,
    visit: &Visit,
    form: &Params,
    cookie: Option<&str>,
    purpose: &str,
) -> Result<(), Forged> {
    visit.check_origin(app).map_err(Forged::Origin)?;
    let presented = form
        .first("csrf")
        .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
        .and_then(|bytes| Digest::try_from(bytes.as_slice()).ok());
    let expected = cookie.map(|cookie| digest(app, cookie, purpose));
    match (presented, expected) {
        (Some(presented), Some(expected)) if presented == expected => Ok(()),
        _ => Err(Forged::Token),
    }
}

fn digest(app: &App, cookie: &str, purpose: &str) -> Digest {
    Digest::keyed(&app.secrets.csrf, &[cookie.as_bytes(), purpose.as_bytes()])
}
