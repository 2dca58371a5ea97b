//! The colours of a preview, as a file: a page in a sandbox has no styles within.

use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use engine::snapshot::policy;

use super::{headers, shown};
use crate::app::App;

/// Nothing is loaded by it.
const POLICY: &str = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/// `GET /preview/{id}/style.css`.
pub(super) async fn get(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, Response> {
    let preview = shown::find(&app, &id).await?;
    let kind = HeaderValue::from_static("text/css; charset=utf-8");
    let style = policy::branding(&preview.settings).style();
    let mut response = ([(header::CONTENT_TYPE, kind)], style).into_response();
    headers::protect(&mut response, POLICY);
    headers::for_every_origin(&mut response);
    Ok(response)
}
