//! What a preview looks like, as files: a page in a sandbox has no styles within.

use std::borrow::Cow;

use axum::{
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use engine::snapshot::policy;

use super::{headers, shown, theme::Theme};
use crate::{app::App, extract::visit::Visit};

/// Nothing is loaded by it.
const POLICY: &str = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/// `GET /preview/{id}/style.css`: the colours of the brand.
pub(super) async fn of_brand(
    State(app): State<App>,
    Path(id): Path<String>,
    visit: Visit,
) -> Result<Response, Response> {
    let preview = shown::find(&app, &id).await?;
    let style = policy::branding(&preview.settings).style();
    Ok(sheet(&visit, style.into()))
}

/// `GET /preview/{id}/pages.css`: what all pages look like.
pub(super) async fn of_pages(
    State(app): State<App>,
    Path(id): Path<String>,
    visit: Visit,
) -> Result<Response, Response> {
    shown::find(&app, &id).await?;
    let file = app.pages.style_sheet();
    let file = file.ok_or_else(|| StatusCode::NOT_FOUND.into_response())?;
    Ok(sheet(&visit, String::from_utf8_lossy(&file.body)))
}

fn sheet(visit: &Visit, style: Cow<'_, str>) -> Response {
    let kind = HeaderValue::from_static("text/css; charset=utf-8");
    let style = Theme::force(Theme::asked(visit), style).into_owned();
    let mut response = ([(header::CONTENT_TYPE, kind)], style).into_response();
    headers::protect(&mut response, POLICY);
    headers::for_every_origin(&mut response);
    response
}
