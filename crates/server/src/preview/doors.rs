//! The ways in that are shown: those that the settings leave open.

use oidc_core::{
    account::{experience::SignInExperience, identifier::IdentifierKind},
    interaction::InteractionEvent,
};
use sign_in_ui::page::{Doors, PasswordWay};

use crate::site::asks::asks;

/// What the pages let people do with these settings.
pub(super) fn doors(settings: &SignInExperience) -> Doors {
    let by_email = settings.ways(IdentifierKind::Email);
    let way = PasswordWay {
        code_instead: by_email.code,
    };
    Doors {
        sign_in: settings.is_open(InteractionEvent::SignIn),
        register: settings.is_open(InteractionEvent::Register),
        asks: asks(settings),
        password: settings.asks_password_at_once().then_some(way),
        password_for_code: by_email.code && by_email.password,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sign_in_ui::page::Asks;

    use super::*;

    /// Each method is its kind, whether by a code, and whether the password is primary; all are by
    /// password.
    fn shown(methods: &[(&str, bool, bool)]) -> (Asks, Option<PasswordWay>, bool) {
        let methods = methods.iter().map(|(kind, code, primary)| {
            json!({"identifier": kind, "password": true, "verificationCode": code,
                   "isPasswordPrimary": primary})
        });
        let layer = json!({"signIn": {"methods": methods.collect::<Vec<_>>()}});
        let doors = doors(&SignInExperience::overlaid([&layer]).unwrap());
        (doors.asks, doors.password, doors.password_for_code)
    }

    #[test]
    fn the_pages_ask_for_what_the_methods_name() {
        let way = |code_instead| Some(PasswordWay { code_instead });
        assert_eq!(
            shown(&[("email", true, true)]),
            (Asks::Email, way(true), true)
        );
        assert_eq!(
            shown(&[("email", true, false), ("username", false, true)]),
            (Asks::EmailOrUsername, None, true)
        );
        assert_eq!(
            shown(&[("username", false, true)]),
            (Asks::Username, way(false), false)
        );
    }

    #[test]
    fn the_pages_of_the_defaults_ask_for_an_address_and_no_password() {
        let expected = Doors {
            sign_in: true,
            register: true,
            asks: Asks::Email,
            password: None,
            password_for_code: false,
        };
        assert_eq!(doors(&SignInExperience::default()), expected);
    }
}
