//! The six digits that came by e-mail.

use serde::Serialize;

use super::{
    doors::Doors,
    problem::CodeError,
    sample::{SAMPLE_EMAIL, sample_href},
    view::Page,
};
use crate::purpose::Purpose;

/// Where the samples lead for the password.
const PASSWORD: &str = "/sign-in/password";

/// Asks for the verification code that was sent.
#[derive(Clone, Serialize)]
pub struct VerificationCode {
    /// Where the form with the code goes.
    pub action: String,
    /// The forms' token against forged requests.
    pub csrf: String,
    /// Which sign-in this belongs to.
    pub flow: String,
    /// The address that the code was sent to.
    pub email: String,
    /// Where another address can be given, if it can.
    pub change_href: Option<String>,
    /// Where the form goes that asks for another code.
    pub resend_action: String,
    /// What the code is for.
    pub purpose: Purpose,
    /// What was wrong with the code.
    pub error: Option<CodeError>,
    /// Whether another code has just been sent.
    pub resent: bool,
    /// How long until another code may be asked for, in seconds.
    pub resend_after_seconds: u32,
    /// How long the code is valid.
    pub minutes_left: u32,
    /// What became of the mail.
    pub delivery: Delivery,
    /// Where `{"delivery": "waiting" | "sent" | "failed"}` can be read, if it can.
    pub status_href: Option<String>,
    /// Where the password can be given instead, if it can.
    pub password_href: Option<String>,
}

/// What became of the mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    /// It is sent, or about to be.
    OnItsWay,
    /// The mail service refused it.
    Failed,
}

impl Page for VerificationCode {
    const TEMPLATE: &'static str = "pages/verification_code.html";

    fn samples() -> Vec<Self> {
        let sample = |purpose, error| Self {
            action: sample_href("/sign-in/verification-code"),
            csrf: "sample-csrf".to_owned(),
            flow: "sample".to_owned(),
            email: SAMPLE_EMAIL.to_owned(),
            change_href: Some(sample_href("/sign-in")),
            resend_action: sample_href("/sign-in/verification-code/resend"),
            purpose,
            error,
            resent: false,
            resend_after_seconds: 45,
            minutes_left: 10,
            delivery: Delivery::OnItsWay,
            status_href: Some(sample_href("/sign-in/verification-code/status")),
            password_href: None,
        };
        let plain = sample(Purpose::SignIn, None);
        let mut samples = vec![
            plain.clone(),
            sample(Purpose::Register, None),
            Self {
                minutes_left: 1,
                change_href: None,
                status_href: None,
                ..sample(Purpose::Generic, None)
            },
            Self {
                resent: true,
                ..plain.clone()
            },
            Self {
                delivery: Delivery::Failed,
                resend_after_seconds: 0,
                ..plain.clone()
            },
        ];
        samples.extend(CodeError::ALL.map(|error| sample(Purpose::SignIn, Some(error))));
        samples.push(Self {
            password_href: Some(sample_href(PASSWORD)),
            ..plain
        });
        samples
    }

    fn behind(self, doors: Doors) -> Self {
        let leads_there = doors.password_for_code && self.purpose == Purpose::SignIn;
        let password_href = self.password_href;
        Self {
            password_href: password_href.or_else(|| leads_there.then(|| sample_href(PASSWORD))),
            ..self
        }
    }
}
