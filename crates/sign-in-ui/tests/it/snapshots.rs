//! A few pages and mails as they leave, to see what a change changes.

use sign_in_ui::page::{ErrorPage, SignIn, VerificationCode};
use sign_in_ui::{Branding, Locale, Page, Pages, VerificationMail};

use crate::kit;

/// Renders one sample; the hashes in asset names are left out, they change with every style.
fn page<P: Page>(number: usize, language: &str) -> String {
    let pages = Pages::load().unwrap();
    let branding = Branding::default();
    let html = pages.render(
        &P::samples()[number],
        &kit::frame(locale(&pages, language), &branding),
    );
    pages
        .asset_names()
        .iter()
        .fold(html.unwrap(), |html, name| {
            let (stem, extension) = (
                name.split('.').next().unwrap(),
                name.rsplit('.').next().unwrap(),
            );
            html.replace(name, &format!("{stem}.….{extension}"))
        })
}

fn locale(pages: &Pages, language: &str) -> Locale {
    pages
        .locales()
        .into_iter()
        .find(|locale| locale.tag() == language)
        .unwrap()
}

#[test]
fn sign_in_in_english() {
    insta::assert_snapshot!(page::<SignIn>(0, "en"));
}

#[test]
fn a_wrong_code_in_french() {
    insta::assert_snapshot!(page::<VerificationCode>(6, "fr"));
}

#[test]
fn an_unregistered_address_with_a_hint_in_english() {
    insta::assert_snapshot!(page::<ErrorPage>(1, "en"));
}

#[test]
fn the_mail_in_english() {
    let mail = Pages::load()
        .unwrap()
        .mail(&VerificationMail::samples()[0], Locale::ENGLISH)
        .unwrap();
    insta::assert_snapshot!(format!("{}\n\n{}\n{}", mail.subject, mail.text, mail.html));
}

#[test]
fn the_mail_in_french() {
    let pages = Pages::load().unwrap();
    let mail = pages
        .mail(&VerificationMail::samples()[1], locale(&pages, "fr"))
        .unwrap();
    insta::assert_snapshot!(format!("{}\n\n{}", mail.subject, mail.text));
}
