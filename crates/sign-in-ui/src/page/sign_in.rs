//! Sign in: an e-mail address, and nothing else.

use serde::Serialize;

use super::{
    doors::Doors,
    problem::EmailError,
    sample::{SAMPLE_EMAIL, sample_href},
    view::Page,
};

/// Asks for the e-mail address of somebody who has an account.
#[derive(Clone, Serialize)]
pub struct SignIn {
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
    /// Where an account can be created, when registration is open.
    pub register_href: Option<String>,
}

impl Page for SignIn {
    const TEMPLATE: &'static str = "pages/sign_in.html";

    fn samples() -> Vec<Self> {
        let sample = |email: &str, error| Self {
            action: sample_href("/sign-in"),
            csrf: "sample-csrf".to_owned(),
            flow: "sample".to_owned(),
            email: email.to_owned(),
            error,
            register_href: Some(sample_href("/register")),
        };
        let mut samples = vec![
            sample("", None),
            Self {
                register_href: None,
                ..sample(SAMPLE_EMAIL, None)
            },
        ];
        samples.extend(EmailError::ALL.map(|error| sample("ada@example", Some(error))));
        samples
    }

    fn behind(self, doors: Doors) -> Self {
        Self {
            register_href: self.register_href.filter(|_| doors.register),
            ..self
        }
    }
}
