//! The way in for an administrator whom no mail reaches.

use serde::Serialize;

use super::{problem::HostCodeProblem, view::Page};

/// Asks for the code that was made on the host for an administrator.
#[derive(Clone, Serialize)]
pub struct Recover {
    /// Where the form goes.
    pub action: String,
    /// The form's token against forged requests.
    pub csrf: String,
    /// The code, as it was typed before.
    pub code: String,
    /// What was wrong with it.
    pub problem: Option<HostCodeProblem>,
}

impl Page for Recover {
    const TEMPLATE: &'static str = "pages/recover.html";

    fn samples() -> Vec<Self> {
        let sample = |code: &str, problem| Self {
            action: "/recover".to_owned(),
            csrf: "sample-csrf".to_owned(),
            code: code.to_owned(),
            problem,
        };
        vec![
            sample("", None),
            sample("7KQM-2TXB", Some(HostCodeProblem::Wrong)),
        ]
    }
}
