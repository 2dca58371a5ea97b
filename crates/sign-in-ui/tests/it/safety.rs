//! Nothing that comes from outside becomes markup, script or a header (T-56, T-60).

use scraper::{Html, Selector};
use sign_in_ui::page::FormPost;
use sign_in_ui::{Branding, Frame, Locale, Page, Pages, Purpose, VerificationMail};

use crate::kit::{self, Rendered, Sample};

const HOSTILE: [&str; 4] = [
    "\"><script>alert(1)</script><img src=x onerror=alert(1)>",
    "'><svg/onload=alert(1)> {{ 7 * 7 }} {% raw %}",
    "javascript:alert(document.domain)",
    "</title></style></textarea>--><script src=//evil.example></script>",
];

/// Values that are one of a closed set of ours, never text from outside.
const OURS: [&str; 5] = ["asks", "field", "kind", "purpose", "delivery"];

fn poison(value: &mut serde_json::Value, hostile: &str) {
    match value {
        serde_json::Value::String(text) => hostile.clone_into(text),
        serde_json::Value::Array(items) => {
            for item in items {
                poison(item, hostile);
            }
        }
        serde_json::Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                if !OURS.contains(&name.as_str()) {
                    poison(field, hostile);
                }
            }
        }
        _ => {}
    }
}

fn hostile_branding(hostile: &str) -> Branding {
    let text = || Some(hostile.to_owned());
    Branding {
        name: hostile.to_owned(),
        primary_color: hostile.to_owned(),
        dark_primary_color: text(),
        logo_url: text(),
        dark_logo_url: text(),
        may_be_dark: true,
        favicon_url: text(),
        terms_url: text(),
        privacy_url: text(),
        support_email: text(),
        support_url: text(),
    }
}

/// What a page runs in place of our file.
fn inline_script(name: &str) -> Option<&'static str> {
    let is_form_post = name.starts_with(FormPost::TEMPLATE);
    is_form_post.then_some(FormPost::INLINE_SCRIPT).flatten()
}

/// Exactly one script, ours, in its file or else word for word; one style element, ours; nothing
/// that runs anywhere else.
fn assert_nothing_runs(name: &str, html: &str) {
    let page = Html::parse_document(html);
    let mut scripts = 0;
    for element in page
        .select(&Selector::parse("*").unwrap())
        .map(|found| found.value())
    {
        for (attribute, value) in element.attrs() {
            assert!(!attribute.starts_with("on"), "{name}: {attribute}");
            assert_ne!(attribute, "style", "{name}: {value}");
            if ["href", "src", "action", "srcset", "formaction"].contains(&attribute) {
                let value = value.trim_start().to_lowercase();
                assert!(
                    !value.starts_with("javascript:"),
                    "{name}: {attribute}={value}"
                );
                assert!(
                    !value.starts_with("data:text"),
                    "{name}: {attribute}={value}"
                );
            }
        }
        match element.name() {
            "script" => {
                scripts += 1;
                let source = element.attr("src");
                let ours = source.map(|file| file.starts_with("/auth/static/app."));
                assert_eq!(
                    ours,
                    inline_script(name).is_none().then_some(true),
                    "{name}"
                );
            }
            // A mail runs nothing; an application that forgets its session may, in its own frame.
            "iframe" => {
                let sandbox = match element.attr("src") {
                    None => "",
                    Some(_) => "allow-scripts allow-same-origin",
                };
                assert_eq!(element.attr("sandbox"), Some(sandbox), "{name}");
            }
            "img" => assert_eq!(element.attr("onerror"), None, "{name}"),
            "base" | "object" | "embed" => panic!("{name}: {}", element.name()),
            _ => {}
        }
    }
    assert_eq!(scripts, 1, "{name}");
    let inline: String = page
        .select(&Selector::parse("script").unwrap())
        .flat_map(|script| script.text())
        .collect();
    assert_eq!(inline, inline_script(name).unwrap_or_default(), "{name}");
    assert_eq!(
        page.select(&Selector::parse("style").unwrap()).count(),
        1,
        "{name}"
    );
}

#[test]
fn hostile_text_in_any_field_of_any_page_stays_text() {
    let pages = Pages::load().unwrap();
    for hostile in HOSTILE {
        let branding = hostile_branding(hostile);
        let frame = Frame {
            application: Some(hostile),
            here: hostile,
            nonce: hostile,
            preview: None,
            ..kit::frame(Locale::ENGLISH, &branding)
        };
        let poisoned = |sample: Sample| {
            let mut values = sample.values;
            poison(&mut values, hostile);
            Sample { values, ..sample }
        };
        for Rendered { name, html } in kit::all(&pages, &frame, poisoned) {
            assert!(
                !html.contains("<script>alert") && !html.contains("<svg/onload"),
                "{name}"
            );
            assert!(!html.contains("<script src=//"), "{name}");
            assert_nothing_runs(&name, &html);
        }
    }
}

#[test]
fn t_08_an_answer_by_a_form_arrives_as_it_is_and_runs_nothing() {
    let pages = Pages::load().unwrap();
    let branding = Branding::default();
    for action in [
        "https://rp.example/cb?a=1&b='2'",
        "http://127.0.0.1:49152/cb",
        "http://[::1]:8/cb",
        "com.example.reader:/cb",
    ] {
        for hostile in HOSTILE {
            let page = FormPost {
                action: action.to_owned(),
                fields: vec![("code", "c".to_owned()), ("state", hostile.to_owned())],
            };
            let html = pages
                .render(&page, &kit::frame(Locale::ENGLISH, &branding))
                .unwrap();
            assert_nothing_runs(FormPost::TEMPLATE, &html);
            let html = Html::parse_document(&html);
            let attribute = |selector: &str, name| {
                let selector = Selector::parse(selector).unwrap();
                let mut found = html.select(&selector);
                let element = found.next().unwrap();
                assert!(found.next().is_none());
                element.attr(name).unwrap().to_owned()
            };
            assert_eq!(attribute("form", "action"), action);
            assert_eq!(attribute("input[name=state]", "value"), hostile);
            assert_eq!(attribute("button", "type"), "submit");
        }
    }
}

#[test]
fn hostile_text_is_still_shown_as_it_was_typed() {
    let pages = Pages::load().unwrap();
    let branding = Branding::default();
    let page = sign_in_ui::page::NoAccount {
        action: Some("/a".to_owned()),
        csrf: "c".to_owned(),
        flow: "f".to_owned(),
        email: HOSTILE[0].to_owned(),
        back_href: "/b".to_owned(),
    };
    let html = pages
        .render(&page, &kit::frame(Locale::ENGLISH, &branding))
        .unwrap();
    let heading = Selector::parse("h1").unwrap();
    let shown: String = Html::parse_document(&html)
        .select(&heading)
        .flat_map(|h1| h1.text())
        .collect();
    assert_eq!(shown, format!("There is no account for {}", HOSTILE[0]));
}

#[test]
fn no_page_of_ours_runs_inline_script_or_asks_anybody_else_for_anything() {
    let pages = Pages::load().unwrap();
    let branding = Branding::default();
    for Rendered { name, html } in
        kit::all(&pages, &kit::frame(Locale::ENGLISH, &branding), |sample| {
            sample
        })
    {
        assert_nothing_runs(&name, &html);
        let page = Html::parse_document(&html);
        let links = Selector::parse("[href], [src], [action], [srcset]").unwrap();
        for element in page.select(&links).map(|found| found.value()) {
            for attribute in ["href", "src", "action", "srcset"] {
                let Some(address) = element.attr(attribute) else {
                    continue;
                };
                assert!(
                    address.starts_with('/') && !address.starts_with("//"),
                    "{name}: {attribute}={address}"
                );
            }
        }
    }
}

#[test]
fn no_file_of_ours_asks_anybody_else_for_anything() {
    let mut files = kit::files("static");
    files.extend(kit::files("templates"));
    for (path, text) in files {
        for foreign in ["http://", "https://", "@import", "eval(", "innerHTML"] {
            let found = text
                .replace("http://www.w3.org/2000/svg", "")
                .contains(foreign);
            assert!(!found, "{}: {foreign}", path.display());
        }
    }
}

fn mail(text: &str) -> VerificationMail {
    VerificationMail {
        code: "482913".to_owned(),
        application: text.to_owned(),
        minutes: 10,
        purpose: Purpose::SignIn,
        brand: text.to_owned(),
    }
}

#[test]
fn hostile_text_stays_text_in_the_mail() {
    let pages = Pages::load().unwrap();
    for locale in pages.locales() {
        for hostile in HOSTILE {
            let mail = pages.mail(&mail(hostile), locale).unwrap();
            assert!(!mail.html.contains("<script") && !mail.html.contains("<img"));
            assert!(!mail.html.contains("<svg"));
            assert!(mail.text.contains(hostile));
        }
    }
}

#[test]
fn a_name_with_line_breaks_adds_no_header() {
    let pages = Pages::load().unwrap();
    let mail = pages
        .mail(
            &mail("Shop\r\nBcc: eve@example.com\u{2028}x"),
            Locale::ENGLISH,
        )
        .unwrap();
    assert_eq!(
        mail.subject,
        "482913 is your code for Shop Bcc: eve@example.com x"
    );
}

#[test]
fn a_mail_has_no_link_no_image_and_nothing_from_elsewhere() {
    let pages = Pages::load().unwrap();
    for locale in pages.locales() {
        for sample in VerificationMail::samples() {
            let mail = pages.mail(&sample, locale).unwrap();
            assert!(mail.subject.starts_with("482913 "));
            let html = Html::parse_document(&mail.html);
            assert_eq!(html.root_element().value().attr("lang"), Some(locale.tag()));
            let foreign =
                Selector::parse("a, img, link, script, style, form, [src], [href]").unwrap();
            assert_eq!(html.select(&foreign).count(), 0);
            assert!(mail.html.contains("482913") && mail.text.contains("\n    482913\n"));
        }
    }
}
