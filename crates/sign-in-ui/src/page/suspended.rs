//! The account exists, the code was right, and still nobody may come in.

use serde::Serialize;

use super::{sample::sample_href, view::Page};

/// Says that the account is suspended.
#[derive(Debug, Clone, Serialize)]
pub struct Suspended {
    /// Where a new sign-in starts.
    pub restart_href: Option<String>,
}

impl Page for Suspended {
    const TEMPLATE: &'static str = "pages/suspended.html";

    fn samples() -> Vec<Self> {
        vec![
            Self {
                restart_href: Some(sample_href("/sign-in")),
            },
            Self { restart_href: None },
        ]
    }
}
