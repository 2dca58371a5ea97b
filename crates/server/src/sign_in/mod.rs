//! The hosted pages: form in, use case, page or redirect out. They never send people to each
//! other's next step; that is the resume endpoint's business.

pub mod account_exists;
pub mod address;
pub mod assets;
pub mod csrf;
pub mod flow;
pub mod form;
pub mod no_account;
pub mod restart;
pub mod verification_code;

pub use restart::not_found;

use axum::{Router, middleware, routing::get};

use crate::{app::App, layer::loopback_name::lead_home};

/// The pages at the root.
pub fn router(app: &App) -> Router<App> {
    Router::new()
        .route("/", get(restart::get))
        .route("/unknown-session", get(restart::get))
        .route(
            "/sign-in",
            get(address::sign_in).post(address::sign_in_post),
        )
        .route(
            "/register",
            get(address::register).post(address::register_post),
        )
        .route(
            "/sign-in/verification-code",
            get(verification_code::get).post(verification_code::post),
        )
        .route(
            "/register/verification-code",
            get(verification_code::get).post(verification_code::post),
        )
        .route(
            "/sign-in/verification-code/resend",
            get(verification_code::resend_get).post(verification_code::resend),
        )
        .route(
            "/register/verification-code/resend",
            get(verification_code::resend_get).post(verification_code::resend),
        )
        .route(
            "/sign-in/verification-code/status",
            get(verification_code::status),
        )
        .route(
            "/register/verification-code/status",
            get(verification_code::status),
        )
        .route(
            "/sign-in/no-account",
            get(no_account::get).post(no_account::post),
        )
        .route(
            "/register/account-exists",
            get(account_exists::get).post(account_exists::post),
        )
        .layer(middleware::from_fn_with_state(app.clone(), lead_home))
        .route("/static/{name}", get(assets::get))
}
