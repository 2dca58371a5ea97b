//! A sample of a mail.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse, Response},
};
use engine::snapshot::policy;

use super::{headers, shown, theme::Theme};
use crate::{app::App, extract::visit::Visit, respond::internal::Internal};

/// `GET /preview/{id}/mail/{number}`; its plain text with `format=text`.
pub(super) async fn get(
    State(app): State<App>,
    Path((id, number)): Path<(String, String)>,
    visit: Visit,
    asked: HeaderMap,
) -> Result<Response, Response> {
    let preview = shown::in_frame(&app, &id, &asked).await?;
    let brand = policy::branding(&preview.settings).name;
    let application = shown::application(&visit);
    let locale = shown::locale(&app, &visit, &preview);
    let names = (&*brand, application.as_deref());
    let number = number.parse().ok();
    let mail = number.and_then(|number| app.pages.mail_sample(number, names, locale));
    let mail = mail.ok_or_else(|| StatusCode::NOT_FOUND.into_response())?;
    let mail = mail.map_err(|error| Internal::new(error).into_response())?;
    let mut response = if visit.params().first("format") == Some("text") {
        format!("{}\n\n{}", mail.subject, mail.text).into_response()
    } else {
        let html = Theme::force(Theme::asked(&visit), mail.html.into());
        Html(html.into_owned()).into_response()
    };
    headers::protect(&mut response, &headers::of_mail(&app));
    Ok(response)
}
