//! Create account: an e-mail address, and nothing else.

use serde::Serialize;

use super::{
    doors::Doors,
    problem::EmailError,
    sample::{SAMPLE_EMAIL, sample_href},
    view::Page,
};

/// Asks for the e-mail address of somebody who has no account yet.
#[derive(Clone, Serialize)]
pub struct Register {
    /// Where the form goes.
    pub action: String,
    /// The form's token against forged requests.
    pub csrf: String,
    /// Which sign-in this belongs to.
    pub flow: String,
    /// What stands in the field: a hint, or what was typed before.
    pub email: String,
    /// What was wrong with it.
    pub error: Option<EmailError>,
    /// Where somebody goes who has an account already.
    pub sign_in_href: Option<String>,
}

impl Page for Register {
    const TEMPLATE: &'static str = "pages/register.html";

    fn samples() -> Vec<Self> {
        let sample = |email: &str, error| Self {
            action: sample_href("/register"),
            csrf: "sample-csrf".to_owned(),
            flow: "sample".to_owned(),
            email: email.to_owned(),
            error,
            sign_in_href: Some(sample_href("/sign-in")),
        };
        let mut samples = vec![
            sample("", None),
            Self {
                sign_in_href: None,
                ..sample(SAMPLE_EMAIL, None)
            },
        ];
        samples.extend(EmailError::ALL.map(|error| sample("ada@example", Some(error))));
        samples
    }

    fn behind(self, doors: Doors) -> Self {
        Self {
            sign_in_href: self.sign_in_href.filter(|_| doors.sign_in),
            ..self
        }
    }
}
