//! With which account to go on, when somebody is signed in already.

use serde::Serialize;

use super::{
    sample::{SAMPLE_EMAIL, sample_href},
    view::Page,
};

/// Offers to go on as whoever is signed in, or as somebody else.
#[derive(Debug, Clone, Serialize)]
pub struct SelectAccount {
    /// Where both forms go.
    pub action: String,
    /// The form's token against forged requests.
    pub csrf: String,
    /// Which sign-in this belongs to.
    pub flow: String,
    /// The id of whoever is signed in, so that nobody goes on as somebody else.
    pub account: String,
    /// The address of whoever is signed in, as people write it.
    pub email: String,
}

impl Page for SelectAccount {
    const TEMPLATE: &'static str = "pages/select_account.html";

    fn samples() -> Vec<Self> {
        vec![Self {
            action: sample_href("/select-account"),
            csrf: "sample-csrf".to_owned(),
            flow: "sample".to_owned(),
            account: "sample-user".to_owned(),
            email: SAMPLE_EMAIL.to_owned(),
        }]
    }
}
