//! The dialect of the management API.

use axum::{
    extract::Request,
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use management::{
    language::Language,
    wire::{error::of_status, spoken::in_language},
};
use sign_in_ui::{LanguageChoice, Locale};

use super::plain::Plain;
use crate::{app::App, door::Dialect, extract::context};

/// `code` and `message`, whoever asks.
pub struct Api;

impl Dialect for Api {
    type Asked = Language;

    /// What a call changes is written down with the request it came in.
    fn listen(app: &App, request: &mut Request) -> Language {
        let context = context::of(request.headers(), request.extensions());
        let language = language(app, request.headers());
        let extensions = request.extensions_mut();
        extensions.insert(context);
        extensions.insert(language);
        language
    }

    /// An address that is none, and a method that is none of its address, are told in plain text:
    /// programs compare it.
    fn refuse(app: &App, _: &Language, status: StatusCode) -> Response {
        match status {
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => {
                Plain::refuse(app, &(), status)
            }
            _ => of_status(status),
        }
    }

    fn phrase(language: &Language, answer: Response) -> Response {
        in_language(*language, answer)
    }
}

/// Of `Accept-Language` alone: what pages follow besides it is of browsers and of people who sign in.
fn language(app: &App, headers: &HeaderMap) -> Language {
    let Some(accepted) = headers.get(header::ACCEPT_LANGUAGE) else {
        return Language::default();
    };
    let accepted = String::from_utf8_lossy(accepted.as_bytes());
    let chosen = app.pages.negotiate(&LanguageChoice {
        accept_language: Some(&accepted),
        fallback: Locale::ENGLISH.tag(),
        ..LanguageChoice::default()
    });
    Language::of_tag(chosen.tag())
}
