//! A page of a sign-in that is over, long ago or in another tab.

use serde::Serialize;

use super::{sample::sample_href, view::Page};

/// Says that this sign-in has expired, and leads back to where it began.
#[derive(Debug, Clone, Serialize)]
pub struct StartAgain {
    /// Where the application starts a new sign-in.
    pub restart_href: Option<String>,
}

impl Page for StartAgain {
    const TEMPLATE: &'static str = "pages/start_again.html";

    fn samples() -> Vec<Self> {
        vec![
            Self {
                restart_href: Some(sample_href("/start")),
            },
            Self { restart_href: None },
        ]
    }
}
