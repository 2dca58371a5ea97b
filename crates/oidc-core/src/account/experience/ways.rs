//! The ways in: what the settings let people do, by what they came for and how they say who they are.

use super::settings::{SignInExperience, SignInMethod, SignInMode};
use crate::{account::identifier::IdentifierKind, interaction::event::InteractionEvent};

/// By what people with an identifier of one kind sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ways {
    /// By a code that is sent to it.
    pub code: bool,
    /// By the password of the account.
    pub password: bool,
    /// Whether the page asks for the password first: it is primary, or the only way.
    pub password_first: bool,
}

impl Ways {
    /// Whether there is any.
    pub const fn is_any(self) -> bool {
        self.code || self.password
    }
}

impl SignInExperience {
    /// By what people with an identifier of this kind sign in. There is no way where nobody signs in,
    /// nor where no method names the kind.
    pub fn ways(&self, kind: IdentifierKind) -> Ways {
        let any = |offers: fn(&SignInMethod) -> bool| {
            let mut methods = self.sign_in_methods().iter();
            methods.any(|method| method.identifier == kind && offers(method))
        };
        let code = is_sent_to(kind) && any(|method| method.verification_code);
        let password = any(|method| method.password);
        let is_primary = any(|method| method.password && method.is_password_primary);
        Ways {
            code,
            password,
            password_first: is_primary || (password && !code),
        }
    }

    /// The kinds of identifier that people sign in by, in the order of the methods.
    pub fn sign_in_kinds(&self) -> Vec<IdentifierKind> {
        let mut kinds = Vec::new();
        for method in self.sign_in_methods() {
            let kind = method.identifier;
            if !kinds.contains(&kind) && self.ways(kind).is_any() {
                kinds.push(kind);
            }
        }
        kinds
    }

    /// Whether a person may come in by this event with a code that was sent to an identifier of
    /// this kind.
    pub fn allows_code(&self, event: InteractionEvent, kind: IdentifierKind) -> bool {
        match event {
            InteractionEvent::SignIn => self.ways(kind).code,
            InteractionEvent::Register => {
                self.sign_in_mode != SignInMode::SignIn
                    && self.sign_up.verify
                    && is_sent_to(kind)
                    && self.sign_up.identifiers.contains(&kind)
            }
        }
    }

    /// Whether a person may come in by this event with an identifier of this kind and the password of
    /// its account. No account is made by a password alone.
    pub fn allows_password(&self, event: InteractionEvent, kind: IdentifierKind) -> bool {
        match event {
            InteractionEvent::SignIn => self.ways(kind).password,
            InteractionEvent::Register => false,
        }
    }

    /// Whether an identifier of any kind lets people in by this event.
    pub fn is_open(&self, event: InteractionEvent) -> bool {
        let mut kinds = IdentifierKind::ALL.iter();
        kinds.any(|kind| self.allows_code(event, *kind) || self.allows_password(event, *kind))
    }

    /// Whether the first page can ask for the password beside the identifier: whichever kind is typed,
    /// the password comes first.
    pub fn asks_password_at_once(&self) -> bool {
        let kinds = self.sign_in_kinds();
        !kinds.is_empty() && kinds.iter().all(|kind| self.ways(*kind).password_first)
    }

    /// The methods, where people sign in.
    fn sign_in_methods(&self) -> &[SignInMethod] {
        match self.sign_in_mode {
            SignInMode::Register => &[],
            SignInMode::SignIn | SignInMode::SignInAndRegister => &self.sign_in.methods,
        }
    }
}

/// Whether a code can be sent to an identifier of this kind.
const fn is_sent_to(kind: IdentifierKind) -> bool {
    match kind {
        IdentifierKind::Email | IdentifierKind::Phone => true,
        IdentifierKind::Username => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use IdentifierKind::{Email, Phone, Username};
    use InteractionEvent::{Register, SignIn};

    fn with(layer: &Value) -> SignInExperience {
        SignInExperience::overlaid([layer]).unwrap()
    }

    /// Each method is its kind, whether by a password, whether by a code, and whether the password is
    /// primary.
    fn methods(methods: &[(&str, bool, bool, bool)]) -> SignInExperience {
        let methods = methods.iter().map(|(kind, password, code, primary)| {
            json!({"identifier": kind, "password": password, "verificationCode": code,
                   "isPasswordPrimary": primary})
        });
        with(&json!({"signIn": {"methods": methods.collect::<Vec<_>>()}}))
    }

    const CODE: Ways = Ways {
        code: true,
        password: false,
        password_first: false,
    };
    const PASSWORD: Ways = Ways {
        code: false,
        password: true,
        password_first: true,
    };
    const BOTH: Ways = Ways {
        code: true,
        password: true,
        password_first: false,
    };

    #[test]
    fn a_kind_has_the_ways_of_its_method() {
        let settings = methods(&[
            ("email", true, true, false),
            ("username", true, false, false),
        ]);
        assert_eq!(settings.ways(Email), BOTH);
        assert_eq!(settings.ways(Username), PASSWORD);
        assert_eq!(settings.ways(Phone), Ways::default());
        assert_eq!(SignInExperience::default().ways(Email), CODE);
    }

    #[test]
    fn the_password_comes_first_where_it_is_primary_or_the_only_way() {
        let first = |password, code, primary| {
            let settings = methods(&[("email", password, code, primary)]);
            settings.ways(Email).password_first
        };
        assert!(first(true, true, true) && first(true, false, true) && first(true, false, false));
        assert!(!first(true, true, false));
        // Programs may say of a method without a password that it is primary.
        assert!(!first(false, true, true) && !first(false, false, true));
    }

    #[test]
    fn no_code_can_be_sent_to_a_username() {
        let settings = methods(&[("username", true, true, false)]);
        assert_eq!(settings.ways(Username), PASSWORD);
        assert!(!settings.allows_code(SignIn, Username));
        let settings = methods(&[("username", false, true, false)]);
        assert_eq!(settings.sign_in_kinds(), []);
        let settings = with(&json!({"signUp": {"identifiers": ["username"]}}));
        assert!(!settings.allows_code(Register, Username));
    }

    #[test]
    fn kinds_stand_in_the_order_of_their_methods_and_those_without_a_way_are_left_out() {
        let settings = methods(&[
            ("username", true, false, true),
            ("phone", false, false, false),
            ("email", false, true, false),
            ("username", true, false, true),
        ]);
        assert_eq!(settings.sign_in_kinds(), [Username, Email]);
    }

    #[test]
    fn the_password_is_asked_at_once_where_it_comes_first_for_every_kind() {
        let at_once = |all: &[(&str, bool, bool, bool)]| methods(all).asks_password_at_once();
        let (first, by_code) = (("email", true, true, true), ("email", true, true, false));
        let username = ("username", true, false, false);
        assert!(at_once(&[first]) && at_once(&[username]) && at_once(&[first, username]));
        assert!(!at_once(&[by_code]) && !at_once(&[by_code, username]) && !at_once(&[]));
        let new_only = json!({"signInMode": "Register"});
        assert!(!with(&new_only).asks_password_at_once());
    }

    #[test]
    fn the_mode_and_the_methods_say_who_comes_in() {
        let open = SignInExperience::default();
        assert!(open.allows_code(SignIn, Email) && open.allows_code(Register, Email));
        assert!(!open.allows_code(SignIn, Phone) && !open.allows_code(Register, Username));
        let closed = with(&json!({"signInMode": "SignIn"}));
        assert!(closed.allows_code(SignIn, Email) && !closed.allows_code(Register, Email));
        let new_only = with(&json!({"signInMode": "Register"}));
        assert!(!new_only.allows_code(SignIn, Email) && new_only.allows_code(Register, Email));
        let no_method = with(&json!({"signIn": {"methods": []}}));
        assert!(!no_method.allows_code(SignIn, Email) && no_method.allows_code(Register, Email));
    }

    #[test]
    fn a_password_enters_an_account_and_makes_none() {
        let settings = methods(&[("email", true, true, true), ("username", true, false, true)]);
        assert!(settings.allows_password(SignIn, Email));
        assert!(settings.allows_password(SignIn, Username));
        assert!(!settings.allows_password(SignIn, Phone));
        assert!(!settings.allows_password(Register, Email));
        assert!(!SignInExperience::default().allows_password(SignIn, Email));
        let new_only = SignInExperience {
            sign_in_mode: SignInMode::Register,
            ..settings
        };
        assert!(!new_only.allows_password(SignIn, Email));
    }

    #[test]
    fn a_door_is_open_where_any_kind_of_identifier_opens_it() {
        let by_name = methods(&[("username", true, false, true)]);
        assert!(by_name.is_open(SignIn) && by_name.is_open(Register));
        let closed = with(&json!({"signInMode": "SignIn"}));
        assert!(closed.is_open(SignIn) && !closed.is_open(Register));
        let new_only = with(&json!({"signInMode": "Register"}));
        assert!(!new_only.is_open(SignIn) && new_only.is_open(Register));
        assert!(!methods(&[]).is_open(SignIn));
    }
}
