//! What an administrator sees who was let in by a code of the host.

use serde::Serialize;

use super::{sample::SAMPLE_EMAIL, view::Page};

/// How the administrator came here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AdministratorKind {
    /// They are the first, and were just made.
    Done,
    /// They signed in by a code of the host.
    Recovered,
    /// Somebody else has set the instance up.
    Over,
}

/// Says that the instance is set up, or that an administrator is signed in.
#[derive(Clone, Serialize)]
pub struct Administrator {
    /// What is said.
    pub kind: AdministratorKind,
    /// The address they gave and have not proven.
    pub unproven: Option<String>,
    /// Where the form goes that has a code mailed to that address.
    pub prove_action: Option<String>,
    /// The page on which another address is given.
    pub change_href: Option<String>,
    /// The form's token against forged requests.
    pub csrf: String,
}

impl Page for Administrator {
    const TEMPLATE: &'static str = "pages/administrator.html";

    fn samples() -> Vec<Self> {
        use AdministratorKind::{Done, Over, Recovered};
        let sample = |kind| Self {
            kind,
            unproven: None,
            prove_action: None,
            change_href: None,
            csrf: "sample-csrf".to_owned(),
        };
        let unproven = Self {
            unproven: Some(SAMPLE_EMAIL.to_owned()),
            prove_action: Some("/setup/email".to_owned()),
            change_href: Some("/setup/email/address".to_owned()),
            ..sample(Done)
        };
        vec![sample(Done), unproven, sample(Recovered), sample(Over)]
    }
}
