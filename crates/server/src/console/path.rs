//! Everything below `/console`: a file by its hashed name, or a page, which is for scripts to find.

use axum::{
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{
    file::{self, File},
    headers,
    place::AtHome,
    shell,
};
use crate::{
    app::App,
    layer::{floods::Kind, limits},
    respond::internal::Internal,
};

/// `GET /console/{*path}`.
pub(super) async fn get(
    State(app): State<App>,
    _: AtHome,
    Path(path): Path<String>,
    request: Request,
) -> Response {
    let edition = match app.console.newest(&app.config.console, &app.urls) {
        Ok(edition) => edition,
        Err(misfit) => return Internal::new(misfit).into_response(),
    };
    if let Some(file) = edition.file(&path) {
        return served(file, request.headers());
    }
    // What looks like a file is never answered with a page: a script that is gone must not be one.
    if is_file(&path) {
        return StatusCode::NOT_FOUND.into_response();
    }
    if let Some(flooded) = limits::count(&app, Kind::Page, &request) {
        return flooded;
    }
    shell::answer(&app, request.headers())
}

fn is_file(path: &str) -> bool {
    let extension = path
        .rsplit('/')
        .next()
        .and_then(|name| name.rsplit_once('.'));
    let extension = extension.map(|(_, extension)| extension);
    extension.is_some_and(|end| file::content_type(end).is_some() || end == "map" || end == "html")
}

fn served(file: &File, request: &HeaderMap) -> Response {
    let mut response = file.body.answer(request, file.content_type);
    headers::protect(&mut response);
    let for_good = HeaderValue::from_static("public, max-age=31536000, immutable");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, for_good);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_with_a_dot_in_it_is_not_a_file() {
        for page in ["applications/shop.example/settings", "users/a.b", "", "x."] {
            assert!(!is_file(page), "{page}");
        }
        for file in [
            "main.js",
            "lib/gone.0123456789abcdef.mjs",
            "a.css",
            "x.js.map",
        ] {
            assert!(is_file(file), "{file}");
        }
    }
}
