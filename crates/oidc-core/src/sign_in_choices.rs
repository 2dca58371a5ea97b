//! What is chosen for a person about how they sign in, where the settings leave a choice.

use serde::{Deserialize, Serialize};

/// Choices about second factors and passkeys. A person makes them, or an operator for them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SignInChoices {
    /// Whether they want a second factor at each sign-in; none when nothing was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_factor: Option<bool>,
    /// Whether they declined to set up a second factor.
    pub second_factor_declined: bool,
    /// Whether they are not to be asked to set one up when they sign in.
    pub no_offer_at_sign_in: bool,
    /// Whether they declined to set up a passkey.
    pub passkey_declined: bool,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn who_has_said_nothing_has_declined_nothing() {
        let none: SignInChoices = serde_json::from_value(json!({})).unwrap();
        assert_eq!(none, SignInChoices::default());
        assert_eq!(none.second_factor, None);
        assert!(!none.second_factor_declined && !none.passkey_declined);
    }

    #[test]
    fn what_was_chosen_is_read_back() {
        for second_factor in [None, Some(false), Some(true)] {
            let chosen = SignInChoices {
                second_factor,
                no_offer_at_sign_in: true,
                ..SignInChoices::default()
            };
            let written = serde_json::to_string(&chosen).unwrap();
            let read: SignInChoices = serde_json::from_str(&written).unwrap();
            assert_eq!(read, chosen);
        }
    }
}
