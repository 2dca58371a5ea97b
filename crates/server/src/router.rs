//! The whole URL space on one screen.

use std::convert::Infallible;

use axum::{
    Router,
    extract::{DefaultBodyLimit, OriginalUri, Request},
    http::{Uri, uri::PathAndQuery},
    middleware,
    response::Response,
    routing::get,
};
use tower::{ServiceExt, service_fn};

use crate::{app::App, health, layer, mailbox, oidc, sign_in};

/// Everything Signet answers to.
///
/// `public_url` may carry a path, and the proxy in front may strip it or not: both arrive.
pub fn router(app: App) -> Router {
    let base = app.urls.base_path();
    let urls = Router::new()
        .nest("/oidc", oidc::router(&app))
        .merge(mailbox::router(&app))
        .merge(sign_in::router(&app))
        .merge(health::router());
    let urls = if base.is_empty() {
        urls
    } else {
        let nested = urls.clone().nest(base, urls);
        let root = get(sign_in::restart::get).layer(middleware::from_fn_with_state(
            app.clone(),
            layer::loopback_name::lead_home,
        ));
        nested.route(&format!("{base}/"), root)
    };
    // RFC 8414 §3.1 puts the well-known part before the path of the issuer.
    let well_known = format!("/.well-known/oauth-authorization-server{base}/oidc");
    let well_known = Router::new()
        .route(&well_known, get(oidc::discovery::metadata))
        .layer(middleware::from_fn(layer::cors::any_origin));
    let urls = urls
        .merge(well_known)
        .layer(DefaultBodyLimit::max(layer::MAX_BODY));
    let exact = urls
        .clone()
        .fallback(sign_in::not_found)
        .with_state(app.clone());
    let lenient =
        urls.fallback_service(service_fn(move |request| once_more(exact.clone(), request)));
    layer::around(&app, lenient).with_state(app)
}

/// An SDK given an endpoint with a slash at its end asks for `//oidc/…` (sdk-contract §1.4): what
/// is not there is looked for once more with single slashes.
async fn once_more(urls: Router, mut request: Request) -> Result<Response, Infallible> {
    if let Some(uri) = with_single_slashes(request.uri()) {
        *request.uri_mut() = uri;
        // Links on the page start from the address that exists.
        request.extensions_mut().remove::<OriginalUri>();
    }
    urls.oneshot(request).await
}

fn with_single_slashes(uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    if !path.contains("//") {
        return None;
    }
    let mut single = String::with_capacity(path.len());
    for c in path.chars() {
        if c != '/' || !single.ends_with('/') {
            single.push(c);
        }
    }
    if let Some(query) = uri.query() {
        single.push('?');
        single.push_str(query);
    }
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(single).ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn double_slashes_in_the_path_become_single_ones_and_the_query_stays() {
        let uri: Uri = "//oidc//auth?redirect_uri=https://rp.example//cb"
            .parse()
            .unwrap();
        let single = with_single_slashes(&uri).unwrap();
        assert_eq!(
            single.to_string(),
            "/oidc/auth?redirect_uri=https://rp.example//cb"
        );
        assert_eq!(
            with_single_slashes(&"/oidc/auth?x=a//b".parse().unwrap()),
            None
        );
    }
}
