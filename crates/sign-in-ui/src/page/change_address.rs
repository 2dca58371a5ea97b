//! Another address in the place of one that was mistyped when the instance was set up.

use serde::Serialize;

use super::{problem::EmailError, sample::SAMPLE_EMAIL, view::Page};

/// Asks the first administrator for another address.
#[derive(Clone, Serialize)]
pub struct ChangeAddress {
    /// Where the form goes.
    pub action: String,
    /// The form's token against forged requests.
    pub csrf: String,
    /// The address that was given, or as it was typed a moment ago.
    pub email: String,
    /// Whether that address belongs to another account.
    pub is_taken: bool,
    /// What was wrong with it.
    pub error: Option<EmailError>,
}

impl Page for ChangeAddress {
    const TEMPLATE: &'static str = "pages/change_address.html";

    fn samples() -> Vec<Self> {
        let sample = |is_taken, error| Self {
            action: "/setup/email/address".to_owned(),
            csrf: "sample-csrf".to_owned(),
            email: SAMPLE_EMAIL.to_owned(),
            is_taken,
            error,
        };
        let invalid = sample(false, Some(EmailError::Invalid));
        vec![sample(false, None), sample(true, None), invalid]
    }
}
