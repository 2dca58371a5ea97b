//! The hosted pages: form in, use case, page or redirect out. Where a proof leads is decided by
//! `next_step` and said in one place, `progress`.

pub mod address;
pub mod consent;
pub mod form;
pub mod identifier;
pub mod new_password;
pub mod offer;
pub mod password;
pub mod restart;
pub mod select_account;
pub mod verification_code;

use axum::{
    Router, middleware,
    routing::{get, post},
};

use crate::{
    app::App,
    door::Door,
    layer::{floods::Kind, loopback_name::lead_home},
    respond::page::{Html, keep_opener},
    site::flow::{CONSENT, NEW_PASSWORD, PASSWORD, SELECT_ACCOUNT},
};

/// The pages at the root, and the answer for every address that is not there.
pub fn router(app: &App) -> Router<App> {
    let outside = Door::<Html>::new(app, Some(Kind::Page))
        .page("/", get(restart::get))
        .page("/unknown-session", get(restart::get))
        .open();
    let nothing = Door::<Html>::new(app, Some(Kind::Page))
        .and_all_else()
        .open();
    let mut flow = Door::<Html>::new(app, Some(Kind::Page))
        .page("/sign-in", get(identifier::get))
        .form("/sign-in", post(identifier::post))
        .page(PASSWORD, get(password::get))
        .form(PASSWORD, post(password::post))
        .page("/register", get(address::register))
        .form("/register", post(address::register_post))
        .page("/sign-in/no-account", get(offer::no_account))
        .form("/sign-in/no-account", post(offer::no_account_post))
        .page("/register/account-exists", get(offer::account_exists))
        .form("/register/account-exists", post(offer::account_exists_post))
        .page(NEW_PASSWORD, get(new_password::get))
        .form(NEW_PASSWORD, post(new_password::post))
        .page(SELECT_ACCOUNT, get(select_account::get))
        .form(SELECT_ACCOUNT, post(select_account::post))
        .page(CONSENT, get(consent::get))
        .form(CONSENT, post(consent::post));
    for code in ["/sign-in/verification-code", "/register/verification-code"] {
        flow = flow
            .page(code, get(verification_code::get))
            .form(code, post(verification_code::post))
            .page(
                &format!("{code}/resend"),
                get(verification_code::resend_get),
            )
            .form(&format!("{code}/resend"), post(verification_code::resend))
            .page(&format!("{code}/status"), get(verification_code::status));
    }
    let home = middleware::from_fn_with_state(app.clone(), lead_home);
    outside
        .merge(flow.open().layer(middleware::map_response(keep_opener)))
        .layer(home)
        .merge(nothing)
}
