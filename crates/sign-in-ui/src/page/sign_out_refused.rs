//! A sign-out that an application asked for in a way we do not follow.

use serde::Serialize;

use super::view::Page;

/// Says what was refused and whether somebody is still signed in; whoever is can sign out here.
#[derive(Clone, Serialize)]
pub struct SignOutRefused {
    /// What was refused.
    pub kind: SignOutProblem,
    /// The way out, when somebody is signed in.
    pub form: Option<SignOutForm>,
    /// Where the application can be opened again.
    pub home_href: Option<String>,
    /// A hint for a developer: the address to register. Development only.
    pub hint: Option<String>,
    /// The short id that also stands in the server's log.
    pub reference: String,
}

/// What was refused. Each has a text in the message files: `sign-out-refused-…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignOutProblem {
    /// The address to go on to is not registered.
    Address,
    /// The hint at who is signed in is none of ours, or another application's.
    Hint,
    /// No such application, or one that is switched off.
    Client,
    /// The request makes no sense.
    Request,
}

impl SignOutProblem {
    /// Every problem once.
    pub const ALL: [Self; 4] = [Self::Address, Self::Hint, Self::Client, Self::Request];
}

/// The form that signs out and goes nowhere else.
#[derive(Clone, Serialize)]
pub struct SignOutForm {
    /// Where the form goes.
    pub action: String,
    /// The form's token against forged requests.
    pub csrf: String,
    /// The application that asked, if it is known.
    pub client_id: Option<String>,
}

impl Page for SignOutRefused {
    const TEMPLATE: &'static str = "pages/sign_out_refused.html";

    fn samples() -> Vec<Self> {
        let sample = |problem, signed_in: bool| Self {
            kind: problem,
            form: signed_in.then(|| SignOutForm {
                action: "/oidc/session/end/confirm".to_owned(),
                csrf: "sample-csrf".to_owned(),
                client_id: (problem == SignOutProblem::Address).then(|| "bookstore".to_owned()),
            }),
            home_href: (problem == SignOutProblem::Address).then(|| "/home".to_owned()),
            hint: (problem == SignOutProblem::Address).then(|| "http://localhost:3000/".to_owned()),
            reference: "7K3F-9QXA".to_owned(),
        };
        let states = SignOutProblem::ALL.map(|problem| [true, false].map(|s| sample(problem, s)));
        states.into_iter().flatten().collect()
    }
}
