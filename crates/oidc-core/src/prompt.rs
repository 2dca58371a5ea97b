//! `prompt`: what the client asks us to show (`OpenID` Connect Core §3.1.2.1).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    name::closed_set,
    params::{Params, ParamsError},
};

closed_set! {
    /// One value of `prompt`.
    Prompt, "prompt" {
        /// Show nothing.
        None = "none",
        /// Ask the user to prove again who they are.
        Login = "login",
        /// Run the consent step: ask again, whatever was agreed to before. For first-party clients
        /// that step shows no page.
        Consent = "consent",
        /// Let the user choose with which account to go on.
        SelectAccount = "select_account",
    }
}

/// The values of `prompt`; empty when it was not sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Prompts(Vec<Prompt>);

/// Why `prompt` is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPrompt {
    /// A value that we do not offer.
    #[error("prompt has a value that is not offered")]
    Unknown,
    /// `none` together with another value.
    #[error("prompt=none must stand alone")]
    NoneWithOthers,
}

impl Prompts {
    /// The `prompt` of an authorization request.
    ///
    /// # Errors
    /// [`InvalidPrompt`] and [`ParamsError::Repeated`], as the caller's error.
    pub fn of<E>(params: &Params) -> Result<Self, E>
    where
        E: From<ParamsError> + From<InvalidPrompt>,
    {
        let text = params.optional("prompt")?;
        Ok(text.unwrap_or_default().parse()?)
    }

    /// Whether the value was sent.
    pub fn contains(&self, prompt: Prompt) -> bool {
        self.0.contains(&prompt)
    }
}

impl FromStr for Prompts {
    type Err = InvalidPrompt;

    fn from_str(text: &str) -> Result<Self, InvalidPrompt> {
        let mut prompts = Vec::new();
        for value in text.split(' ').filter(|value| !value.is_empty()) {
            let prompt = value.parse().map_err(|_| InvalidPrompt::Unknown)?;
            if !prompts.contains(&prompt) {
                prompts.push(prompt);
            }
        }
        if prompts.len() > 1 && prompts.contains(&Prompt::None) {
            return Err(InvalidPrompt::NoneWithOthers);
        }
        Ok(Self(prompts))
    }
}

impl fmt::Display for Prompts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.0.iter().map(|prompt| prompt.as_str()).collect();
        f.write_str(&names.join(" "))
    }
}

impl TryFrom<String> for Prompts {
    type Error = InvalidPrompt;

    fn try_from(text: String) -> Result<Self, InvalidPrompt> {
        text.parse()
    }
}

impl From<Prompts> for String {
    fn from(prompts: Prompts) -> Self {
        prompts.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_must_stand_alone() {
        assert_eq!(
            "none login".parse::<Prompts>(),
            Err(InvalidPrompt::NoneWithOthers)
        );
        assert_eq!(
            "select_account none".parse::<Prompts>(),
            Err(InvalidPrompt::NoneWithOthers)
        );
        assert!("none none".parse::<Prompts>().is_ok());
        let both: Prompts = "login consent".parse().unwrap();
        assert!(both.contains(Prompt::Login) && both.contains(Prompt::Consent));
    }

    #[test]
    fn a_value_we_do_not_offer_is_refused() {
        for text in ["create", "Login", "consent,login", "login\0"] {
            assert_eq!(text.parse::<Prompts>(), Err(InvalidPrompt::Unknown));
        }
    }

    #[test]
    fn prompts_survive_being_stored() {
        let prompts: Prompts = "consent login".parse().unwrap();
        let json = serde_json::to_string(&prompts).unwrap();
        assert_eq!(json, "\"consent login\"");
        assert_eq!(serde_json::from_str::<Prompts>(&json).unwrap(), prompts);
    }
}
