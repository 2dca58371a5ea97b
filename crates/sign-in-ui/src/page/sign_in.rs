//! Sign in: an e-mail address or a username, and beside it the password where the operator asks for
//! that first.

use serde::Serialize;

use super::{
    asks::Asks,
    doors::Doors,
    password_way::PasswordWay,
    problem::{IdentifierError, PasswordProblem, SignInError},
    sample::{SAMPLE_EMAIL, SAMPLE_USERNAME, sample_href},
    view::Page,
};

/// Asks somebody who has an account who they are. A password that was typed is never in it.
#[derive(Clone, Serialize)]
pub struct SignIn {
    /// Where the form goes.
    pub action: String,
    /// The form's token against forged requests.
    pub csrf: String,
    /// Which sign-in this belongs to.
    pub flow: String,
    /// What stands in the field: a hint, or what was typed before.
    pub identifier: String,
    /// What the field takes.
    pub asks: Asks,
    /// The password beside it, where the page asks for that, too.
    pub password: Option<PasswordWay>,
    /// What was wrong with either.
    pub error: Option<SignInError>,
    /// Where an account can be created, when registration is open.
    pub register_href: Option<String>,
}

impl Page for SignIn {
    const TEMPLATE: &'static str = "pages/sign_in.html";

    fn samples() -> Vec<Self> {
        let mut samples = vec![
            sample("", None),
            Self {
                register_href: None,
                ..sample(SAMPLE_EMAIL, None)
            },
        ];
        let errors = IdentifierError::ALL.map(SignInError::Identifier);
        samples.extend(errors.map(|error| sample("ada@example", Some(error))));
        samples.extend(with_password());
        samples.extend(without_password());
        samples
    }

    fn behind(self, doors: Doors) -> Self {
        let page = Self {
            register_href: self.register_href.filter(|_| doors.register),
            ..self
        };
        // The other samples show what the page is like with other settings.
        if page.asks != Asks::Email || page.password.is_some() {
            return page;
        }
        let is_username = doors.asks == Asks::Username && !page.identifier.is_empty();
        Self {
            identifier: if is_username {
                SAMPLE_USERNAME.to_owned()
            } else {
                page.identifier
            },
            asks: doors.asks,
            password: doors.password,
            ..page
        }
    }
}

/// What is wrong with what was typed, whatever may be typed: not why nothing is accepted now.
const TYPED: [SignInError; 3] = [
    SignInError::Identifier(IdentifierError::Missing),
    SignInError::Identifier(IdentifierError::Invalid),
    SignInError::Identifier(IdentifierError::TooLong),
];

/// The page that takes addresses and no password.
fn sample(identifier: &str, error: Option<SignInError>) -> SignIn {
    SignIn {
        action: sample_href("/sign-in"),
        csrf: "sample-csrf".to_owned(),
        flow: "sample".to_owned(),
        identifier: identifier.to_owned(),
        asks: Asks::Email,
        password: None,
        error,
        register_href: Some(sample_href("/register")),
    }
}

/// The pages that ask for the password, too: beside an address, beside a username, beside either.
fn with_password() -> Vec<SignIn> {
    let page = |asks, code_instead, identifier: &str, error| SignIn {
        asks,
        password: Some(PasswordWay { code_instead }),
        ..sample(identifier, error)
    };
    let email = |identifier, error| page(Asks::Email, true, identifier, error);
    let username = |identifier, error| page(Asks::Username, false, identifier, error);
    let either = |identifier, error| page(Asks::EmailOrUsername, true, identifier, error);
    let mut pages = vec![email("", None), username("", None), either("", None)];
    let wrong = SignInError::Password(PasswordProblem::Wrong);
    pages.push(email(SAMPLE_EMAIL, Some(wrong)));
    pages.extend(TYPED.map(|error| username("ada lovelace", Some(error))));
    let problems = PasswordProblem::WITHOUT_CODE.map(SignInError::Password);
    pages.extend(problems.map(|error| username(SAMPLE_USERNAME, Some(error))));
    let problems = PasswordProblem::ALL.map(SignInError::Password);
    pages.extend(problems.map(|error| either(SAMPLE_USERNAME, Some(error))));
    pages
}

/// The pages that take either identifier and ask for no password yet.
fn without_password() -> Vec<SignIn> {
    let page = |identifier: &str, error| SignIn {
        asks: Asks::EmailOrUsername,
        ..sample(identifier, error)
    };
    let mut pages = vec![page("", None)];
    pages.extend(TYPED.map(|error| page("ada lovelace", Some(error))));
    pages
}
