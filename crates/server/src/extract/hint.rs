//! `id_token_hint` (OpenID Connect Core §3.1.2.1, RP-Initiated Logout §2) as it comes here: an ID token
//! of ours, or what one said that came in a form. A form is sent back as an address, and no token may
//! stand in one (T-70).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use oidc_core::{
    id_token::HintClaims,
    interaction,
    seal::Place,
    time::{SKEW, Timestamp},
};
use serde::{Deserialize, Serialize};

use crate::app::App;

/// The parameter.
pub const NAME: &str = "id_token_hint";

/// What stands in the place of a token that could not be read: it is refused where it arrives.
pub const UNREADABLE: &str = "unreadable";

/// What a token said, and until when that is believed without it.
#[derive(Serialize, Deserialize)]
struct Kept {
    claims: HintClaims,
    until: Timestamp,
}

fn place() -> Place {
    Place::new("requests", NAME, &[])
}

/// What the hint of a request says; none when it cannot be believed.
pub async fn read(app: &App, hint: &str) -> Option<HintClaims> {
    if is_sealed(hint) {
        return unseal(app, hint);
    }
    app.know_key_of(hint).await;
    app.snapshot()
        .keys
        .set
        .verify_hint(hint, &app.urls.issuer())
}

/// What goes into an address in the place of a hint that was posted. It is believed as long as the
/// sign-in that it belongs to may take, and no longer for being posted once more.
pub async fn without_token(app: &App, hint: &str) -> String {
    let sealed = match read(app, hint).await {
        Some(_) if is_sealed(hint) => Some(hint.to_owned()),
        Some(claims) => seal(app, claims),
        None => None,
    };
    sealed.unwrap_or_else(|| UNREADABLE.to_owned())
}

/// A JWT has two dots (RFC 7515 §3.1), and what we have sealed has none.
fn is_sealed(hint: &str) -> bool {
    !hint.contains('.')
}

fn seal(app: &App, claims: HintClaims) -> Option<String> {
    let until = app.clock.now().plus(interaction::LIFETIME);
    let plain = serde_json::to_vec(&Kept { claims, until }).ok()?;
    let mut rng = app.entropy.rng();
    let sealed = app.secrets.sealing.seal(&place(), &plain, &mut rng).ok()?;
    Some(URL_SAFE_NO_PAD.encode(sealed))
}

fn unseal(app: &App, hint: &str) -> Option<HintClaims> {
    let sealed = URL_SAFE_NO_PAD.decode(hint).ok()?;
    let plain = app.secrets.sealing.unseal(&place(), &sealed).ok()?;
    let kept: Kept = serde_json::from_slice(&plain).ok()?;
    let over = kept.until.plus(SKEW).is_over(app.clock.now());
    (!over).then_some(kept.claims)
}
