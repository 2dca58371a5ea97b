//! Every route there is, and how to ask for it.

use axum::{body::Body, http::Request};
use signet::layer::client_ip::Peer;

use crate::kit::{Answer, World};

/// How a refusal reads at a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaks {
    /// JSON, whoever asks.
    Json,
    /// A page for whoever prefers HTML, else JSON.
    Browser,
    /// A page.
    Page,
    /// Plain text.
    Plain,
}
use Speaks::{Browser, Json, Page, Plain};

pub(super) struct Route {
    pub(super) path: &'static str,
    /// What `Allow` must say.
    pub(super) allow: &'static str,
    pub(super) speaks: Speaks,
}

const fn route(path: &'static str, allow: &'static str, speaks: Speaks) -> Route {
    Route {
        path,
        allow,
        speaks,
    }
}

pub(super) const ROUTES: &[Route] = &[
    route("/oidc/.well-known/openid-configuration", "GET, HEAD", Json),
    route(
        "/oidc/.well-known/oauth-authorization-server",
        "GET, HEAD",
        Json,
    ),
    route(
        "/.well-known/oauth-authorization-server/oidc",
        "GET, HEAD",
        Json,
    ),
    route("/oidc/jwks", "GET, HEAD", Json),
    route("/oidc/token", "POST", Json),
    route("/oidc/token/revocation", "POST", Json),
    route("/oidc/token/introspection", "POST", Json),
    route("/oidc/me", "GET, HEAD, POST", Json),
    // What mints or ends something by GET does so by GET alone.
    route("/oidc/auth", "GET, POST", Browser),
    route("/oidc/auth/{flow}", "GET", Browser),
    route("/oidc/session/end", "GET, POST", Browser),
    route("/oidc/session/end/confirm", "POST", Browser),
    route("/oidc/session/end/success", "GET, HEAD", Browser),
    route("/", "GET, HEAD", Page),
    route("/unknown-session", "GET, HEAD", Page),
    route("/sign-in", "GET, HEAD, POST", Page),
    route("/register", "GET, HEAD, POST", Page),
    route("/sign-in/verification-code", "GET, HEAD, POST", Page),
    route("/register/verification-code", "GET, HEAD, POST", Page),
    route("/sign-in/verification-code/resend", "GET, HEAD, POST", Page),
    route(
        "/register/verification-code/resend",
        "GET, HEAD, POST",
        Page,
    ),
    route("/sign-in/verification-code/status", "GET, HEAD", Page),
    route("/register/verification-code/status", "GET, HEAD", Page),
    route("/sign-in/no-account", "GET, HEAD, POST", Page),
    route("/register/account-exists", "GET, HEAD, POST", Page),
    route("/select-account", "GET, HEAD, POST", Page),
    route("/sign-in/password", "GET, HEAD, POST", Page),
    route("/continue/password", "GET, HEAD, POST", Page),
    route("/consent", "GET, HEAD, POST", Page),
    route("/setup", "GET, HEAD, POST", Page),
    route("/recover", "GET, HEAD, POST", Page),
    route("/setup/email", "GET, HEAD, POST", Page),
    route("/setup/email/send", "GET, HEAD, POST", Page),
    route("/setup/email/address", "GET, HEAD, POST", Page),
    route("/static/{name}", "GET, HEAD", Plain),
    route("/api/swagger.json", "GET, HEAD", Plain),
    route("/api/resources", "GET, HEAD, POST", Plain),
    route("/api/resources/{id}", "GET, HEAD, PATCH, DELETE", Plain),
    route("/api/sign-in-exp", "GET, HEAD, PATCH", Plain),
    route("/api/sign-in-exp/default/check-password", "POST", Plain),
    route(
        "/api/sign-in-exp/username-policy/case-sensitivity-conflicts",
        "GET, HEAD",
        Plain,
    ),
    route("/api/.well-known/sign-in-exp", "GET, HEAD", Plain),
    route("/api/.well-known/experience", "GET, HEAD", Plain),
    route("/api/status", "GET, HEAD", Plain),
    route("/api/signet/previews", "POST", Plain),
    route("/api/signet/code-screen", "GET, HEAD", Plain),
    route("/preview/{id}/{page}/{number}", "GET, HEAD", Page),
    route("/preview/{id}/mail/{number}", "GET, HEAD", Page),
    route("/preview/{id}/pages.css", "GET, HEAD", Page),
    route("/preview/{id}/style.css", "GET, HEAD", Page),
    route("/api/users", "GET, HEAD, POST", Plain),
    route("/api/users/{id}", "GET, HEAD, PATCH, DELETE", Plain),
    route("/api/users/{id}/is-suspended", "PATCH", Plain),
    route("/api/users/{id}/custom-data", "GET, HEAD, PATCH", Plain),
    route("/api/users/{id}/profile", "PATCH", Plain),
    route("/api/users/{id}/password", "PATCH", Plain),
    route("/api/users/{id}/password/verify", "POST", Plain),
    route("/api/users/{id}/password/expiration", "PATCH", Plain),
    route("/api/users/{id}/has-password", "GET, HEAD", Plain),
    route("/api/users/{id}/organizations", "GET, HEAD", Plain),
    route("/api/users/{id}/roles", "GET, HEAD, POST, PUT", Plain),
    route("/api/users/{id}/roles/{role}", "DELETE", Plain),
    route("/api/users/{id}/identities", "POST", Plain),
    route(
        "/api/users/{id}/identities/{target}",
        "GET, HEAD, PUT, DELETE",
        Plain,
    ),
    route("/api/users/{id}/all-identities", "GET, HEAD", Plain),
    route(
        "/api/users/{id}/sso-identities/{connector}",
        "GET, HEAD",
        Plain,
    ),
    route("/api/users/{id}/sessions", "GET, HEAD, DELETE", Plain),
    route(
        "/api/users/{id}/sessions/{session}",
        "GET, HEAD, DELETE",
        Plain,
    ),
    route("/api/users/{id}/grants", "GET, HEAD", Plain),
    route("/api/users/{id}/grants/{grant}", "DELETE", Plain),
    route("/api/roles/{id}/users", "GET, HEAD, POST", Plain),
    route("/api/roles/{id}/users/{user}", "DELETE", Plain),
    route("/api/connectors", "GET, HEAD, POST", Plain),
    route("/api/connectors/{id}", "DELETE, GET, HEAD, PATCH", Plain),
    route("/api/connectors/{id}/test", "POST", Plain),
    route("/api/connectors/{id}/authorization-uri", "POST", Plain),
    route("/api/connector-factories", "GET, HEAD", Plain),
    route("/api/connector-factories/{id}", "GET, HEAD", Plain),
    route("/api/email-templates", "DELETE, GET, HEAD, PUT", Plain),
    route("/api/email-templates/{id}", "DELETE, GET, HEAD", Plain),
    route("/api/email-templates/{id}/details", "PATCH", Plain),
    route("/api/email-templates/language-tag/{id}", "DELETE", Plain),
    route("/api/email-templates/template-type/{id}", "DELETE", Plain),
    route("/api/verification-codes", "POST", Plain),
    route("/api/verification-codes/verify", "POST", Plain),
    route("/api/signet/connectors/{id}/reveal", "POST", Plain),
    route("/api/signet/connectors/{id}/check", "POST", Plain),
    route(
        "/api/signet/applications/{id}/refused-redirects",
        "GET, HEAD, DELETE",
        Plain,
    ),
    route("/api/signet/explain-sign-in", "POST", Plain),
    route("/api/signet/lift-limits", "POST", Plain),
    route("/api/signet/impact", "POST", Plain),
    route(
        "/api/signet/applications/{id}/milestones",
        "GET, HEAD",
        Plain,
    ),
    route("/api/signet/administrators", "GET, HEAD, POST", Plain),
    route("/api/signet/administrators/{id}", "DELETE, PATCH", Plain),
    route("/api/logs", "GET, HEAD", Plain),
    route("/api/logs/{id}", "GET, HEAD", Plain),
    route("/api/signet/events", "GET, HEAD", Plain),
    route("/api/dashboard/users/total", "GET, HEAD", Plain),
    route("/api/dashboard/users/new", "GET, HEAD", Plain),
    route("/api/dashboard/users/active", "GET, HEAD", Plain),
    route("/api/signet/sign-ins", "GET, HEAD", Plain),
    route("/api/signet/sign-ins/{flow}", "GET, HEAD", Plain),
    route("/api/signet/mail", "GET, HEAD", Plain),
    route("/api/signet/mail/{id}/retry", "POST", Plain),
    route("/api/signet/mail/{id}/cancel", "POST", Plain),
    route("/console", "GET, HEAD", Page),
    route("/console/", "GET, HEAD", Page),
    route("/console/{*path}", "GET, HEAD", Page),
    route("/webhooks/mailgun", "POST", Plain),
    route("/healthz", "GET, HEAD", Plain),
    route("/readyz", "GET, HEAD", Plain),
    route("/dev/mailbox", "GET, HEAD", Page),
    route("/dev/mailbox/messages", "GET, HEAD", Page),
    // Not a route, but a neighbour of one.
    route("/oidc/auth/{flow}?x=1", "GET", Browser),
];

/// Asks as a program or as a browser of this machine, so that the mailbox is there.
pub(super) async fn ask(world: &World, method: &str, target: &str, accept: &str) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(target)
        .header("accept", accept)
        .header("host", "localhost:3001")
        .extension(Peer("127.0.0.1:4711".parse().unwrap()));
    world.send(request.body(Body::empty()).unwrap()).await
}

/// That a refusal is in the dialect of its route.
#[track_caller]
pub(super) fn assert_speaks(speaks: Speaks, html: bool, answer: &Answer, what: &str) {
    let kind = answer.header("content-type").unwrap_or_default();
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{what}");
    match speaks {
        Page => assert_page(answer, what),
        Browser if html => assert_page(answer, what),
        Json | Browser => {
            assert_eq!(kind, "application/json", "{what} {}", answer.body);
            let json = answer.json();
            let error = json["error"].as_str().unwrap();
            assert_eq!(json["code"], format!("oidc.{error}"), "{what}");
            assert!(json["error_description"].is_string(), "{what}");
        }
        Plain => {
            assert_eq!(kind, "text/plain; charset=utf-8", "{what} {}", answer.body);
            assert!(answer.body.starts_with(answer.status.as_str()), "{what}");
        }
    }
}

#[track_caller]
fn assert_page(answer: &Answer, what: &str) {
    let kind = answer.header("content-type");
    assert_eq!(kind, Some("text/html; charset=utf-8"), "{what}");
    let reference = answer.header("x-request-id").unwrap();
    assert!(answer.body.contains(reference), "{what} {}", answer.body);
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.contains("frame-ancestors 'none'"), "{what}");
}
