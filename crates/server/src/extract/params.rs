//! Protocol parameters from a query or a form, never from both (T-06).

use axum::{
    body::Bytes,
    extract::{FromRequest, MatchedPath, Request},
    http::{HeaderMap, header},
};
use oidc_core::{
    error::ErrorCode,
    params::{Params, ParamsError},
};

use crate::{app::App, respond::oauth::OAuthRefusal, urls::OIDC};

/// The largest form that is read, in bytes: RFC 9700 asks for bounds, 8 KB is what browsers and
/// proxies let through in a URL anyway.
pub const MAX_FORM: usize = 8 * 1024;

/// Of a form; programs compare this text.
const NUL_BYTES: &str = "null bytes are not allowed in the request body";

/// The parameters of a form. A query beside it is refused.
#[derive(Debug)]
pub struct Form(pub Params);

impl FromRequest<App> for Form {
    type Rejection = OAuthRefusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, OAuthRefusal> {
        read_form(request, app).await.map(Self)
    }
}

async fn read_form(request: Request, app: &App) -> Result<Params, OAuthRefusal> {
    let invalid = || OAuthRefusal::of(ErrorCode::InvalidRequest);
    if request.uri().query().is_some_and(|query| !query.is_empty()) {
        return Err(invalid());
    }
    if !is_form(request.headers()) {
        return Err(no_form(&request));
    }
    let body = Bytes::from_request(request, app)
        .await
        .map_err(|_| invalid())?;
    if body.len() > MAX_FORM {
        return Err(invalid());
    }
    let text = std::str::from_utf8(&body).map_err(|_| invalid())?;
    let params = Params::parse(text).map_err(|error| {
        let refusal = OAuthRefusal::new(&error);
        match error {
            ParamsError::NulByte => refusal.saying(NUL_BYTES),
            _ => refusal,
        }
    })?;
    match params.repeated(&["resource"]) {
        Some(_) => Err(invalid()),
        None => Ok(params),
    }
}

/// Programs compare this text, in which the path is told as it stands below `/oidc`.
fn no_form(request: &Request) -> OAuthRefusal {
    let route = request.extensions().get::<MatchedPath>();
    let path = route.map_or("", MatchedPath::as_str);
    let path = path.strip_prefix(OIDC).unwrap_or(path);
    OAuthRefusal::of(ErrorCode::InvalidRequest).saying(format!(
        "only application/x-www-form-urlencoded content-type bodies are supported on {} {path}",
        request.method()
    ))
}

/// Whether the body is `application/x-www-form-urlencoded`, whatever charset it names.
pub fn is_form(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| {
            let kind = value.split(';').next().unwrap_or_default().trim();
            kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
        })
}
