//! What is looked at: the preview, and what its address says beside its name.

use axum::{
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use engine::settings::preview;
use oidc_core::preview::Preview;
use sign_in_ui::{LanguageChoice, Locale};

use crate::{app::App, extract::visit::Visit, respond::internal::Internal};

/// As long as a name can be.
const LONGEST: usize = 128;

/// The preview of this name, for a frame.
///
/// # Errors
/// 404 when there is none, and when a browser would show it as a page of its own.
pub(super) async fn in_frame(
    app: &App,
    id: &str,
    headers: &HeaderMap,
) -> Result<Preview, Response> {
    let is_frame = headers
        .get("sec-fetch-dest")
        .is_none_or(|kind| kind == "iframe" || kind == "frame");
    if !is_frame {
        return Err(StatusCode::NOT_FOUND.into_response());
    }
    find(app, id).await
}

/// The preview of this name.
///
/// # Errors
/// 404 when there is none.
pub(super) async fn find(app: &App, id: &str) -> Result<Preview, Response> {
    let gone = || StatusCode::NOT_FOUND.into_response();
    let id = id.parse().map_err(|_| gone())?;
    let found = preview::find(app, &id).await;
    let found = found.map_err(|error| Internal::from(error).into_response())?;
    found.ok_or_else(gone)
}

/// The language that is asked for, or that the settings would choose.
pub(super) fn locale(app: &App, visit: &Visit, preview: &Preview) -> Locale {
    app.pages.negotiate(&LanguageChoice {
        clicked: visit.clicked_language().as_deref(),
        ui_locales: None,
        cookie: None,
        accept_language: None,
        fallback: &preview.settings.language_info.fallback_language,
    })
}

/// The application whose sign-in is looked at, if one is named.
pub(super) fn application(visit: &Visit) -> Option<String> {
    let params = visit.params();
    let named = params.first("application");
    named
        .filter(|name| name.chars().count() <= LONGEST)
        .map(str::to_owned)
}
