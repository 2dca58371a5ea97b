//! A request that came by POST and is sent back to the same place by GET: a form from another site
//! brings no cookie that is marked `SameSite=Lax`, and the address does.
//!
//! It holds no token and no secret (T-70): an ID token stays here, and what nobody reads is left out
//! (RFC 6749 §3.1).

use axum::http::HeaderMap;
use oidc_core::params::Params;
use url::form_urlencoded::{Serializer, parse};

use super::{
    hint,
    params::{MAX_FORM, is_form},
};
use crate::app::App;

/// A form that cannot be sent back as a request by GET.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotRepeatable {
    /// More than [`MAX_FORM`] bytes.
    TooLarge,
    /// No form, not readable, or with a query beside it.
    Malformed,
}

/// What an endpoint reads besides `id_token_hint`.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// Parameters that go into the address as they are.
    pub plain: &'static [&'static str],
    /// Those of which it only matters whether they are there.
    pub named: &'static [&'static str],
}

/// The query that says what a form says, printed again from its parts: what goes into a header was
/// parsed by us.
///
/// # Errors
/// [`NotRepeatable`].
pub async fn as_query(
    app: &App,
    known: Known,
    query: Option<&str>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<String, NotRepeatable> {
    if body.len() > MAX_FORM {
        return Err(NotRepeatable::TooLarge);
    }
    let mixed = query.is_some_and(|query| !query.is_empty());
    let form = std::str::from_utf8(body)
        .ok()
        .filter(|_| is_form(headers) && !mixed)
        .ok_or(NotRepeatable::Malformed)?;
    let params = Params::parse(form).map_err(|_| NotRepeatable::Malformed)?;
    let is_repeated = params.optional(hint::NAME).is_err();
    let mut pairs = Vec::new();
    for (name, value) in parse(form.as_bytes()) {
        let is_sent = !value.is_empty();
        let value = if name == hint::NAME && is_sent && is_repeated {
            // Refused where it arrives (T-06): nobody looks at a signature for it.
            hint::UNREADABLE.into()
        } else if name == hint::NAME && is_sent {
            hint::without_token(app, &value).await.into()
        } else if known.plain.contains(&&*name) {
            value
        } else if known.named.contains(&&*name) && is_sent {
            "posted".into()
        } else {
            continue;
        };
        pairs.push((name, value));
    }
    let query = Serializer::new(String::new()).extend_pairs(pairs).finish();
    // Escaping can triple it.
    if query.len() > MAX_FORM {
        return Err(NotRepeatable::TooLarge);
    }
    Ok(query)
}
