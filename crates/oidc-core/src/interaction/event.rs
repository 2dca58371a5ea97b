//! What a person came to do.

use crate::{account::usage_type::UsageType, first_screen::FirstScreen, name::closed_set};

closed_set! {
    /// What a person came to do, by Logto's names. Switching from one to the other spares what has
    /// been proven.
    InteractionEvent, "interaction event" {
        /// Enter an account.
        SignIn = "SignIn",
        /// Create an account.
        Register = "Register",
    }
}

impl InteractionEvent {
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::SignIn => Self::Register,
            Self::Register => Self::SignIn,
        }
    }

    /// What a code that is sent for it is for.
    pub const fn usage_type(self) -> UsageType {
        match self {
            Self::SignIn => UsageType::SignIn,
            Self::Register => UsageType::Register,
        }
    }
}

impl From<FirstScreen> for InteractionEvent {
    fn from(first: FirstScreen) -> Self {
        match first {
            FirstScreen::SignIn => Self::SignIn,
            FirstScreen::Register => Self::Register,
        }
    }
}
