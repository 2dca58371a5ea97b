//! `first_screen` and the older `interaction_mode`: which page a person sees first. Extensions of
//! Logto's SDKs, not of any RFC (SDK contract §1.2, §2.5).

use crate::{name::closed_set, params::Params};

closed_set! {
    /// The page a person sees first.
    FirstScreen, "first screen" {
        /// Sign in.
        SignIn = "sign_in",
        /// Create an account.
        Register = "register",
    }
}

impl FirstScreen {
    /// What the request asks for. A valid `first_screen` wins over `interaction_mode`; values that
    /// mean nothing, and pages we do not have, are ignored and never an error.
    pub fn of(params: &Params) -> Self {
        let first_screen = match params.first("first_screen") {
            Some("register" | "identifier:register") => Some(Self::Register),
            Some(
                "sign_in" | "signIn" | "identifier:sign_in" | "reset_password" | "single_sign_on",
            ) => Some(Self::SignIn),
            _ => None,
        };
        first_screen.unwrap_or(match params.first("interaction_mode") {
            Some("signUp") => Self::Register,
            _ => Self::SignIn,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_the_sdks_leads_to_its_page() {
        for (query, page) in [
            ("", FirstScreen::SignIn),
            ("first_screen=register", FirstScreen::Register),
            ("first_screen=identifier:register", FirstScreen::Register),
            ("first_screen=signIn", FirstScreen::SignIn),
            ("interaction_mode=signUp", FirstScreen::Register),
            ("interaction_mode=signIn", FirstScreen::SignIn),
            (
                "first_screen=sign_in&interaction_mode=signUp",
                FirstScreen::SignIn,
            ),
            (
                "first_screen=teapot&interaction_mode=signUp",
                FirstScreen::Register,
            ),
            ("first_screen=teapot", FirstScreen::SignIn),
        ] {
            assert_eq!(
                FirstScreen::of(&Params::parse(query).unwrap()),
                page,
                "{query}"
            );
        }
    }
}
