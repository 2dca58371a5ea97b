//! `/sign-in-exp`: who may sign in and sign up, by what, and how pages look.

mod body;
mod case_conflicts;
mod check_password;
mod code_screen;
mod look;
mod members;
mod methods;
mod policies;
mod preview;
mod refusal;
mod settings;
mod text;

pub(crate) use self::{body::public, members::PublicRecord};
use crate::wire::route::Described;

/// Its addresses.
pub(crate) fn routes() -> Vec<Described> {
    let mut routes = settings::routes();
    routes.extend([
        preview::route(),
        code_screen::route(),
        check_password::route(),
        case_conflicts::route(),
    ]);
    routes
}
