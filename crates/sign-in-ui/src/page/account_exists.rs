//! After a proven code on registration: the address has an account already.

use serde::Serialize;

use super::{
    doors::Doors,
    sample::{SAMPLE_EMAIL, sample_href},
    view::Page,
};

/// Offers to sign in with an address that is proven and already known.
#[derive(Clone, Serialize)]
pub struct AccountExists {
    /// Where the form goes that signs in; none where the operator has closed that door.
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

impl Page for AccountExists {
    const TEMPLATE: &'static str = "pages/account_exists.html";

    fn samples() -> Vec<Self> {
        let open = Self {
            action: Some(sample_href("/register/sign-in")),
            csrf: "sample-csrf".to_owned(),
            flow: "sample".to_owned(),
            email: SAMPLE_EMAIL.to_owned(),
            back_href: sample_href("/register"),
        };
        let closed = Self {
            action: None,
            ..open.clone()
        };
        vec![open, closed]
    }

    fn behind(self, doors: Doors) -> Self {
        Self {
            action: self.action.filter(|_| doors.sign_in),
            ..self
        }
    }
}
