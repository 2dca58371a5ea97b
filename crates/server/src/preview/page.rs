//! A sample of a page.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse, Response},
};
use engine::snapshot::policy;
use sign_in_ui::Frame;

use super::{doors::doors, headers, shown, theme::Theme};
use crate::{app::App, extract::visit::Visit, respond::internal::Internal};

/// `GET /preview/{id}/{page}/{number}`.
pub(super) async fn get(
    State(app): State<App>,
    Path((id, name, number)): Path<(String, String, String)>,
    visit: Visit,
    asked: HeaderMap,
) -> Result<Response, Response> {
    let preview = shown::in_frame(&app, &id, &asked).await?;
    let branding = policy::branding(&preview.settings);
    let application = shown::application(&visit);
    let theme = Theme::asked(&visit);
    let file = |name| {
        let path = format!("/preview/{id}/{name}.css{}", Theme::query(theme));
        app.urls.path(&path)
    };
    let (css, style) = (file("pages"), file("style"));
    let frame = Frame {
        locale: shown::locale(&app, &visit, &preview),
        branding: &branding,
        application: application.as_deref(),
        base_path: app.urls.base_path(),
        here: &visit.here(&app, None),
        nonce: "",
        preview: Some(sign_in_ui::Preview {
            css: &css,
            style: &style,
        }),
        development: false,
    };
    let doors = doors(&preview.settings);
    let number = number.parse().ok();
    let html = number.and_then(|number| app.pages.page_sample((&name, number), doors, &frame));
    let html = html.ok_or_else(|| StatusCode::NOT_FOUND.into_response())?;
    let html = html.map_err(|error| Internal::new(error).into_response())?;
    let html = Theme::force(theme, html.into());
    let mut response = Html(html.into_owned()).into_response();
    let pictures = policy::pictures(&preview.settings);
    headers::protect(&mut response, &headers::of_page(&app, &pictures));
    Ok(response)
}
