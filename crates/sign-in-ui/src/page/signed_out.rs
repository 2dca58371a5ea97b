//! The session has ended.

use serde::Serialize;

use super::view::Page;

/// Confirms that the session has ended.
#[derive(Debug, Clone, Serialize)]
pub struct SignedOut {
    /// Where the application can be opened again.
    pub continue_href: Option<String>,
}

impl Page for SignedOut {
    const TEMPLATE: &'static str = "pages/signed_out.html";

    fn samples() -> Vec<Self> {
        vec![
            Self {
                continue_href: Some("/continue".to_owned()),
            },
            Self {
                continue_href: None,
            },
        ]
    }
}
