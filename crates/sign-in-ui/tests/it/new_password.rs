//! A new password is chosen on a form that says what it must be, and what is wrong with it.

use sign_in_ui::Page;
use sign_in_ui::page::{CreatePassword, NewPasswordProblem, PasswordIssue, PasswordRules};

use crate::kit::{one, select, shown, text};

/// The rules of an operator who has set none.
const DEFAULT: PasswordRules = PasswordRules {
    min: 8,
    max: 256,
    kinds: 1,
};

fn page(rules: PasswordRules, problem: Option<NewPasswordProblem>) -> CreatePassword {
    CreatePassword {
        action: "/continue/password".to_owned(),
        csrf: "c".to_owned(),
        flow: "f".to_owned(),
        identifier: "ada@example.com".to_owned(),
        change_href: "/register?flow=f".to_owned(),
        rules,
        problem,
    }
}

/// The page that says what speaks against the password.
fn refused(issues: &[PasswordIssue]) -> CreatePassword {
    let problem = NewPasswordProblem::Refused(issues.to_vec());
    page(DEFAULT, Some(problem))
}

/// The sentence of an issue, where it is the only one.
fn said(issue: PasswordIssue, language: &str) -> String {
    let html = shown(&refused(&[issue]), language);
    assert_eq!(select(&html, "#new_password-error li").len(), 1);
    text(&html, "#new_password-error li")
}

/// In French, lines do not break between a number and what it counts.
fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

#[test]
fn one_form_holds_the_address_and_one_field_for_the_new_password() {
    for page in CreatePassword::samples() {
        let html = shown(&page, "en");
        assert_eq!(select(&html, "form").len(), 1);
        let fields = select(&html, "form input:not([type=hidden])");
        assert_eq!(fields.len(), 2, "nothing is typed twice");
        let (whose, field) = (&fields[0], &fields[1]);
        assert_eq!(whose.attr("name"), Some("identifier"));
        assert_eq!(whose.attr("type"), Some("text"));
        assert_eq!(whose.attr("autocomplete"), Some("username"));
        assert_eq!(whose.attr("value"), Some("ada@example.com"));
        assert_eq!(whose.attr("class"), Some("unseen"));
        assert!(whose.attr("readonly").is_some());
        // People read it above, and no key leads to it.
        assert_eq!(whose.attr("tabindex"), Some("-1"));
        assert_eq!(whose.attr("aria-hidden"), Some("true"));
        assert_eq!(whose.attr("aria-label"), Some("Email address"));
        assert_eq!(field.attr("id"), Some("new_password"));
        assert_eq!(field.attr("name"), Some("new_password"));
        assert_eq!(field.attr("autocomplete"), Some("new-password"));
        assert!(field.attr("autofocus").is_some());
        let hidden = select(&html, "form input[type=hidden]");
        let names: Vec<_> = hidden.iter().map(|field| field.attr("name")).collect();
        assert_eq!(names, [Some("csrf"), Some("flow")]);
    }
}

#[test]
fn the_page_names_the_account_that_is_made_and_lets_its_address_be_changed() {
    for (language, title, create, change) in [
        ("en", "Create a password", "Create account", "Change"),
        ("fr", "Créez un mot de passe", "Créer le compte", "Modifier"),
    ] {
        let html = shown(&page(DEFAULT, None), language);
        assert_eq!(text(&html, "h1"), title);
        assert_eq!(text(&html, ".address bdi"), "ada@example.com");
        assert_eq!(text(&html, ".address a"), change);
        let link = one(&html, ".address a");
        assert_eq!(link.attr("href"), Some("/register?flow=f"));
        let form = one(&html, "form");
        assert_eq!(form.attr("action"), Some("/continue/password"));
        let button = one(&html, "form button[type=submit]");
        assert_eq!(button.attr("name"), None);
        assert_eq!(text(&html, "form button[type=submit]"), create);
    }
}

#[test]
fn password_managers_are_told_the_rules_and_make_what_keeps_them() {
    let told = |min, max, kinds| {
        let html = shown(&page(PasswordRules { min, max, kinds }, None), "en");
        let field = one(&html, "#new_password");
        field.attr("passwordrules").map(str::to_owned)
    };
    let all = " required: lower; required: upper; required: digit; required: [-.!?_];";
    for (min, max, kinds, kept) in [
        (8, 256, 1, String::new()),
        (12, 20, 1, String::new()),
        (8, 256, 2, all.to_owned()),
        (8, 64, 4, all.to_owned()),
    ] {
        let expected = format!("minlength: {min}; maxlength: {max};{kept}");
        assert_eq!(told(min, max, kinds), Some(expected));
    }
}

#[test]
fn the_hint_says_before_anything_is_typed_what_is_asked_for() {
    for (rules, english, french) in [
        (
            (8, 256, 1),
            "At least 8 characters. A sentence is easy to keep in mind.",
            "Au moins 8 caractères. Une phrase est facile à retenir.",
        ),
        (
            (1, 64, 1),
            "At least one character. A sentence is easy to keep in mind.",
            "Au moins un caractère. Une phrase est facile à retenir.",
        ),
        // A sentence would be refused.
        ((8, 63, 1), "8 to 63 characters.", "De 8 à 63 caractères."),
        (
            (8, 20, 3),
            "8 to 20 characters. At least 3 of these: lowercase letters, capitals, digits, symbols.",
            "De 8 à 20 caractères. Au moins 3 types de caractères parmi : minuscules, majuscules, \
             chiffres, symboles.",
        ),
    ] {
        let (min, max, kinds) = rules;
        let page = page(PasswordRules { min, max, kinds }, None);
        let html = shown(&page, "en");
        assert_eq!(text(&html, "#new_password-hint"), english);
        let field = one(&html, "#new_password");
        assert_eq!(field.attr("aria-describedby"), Some("new_password-hint"));
        assert_eq!(field.attr("aria-invalid"), None);
        let html = shown(&page, "fr");
        assert_eq!(plain(&text(&html, "#new_password-hint")), french);
    }
}

#[test]
fn all_that_speaks_against_a_password_is_listed_at_its_field() {
    let issues = [
        PasswordIssue::TooShort { min: 8 },
        PasswordIssue::Pwned,
        PasswordIssue::Sequence,
    ];
    for language in ["en", "fr"] {
        let html = shown(&refused(&issues), language);
        let listed = select(&html, "ul#new_password-error.error > li");
        assert_eq!(listed.len(), issues.len());
        for (number, issue) in issues.into_iter().enumerate() {
            let item = format!("#new_password-error li:nth-child({})", number + 1);
            assert_eq!(text(&html, &item), said(issue, language));
        }
        let field = one(&html, "input[aria-invalid=true]");
        assert_eq!(field.attr("id"), Some("new_password"));
        let described = "new_password-error new_password-hint";
        assert_eq!(field.attr("aria-describedby"), Some(described));
    }
    let html = shown(&refused(&issues), "en");
    assert!(text(&html, "title").starts_with("Error: Create a password"));
}

#[test]
fn each_issue_says_what_to_do_about_it() {
    for (issue, english, french) in [
        (
            PasswordIssue::TooShort { min: 12 },
            "Use at least 12 characters.",
            "Utilisez au moins 12 caractères.",
        ),
        (
            PasswordIssue::TooLong { max: 20 },
            "Use at most 20 characters.",
            "Utilisez au plus 20 caractères.",
        ),
        (
            PasswordIssue::CharacterTypes { min: 3 },
            "Mix at least 3 kinds: lowercase letters, capitals, digits, symbols.",
            "Mélangez au moins 3 types de caractères : minuscules, majuscules, chiffres, symboles.",
        ),
        (
            PasswordIssue::Pwned,
            "This password is among the first that attackers try. Choose another one.",
            "Ce mot de passe est parmi les premiers que les pirates essaient. Choisissez-en un autre.",
        ),
        (
            PasswordIssue::Repetition,
            "Avoid repeated characters such as “aaa”.",
            "Évitez les caractères répétés comme « aaa ».",
        ),
        (
            PasswordIssue::Sequence,
            "Avoid sequences such as “123” or “abc”.",
            "Évitez les suites comme « 123 » ou « abc ».",
        ),
        (
            PasswordIssue::Words,
            "Avoid words that are easy to guess here, such as the name of this service.",
            "Évitez les mots faciles à deviner ici, comme le nom du service.",
        ),
        (
            PasswordIssue::UserInfo,
            "Avoid your name and your email address.",
            "Évitez votre nom et votre adresse e-mail.",
        ),
    ] {
        assert_eq!(said(issue, "en"), english);
        assert_eq!(plain(&said(issue, "fr")), french);
    }
}

#[test]
fn what_is_no_matter_of_rules_is_said_in_one_sentence() {
    for (problem, english, french) in [
        (
            NewPasswordProblem::Missing,
            "Enter a password.",
            "Saisissez un mot de passe.",
        ),
        (
            NewPasswordProblem::Unusable,
            "Use at most 256 characters, and no control characters such as a tab.",
            "Utilisez au plus 256 caractères, sans caractère de contrôle comme une tabulation.",
        ),
        (
            NewPasswordProblem::ServerBusy,
            "We’re a little busy right now. Try again in a moment.",
            "Le service est très sollicité. Réessayez dans un instant.",
        ),
    ] {
        let page = page(DEFAULT, Some(problem));
        let html = shown(&page, "en");
        assert_eq!(text(&html, "p#new_password-error"), english);
        one(&html, "#new_password[aria-invalid=true]");
        let html = shown(&page, "fr");
        assert_eq!(plain(&text(&html, "p#new_password-error")), french);
    }
}

#[test]
fn a_new_password_is_shown_by_the_script_alone() {
    for (language, show, hide) in [("en", "Show", "Hide"), ("fr", "Afficher", "Masquer")] {
        let html = shown(&page(DEFAULT, None), language);
        let button = one(&html, "form button[aria-controls=new_password]");
        assert_eq!(button.attr("type"), Some("button"));
        assert_eq!(button.attr("data-hide"), Some(hide));
        assert!(button.attr("hidden").is_some());
        assert_eq!(text(&html, "button[aria-controls=new_password]"), show);
        for id in button.attr("aria-labelledby").unwrap().split(' ') {
            one(&html, &format!("#{id}"));
        }
    }
}
