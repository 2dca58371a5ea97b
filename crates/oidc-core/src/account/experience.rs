//! The sign-in experience: who may sign in and sign up, by what, and how the pages look. The
//! members and their names are Logto's, because the management API and its clients speak them.

mod brand_name;
mod check;
mod link;
pub mod others;
mod settings;
mod ways;

pub use self::{
    brand_name::{InvalidBrandName, check_brand_name},
    check::{Member, Unfit},
    link::{InvalidLink, Link},
    settings::{
        Color, LanguageInfo, Own, Pictures, SecondaryIdentifier, SecondaryKind, SentinelPolicy,
        SignIn, SignInExperience, SignInMethod, SignInMode, SignUp, VerificationCodePolicy,
    },
    ways::Ways,
};
