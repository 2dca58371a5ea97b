//! The password of the account that was named on the page before.

use serde::Serialize;

use super::{
    problem::PasswordProblem,
    sample::{SAMPLE_EMAIL, SAMPLE_USERNAME, sample_href},
    view::Page,
};

/// Asks for a password. What was typed is never in it.
#[derive(Clone, Serialize)]
pub struct Password {
    /// Where the form goes.
    pub action: String,
    /// The form's token against forged requests.
    pub csrf: String,
    /// Which sign-in this belongs to.
    pub flow: String,
    /// The e-mail address or username that was given.
    pub identifier: String,
    /// Where another one can be given.
    pub change_href: String,
    /// Whether a code can be asked for in place of the password.
    pub code_instead: bool,
    /// What was wrong with the password, or why no code is sent.
    pub error: Option<PasswordProblem>,
}

impl Page for Password {
    const TEMPLATE: &'static str = "pages/password.html";

    fn samples() -> Vec<Self> {
        let by_email = |error| Self {
            action: sample_href("/sign-in/password"),
            csrf: "sample-csrf".to_owned(),
            flow: "sample".to_owned(),
            identifier: SAMPLE_EMAIL.to_owned(),
            change_href: sample_href("/sign-in"),
            code_instead: true,
            error,
        };
        let by_username = |error| Self {
            identifier: SAMPLE_USERNAME.to_owned(),
            code_instead: false,
            ..by_email(error)
        };
        let mut samples = vec![by_email(None), by_username(None)];
        samples.extend(PasswordProblem::ALL.map(|problem| by_email(Some(problem))));
        samples.extend(PasswordProblem::WITHOUT_CODE.map(|problem| by_username(Some(problem))));
        samples
    }
}
