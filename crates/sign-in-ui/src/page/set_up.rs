//! The first administrator: the code that was printed on the host, and an e-mail address.

use serde::Serialize;

use super::{
    problem::{EmailError, HostCodeProblem},
    sample::SAMPLE_EMAIL,
    view::Page,
};

/// Asks for the code that makes the first administrator, and for their address.
#[derive(Clone, Serialize)]
pub struct SetUp {
    /// Where the form goes.
    pub action: String,
    /// The form's token against forged requests.
    pub csrf: String,
    /// The code, as it was typed before.
    pub code: String,
    /// The address, as it was typed before.
    pub email: String,
    /// What was wrong with the code, or why it is not used.
    pub problem: Option<HostCodeProblem>,
    /// What was wrong with the address.
    pub error: Option<EmailError>,
}

impl Page for SetUp {
    const TEMPLATE: &'static str = "pages/set_up.html";

    fn samples() -> Vec<Self> {
        let sample = |problem, error| Self {
            action: "/setup".to_owned(),
            csrf: "sample-csrf".to_owned(),
            code: "7KQM-2TXB".to_owned(),
            email: SAMPLE_EMAIL.to_owned(),
            problem,
            error,
        };
        let empty = Self {
            code: String::new(),
            email: String::new(),
            ..sample(None, None)
        };
        let mut samples = vec![empty, sample(None, None)];
        samples.extend(HostCodeProblem::ALL.map(|problem| sample(Some(problem), None)));
        samples.push(sample(None, Some(EmailError::Invalid)));
        samples
    }
}
