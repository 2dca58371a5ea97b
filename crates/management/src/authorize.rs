//! Who may call: asked before anything else of a request is read.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use engine::token::admit::{Admitted, Caller, NotAdmitted, admit};
use oidc_core::event::EventContext;
use utoipa::openapi::path::{Operation, Paths};

use crate::{
    by::By,
    state::Management,
    wire::{code::Code, error::ApiError},
};

impl From<NotAdmitted> for ApiError {
    fn from(why: NotAdmitted) -> Self {
        Self::new(match why {
            NotAdmitted::Invalid => Code::Unauthorized,
            NotAdmitted::Scope => Code::Forbidden,
        })
    }
}

/// Marks a request to an address at which machines alone call: people are told that there is nothing.
#[derive(Debug, Clone, Copy)]
pub struct MachinesOnly;

/// What an operation that is no GET says in its description when the scope `read` suffices for it:
/// `extensions(("x-scope" = json!("read")))`. It looks, tells no secret, and keeps nothing but what its
/// caller alone gave it.
const SCOPE: &str = "x-scope";

/// What stands before an address, and knows for which of its operations the scope `read` suffices.
#[derive(Debug, Clone)]
pub struct Gate {
    api: Management,
    readable: Arc<[Method]>,
}

impl Gate {
    /// Before an address with these operations.
    pub fn before(api: Management, described: &Paths) -> Self {
        let mut readable = vec![Method::GET, Method::HEAD];
        for path in described.paths.values() {
            let operations = [
                (Method::POST, path.post.as_ref()),
                (Method::PUT, path.put.as_ref()),
                (Method::PATCH, path.patch.as_ref()),
                (Method::DELETE, path.delete.as_ref()),
            ];
            let declared = operations.into_iter();
            let declared = declared.filter(|(_, operation)| operation.is_some_and(reads));
            readable.extend(declared.map(|(method, _)| method));
        }
        Self {
            api,
            readable: readable.into(),
        }
    }
}

fn reads(operation: &Operation) -> bool {
    let declared = operation.extensions.as_ref();
    declared.is_some_and(|own| own.get(SCOPE).is_some_and(|scope| scope == "read"))
}

/// Lets pass whoever may do this: look, with either scope; change something, with `all`. The
/// handler finds the caller among the extensions.
pub async fn authorize(
    State(Gate { api, readable }): State<Gate>,
    mut request: Request,
    next: Next,
) -> Response {
    let is_read = readable.contains(request.method());
    match admitted(&api, is_read, request.headers()).await {
        Ok(Admitted {
            caller: Caller::Person { .. },
            ..
        }) if request.extensions().get::<MachinesOnly>().is_some() => {
            ApiError::new(Code::NotFound).into_response()
        }
        Ok(Admitted { caller, may_write }) => {
            if let Err(wait) = api.count_call(&caller.actor()) {
                return too_many(wait);
            }
            let context = request.extensions_mut().remove::<EventContext>();
            let context = context.unwrap_or_default();
            let is_fresh = caller.is_fresh(api.clock.now());
            request.extensions_mut().insert(By {
                caller,
                may_write,
                is_fresh,
                context,
            });
            next.run(request).await
        }
        Err(error) => error.into_response(),
    }
}

/// Whoever calls so fast takes the place of others.
fn too_many(wait: Duration) -> Response {
    let mut response = ApiError::new(Code::TooManyRequests).into_response();
    // Rounded up: a second later there is room.
    let seconds = HeaderValue::from(wait.as_secs().saturating_add(1));
    response.headers_mut().insert(header::RETRY_AFTER, seconds);
    response
}

/// Programs read which schemes there are.
fn refusal(code: Code) -> ApiError {
    let error = ApiError::new(code);
    if code == Code::TokenTypeNotSupported {
        return error.with_data(serde_json::json!({"supportedTypes": ["Bearer"]}));
    }
    error
}

async fn admitted(
    api: &Management,
    is_read: bool,
    headers: &HeaderMap,
) -> Result<Admitted, ApiError> {
    let token = bearer(headers).map_err(refusal)?;
    let admitted = admit(api, token).await?;
    if is_read || admitted.may_write {
        Ok(admitted)
    } else {
        Err(Code::Forbidden.into())
    }
}

/// The token of `Authorization: Bearer` (RFC 6750 §2.1). The name of a scheme has no case (RFC 9110
/// §11.1).
fn bearer(headers: &HeaderMap) -> Result<&str, Code> {
    let mut lines = headers.get_all(header::AUTHORIZATION).iter();
    let first = lines.next().ok_or(Code::AuthorizationHeaderMissing)?;
    if lines.next().is_some() {
        return Err(Code::Unauthorized);
    }
    let text = first.to_str().map_err(|_| Code::Unauthorized)?;
    let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Code::TokenTypeNotSupported);
    }
    match token.trim() {
        "" => Err(Code::Unauthorized),
        token => Ok(token),
    }
}

/// A caller who has proven not long ago who they are: for what cannot be taken back, and for what
/// must not be seen over a shoulder (RFC 9470).
#[derive(Debug, Clone)]
pub struct StepUp(pub By);

impl FromRequestParts<Management> for StepUp {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, api: &Management) -> Result<Self, ApiError> {
        let by = By::from_request_parts(parts, api).await?;
        if by.is_fresh {
            Ok(Self(by))
        } else {
            Err(Code::StepUpRequired.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use serde_json::{Value, json};
    use utoipa::openapi::extensions::Extensions;

    use super::*;

    #[test]
    fn an_operation_reads_when_it_says_so_and_in_no_other_case() {
        let saying = |name: &str, value: Value| {
            let mut operation = Operation::new();
            operation.extensions = Some(Extensions::from_iter([(name, value)]));
            operation
        };
        assert!(reads(&saying(SCOPE, json!("read"))));
        for other in [
            Operation::new(),
            saying(SCOPE, json!("all")),
            saying(SCOPE, json!(true)),
            saying("x-other", json!("read")),
        ] {
            assert!(!reads(&other));
        }
    }

    fn read(lines: &[&'static str]) -> Result<String, Code> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::AUTHORIZATION, HeaderValue::from_static(line));
        }
        bearer(&headers).map(str::to_owned)
    }

    #[test]
    fn a_token_stands_in_one_authorization_header_behind_bearer() {
        assert_eq!(read(&["Bearer a.b.c"]).as_deref(), Ok("a.b.c"));
        assert_eq!(read(&["bearer a.b.c"]).as_deref(), Ok("a.b.c"));
        assert_eq!(read(&[]), Err(Code::AuthorizationHeaderMissing));
        for other in ["Basic eDp5", "a.b.c", "", "Bearera.b.c"] {
            assert_eq!(read(&[other]), Err(Code::TokenTypeNotSupported), "{other}");
        }
        for bad in [&["Bearer"][..], &["Bearer "], &["Bearer a", "Bearer a"]] {
            assert_eq!(read(bad), Err(Code::Unauthorized), "{bad:?}");
        }
    }
}
