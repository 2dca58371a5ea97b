//! The sign-in experience: who may sign in and sign up, by what, and how the pages look. The
//! members and their names are Logto's, because the management API and its clients speak them.

mod check;
mod settings;

pub use self::{
    check::{Member, Unfit},
    settings::{
        Color, LanguageInfo, Own, Pictures, SignIn, SignInExperience, SignInMethod, SignInMode,
        SignUp,
    },
};
