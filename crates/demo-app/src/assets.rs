//! The style sheet and the icon, embedded, under names that change with their content.

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../web/static/demo"]
struct Static;

/// The address of an asset: `/assets/1a2b3c4d/bookstore.css`.
pub(crate) fn address(name: &str) -> Option<String> {
    Some(format!("/assets/{}/{name}", fingerprint(name)?))
}

fn fingerprint(name: &str) -> Option<String> {
    let hash = Static::get(name)?.metadata.sha256_hash();
    Some(
        hash[..4]
            .iter()
            .fold(String::new(), |text, byte| format!("{text}{byte:02x}")),
    )
}

pub(crate) async fn asset(Path((stated, name)): Path<(String, String)>) -> Response {
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    match Static::get(&name) {
        Some(file) if fingerprint(&name).as_ref() == Some(&stated) => {
            let headers = [
                (header::CONTENT_TYPE, kind),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ];
            (headers, file.data).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
