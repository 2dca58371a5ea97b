//! `Host`: which of our names a request was sent to, as its sender or a proxy has it (RFC 9110 §7.2). It
//! may be made up: it changes no link (T-52), and opens nothing that is not open to whoever could reach it.

use axum::http::{HeaderMap, header};

/// The header; none when there is none, or several.
pub fn of(headers: &HeaderMap) -> Option<&str> {
    let mut hosts = headers.get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().ok(),
        _ => None,
    }
}
