//! Whether the settings can be kept: what contradicts itself, and what is not offered yet.

use super::settings::{SecondaryKind, SignInExperience, SignInMethod, SignInMode};
use crate::account::identifier::IdentifierKind;

/// Where the fault stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Member {
    /// `signUp`.
    SignUp,
    /// `signIn`.
    SignIn,
}

/// Why the settings cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// New accounts would have nothing to be entered by.
    #[error("new accounts need an identifier")]
    NoSignUpIdentifier,
    /// The same kind twice.
    #[error("{1} is named twice")]
    Duplicate(Member, IdentifierKind),
    /// What a new account has beside its first identifier, and no first one.
    #[error("secondary identifiers need a first one")]
    NoFirstIdentifier,
    /// A kind beside the first identifier that the first one is of, or that is named twice.
    #[error("{0} is named twice")]
    DuplicateSecondary(SecondaryKind),
    /// Nothing here asks for a second identifier.
    #[error("a second identifier is not offered yet; leave secondaryIdentifiers empty")]
    SecondaryNotOffered,
    /// An address that nobody proved could be somebody else's.
    #[error("an e-mail address or telephone number must be verified")]
    Unverified,
    /// The kind is known, and nothing here can use it.
    #[error("{1} is not offered yet; use email")]
    IdentifierNotOffered(Member, IdentifierKind),
    /// Passwords are known, and nothing here can use them.
    #[error("passwords are not offered yet; use verification codes")]
    PasswordNotOffered(Member),
    /// Nobody could sign in.
    #[error("nobody could sign in: name a method")]
    NoMethod,
    /// A method that proves nothing.
    #[error("{0} needs a verification code or a password")]
    NoFactor(IdentifierKind),
    /// Whoever signs up by a code could not sign in.
    #[error("new accounts by {0} could not sign in: allow verification codes for it")]
    CodeNeeded(IdentifierKind),
}

impl Unfit {
    /// The member at fault.
    pub const fn member(self) -> Member {
        match self {
            Self::NoSignUpIdentifier
            | Self::NoFirstIdentifier
            | Self::DuplicateSecondary(_)
            | Self::SecondaryNotOffered
            | Self::Unverified => Member::SignUp,
            Self::NoMethod | Self::NoFactor(_) | Self::CodeNeeded(_) => Member::SignIn,
            Self::Duplicate(member, _)
            | Self::IdentifierNotOffered(member, _)
            | Self::PasswordNotOffered(member) => member,
        }
    }
}

impl SignInExperience {
    /// Everything that speaks against these settings, sign-up first.
    pub fn check(&self) -> Vec<Unfit> {
        let mut unfit = Vec::new();
        self.check_sign_up(&mut unfit);
        self.check_sign_in(&mut unfit);
        unfit
    }

    fn check_sign_up(&self, unfit: &mut Vec<Unfit>) {
        let open = self.sign_in_mode != SignInMode::SignIn;
        let kinds = &self.sign_up.identifiers;
        if open && kinds.is_empty() {
            unfit.push(Unfit::NoSignUpIdentifier);
        }
        let secondary = &self.sign_up.secondary_identifiers;
        if kinds.is_empty() && !secondary.is_empty() {
            unfit.push(Unfit::NoFirstIdentifier);
        }
        check_duplicates(Member::SignUp, kinds, unfit);
        self.check_secondary_duplicates(unfit);
        let is_address = |kind: &IdentifierKind| *kind != IdentifierKind::Username;
        let unproven = secondary
            .iter()
            .any(|own| own.identifier != SecondaryKind::Username && own.verify != Some(true));
        if unproven || (kinds.iter().any(is_address) && !self.sign_up.verify) {
            unfit.push(Unfit::Unverified);
        }
        check_offered(Member::SignUp, kinds, unfit);
        if !secondary.is_empty() {
            unfit.push(Unfit::SecondaryNotOffered);
        }
        if self.sign_up.password {
            unfit.push(Unfit::PasswordNotOffered(Member::SignUp));
        }
    }

    fn check_secondary_duplicates(&self, unfit: &mut Vec<Unfit>) {
        use {IdentifierKind as First, SecondaryKind as Second};
        let first = &self.sign_up.identifiers;
        let mut seen = Vec::new();
        for own in &self.sign_up.secondary_identifiers {
            let covers: &[First] = match own.identifier {
                Second::Email => &[First::Email],
                Second::Phone => &[First::Phone],
                Second::Username => &[First::Username],
                Second::EmailOrPhone => &[First::Email, First::Phone],
            };
            let is_first = covers.iter().any(|kind| first.contains(kind));
            if is_first || seen.contains(&own.identifier) {
                unfit.push(Unfit::DuplicateSecondary(own.identifier));
            }
            seen.push(own.identifier);
        }
    }

    fn check_sign_in(&self, unfit: &mut Vec<Unfit>) {
        let methods = &self.sign_in.methods;
        if methods.is_empty() && self.sign_in_mode != SignInMode::Register {
            unfit.push(Unfit::NoMethod);
        }
        let kinds: Vec<_> = methods.iter().map(|method| method.identifier).collect();
        check_duplicates(Member::SignIn, &kinds, unfit);
        check_offered(Member::SignIn, &kinds, unfit);
        for method in methods {
            if method.password {
                unfit.push(Unfit::PasswordNotOffered(Member::SignIn));
            } else if !method.verification_code {
                unfit.push(Unfit::NoFactor(method.identifier));
            }
        }
        let with_code = |kind| {
            methods
                .iter()
                .any(|method: &SignInMethod| method.identifier == kind && method.verification_code)
        };
        for kind in &self.sign_up.identifiers {
            if !with_code(*kind) {
                unfit.push(Unfit::CodeNeeded(*kind));
            }
        }
    }
}

fn check_duplicates(member: Member, kinds: &[IdentifierKind], unfit: &mut Vec<Unfit>) {
    for (index, kind) in kinds.iter().enumerate() {
        if kinds[..index].contains(kind) {
            unfit.push(Unfit::Duplicate(member, *kind));
        }
    }
}

fn check_offered(member: Member, kinds: &[IdentifierKind], unfit: &mut Vec<Unfit>) {
    for (index, kind) in kinds.iter().enumerate() {
        match kind {
            IdentifierKind::Email => {}
            IdentifierKind::Phone | IdentifierKind::Username => {
                if !kinds[..index].contains(kind) {
                    unfit.push(Unfit::IdentifierNotOffered(member, *kind));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn faults(layer: &Value) -> Vec<Unfit> {
        SignInExperience::overlaid([layer]).unwrap().check()
    }

    fn method(kind: &str, password: bool, code: bool) -> Value {
        json!({"identifier": kind, "password": password, "verificationCode": code,
               "isPasswordPrimary": false})
    }

    #[test]
    fn the_defaults_are_fit() {
        assert_eq!(SignInExperience::default().check(), []);
    }

    #[test]
    fn what_is_not_offered_yet_is_named() {
        let methods = json!([method("email", true, true), method("username", false, true)]);
        assert_eq!(
            faults(&json!({"signIn": {"methods": methods}})),
            [
                Unfit::IdentifierNotOffered(Member::SignIn, IdentifierKind::Username),
                Unfit::PasswordNotOffered(Member::SignIn),
            ]
        );
        let sign_up = json!({"identifiers": ["phone"], "password": true});
        assert_eq!(
            faults(&json!({"signUp": sign_up})),
            [
                Unfit::IdentifierNotOffered(Member::SignUp, IdentifierKind::Phone),
                Unfit::PasswordNotOffered(Member::SignUp),
                Unfit::CodeNeeded(IdentifierKind::Phone),
            ]
        );
    }

    #[test]
    fn settings_that_contradict_themselves_are_refused() {
        assert_eq!(
            faults(&json!({"signUp": {"identifiers": []}})),
            [Unfit::NoSignUpIdentifier]
        );
        assert_eq!(
            faults(&json!({"signUp": {"identifiers": []}, "signInMode": "SignIn"})),
            []
        );
        assert_eq!(
            faults(&json!({"signUp": {"verify": false}})),
            [Unfit::Unverified]
        );
        let nobody = json!({
            "signInMode": "SignIn", "signUp": {"identifiers": []}, "signIn": {"methods": []},
        });
        assert_eq!(faults(&nobody), [Unfit::NoMethod]);
        let twice = json!([method("email", false, true), method("email", false, true)]);
        assert_eq!(
            faults(&json!({"signIn": {"methods": twice}})),
            [Unfit::Duplicate(Member::SignIn, IdentifierKind::Email)]
        );
        let sign_up = |secondary: Value| json!({"signUp": {"secondaryIdentifiers": secondary}});
        assert_eq!(
            faults(&sign_up(
                json!([{"identifier": "emailOrPhone", "verify": true}])
            )),
            [
                Unfit::DuplicateSecondary(SecondaryKind::EmailOrPhone),
                Unfit::SecondaryNotOffered
            ]
        );
        assert_eq!(
            faults(&sign_up(json!([{"identifier": "phone"}]))),
            [Unfit::Unverified, Unfit::SecondaryNotOffered]
        );
        let neither = json!([method("email", false, false)]);
        assert_eq!(
            faults(&json!({"signIn": {"methods": neither}})),
            [
                Unfit::NoFactor(IdentifierKind::Email),
                Unfit::CodeNeeded(IdentifierKind::Email)
            ]
        );
    }
}
