//! A password is typed into forms that people, browsers and password managers understand, and tells
//! nothing of accounts.

use scraper::Html;
use sign_in_ui::Page;
use sign_in_ui::page::{Asks, CreatePassword, PasswordProblem, SignInError};

use crate::fields::{ALL, password, sign_in, way};
use crate::kit::{Rendered, every_page, one, select, shown, text};

#[test]
fn a_password_is_of_any_length_can_be_pasted_and_never_stands_in_a_page() {
    let mut pages = 0;
    for Rendered { name, html } in every_page().1 {
        let html = Html::parse_document(&html);
        let (id, token) = if name.starts_with(CreatePassword::TEMPLATE) {
            ("new_password", "new-password")
        } else {
            ("password", "current-password")
        };
        for field in select(&html, "input#password, input[type=password]") {
            assert_eq!(field.attr("id"), Some(id), "{name}");
            assert_eq!(field.attr("name"), Some(id), "{name}");
            assert_eq!(field.attr("type"), Some("password"), "{name}");
            assert_eq!(field.attr("autocomplete"), Some(token), "{name}");
            assert!(field.attr("required").is_some(), "{name}");
            for none in ["value", "maxlength", "minlength", "pattern"] {
                assert_eq!(field.attr(none), None, "{name}: {none}");
            }
            pages += 1;
        }
    }
    assert!(pages > 20, "{pages}");
}

#[test]
fn a_password_is_shown_by_the_script_alone() {
    let page = password("ada", false, None);
    for (language, show, hide) in [("en", "Show", "Hide"), ("fr", "Afficher", "Masquer")] {
        for html in [
            shown(&page, language),
            shown(&sign_in(Asks::Email, Some(way(true)), None), language),
        ] {
            let button = one(&html, "form button[aria-controls=password]");
            assert_eq!(button.attr("type"), Some("button"));
            assert_eq!(button.attr("aria-pressed"), None, "its name changes");
            assert_eq!(button.attr("data-hide"), Some(hide));
            assert!(button.attr("hidden").is_some());
            assert_eq!(text(&html, "button[aria-controls=password]"), show);
            for id in button.attr("aria-labelledby").unwrap().split(' ') {
                one(&html, &format!("#{id}"));
            }
        }
    }
}

#[test]
fn the_page_of_the_password_tells_password_managers_whose_it_is() {
    for (identifier, label) in [("ada@example.com", "Email address"), ("ada", "Username")] {
        let html = shown(&password(identifier, true, None), "en");
        let field = one(&html, "form input[name=identifier]");
        assert_eq!(field.attr("type"), Some("text"));
        assert_eq!(field.attr("autocomplete"), Some("username"));
        assert_eq!(field.attr("value"), Some(identifier));
        assert!(field.attr("readonly").is_some());
        // People read it above, and no key leads to it.
        assert_eq!(field.attr("tabindex"), Some("-1"));
        assert_eq!(field.attr("aria-hidden"), Some("true"));
        assert_eq!(field.attr("aria-label"), Some(label));
        assert_eq!(text(&html, ".address bdi"), identifier);
        let change = one(&html, ".address a");
        assert_eq!(change.attr("href"), Some("/sign-in?flow=f"));
    }
}

#[test]
fn enter_sends_the_password_and_a_button_after_it_asks_for_a_code_where_there_is_one() {
    for code_instead in [true, false] {
        for html in [
            shown(&password("ada", code_instead, None), "en"),
            shown(&sign_in(Asks::Email, Some(way(code_instead)), None), "en"),
        ] {
            let buttons = select(&html, "form button[type=submit]");
            assert_eq!(buttons.len(), 1 + usize::from(code_instead));
            // A browser sends a form by its first button of this type.
            assert_eq!(buttons[0].attr("name"), None);
            if let Some(code) = buttons.get(1) {
                assert_eq!(code.attr("name"), Some("way"));
                assert_eq!(code.attr("value"), Some("code"));
            }
        }
    }
    let html = shown(&sign_in(Asks::Email, None, None), "en");
    assert_eq!(select(&html, "form button").len(), 1);
}

#[test]
fn one_sentence_says_that_the_password_or_the_name_is_wrong() {
    let wrong = PasswordProblem::Wrong;
    let email = "That email or password isn’t right.";
    let username = "That username or password isn’t right.";
    for (asks, sentence) in ALL.into_iter().zip([email, username, username]) {
        let page = sign_in(asks, Some(way(true)), Some(SignInError::Password(wrong)));
        let html = shown(&page, "en");
        assert_eq!(text(&html, "#password-error"), sentence);
        let field = one(&html, "input[aria-invalid=true]");
        assert_eq!(field.attr("id"), Some("password"));
        assert!(text(&html, "title").starts_with("Error:"));
    }
    for (identifier, sentence) in [("ada@example.com", email), ("ada", username)] {
        let html = shown(&password(identifier, true, Some(wrong)), "en");
        assert_eq!(text(&html, "#password-error"), sentence);
    }
    let html = shown(&password("ada@example.com", true, Some(wrong)), "fr");
    let french = "Adresse e-mail ou mot de passe incorrect.";
    assert_eq!(text(&html, "#password-error"), french);
}

#[test]
fn a_pause_speaks_of_a_code_only_where_one_can_be_asked_for() {
    for minutes in [1, 15] {
        let paused = PasswordProblem::Paused { minutes };
        for code_instead in [true, false] {
            let beside = SignInError::Password(paused);
            for html in [
                shown(&password("ada", code_instead, Some(paused)), "en"),
                shown(
                    &sign_in(Asks::Email, Some(way(code_instead)), Some(beside)),
                    "en",
                ),
            ] {
                let said = text(&html, "#password-error");
                assert!(said.starts_with("Too many tries. Try again in "), "{said}");
                assert_eq!(said.ends_with(", or ask for a code."), code_instead);
                let wait = if minutes == 1 {
                    "one minute"
                } else {
                    "15 minutes"
                };
                assert!(said.contains(wait), "{said}");
            }
        }
    }
}
