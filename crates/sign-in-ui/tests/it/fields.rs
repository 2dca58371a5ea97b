//! What the pages ask people for: scripts, password managers and the server know the fields by their
//! names.

use scraper::Html;
use sign_in_ui::page::{
    Asks, Doors, IdentifierError, Password, PasswordProblem, PasswordWay, Register, SignIn,
    SignInError, VerificationCode,
};
use sign_in_ui::{Branding, Locale, Page, Pages};

use crate::kit::{self, Rendered, every_page, one, select, shown, text};

/// Whatever may be asked for.
pub(crate) const ALL: [Asks; 3] = [Asks::Email, Asks::Username, Asks::EmailOrUsername];

/// The page on which people sign in.
pub(crate) fn sign_in(
    asks: Asks,
    password: Option<PasswordWay>,
    error: Option<SignInError>,
) -> SignIn {
    SignIn {
        action: "/sign-in".to_owned(),
        csrf: "c".to_owned(),
        flow: "f".to_owned(),
        identifier: "ada".to_owned(),
        asks,
        password,
        error,
        register_href: None,
    }
}

/// A password that is asked for beside the identifier.
pub(crate) const fn way(code_instead: bool) -> PasswordWay {
    PasswordWay { code_instead }
}

/// The page that asks for the password of an account.
pub(crate) fn password(
    identifier: &str,
    code_instead: bool,
    error: Option<PasswordProblem>,
) -> Password {
    Password {
        action: "/sign-in/password".to_owned(),
        csrf: "c".to_owned(),
        flow: "f".to_owned(),
        identifier: identifier.to_owned(),
        change_href: "/sign-in?flow=f".to_owned(),
        code_instead,
        error,
    }
}

#[test]
fn the_field_names_that_scripts_and_password_managers_know_stay() {
    for Rendered { name, html } in every_page().1 {
        let page = Html::parse_document(&html);
        let fields = select(&page, "form:first-of-type input:not([type=hidden])");
        if name.starts_with(SignIn::TEMPLATE) {
            assert!(matches!(fields.len(), 1 | 2), "{name}");
            assert!(
                matches!(fields[0].attr("name"), Some("email" | "identifier")),
                "{name}"
            );
            assert_eq!(fields[0].attr("autocomplete"), Some("username"), "{name}");
        }
        if name.starts_with(Register::TEMPLATE) {
            assert_eq!(fields.len(), 1, "{name}");
            let field = &fields[0];
            assert_eq!(field.attr("name"), Some("email"), "{name}");
            assert_eq!(field.attr("autocomplete"), Some("username"), "{name}");
        }
        if name.starts_with(VerificationCode::TEMPLATE) {
            assert_eq!(fields.len(), 1, "{name}");
            let field = &fields[0];
            assert_eq!(field.attr("name"), Some("code"), "{name}");
            assert_eq!(field.attr("autocomplete"), Some("one-time-code"), "{name}");
            assert_eq!(field.attr("inputmode"), Some("numeric"), "{name}");
            assert_eq!(field.attr("maxlength"), None, "{name}");
        }
    }
}

#[test]
fn the_field_of_the_identifier_says_what_it_takes() {
    for (asks, field, kind, english, french) in [
        (
            Asks::Email,
            "email",
            "email",
            "Email address",
            "Adresse e-mail",
        ),
        (
            Asks::Username,
            "identifier",
            "text",
            "Username",
            "Nom d’utilisateur",
        ),
        (
            Asks::EmailOrUsername,
            "identifier",
            "text",
            "Email or username",
            "Adresse e-mail ou nom d’utilisateur",
        ),
    ] {
        for password in [None, Some(way(true))] {
            let page = sign_in(asks, password, None);
            let html = shown(&page, "en");
            let input = one(&html, &format!("form input#{field}"));
            assert_eq!(input.attr("name"), Some(field));
            assert_eq!(input.attr("type"), Some(kind));
            let keys = (asks == Asks::Email).then_some("email");
            assert_eq!(input.attr("inputmode"), keys);
            assert_eq!(input.attr("autocomplete"), Some("username"));
            assert_eq!(input.attr("value"), Some("ada"));
            let label = format!("label[for={field}]");
            assert_eq!(text(&html, &label), english);
            assert_eq!(text(&shown(&page, "fr"), &label), french);
        }
    }
}

#[test]
fn a_password_stands_beside_the_identifier_only_where_it_is_asked_for_at_once() {
    for asks in ALL {
        let fields = "form input:not([type=hidden])";
        let html = shown(&sign_in(asks, None, None), "en");
        assert_eq!(select(&html, fields).len(), 1);
        assert_eq!(select(&html, "p.lead").len(), 1);
        let html = shown(&sign_in(asks, Some(way(false)), None), "en");
        assert_eq!(select(&html, fields).len(), 2);
        // That no password is needed would not be true.
        assert_eq!(select(&html, "p.lead").len(), 0);
    }
}

#[test]
fn what_is_wrong_with_the_identifier_is_said_of_what_was_asked_for() {
    let said = |asks, error| {
        let page = sign_in(asks, Some(way(true)), Some(SignInError::Identifier(error)));
        let html = shown(&page, "en");
        let field = one(&html, "input[aria-invalid=true]");
        let id = field.attr("aria-describedby").unwrap();
        assert_eq!(id, format!("{}-error", field.attr("id").unwrap()));
        text(&html, &format!("#{id}"))
    };
    for (asks, sentence) in ALL.into_iter().zip([
        "Enter your email address.",
        "Enter your username.",
        "Enter your email address or username.",
    ]) {
        assert_eq!(said(asks, IdentifierError::Missing), sentence);
        let limited = IdentifierError::Limited { minutes: 15 };
        let wait = "Too many attempts. Try again in 15 minutes.";
        assert_eq!(said(asks, limited), wait);
    }
}

#[test]
fn the_cursor_is_where_something_is_to_be_typed() {
    let invalid = SignInError::Identifier(IdentifierError::Invalid);
    let wrong = SignInError::Password(PasswordProblem::Wrong);
    let begins = |page: &SignIn| {
        let html = shown(page, "en");
        one(&html, "[autofocus]").attr("id").map(str::to_owned)
    };
    let either = |password, error| sign_in(Asks::EmailOrUsername, password, error);
    for (page, field) in [
        (either(None, None), "identifier"),
        (either(Some(way(true)), None), "password"),
        (either(Some(way(true)), Some(wrong)), "password"),
        (either(Some(way(true)), Some(invalid)), "identifier"),
        (
            SignIn {
                identifier: String::new(),
                ..either(Some(way(true)), None)
            },
            "identifier",
        ),
    ] {
        assert_eq!(begins(&page).as_deref(), Some(field));
    }
    let html = shown(&password("ada", true, None), "en");
    assert_eq!(one(&html, "[autofocus]").attr("id"), Some("password"));
}

#[test]
fn the_page_of_the_code_leads_to_the_password_where_there_may_be_one() {
    let plain = VerificationCode::samples().remove(0);
    let link = |href: Option<&str>| {
        let page = VerificationCode {
            password_href: href.map(str::to_owned),
            ..plain.clone()
        };
        let html = shown(&page, "en");
        let links = select(&html, "p.aside a");
        let hrefs = links
            .iter()
            .map(|link| link.attr("href").map(str::to_owned));
        (hrefs.collect::<Vec<_>>(), text(&html, "p.aside a"))
    };
    assert_eq!(link(None), (Vec::new(), String::new()));
    let there = "/sign-in/password?flow=f";
    let led = (vec![Some(there.to_owned())], "Use your password".to_owned());
    assert_eq!(link(Some(there)), led);
}

#[test]
fn a_sample_asks_for_what_the_settings_let_people_sign_in_by() {
    let pages = Pages::load().unwrap();
    let branding = Branding::default();
    let frame = kit::frame(Locale::ENGLISH, &branding);
    let sample = |name, number, doors| {
        let html = pages.page_sample((name, number), doors, &frame);
        Html::parse_document(&html.unwrap().unwrap())
    };
    let by_code = Doors {
        sign_in: true,
        register: true,
        asks: Asks::Email,
        password: None,
        password_for_code: false,
    };
    let by_name = Doors {
        asks: Asks::Username,
        password: Some(way(false)),
        ..by_code
    };
    let either_way = Doors {
        password_for_code: true,
        ..by_code
    };
    one(&sample("sign-in", 0, by_code), "input#email");
    assert!(select(&sample("sign-in", 0, by_code), "#password").is_empty());
    let named = sample("sign-in", 1, by_name);
    assert_eq!(one(&named, "input#identifier").attr("value"), Some("ada"));
    one(&named, "input#password");
    let href = "p.aside a[href^='/sign-in/password']";
    assert!(select(&sample("verification-code", 0, by_code), href).is_empty());
    one(&sample("verification-code", 0, either_way), href);
    // Who creates an account has no password yet.
    assert!(select(&sample("verification-code", 1, either_way), href).is_empty());
}
