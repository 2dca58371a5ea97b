//! After a proven code on sign-in: nobody has this address.

use serde::Serialize;

use super::{
    doors::Doors,
    sample::{SAMPLE_EMAIL, sample_href},
    view::Page,
};

/// Offers to create an account for an address that is proven but unknown.
#[derive(Clone, Serialize)]
pub struct NoAccount {
    /// Where the form goes that creates the account; none where the operator has closed that door.
    pub action: Option<String>,
    /// The form's token against forged requests.
    pub csrf: String,
    /// Which sign-in this belongs to.
    pub flow: String,
    /// The proven address.
    pub email: String,
    /// Where another address can be given.
    pub back_href: String,
}

impl Page for NoAccount {
    const TEMPLATE: &'static str = "pages/no_account.html";

    fn samples() -> Vec<Self> {
        let open = Self {
            action: Some(sample_href("/sign-in/create-account")),
            csrf: "sample-csrf".to_owned(),
            flow: "sample".to_owned(),
            email: SAMPLE_EMAIL.to_owned(),
            back_href: sample_href("/sign-in"),
        };
        let closed = Self {
            action: None,
            ..open.clone()
        };
        vec![open, closed]
    }

    fn behind(self, doors: Doors) -> Self {
        Self {
            action: self.action.filter(|_| doors.register),
            ..self
        }
    }
}
