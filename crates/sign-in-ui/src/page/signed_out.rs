//! The session has ended.

use serde::Serialize;

use super::view::Page;

/// Confirms that the session has ended.
#[derive(Debug, Clone, Serialize)]
pub struct SignedOut {
    /// Where the application can be opened again.
    pub continue_href: Option<String>,
    /// What is shown in hidden frames, so that applications forget the session in this browser.
    pub frames: Vec<String>,
    /// Whether the page goes on to `continue_href` by itself.
    pub moves_on: bool,
}

impl Page for SignedOut {
    const TEMPLATE: &'static str = "pages/signed_out.html";

    fn samples() -> Vec<Self> {
        let sample = |continue_href: Option<&str>, frames: &[&str], moves_on| Self {
            continue_href: continue_href.map(str::to_owned),
            frames: frames.iter().map(|frame| (*frame).to_owned()).collect(),
            moves_on,
        };
        vec![
            sample(Some("/continue"), &[], false),
            sample(None, &[], false),
            sample(Some("/continue"), &["/one?sid=1", "/two?sid=2"], true),
        ]
    }
}
