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
    /// Telephone numbers are known, and nothing here writes to them.
    #[error("phone is not offered yet; use email")]
    PhoneNotOffered(Member),
    /// Accounts have usernames, and nothing here asks for one at sign-up.
    #[error("username is not offered at sign-up yet; use email")]
    UsernameNotOffered,
    /// Nobody could sign in.
    #[error("nobody could sign in: name a method")]
    NoMethod,
    /// A method that proves nothing.
    #[error("{0} needs a verification code or a password")]
    NoFactor(IdentifierKind),
    /// The same for usernames, which nothing can be sent to.
    #[error("a username needs a password")]
    UsernameWithoutPassword,
    /// A code that would be sent to a username.
    #[error("no code can be sent to a username: leave verification codes off for it")]
    CodeForUsername,
    /// Whoever signs up by a code could not sign in.
    #[error("new accounts by {0} could not sign in: allow verification codes for it")]
    CodeNeeded(IdentifierKind),
    /// Whoever signs up chooses a password, and no sign-in would ask for it.
    #[error(
        "new accounts by {0} would have a password that nothing asks for: allow passwords for it"
    )]
    PasswordNeeded(IdentifierKind),
}

impl Unfit {
    /// The member at fault.
    pub const fn member(self) -> Member {
        match self {
            Self::NoSignUpIdentifier
            | Self::NoFirstIdentifier
            | Self::DuplicateSecondary(_)
            | Self::SecondaryNotOffered
            | Self::Unverified
            | Self::UsernameNotOffered => Member::SignUp,
            Self::NoMethod
            | Self::NoFactor(_)
            | Self::UsernameWithoutPassword
            | Self::CodeForUsername
            | Self::CodeNeeded(_)
            | Self::PasswordNeeded(_) => Member::SignIn,
            Self::Duplicate(member, _) | Self::PhoneNotOffered(member) => member,
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
        check_phone(Member::SignUp, kinds, unfit);
        if kinds.contains(&IdentifierKind::Username) {
            unfit.push(Unfit::UsernameNotOffered);
        }
        if !secondary.is_empty() {
            unfit.push(Unfit::SecondaryNotOffered);
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
        check_phone(Member::SignIn, &kinds, unfit);
        unfit.extend(methods.iter().filter_map(without_factor));
        if self.has_method(IdentifierKind::Username, |method| method.verification_code) {
            unfit.push(Unfit::CodeForUsername);
        }
        if self.sign_in_mode != SignInMode::SignIn {
            let kinds = self.sign_up.identifiers.iter();
            unfit.extend(kinds.filter_map(|kind| self.way_back(*kind)));
        }
    }

    /// What new accounts with an identifier of this kind lack to be entered again by what they were
    /// made with.
    fn way_back(&self, kind: IdentifierKind) -> Option<Unfit> {
        if self.sign_up.password {
            let is_asked = self.has_method(kind, |method| method.password);
            return (!is_asked).then_some(Unfit::PasswordNeeded(kind));
        }
        let is_sent =
            kind == IdentifierKind::Username || self.has_method(kind, |own| own.verification_code);
        (!is_sent).then_some(Unfit::CodeNeeded(kind))
    }

    fn has_method(&self, kind: IdentifierKind, offers: fn(&SignInMethod) -> bool) -> bool {
        let mut methods = self.sign_in.methods.iter();
        methods.any(|method| method.identifier == kind && offers(method))
    }
}

/// What a method lacks that proves nothing. One that says of a password it has not that it is primary
/// is taken, as Logto takes it.
const fn without_factor(method: &SignInMethod) -> Option<Unfit> {
    match method.identifier {
        IdentifierKind::Username if !method.password => Some(Unfit::UsernameWithoutPassword),
        IdentifierKind::Email | IdentifierKind::Phone
            if !method.password && !method.verification_code =>
        {
            Some(Unfit::NoFactor(method.identifier))
        }
        IdentifierKind::Email | IdentifierKind::Phone | IdentifierKind::Username => None,
    }
}

fn check_duplicates(member: Member, kinds: &[IdentifierKind], unfit: &mut Vec<Unfit>) {
    for (index, kind) in kinds.iter().enumerate() {
        if kinds[..index].contains(kind) {
            unfit.push(Unfit::Duplicate(member, *kind));
        }
    }
}

fn check_phone(member: Member, kinds: &[IdentifierKind], unfit: &mut Vec<Unfit>) {
    if kinds.contains(&IdentifierKind::Phone) {
        unfit.push(Unfit::PhoneNotOffered(member));
    }
}

#[cfg(test)]
mod tests;
