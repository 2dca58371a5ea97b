//! The question before a sign-out that no application vouches for.

use serde::Serialize;

use super::view::Page;

/// Asks whether to end the session (OpenID Connect RP-Initiated Logout §2).
#[derive(Clone, Serialize)]
pub struct ConfirmSignOut {
    /// Where the form goes.
    pub action: String,
    /// The form's token against forged requests.
    pub csrf: String,
    /// The request's parameters, carried along as name and value.
    pub hidden: Vec<(String, String)>,
    /// Where to go instead of signing out; without it the page says that it can simply be closed.
    pub stay_href: Option<String>,
}

impl Page for ConfirmSignOut {
    const TEMPLATE: &'static str = "pages/confirm_sign_out.html";

    fn samples() -> Vec<Self> {
        let sample = |stay_href| Self {
            action: "/oidc/session/end/confirm".to_owned(),
            csrf: "sample-csrf".to_owned(),
            hidden: vec![("client_id".to_owned(), "bookstore".to_owned())],
            stay_href,
        };
        vec![sample(None), sample(Some("/stay".to_owned()))]
    }
}
