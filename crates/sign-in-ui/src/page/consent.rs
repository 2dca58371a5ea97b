//! Whether somebody else's application may have what it asks for.

use serde::Serialize;

use super::{
    sample::{SAMPLE_EMAIL, sample_href},
    view::Page,
};

/// Asks a person to agree: who asks, for what, and where the answer leads.
#[derive(Debug, Clone, Serialize)]
pub struct Consent {
    /// Where both forms of the answer go.
    pub action: String,
    /// The form's token against forged requests.
    pub csrf: String,
    /// Which sign-in this belongs to.
    pub flow: String,
    /// The id of whoever is asked, so that nobody answers for somebody else.
    pub account: String,
    /// What the page shows, as the answer repeats it.
    pub shown: String,
    /// The name of whoever asks: anybody's text.
    pub application: String,
    /// The address of whoever is asked, as people write it.
    pub email: String,
    /// What is asked for.
    pub groups: Vec<ConsentGroup>,
    /// Where the answer leads.
    pub destination: ConsentDestination,
    /// Where the form goes that ends this session, for somebody else to sign in.
    pub switch_action: String,
}

/// What is asked for of one resource, or of the account itself.
#[derive(Debug, Clone, Serialize)]
pub struct ConsentGroup {
    /// The name of the resource; none for the account itself.
    pub title: Option<String>,
    /// One line for each permission.
    pub lines: Vec<ConsentLine>,
}

/// One permission. Those of ours have a message each: `consent-line-…`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ConsentLine {
    /// The scope `profile`.
    Profile,
    /// The scope `email`.
    Email,
    /// The scope `phone`.
    Phone,
    /// The scope `address`.
    Address,
    /// The scope `roles`.
    Roles,
    /// The scope `custom_data`.
    CustomData,
    /// The scope `offline_access`.
    OfflineAccess,
    /// In the operator's words.
    Text {
        /// The words.
        text: String,
    },
}

impl ConsentLine {
    /// Every line of ours.
    pub const ALL: [Self; 7] = [
        Self::Profile,
        Self::Email,
        Self::Phone,
        Self::Address,
        Self::Roles,
        Self::CustomData,
        Self::OfflineAccess,
    ];

    /// The line of a scope. None for `openid`, which says nothing that signing in does not say.
    pub fn of_scope(name: &str) -> Option<Self> {
        Some(match name {
            "openid" => return None,
            "profile" => Self::Profile,
            "email" => Self::Email,
            "phone" => Self::Phone,
            "address" => Self::Address,
            "roles" => Self::Roles,
            "custom_data" => Self::CustomData,
            "offline_access" => Self::OfflineAccess,
            other => Self::Text {
                text: other.to_owned(),
            },
        })
    }
}

/// Where the answer leads. Each has a message: `consent-leads-…`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ConsentDestination {
    /// A site.
    Site {
        /// Its host.
        name: String,
    },
    /// An application on this device.
    Scheme {
        /// The scheme it has claimed.
        name: String,
    },
    /// A program on this device that has no name of its own.
    Device,
    /// A web page that this computer serves.
    Local {
        /// Its host and port.
        name: String,
    },
}

impl Page for Consent {
    const TEMPLATE: &'static str = "pages/consent.html";

    fn samples() -> Vec<Self> {
        let of_account = ConsentGroup {
            title: None,
            lines: ConsentLine::ALL.into(),
        };
        let of_resource = ConsentGroup {
            title: Some("Catalogue".to_owned()),
            lines: vec![ConsentLine::Text {
                text: "Order books in your name".to_owned(),
            }],
        };
        let all = Self {
            action: sample_href("/consent"),
            csrf: "sample-csrf".to_owned(),
            flow: "sample".to_owned(),
            account: "sample-user".to_owned(),
            shown: r#"{"scope":"openid"}"#.to_owned(),
            application: "Reading club".to_owned(),
            email: SAMPLE_EMAIL.to_owned(),
            groups: vec![of_account, of_resource],
            destination: ConsentDestination::Site {
                name: "club.example".to_owned(),
            },
            switch_action: sample_href("/select-account"),
        };
        let nothing = Self {
            groups: Vec::new(),
            destination: ConsentDestination::Device,
            ..all.clone()
        };
        let native = Self {
            destination: ConsentDestination::Scheme {
                name: "com.example.club".to_owned(),
            },
            ..all.clone()
        };
        let local = Self {
            destination: ConsentDestination::Local {
                name: "localhost:3000".to_owned(),
            },
            ..nothing.clone()
        };
        vec![all, nothing, native, local]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_ours_is_that_of_a_scope_and_openid_has_none() {
        let scopes = [
            "profile",
            "email",
            "phone",
            "address",
            "roles",
            "custom_data",
            "offline_access",
        ];
        let lines: Vec<_> = scopes
            .into_iter()
            .filter_map(ConsentLine::of_scope)
            .collect();
        assert_eq!(lines, ConsentLine::ALL);
        assert_eq!(ConsentLine::of_scope("openid"), None);
    }
}
