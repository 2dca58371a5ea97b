//! The way back to the application by a form.

use serde::Serialize;

use super::view::Page;

/// Carries an answer to the application (OAuth 2.0 Form Post Response Mode §2). Where scripts run
/// it is sent at once, elsewhere by its button.
#[derive(Clone, Serialize)]
pub struct FormPost {
    /// Where the form goes.
    pub action: String,
    /// Names and values of the answer.
    pub fields: Vec<(&'static str, String)>,
}

impl Page for FormPost {
    const TEMPLATE: &'static str = "pages/form_post.html";
    const INLINE_SCRIPT: Option<&'static str> = Some("document.getElementById('answer').submit()");

    fn samples() -> Vec<Self> {
        vec![Self {
            action: "/callback".to_owned(),
            fields: vec![
                ("code", "sample-code".to_owned()),
                ("state", "sample-state".to_owned()),
            ],
        }]
    }
}
